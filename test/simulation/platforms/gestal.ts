import { range } from 'lodash';

import { startGestal, type Gestal } from '../../../simulators/gestal';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import { Health, healthKeyOf, inMemory, chosenIntegration, partOf, textIn, nameOf } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer than the days after which a key counts as unused. */
const UNUSED_MS = 8 * 24 * HOUR_MS;

/** What an event is of, by its kind. */
const THINGS: Readonly<Record<string, string>> = {
	newIntegration: 'integration',
	newInstallation: 'installation',
	accessKeyUnused: 'key',
	integrationChanged: 'changed',
	installationRemoved: 'removed',
};

/** Installations of each integration that may be removed. */
const MOST_REMOVED = 4;

const integrationId = (place: number) => `int_${place}_of_all`;

const usual = { lateWindowMs: 0, readWithinMs: 0, isChoosable: true };

/** What both generations of Gestal's paths have: what is new in the lists of integrations and installations. */
const shared: Omit<PlatformModel, 'name' | 'open'> = {
	trigger: ['nodes/Gestal/GestalTrigger.node', 'GestalTrigger'],
	credentialTypes: [
		['credentials/GestalIntegratorApi.credentials', 'GestalIntegratorApi'],
		['credentials/GestalInstallationApi.credentials', 'GestalInstallationApi'],
	],
	events: {
		newInstallation: usual,
		newIntegration: { ...usual, isChoosable: false },
		integrationChanged: { ...usual, isOneList: true, hasManyFingerprints: true },
		// Two polls must miss it.
		installationRemoved: { ...usual, readWithinMs: MINUTE_MS, hasManyFingerprints: true },
		healthChanged: healthTraits,
	},
	changes: {},
	readings: {
		authStatus: [200, 201],
		bareListPaging: ['heeded', 'ignored'],
		currentIds: ['cloudIdOnly', 'anyId'],
		currentList: ['dataMeta', 'array', 'dataArray'],
		emptyListPages: ['none', 'one'],
		integratorList: ['/integrator', '/integrator/integrations', 'both'],
		largePages: ['capped', 'refused'],
		largestPage: [1000, 3],
		longIds: ['number', 'text'],
		missingRouteStatus: [404, 405],
		pageTotal: ['currentOnly', 'always', 'never'],
		tokenPlace: ['token', 'data.token'],
	},
	knownById: ['newInstallation', 'newIntegration', 'accessKeyUnused'],
	pauseMs: 2 * HOUR_MS,
	parameters: (watch, ids) => ({
		events: [...watch.events],
		...chosenIntegration(watch, ids),
		options: watch.options,
	}),
	integrationId,
	keyOf: (item) =>
		item['kind'] === HEALTH
			? healthKeyOf(item, { integrationId })
			: `${THINGS[textIn(item, 'kind')]} ${partOf(item, 2)}`,
};

/** Gestal Cloud with the paths of 2018: every list is one of an integration, or of an installation. */
export const gestal: PlatformModel = {
	...shared,
	name: 'gestal',
	events: { ...shared.events, accessKeyUnused: usual },
	open: async (clock, options) => await GestalAccount.open(clock, options, 'seed'),
};

/** Gestal Cloud with the current site's paths: one list has the installations of all integrations. */
export const gestalCurrent: PlatformModel = {
	...shared,
	name: 'gestalCurrent',
	open: async (clock, options) => await GestalAccount.open(clock, options, 'current'),
};

/** Where large pages are refused, the usual one is none: a server that refuses what it gives unasked is nobody's reading. */
function refusable({ largePages, largestPage }: AccountOptions['switches']) {
	return largePages === 'refused' && largestPage === 3 ? { largestPage: 100 } : {};
}

class GestalAccount implements Account {
	/** Without an installation none works. */
	private readonly health: Health;

	private changed = 0;

