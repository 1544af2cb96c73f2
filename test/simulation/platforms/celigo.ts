import { startCeligo, stepIdsOf, type CeligoSimulator } from '../../../simulators/celigo';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import type { Dice } from '../time/random';
import { Health, healthKeyOf, inMemory, chosenIntegration, partOf, textIn, nameOf } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Between the end of a job and its failure: the longest that a real one took, 3.7 days. */
const LONGEST_LAG_MS = 3.7 * DAY_MS;
/** With that lag, what is still read of a job. */
const LONGEST_RUN_MS = 3 * DAY_MS;

const usual = { lateWindowMs: 10 * MINUTE_MS, readWithinMs: 0, isChoosable: true };

/** Celigo integrator.io: errors of steps, counts of flows, failed jobs, the audit log. */
export const celigo: PlatformModel = {
	name: 'celigo',
	trigger: ['nodes/Celigo/CeligoTrigger.node', 'CeligoTrigger'],
	credentialTypes: [['credentials/CeligoApi.credentials', 'CeligoApi']],
	events: {
		newError: usual,
		newErrorsPerFlow: { ...usual, lateWindowMs: 0, hasManyFingerprints: true },
		failedJob: usual,
		auditEntry: usual,
		healthChanged: healthTraits,
	},
	changes: {
		moveFlow: { bringsAlong: ['newError', 'newErrorsPerFlow', 'failedJob'] },
		resolveMost: { takesBack: ['newError'] },
		addIntegration: {},
	},
	readings: {
		emptyErrorList: ['array', 'noContent'],
		emptyList: ['noContent', 'array', 'emptyText'],
		errorIdField: ['errorId', '_id'],
		errorIdForm: ['number', 'string', 'mixed'],
		errorOrder: ['newestFirst', 'oldestFirst', 'random'],
		errorPageSize: [1000, 3],
		flowErrorCounts: ['available', 'missing'],
		flowsWithoutErrors: ['listed', 'omitted'],
		lastErrorAt: ['present', 'absent', 'null'],
		latestJobs: ['available', 'missing'],
		linkForm: ['absolute', 'relative'],
		listCounters: ['present', 'absent'],
		listWrapping: ['bare', 'data', 'items'],
		missingValues: ['absent', 'emptyText'],
		nextLink: ['after', 'skip'],
		nextPageKey: ['after', 'skip'],
		nextPageUrl: ['/v1', '/api', '/api/v1', 'absolute'],
		optionalFields: ['present', 'absent'],
		purgeAtForm: ['iso', 'epochMs'],
		subListPaging: ['linked', 'whole'],
	},
	knownById: ['newErrorsPerFlow', 'failedJob'],
	takesEmptyAsNone: true,
	pauseMs: 0,
	open: async (clock, options) => await CeligoAccount.open(clock, options),
	parameters: (watch, ids) => ({
		events: [...watch.events],
		...chosenIntegration(watch, ids),
		includeResolved: watch.variant === 1,
		options: watch.options,
	}),
	integrationId: (place) => `5f1b2c3d4e5f6a7b8c9d${hexPlace(place)}`,
	keyOf(item) {
		const { kind } = item;
		if (kind === 'stepError') return `error ${textIn(item, 'errorId')}`;
		if (kind === 'flowErrors') return `flow ${partOf(item, 2)}`;
		if (kind === HEALTH) return healthKeyOf(item, celigo);
		if (kind === 'failedJob') return `job ${partOf(item, 2)}`;
		return `audit ${/resource\d+/.exec(JSON.stringify(item))?.[0] ?? ''}`;
	},
};

/** Places begin in the middle, so that an integration can be added before all others. */
function hexPlace(place: number): string {
	return (0x8000 + place).toString(16).padStart(4, '0');
}

const flowId = (place: number) => `5f1b2c3d4e5f6a7b8cf0${hexPlace(place)}`;

class CeligoAccount implements Account {
	private count = 0;

	private added = 0;

	private token: string;

	private readonly health = new Health();

