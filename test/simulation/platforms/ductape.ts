import { startDuctape, type DuctapeSimulator, type Integration } from '../../../simulators/ductape';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import { burn, Health, healthKeyOf, inMemory, chosenIntegration, partOf, nameOf } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const usual = { lateWindowMs: 60 * 60_000, readWithinMs: 0, isChoosable: true };

const WORKED = { status: 'success', successful_execution: true, failed_execution: false } as const;

/** Ductape: failed runs in the log, failed executions of jobs, messages that could not be sent. */
export const ductape: PlatformModel = {
	name: 'ductape',
	trigger: ['nodes/Ductape/DuctapeTrigger.node', 'DuctapeTrigger'],
	credentialTypes: [['credentials/DuctapeApi.credentials', 'DuctapeApi']],
	events: {
		failedRun: { ...usual, isExcludedRead: true, hasManyFingerprints: true },
		failedJobExecution: { ...usual, hasManyFingerprints: true },
		failedNotification: usual,
		healthChanged: healthTraits,
	},
	changes: {},
	readings: {
		accessId: ['integration_id', 'product_id'],
		endDate: ['included', 'excluded'],
		executionDates: ['started', 'completed'],
		executionPages: ['hasMore', 'hasMoreAsAsked', 'total', 'nothing'],
		listedDocuments: ['whole', 'short'],
		logDates: ['day', 'exact'],
		loginNesting: ['data', 'result'],
		logOrder: ['newestFirst', 'oldestFirst', 'asWritten'],
		messageFilters: ['honoured', 'ignored'],
		messageList: ['items', 'array'],
		messageProduct: ['shown', 'hidden'],
		messageTimes: ['created_at', 'createdAt'],
		nesting: ['data', 'result', 'dataData'],
		successStatus: [200, 201],
		workspaceLogs: ['served', 'missing'],
		stepProcessIds: ['ofRun', 'ofStep'],
		phaseWords: ['capitals', 'capitalsOnly', 'small'],
		completedLines: ['ofExecution', 'ofEachLevel'],
	},
	knownById: ['failedRun', 'failedJobExecution', 'failedNotification'],
	pauseMs: 0,
	open: async (clock, options) => await DuctapeAccount.open(clock, options),
	parameters: (watch, ids) => ({
		events: [...watch.events],
		...chosenIntegration(watch, ids),
		onlyCompleted: watch.variant === 1,
		options: watch.options,
	}),
	integrationId: (place) => `66b1d2a09f1c2e0012ab${(0x8000 + place).toString(16)}`,
	keyOf: (item) =>
		item['kind'] === HEALTH
			? healthKeyOf(item, ductape)
			: `${item['kind'] === 'runFailed' ? 'run' : 'record'} ${partOf(item, 2)}`,
};

class DuctapeAccount implements Account {
	private readonly integrations: Integration[];

	private readonly health = new Health();

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: DuctapeSimulator,
		options: AccountOptions,
	) {
		const { state, seeded } = simulator;
		state.integrations.clear();
		burn(options.number, () => state.random.uuid() + state.random.objectId());
		// Another account is another workspace of the same person.
		if (options.number > 1) {
			state.workspaces.delete(seeded.workspace._id);
			seeded.user.workspaceIds.length = 0;
		}
		const { _id: workspace_id } =
			options.number === 1
				? seeded.workspace
				: state.addWorkspace(
						'Other',
						[seeded.user],
						`64f1c0ffee0123456789b${String(options.number).padStart(3, '0')}`,
					);
		this.workspaceId = workspace_id;
		this.integrations = Array.from({ length: options.integrations }, (_, place) =>
			state.addIntegration({
				_id: ductape.integrationId(place),
				name: nameOf(place),
				tag: `integration_${place}_of_all`,
				workspace_id,
				jobs: [{ _id: `job${place}`, tag: 'nightly' }],
				notifications: [{ _id: `notification${place}`, tag: 'ops' }],
			}),
		);
	}

	private readonly workspaceId: string;

	static async open(clock: Clock, options: AccountOptions): Promise<DuctapeAccount> {
		const { server, simulator } = await inMemory(
			async (attach) => await startDuctape({ clock, attach, switches: options.switches }),
		);
		return new DuctapeAccount(server, simulator, options);
	}

	get typed() {
		const { user } = this.simulator.seeded;
		return {
			ductapeApi: {
				baseUrl: this.server.origin,
				signInWith: 'privateKey',
				userId: user._id,
				workspaceId: this.workspaceId,
				privateKey: user.privateKey,
				sessionToken: '',
				sessionPublicKey: '',
				sessionUserId: '',
				sessionOrigin: '',
			},
		};
	}

	renew() {
		this.simulator.state.rotateKey(this.simulator.seeded.user);
		return this.typed;
	}

	occur(event: string, place: number, agoMs: number): Fact[] {
		const { state, clock } = this.simulator;
		const integration = this.integrations[place];
		if (integration === undefined) return [];
		const fact = { event, integration: place, isRise: false };
		if (event === HEALTH) {
			return this.health.turn(place, (isDown) => {
				if (isDown) state.addFailedRun(integration, {});
				else state.addLog(integration, { timestamp: clock.iso(), message: 'Done', ...WORKED });
			});
		}
		if (event === 'failedRun') {
			const [line] = state.addFailedRun(integration, { agoMs });
			return [{ ...fact, key: `run ${line?.process_id ?? ''}` }];
		}
		const at = clock.iso(agoMs);
		const { _id } =
			event === 'failedJobExecution'
				? state.addJobExecution(integration, { started_at: at, completed_at: at })
				: state.addNotificationMessage(integration, { created_at: at });
		return [{ ...fact, key: `record ${_id}` }];
	}

	change(): void {
		// Ductape's people do nothing here that a trigger could take for an error.
	}

	/** Ductape's list has no pages. */
	moveList(): Fact[] {
		return [];
	}

	concerns(url: string, place: number): boolean {
		return url.includes(ductape.integrationId(place)) || url.includes(`integration_${place}_of_all`);
	}

	isList(url: string): boolean {
		return /\/integrations\/v1\/?(\?|$)|\/workspace\//.test(url);
	}
}
