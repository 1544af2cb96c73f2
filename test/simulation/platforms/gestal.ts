import { range } from 'lodash';

import { startGestal, type Gestal } from '../../../simulators/gestal';
import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import { Health, healthKeyOf, inMemory, locator, partOf } from './inMemory';
import { HEALTH, healthTraits } from './PlatformModel';
import type { Account, AccountOptions, Fact, PlatformModel } from './PlatformModel';

const HOUR_MS = 3_600_000;

const usual = { lateWindowMs: 0, readWithinMs: 0, isChoosable: true };

/** Gestal Cloud: what is new in the lists of integrations and installations. */
export const gestal: PlatformModel = {
	name: 'gestal',
	trigger: ['nodes/Gestal/GestalTrigger.node', 'GestalTrigger'],
	credentialTypes: [
		['credentials/GestalIntegratorApi.credentials', 'GestalIntegratorApi'],
		['credentials/GestalInstallationApi.credentials', 'GestalInstallationApi'],
	],
	events: {
		newInstallation: usual,
		newIntegration: { ...usual, isChoosable: false },
		healthChanged: healthTraits,
	},
	changes: {},
	pauseMs: 2 * HOUR_MS,
	open: async (clock, options) => await GestalAccount.open(clock, options),
	parameters: ({ events, only, options }, ids) => ({
		events: [...events],
		...(only[0] !== undefined && { integrationId: locator(ids[only[0]] ?? '') }),
		options,
	}),
	integrationId: (place) => `int_${place}_of_all`,
	keyOf: (item) =>
		item['kind'] === HEALTH
			? healthKeyOf(item, gestal)
			: `${item['kind'] === 'newIntegration' ? 'integration' : 'installation'} ${partOf(item, 2)}`,
};

class GestalAccount implements Account {
	/** Without an installation none works. */
	private readonly health: Health;

	private constructor(
		readonly server: InMemoryServer,
		private readonly simulator: Gestal,
		options: AccountOptions,
	) {
		const { state } = simulator;
		state.integrations.clear();
		state.installations.clear();
		this.health = new Health(range(options.integrations));
		for (let place = 0; place < options.integrations; place += 1) {
			state.addIntegration({ cloud_id: gestal.integrationId(place), name: `Integration ${place}` });
		}
	}

	static async open(clock: Clock, options: AccountOptions): Promise<GestalAccount> {
		const { server, simulator } = await inMemory(
			async (attach) =>
				await startGestal({
					clock,
					attach,
					randomSeed: options.number,
					switches: { flood: 'off', ...options.switches },
				}),
		);
		return new GestalAccount(server, simulator, options);
	}

	get typed() {
		const { email, password } = this.simulator.state.account;
		const shared = { baseUrl: this.server.origin, apiPaths: 'seed' };
		return {
			gestalIntegratorApi: { ...shared, email, password, sessionToken: '' },
			gestalInstallationApi: { ...shared, apiKey: this.simulator.seeded.key.secret },
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
		if (event === 'newIntegration') {
			const { cloud_id: id } = state.addIntegration({ name: 'New' });
			return [{ key: `integration ${id}`, event, integration: null, isRise: false }];
		}
		if (event === HEALTH)
			return this.health.turn(integration, (isDown) => this.activate(integration, !isDown));
		const { cloud_id: id } = state.addInstallation({ integrationId: gestal.integrationId(integration) });
		return [{ key: `installation ${id}`, event, integration, isRise: false }];
	}

	change(): void {
		// Gestal's people do nothing here that a trigger could take for an error.
	}

	/** The only installation of the integration. */
	private activate(place: number, activated: boolean): void {
		const { state } = this.simulator;
		const integrationId = gestal.integrationId(place);
		const known = [...state.installations.values()].find((one) => one.integrationId === integrationId);
		const installation = known ?? state.addInstallation({ integrationId });
		installation.activated = activated;
	}

	concerns(url: string, place: number): boolean {
		return url.includes(gestal.integrationId(place));
	}

	isList(url: string): boolean {
		return /\/integrations(\?|$)/.test(url);
	}
}
