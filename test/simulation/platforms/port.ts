import { CLIENT, startPort, type PortSimulator } from '../../../simulators/port';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import { burn, Health, healthKeyOf, inMemory, locator, partOf, textIn } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const state = { lateWindowMs: 0, readWithinMs: 0, isChoosable: true };
const log = { lateWindowMs: 10 * MINUTE_MS, readWithinMs: 5 * MINUTE_MS, isChoosable: true };

/** Port: resyncs, deployments, logs, kinds, the audit log. */
export const port: PlatformModel = {
	name: 'port',
	trigger: ['nodes/Port/PortTrigger.node', 'PortTrigger'],
	credentialTypes: [['credentials/PortIntegrationsApi.credentials', 'PortIntegrationsApi']],
	events: {
		errorLogLine: log,
		resyncFailed: { ...state, hasManyFingerprints: true },
		resyncCompleted: { ...state, hasManyFingerprints: true },
		deploymentError: state,
		auditFailure: log,
		kindFailed: { ...log, lateWindowMs: 0, shownForMs: 4 * 24 * HOUR_MS },
		healthChanged: healthTraits,
	},
	changes: {},
	readings: {
		auditIdentifier: ['present', 'absent'],
		auditOrder: ['newestFirst', 'oldestFirst'],
		auditTime: ['trigger', 'createdAt'],
		expiresIn: ['lifetime', 'remaining'],
		highestLevel: ['FATAL', 'CRITICAL'],
		logCursor: ['obeyed', 'ignored'],
		logEdge: ['exclusive', 'inclusive'],
		logIdKey: ['_id', 'id', 'logId', 'log_id', 'none'],
		logLimit: ['obeyed', 'ignored'],
		logOrder: ['ascending', 'descending'],
		logParameters: ['new', 'old'],
		logUp: ['older', 'newer'],
		metadataWrapping: ['integrations', 'data', 'bare'],
		rateLimitHeaders: ['none', 'epoch', 'delay'],
		refusalStatus: ['http', 'okFalse'],
		specialKinds: ['neverEnd', 'endWithSync', 'absent'],
		startAtEnd: ['kept', 'gone'],
		timestamps: ['mixed', 'zulu'],
		typeKey: ['both', 'installationAppType', 'integrationType'],
		wrapping: ['wrapped', 'bare'],
	},
	knownById: ['resyncFailed', 'kindFailed'],
	pauseMs: 0,
	open: async (clock, options) => await PortAccount.open(clock, options),
	parameters: ({ events, only, variant, options }, ids) => ({
		events: [...events],
		integrations: { rows: only.map((place) => ({ integrationId: locator(ids[place] ?? '') })) },
		includeAborted: variant === 1,
		quietMinutes: variant === 1 ? 5 : 2,
		options,
	}),
	integrationId: (place) => `integration-${place}`,
	keyOf(item) {
		const { kind } = item;
		if (kind === 'resyncCompleted') return `completed ${partOf(item, 3, 9)}`;
		if (kind === 'resyncFailed') return `resync ${partOf(item, 3, 9)}`;
		if (kind === HEALTH) return healthKeyOf(item, port);
		if (kind === 'kindFailed') return `sync ${partOf(item, 2)}`;
		return textIn(item, 'message');
	},
};

class PortAccount implements Account {
	private count = 0;

	private readonly clientId: string;

	private secret: string;

	private readonly health = new Health();

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: PortSimulator,
		private readonly options: AccountOptions,
	) {
		this.clientId = `${CLIENT.clientId}-${options.number}`;
		this.secret = `${CLIENT.clientSecret}-${options.number}`;
		simulator.tokens.clients.clear();
		simulator.tokens.clients.set(this.clientId, this.secret);
		for (let place = 0; place < options.integrations; place += 1) {
			const installationId = port.integrationId(place);
			simulator.state.addIntegration({ installationId, _id: `internal-${place}` });
			simulator.resyncs.run(installationId, { status: 'completed' });
		}
		burn(options.number, () => simulator.state.random.uuid() + simulator.state.random.objectId());
		simulator.state.organization.id = `org_${options.number}`;
	}

	static async open(clock: Clock, options: AccountOptions): Promise<PortAccount> {
		const { server, simulator } = await inMemory(
			async (attach) =>
				await startPort({
					clock,
					attach,
					seed: { integrations: 0 },
					switches: { ...OPEN, ...options.switches },
				}),
		);
		return new PortAccount(server, simulator, options);
	}

	get typed() {
		const { clientId } = this;
		const customUrl = this.server.origin;
		return {
			portIntegrationsApi: {
				accessToken: '',
				region: 'custom',
				customUrl,
				clientId,
				clientSecret: this.secret,
			},
		};
	}

	renew() {
		this.secret = `${this.secret}-renewed`;
		this.simulator.tokens.clients.set(this.clientId, this.secret);
		this.simulator.tokens.revokeAll();
		return this.typed;
	}

	occur(event: string, integration: number, agoMs: number): Fact[] {
		const id = port.integrationId(integration);
		const message = `E${this.options.number}-${(this.count += 1)}`;
		const { state, resyncs } = this.simulator;
		const fact = { event, integration, isRise: false };
		if (event === 'errorLogLine') {
			state.addLog(id, { level: 'ERROR', message, timestamp: state.clock.iso(agoMs) });
			return [{ ...fact, key: message }];
		}
		if (event === 'auditFailure') {
			state.addAudit({ status: 'FAILURE', InstallationId: id, message, at: state.clock.iso(agoMs) });
			return [{ ...fact, key: message }];
		}
		if (event === HEALTH) {
			return this.health.turn(integration, (isDown) => {
				state.setDeployment(id, isDown ? 'UnHealthy' : 'Running', isDown ? message : null);
			});
		}
		if (event === 'deploymentError') {
			state.setDeployment(id, 'Error', message);
			return [{ ...fact, key: message, replaces: `deployment of ${id}` }];
		}
		const replaces = `resync of ${id}`;
		const startOf = () => {
			const { lastResyncStart, lastResyncEnd } = state.installation(id).record.resyncState ?? {};
			return lastResyncStart ?? lastResyncEnd ?? '';
		};
		if (event === 'resyncFailed') {
			resyncs.run(id, { status: 'failed' });
			return [{ ...fact, key: `resync ${startOf()}`, replaces }];
		}
		if (event === 'resyncCompleted') {
			resyncs.run(id, { status: 'completed' });
			return [{ ...fact, key: `completed ${startOf()}`, replaces }];
		}
		const sync = resyncs.run(id, { status: 'completed', kinds: [{ kind: 'project', failed: 1 }] });
		return [
			{ ...fact, key: `sync ${sync.eventId}` },
			{ ...fact, event: 'resyncCompleted', key: `completed ${startOf()}`, replaces },
		];
	}

	change(): void {
		// Port's people do nothing here that a trigger could take for an error.
	}

	/** Port's list has no pages. */
	moveList(): Fact[] {
		return [];
	}

	concerns(url: string, place: number): boolean {
		return [port.integrationId(place), `internal-${place}`].some((id) =>
			new RegExp(`[/=]${id}([/?&]|$)`).test(url),
		);
	}

	isList(url: string): boolean {
		return /\/v1\/integration(\?|$)/.test(url);
	}
}

/** Sign-ins are limited on a clock of their own. */
const OPEN = { tokenRateLimit: 'off', rateLimit: 'off' } as const;