	/** Where the flows are by now. */
	private readonly flowsAt = new Map<string, number>();

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: CeligoSimulator,
		private readonly options: AccountOptions,
	) {
		this.token = `token-${options.number}`;
		const { state } = simulator;
		state.tokens.clear();
		state.tokens.add(this.token);
		state.owner._id = `5f1b2c3d4e5f6a7b8c9d000${options.number}`;
		const { _id: _connectionId } = state.addConnection({ name: 'Warehouse' });
		for (let place = 0; place < options.integrations; place += 1) {
			const _integrationId = celigo.integrationId(place);
			state.addIntegration({ _id: _integrationId, name: nameOf(place) });
			const { _id: _exportId } = state.addExport({ name: 'Export', _connectionId, _integrationId });
			const { _id: _importId } = state.addImport({ name: 'Import', _connectionId, _integrationId });
			state.addFlow({
				_id: flowId(place),
				name: `Flow ${place}`,
				_integrationId,
				pageGenerators: [{ _exportId }],
				pageProcessors: [{ _importId }],
			});
			this.flowsAt.set(flowId(place), place);
		}
	}

	static async open(clock: Clock, options: AccountOptions): Promise<CeligoAccount> {
		const { server, simulator } = await inMemory(
			async (attach) =>
				await startCeligo({
					randomSeed: options.number,
					clock,
					attach,
					seed: { sample: false },
					switches: options.switches,
				}),
		);
		return new CeligoAccount(server, simulator, options);
	}

	get typed() {
		return { celigoApi: { region: 'custom', customUrl: this.server.origin, apiToken: this.token } };
	}

	renew() {
		this.token = `${this.token}-renewed`;
		this.simulator.state.tokens.clear();
		this.simulator.state.tokens.add(this.token);
		return this.typed;
	}

	occur(event: string, place: number, agoMs: number, dice: Dice): Fact[] {
		const { state, runs } = this.simulator;
		const at = state.clock.iso(agoMs);
		const number = `${this.options.number}${String((this.count += 1)).padStart(6, '0')}`;
		const flow = state.flows.get(flowId(place));
		const integration = this.flowsAt.get(flowId(place)) ?? place;
		if (flow === undefined) return [];
		if (event === HEALTH) {
			return this.health.turn(place, (isDown) => {
				if (isDown) state.addError(flow._id, stepIdsOf(flow)[0] ?? '', { errorId: number, occurredAt: at });
				else this.repair(flow._id);
			});
		}
		if (event === 'failedJob') {
			const _id = `job${number}`;
			// A job ends before it becomes failed: seconds, as most real ones did, or days (provider document, section 10).
			const endedMs = agoMs + (dice.chance(0.8) ? dice.integer(8_000, 21_000) : LONGEST_LAG_MS);
			const endedAt = state.clock.iso(endedMs);
			const startedAt = state.clock.iso(endedMs + dice.integer(1000, LONGEST_RUN_MS));
			const times = { createdAt: startedAt, startedAt, endedAt, lastModified: at };
			runs.add({ _id, _flowId: flow._id, status: 'failed', numError: 1, ...times });
			return [{ key: `job ${_id}`, event, integration, isRise: false }];
		}
		if (event === 'auditEntry') {
			const _resourceId = `resource${number}`;
			const _integrationId = celigo.integrationId(integration);
			state.addAuditEntry({ time: at, event: 'update', resourceType: 'flow', _resourceId, _integrationId });
			return [{ key: `audit ${_resourceId}`, event, integration, isRise: false }];
		}
		const stepIds = stepIdsOf(flow);
		const stepId = stepIds[dice.integer(0, stepIds.length - 1)] ?? '';
		state.addError(flow._id, stepId, { errorId: number, occurredAt: at });
		return [
			{ key: `error ${number}`, event: 'newError', integration, isRise: false },
			{ key: `flow ${flow._id}`, event: 'newErrorsPerFlow', integration, isRise: true },
		];
	}

	change(what: string, place: number): void {
		const { state, runs } = this.simulator;
		const flow = state.flows.get(flowId(place));
		if (flow === undefined) return;
		if (what === 'moveFlow') {
			const target = ((this.flowsAt.get(flow._id) ?? place) + 1) % this.options.integrations;
			this.flowsAt.set(flow._id, target);
			flow._integrationId = celigo.integrationId(target);
		} else if (what === 'resolveMost') {
			for (const store of state.errorStoresOf(flow._id).values()) {
				store.resolve([...store.open.keys()].slice(1), 'somebody', state.clock.iso());
			}
			// What somebody does to the errors of a job changes its record, however old it is.
			for (const job of runs.ofFlow(flow._id)) job.lastModified = state.clock.iso();
		} else this.moveList();
	}

	moveList(): Fact[] {
		this.added += 1;
		const _id = celigo.integrationId(-this.added);
		this.simulator.state.addIntegration({ _id, name: 'Another integration' });
		return [];
	}

	/** All errors are resolved, and a run goes well. */
	private repair(_flowId: string): void {
		const { state, runs } = this.simulator;
		const at = state.clock.iso();
		for (const store of state.errorStoresOf(_flowId).values())
			store.resolve([...store.open.keys()], 'somebody', at);
		runs.add({ _flowId, status: 'completed', createdAt: at, startedAt: at, endedAt: at, lastModified: at });
	}

	concerns(url: string, place: number): boolean {
		if (url.includes(celigo.integrationId(place))) return true;
		return [...this.flowsAt].some(([id, at]) => at === place && url.includes(id));
	}

	isList(url: string): boolean {
		return /\/v1\/integrations(\?|$)/.test(url);
	}
}
