import { CLIENT, startPort } from '../../../simulators/port';
import { eventOf } from '../markers';
import { byId, type ChaosPlatform, type Moment } from './ChaosPlatform';
import { LastStates } from './LastStates';

const integrations = 15;
const chosenIntegrations = 9;

/** Integrations take turns, so that one event does not take the place of another. */
const roles = ['logs', 'resyncs', 'deployments'] as const;

export async function port(): Promise<ChaosPlatform> {
	const simulator = await startPort({ seed: { integrations } });
	const { state, resyncs } = simulator;
	const ids = [...state.installations.keys()];
	const chosen = ids.slice(0, chosenIntegrations);
	const idsFor = (role: (typeof roles)[number], among: string[]) =>
		among.filter((id) => roles[ids.indexOf(id) % roles.length] === role);
	const failing = new LastStates(idsFor('resyncs', ids), idsFor('resyncs', chosen));
	const deployed = new LastStates(idsFor('deployments', ids), idsFor('deployments', chosen));

	function anyFor({ onlyChosen, random }: Moment): string {
		const candidates = idsFor('logs', onlyChosen ? chosen : ids);
		return candidates[random.integer(0, candidates.length - 1)] ?? '';
	}

	return {
		name: 'Port',
		simulator,
		credentials: [
			{
				name: 'Port',
				type: 'portIntegrationsApi',
				data: { region: 'custom', customUrl: simulator.url, ...CLIENT },
			},
		],
		trigger: {
			name: 'Port Trigger',
			type: 'n8n-nodes-integration-ops.portTrigger',
			parameters: {
				events: ['errorLogLine', 'resyncFailed', 'kindFailed', 'auditFailure', 'deploymentError'],
				quietMinutes: 1,
			},
		},
		chosen: { integrations: { rows: chosen.map((id) => ({ integrationId: byId(id) })) } },
		causes: [
			(moment) => {
				const message = `Object ${moment.marker} was refused`;
				state.addLog(anyFor(moment), { level: 'ERROR', message });
				return [eventOf('logLine', moment.marker)];
			},
			(moment) => {
				const id = failing.free(moment);
				if (id === undefined) return undefined;
				resyncs.run(id, { status: 'failed', message: `Resync ${moment.marker} gave up` });
				const event = eventOf('resyncFailed', moment.marker);
				const start = state.installation(id).record.resyncState?.lastResyncStart ?? '';
				// The message stands in a log line, which has to be asked for.
				moment.alsoNamed(event, eventOf('resyncFailed', `port:resyncFailed:${id}:${start}`));
				failing.changed(id, event);
				return [event, eventOf('logLine', moment.marker)];
			},
			(moment) => {
				const sync = resyncs.run(anyFor(moment), { kinds: [{ kind: 'project', failed: 2, success: 0 }] });
				sync.eventId = moment.marker;
				return [eventOf('kindFailed', moment.marker)];
			},
			(moment) => {
				const message = `Entity ${moment.marker} was refused`;
				state.addAudit({ status: 'FAILURE', message, InstallationId: anyFor(moment) });
				return [eventOf('auditFailure', moment.marker)];
			},
			(moment) => {
				const id = deployed.free(moment);
				if (id === undefined) return undefined;
				state.setDeployment(id, 'Error', `Container ${moment.marker} does not start`);
				const event = eventOf('deploymentError', moment.marker);
				deployed.changed(id, event);
				return [event];
			},
		],
	};
}