	/** By the integration's place: installations that may be removed. */
	private readonly removable = new Map<number, string[]>();

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: Gestal,
		private readonly apiPaths: 'seed' | 'current',
		options: AccountOptions,
	) {
		const { state } = simulator;
		state.integrations.clear();
		state.installations.clear();
		this.health = new Health(range(options.integrations));
		for (let place = 0; place < options.integrations; place += 1) {
			state.addIntegration({ cloud_id: integrationId(place), name: nameOf(place) });
			if (!options.events.includes('installationRemoved')) continue;
			const ids = range(MOST_REMOVED).map(
				() => state.addInstallation({ integrationId: integrationId(place) }).cloud_id,
			);
			this.removable.set(place, ids);
		}
	}

	static async open(
		clock: Clock,
		options: AccountOptions,
		apiPaths: 'seed' | 'current',
	): Promise<GestalAccount> {
		const { server, simulator } = await inMemory(
			async (attach) =>
				await startGestal({
					clock,
					attach,
					randomSeed: options.number,
					switches: { flood: 'off', ...options.switches, ...refusable(options.switches) },
				}),
		);
		return new GestalAccount(server, simulator, apiPaths, options);
	}

	get typed() {
		const { email, password } = this.simulator.state.account;
		const server = { baseUrl: this.server.origin, apiPaths: this.apiPaths };
		return {
			gestalIntegratorApi: { ...server, email, password, sessionToken: '' },
			gestalInstallationApi: { ...server, apiKey: this.simulator.seeded.key.secret },
		};
	}

	renew() {
		const { account, tokens } = this.simulator.state;
		account.password = `${account.password} renewed`;
		tokens.clear();
		return this.typed;
	}

	occur(event: string, integration: number): Fact[] {
		const { state } = this.simulator;
		if (event === 'newIntegration') return this.moveList();
		if (event === 'integrationChanged') return this.changeTexts(integration);
		if (event === 'installationRemoved') return this.remove(integration);
		if (event === HEALTH)
			return this.health.turn(integration, (isDown) => this.activate(integration, !isDown));
		const { cloud_id: id } = state.addInstallation({ integrationId: integrationId(integration) });
		const installed = { key: `installation ${id}`, event: 'newInstallation', integration, isRise: false };
		if (event === 'newInstallation') return [installed];
		const createdAt = this.simulator.clock.iso(UNUSED_MS);
		const key = state.addAccessKey(id, { created_at: createdAt });
		return [installed, { key: `key ${key.id}`, event, integration, isRise: false }];
	}

	/** The newest comes first. */
	moveList(): Fact[] {
		const { cloud_id: id } = this.simulator.state.addIntegration({ name: 'New' });
		return [{ key: `integration ${id}`, event: 'newIntegration', integration: null, isRise: false }];
	}

	/** Changes that nobody read in between are one event. */
	private changeTexts(place: number): Fact[] {
		const { state } = this.simulator;
		const id = integrationId(place);
		const integration = state.integrations.get(id);
		if (integration === undefined) return [];
		this.changed += 1;
		integration.description = `Changed ${this.changed} times`;
		integration.updated_at = this.simulator.clock.iso();
		return [{ key: `changed ${id}`, event: 'integrationChanged', integration: place, isRise: true }];
	}

	/** One that was there before everything, so that each baseline has it. */
	private remove(place: number): Fact[] {
		const id = this.removable.get(place)?.pop();
		if (id === undefined) return [];
		this.simulator.state.installations.delete(id);
		return [{ key: `removed ${id}`, event: 'installationRemoved', integration: place, isRise: false }];
	}

	change(): void {
		// Gestal's people do nothing here that a trigger could take for an error.
	}

	/** The only installation of the integration. */
	private activate(place: number, activated: boolean): void {
		const { state } = this.simulator;
		const id = integrationId(place);
		const known = [...state.installations.values()].find((one) => one.integrationId === id);
		const installation = known ?? state.addInstallation({ integrationId: id });
		installation.activated = activated;
	}

	concerns(url: string, place: number): boolean {
		return url.includes(integrationId(place));
	}

	isList(url: string): boolean {
		return /\/(integrations|integrator)(\?|$)/.test(url);
	}
}
