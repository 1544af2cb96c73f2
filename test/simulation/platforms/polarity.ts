import { startPolarity, seededApiKey, type PolaritySimulator } from '../../../simulators/polarity';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import type { Dice } from '../time/random';
import { Health, healthKeyOf, inMemory, chosenIntegration, textIn, nameOf } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const STATUS = 'integrationStatusChanged';

/** Polarity: one list of errors, each a row that counts. */
export const polarity: PlatformModel = {
	name: 'polarity',
	trigger: ['nodes/Polarity/PolarityTrigger.node', 'PolarityTrigger'],
	credentialTypes: [['credentials/PolarityApi.credentials', 'PolarityApi']],
	events: {
		newErrorOccurrence: { lateWindowMs: 0, readWithinMs: 0, isChoosable: true, isOneList: true },
		healthChanged: { ...healthTraits, isOneList: true },
		integrationStatusChanged: { ...healthTraits, isOneList: true },
	},
	changes: { clearErrors: { takesBack: ['newErrorOccurrence'] } },
	readings: {
		affectedUsers: ['array', 'map', 'single', 'absent'],
		contentType: ['application/vnd.api+json', 'application/json'],
		entityTypes: ['entityTypes', 'integration-entity-types', 'entity-types'],
		errorsFilter: ['ignored', 'honoured'],
		optionsFilter: ['honoured', 'ignored'],
		errorStatus: ['number', 'text', 'words'],
		maxPageSize: [300, 3],
		occurredOn: ['space', 'iso'],
		optionsAttribute: ['absent', 'present'],
		pageMeta: ['present', 'absent', 'withoutTotal'],
		relatedOptions: ['references', 'full'],
	},
	knownById: [],
	pauseMs: 0,
	open: async (clock, options) => await PolarityAccount.open(clock, options),
	parameters: (watch, ids) => ({
		events: [...watch.events],
		...chosenIntegration(watch, ids),
		includeMeta: watch.variant === 1,
		options: watch.options,
	}),
	integrationId: (place) => `integration_${place}`,
	keyOf(item) {
		if (item['kind'] === HEALTH) return healthKeyOf(item, polarity);
		if (item['kind'] === 'statusChanged') return healthKeyOf(item, polarity, STATUS);
		return `row ${textIn(item, 'errorId')}`;
	},
};

class PolarityAccount implements Account {
	private key: string;

	private readonly health = new Health();

	private readonly status = new Health([], STATUS);

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: PolaritySimulator,
		private readonly options: AccountOptions,
	) {
		const { state } = simulator;
		state.integrations.clear();
		state.errors.clear();
		state.apiKeys.clear();
		this.key = `${seededApiKey}-${options.number}`;
		this.addKey();
		for (let place = 0; place < options.integrations; place += 1) {
			state.addIntegration({
				id: polarity.integrationId(place),
				name: nameOf(place),
				status: 'running',
			});
		}
	}

	static async open(clock: Clock, options: AccountOptions): Promise<PolarityAccount> {
		const { server, simulator } = await inMemory(
			async (attach) => await startPolarity({ clock, attach, switches: options.switches }),
		);
		return new PolarityAccount(server, simulator, options);
	}

	get typed() {
		const serverUrl = this.server.origin;
		const none = { username: '', password: '', token: '', ignoreSslIssues: false };
		return { polarityApi: { serverUrl, signInWith: 'apiKey', apiKey: this.key, ...none } };
	}

	renew() {
		this.simulator.state.apiKeys.clear();
		this.key = `${this.key}-renewed`;
		this.addKey();
		return this.typed;
	}

	occur(event: string, integration: number, agoMs: number, dice: Dice): Fact[] {
		const { state, clock } = this.simulator;
		if (event === HEALTH) {
			return this.health.turn(integration, (isDown) => {
				const id = polarity.integrationId(integration);
				if (isDown) state.addError(id, { detail: 'Down' });
				else state.clearErrors(id);
			});
		}
		if (event === STATUS) {
			return this.status.turn(integration, (isDown) => {
				const known = state.integrations.get(polarity.integrationId(integration));
				if (known !== undefined) known.status = isDown ? 'stopped' : 'running';
			});
		}
		const row = state.addError(polarity.integrationId(integration), {
			detail: `E${this.options.number} ${dice.integer(0, 1)}`,
			...(agoMs > 0 && { occurredOn: clock.iso(agoMs) }),
		});
		return [{ key: `row ${row.id}`, event, integration, isRise: true }];
	}

	/** An integration is restarted. */
	change(_what: string, integration: number): void {
		this.simulator.state.clearErrors(polarity.integrationId(integration));
	}

	moveList(): Fact[] {
		const { state } = this.simulator;
		const others = [...state.integrations.values()];
		state.integrations.clear();
		state.addIntegration({ name: `Another integration ${others.length}` });
		for (const other of others) state.integrations.set(other.id, other);
		return [];
	}

	concerns(url: string, place: number): boolean {
		return new RegExp(`${polarity.integrationId(place)}([/?&]|$)`).test(url);
	}

	isList(url: string): boolean {
		return /\/api\/integrations(\?|$)/.test(url);
	}

	private addKey(): void {
		const expiresAtMs = Number.MAX_SAFE_INTEGER;
		this.simulator.state.addApiKey(this.key, { expiresAtMs });
	}
}
