import { CeligoBench } from '../../platforms/Celigo/bench';
import { accountCases } from '../../platforms/Celigo/accountCases';
import { flowCases } from '../../platforms/Celigo/flowCases';
import { integrationCases } from '../../platforms/Celigo/integrationCases';
import { jobCases } from '../../platforms/Celigo/jobCases';
import { revisionCases } from '../../platforms/Celigo/revisionCases';
import { DuctapeBench } from '../../platforms/Ductape/bench';
import { operationCases as ductapeCases } from '../../platforms/Ductape/operationCases';
import { GestalBench } from '../../platforms/Gestal/bench';
import { integratorCases } from '../../platforms/Gestal/cases/integratorCases';
import { siteCases } from '../../platforms/Gestal/cases/siteCases';
import { PolarityBench } from '../../platforms/Polarity/bench';
import { operationCases as polarityCases } from '../../platforms/Polarity/operationCases';
import { PortBench } from '../../platforms/Port/bench';
import { operationCases as portCases } from '../../platforms/Port/operationCases';
import {
	celigoEventSamples,
	ductapeEventSamples,
	gestalEventSamples,
	polarityEventSamples,
	portEventSamples,
} from './events';
import type { SampledPlatform } from './SampledPlatform';

const celigoCases = { ...integrationCases, ...flowCases, ...jobCases, ...revisionCases, ...accountCases };
const gestalCases = [...integratorCases, ...siteCases];

/** Resource and operation of a task. */
function namesIn(task: string): [resource: string, operation: string] {
	const [resource = '', operation = ''] = task.split('.');
	return [resource, operation];
}

/** The name that a case has by its resource and operation: `integration/get`. */
const slashed = (task: string) => task.replace('.', '/');
const dotted = (name: string) => name.replace('/', '.');

/** Runs a case that asserts; on a platform that is unavailable it may end early. */
async function ended(running: Promise<unknown> | undefined): Promise<void> {
	await running?.catch(() => undefined);
}

/** Every platform, each run by the cases of its contract tests. */
export const sampledPlatforms: readonly SampledPlatform[] = [
	{
		name: 'celigo',
		events: celigoEventSamples,
		tasks: Object.keys(celigoCases),
		prefix: '/v1',
		async run(task, prepare) {
			const bench = await CeligoBench.start();
			const { parameters, prepare: prepareCase } = celigoCases[task] ?? {};
			prepareCase?.(bench);
			prepare(bench);
			await bench.run(task, parameters);
			return bench;
		},
	},
	{
		name: 'ductape',
		events: ductapeEventSamples,
		tasks: Object.keys(ductapeCases).map(dotted),
		signIn: /^\/users\//,
		everywhere: ['user_id', 'public_key', 'workspace_id'],
		async run(task, prepare) {
			const bench = await DuctapeBench.start();
			prepare(bench);
			await ended(ductapeCases[slashed(task)]?.(bench));
			return bench;
		},
	},
	{
		name: 'gestal',
		events: gestalEventSamples,
		tasks: [...new Set(gestalCases.map(({ operation }) => operation))],
		signIn: /^\/auth$/,
		async run(task, prepare) {
			const bench = await GestalBench.start();
			const ofTask = gestalCases.filter(({ operation }) => operation === task);
			const one = ofTask.find(({ generation }) => generation === 'seed') ?? ofTask[0];
			const parameters = one?.given(bench);
			prepare(bench);
			const [resource, operation] = namesIn(task);
			await bench.run(resource, operation, parameters, one && { generation: one.generation });
			return bench;
		},
	},
	{
		name: 'polarity',
		events: polarityEventSamples,
		tasks: Object.keys(polarityCases).map(dotted),
		async run(task, prepare) {
			const bench = await PolarityBench.start();
			prepare(bench);
			await ended(polarityCases[slashed(task)]?.(bench));
			return bench;
		},
	},
	{
		name: 'port',
		events: portEventSamples,
		tasks: Object.keys(portCases),
		signIn: /^\/v1\/auth\/access_token$/,
		async run(task, prepare) {
			const bench = await PortBench.start();
			const { parameters, prepare: prepareCase } = portCases[task] ?? {};
			prepareCase?.(bench);
			prepare(bench);
			const [resource, operation] = namesIn(task);
			await bench.run(operation, { resource, ...parameters });
			return bench;
		},
	},
];
