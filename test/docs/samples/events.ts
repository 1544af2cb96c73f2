import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { celigoSample } from '../../../simulators/celigo';
import { Clock } from '../../../simulators/switchboard';
import type { PollSession } from '../../engine';
import { CeligoBench } from '../../platforms/Celigo/bench';
import { DuctapeBench } from '../../platforms/Ductape/bench';
import { GestalBench } from '../../platforms/Gestal/bench';
import { events as gestalEvents } from '../../platforms/Gestal/cases/eventCases';
import { HOUR_MS, pass } from '../../platforms/ownDate';
import { PolarityBench, VIRUS_TOTAL } from '../../platforms/Polarity/bench';
import { PortBench } from '../../platforms/Port/bench';

const MINUTE_MS = 60_000;

/** By the values of a trigger's events: the first item that each emits on a sample account of its own. */
export type EventSamples = Readonly<Record<string, () => Promise<IDataObject>>>;

interface Watched {
	watch(parameters: INodeParameters): PollSession;
	stop(): Promise<void>;
}

/** What a published trigger emits after a change. */
async function emittedAfter<Bench extends Watched>(
	bench: Bench,
	parameters: INodeParameters,
	change: (bench: Bench) => unknown,
): Promise<IDataObject> {
	const session = bench.watch(parameters);
	await session.activate();
	pass(MINUTE_MS);
	change(bench);
	// Some count only when two polls find them.
	const items: INodeExecutionData[] = (await session.poll()) ?? (await session.poll()) ?? [];
	await bench.stop();
	const [first] = items;
	if (first === undefined) throw new Error(`${JSON.stringify(parameters)} emitted nothing`);
	return first.json;
}

function eventsOf<Bench extends Watched>(
	start: () => Promise<Bench>,
	changes: Readonly<Record<string, (bench: Bench) => unknown>>,
): EventSamples {
	return Object.fromEntries(
		Object.entries(changes).map(([event, change]) => [
			event,
			async () => await emittedAfter(await start(), { events: [event] }, change),
		]),
	);
}

const { flowId, importId, integrationId } = celigoSample;
const addStepError = ({ state }: CeligoBench) => state.addError(flowId, importId);

export const celigoEventSamples = eventsOf(async () => await CeligoBench.start(), {
	newError: addStepError,
	newErrorsPerFlow: addStepError,
	failedJob: ({ simulator }) => simulator.runs.add({ _flowId: flowId, status: 'failed' }),
	auditEntry: ({ state }) =>
		state.addAuditEntry({
			event: 'update',
			resourceType: 'flow',
			_resourceId: flowId,
			_integrationId: integrationId,
		}),
	healthChanged({ state, simulator }) {
		for (const store of state.errorStoresOf(flowId).values()) store.open.clear();
		simulator.runs.add({ _flowId: flowId, status: 'completed' });
	},
});

export const ductapeEventSamples = eventsOf(async () => await DuctapeBench.start(), {
	failedRun: ({ state, orders }) => state.addFailedRun(orders),
	failedJobExecution: ({ state, orders }) => state.addJobExecution(orders),
	failedNotification: ({ state, orders }) => state.addNotificationMessage(orders),
	healthChanged: ({ state, orders }) => state.addFailedRun(orders),
});

export const polarityEventSamples = eventsOf(async () => await PolarityBench.start(), {
	newErrorOccurrence: ({ state }) => state.addError(VIRUS_TOTAL),
	integrationStatusChanged: ({ state }) => {
		Object.assign(state.integrations.get(VIRUS_TOTAL) ?? {}, { status: 'stopped' });
	},
	healthChanged: ({ state }) => {
		Object.assign(state.integrations.get(VIRUS_TOTAL) ?? {}, { status: 'stopped' });
	},
});

const failedResync = ({ simulator }: PortBench) =>
	simulator.resyncs.run('my-gitlab', { status: 'failed', message: 'Quota exceeded' });

export const portEventSamples = eventsOf(async () => await PortBench.start(), {
	auditFailure({ simulator }) {
		simulator.resyncs.run('my-gitlab');
		simulator.state.addAudit({
			InstallationId: 'my-gitlab',
			status: 'FAILURE',
			message: 'The blueprint does not exist',
		});
	},
	deploymentError: ({ simulator }) => simulator.state.setDeployment('my-gitlab', 'Error', 'Image not found'),
	errorLogLine: failedResync,
	healthChanged: ({ simulator }) => simulator.state.setDeployment('my-gitlab', 'Error', 'Image not found'),
	kindFailed: ({ simulator }) =>
		simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', failed: 1 }] }),
	noRecentResync({ simulator }) {
		simulator.resyncs.run('my-gitlab');
		simulator.resyncs.dateBack('my-gitlab', 25 * HOUR_MS);
	},
	resyncCompleted: ({ simulator }) => simulator.resyncs.run('my-gitlab'),
	resyncFailed: failedResync,
});

export const gestalEventSamples: EventSamples = Object.fromEntries(
	gestalEvents.map(({ event, prepare, parameters, change }) => [
		event,
		async () => {
			const bench = await GestalBench.start({ clock: new Clock() });
			prepare?.(bench);
			return await emittedAfter(bench, { events: [event], ...parameters?.(bench) }, change);
		},
	]),
);
