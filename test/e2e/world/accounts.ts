import type { RunningPlatform } from '../../../demo/platforms/DemoPlatform';
import { celigo as demoCeligo } from '../../../demo/platforms/celigo';
import { polarity as demoPolarity } from '../../../demo/platforms/polarity';
import { seededLogin } from '../../../simulators/polarity';
import type { RequestFilter } from '../../../simulators/switchboard';
import { celigo } from '../platforms/celigo';
import type { EndToEndPlatform } from '../platforms/EndToEndPlatform';
import { polarity } from '../platforms/polarity';
import type { OwnSimulators } from './OwnSimulators';

/** A platform of its own for one test, and what the credential for it contains. */
export interface StartedAccount {
	running: RunningPlatform;
	data: Record<string, unknown>;
	/** Puts another secret in the place of the one in `data`, and ends all sessions. Returns what the credential must contain from now on. */
	replaceSecret: () => Record<string, unknown>;
}

/** An account whose secret is replaced at the platform. */
export interface Account {
	definition: EndToEndPlatform;
	/** The request that signs in with that secret; none where the secret is a token. */
	signIn?: RequestFilter;
	start: (own: OwnSimulators) => Promise<StartedAccount>;
}

const replaced = 'replaced-at-the-platform';

const polarityPassword: Account = {
	definition: polarity,
	signIn: { method: 'POST', path: '/api/users/login' },
	start: async (own) => {
		const running = await own.start(demoPolarity);
		const { state, url } = running.simulator;
		const data = { serverUrl: url, signInWith: 'password', ...seededLogin };
		const replaceSecret = () => {
			state.sessions.clear();
			for (const user of state.accounts.values()) user.password = replaced;
			return { ...data, password: replaced };
		};
		return { running, data, replaceSecret };
	},
};

const celigoToken: Account = {
	definition: celigo,
	start: async (own) => {
		const running = await own.start(demoCeligo);
		const { data } = running.credential;
		const replaceSecret = () => {
			const { tokens } = running.simulator.state;
			tokens.clear();
			tokens.add(replaced);
			return { ...data, apiToken: replaced };
		};
		return { running, data, replaceSecret };
	},
};

/** One that signs in, and one whose secret goes with each request. */
export const accounts: readonly Account[] = [polarityPassword, celigoToken];
