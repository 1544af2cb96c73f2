import { Clock, SeededRandom, startSwitchboard, type ListenOptions, type Switchboard } from '../switchboard';

import { checkAccess, type Right } from './access';
import { CeligoState } from './CeligoState';
import { CeligoWorld } from './CeligoWorld';
import { JobRuns } from './JobRuns';
import { Refusals } from './refusals';
import { accountRoutes } from './routes/account';
import { auditRoutes } from './routes/audit';
import { errorActionRoutes } from './routes/errorActions';
import { flowActionRoutes } from './routes/flowActions';
import { flowRoutes } from './routes/flows';
import { integrationActionRoutes } from './routes/integrationActions';
import { integrationContentsRoutes } from './routes/integrationContents';
import { integrationRoutes } from './routes/integrations';
import { jobRoutes } from './routes/jobs';
import { notificationRoutes } from './routes/notifications';
import { recycleBinRoutes } from './routes/recycleBin';
import { runOverviewRoutes } from './routes/runOverviews';
import { revisionRoutes } from './routes/revisions';
import { stepErrorRoutes } from './routes/stepErrors';
import { userRoutes } from './routes/users';
import { celigoSample } from './sample';
import { seedCeligo, type CeligoSeed } from './seed';
import { signedUrlRoutes } from './signedUrls';
import { defaultSwitches, type CeligoSwitches } from './switches';

export { CeligoState, stepIdsOf } from './CeligoState';
export { JobRuns, type RunOutcome } from './JobRuns';
export type * from './records';
export { celigoSample } from './sample';
export type { CeligoSeed } from './seed';
export type { CeligoSwitches } from './switches';

export interface CeligoOptions extends ListenOptions {
	switches?: Partial<CeligoSwitches>;
	seed?: CeligoSeed;
	/** Default: the machine's time. */
	clock?: Clock;
	/** Of the made-up ids and values. Default 1. */
	randomSeed?: number;
}

export interface CeligoSimulator extends Switchboard<CeligoSwitches> {
	/** `url` with /v1: what a credential's custom base URL holds. */
	readonly baseUrl: string;
	/** An accepted token. */
	readonly token: string;
	readonly state: CeligoState;
	/** Jobs: plan how runs end, add jobs of the past, move them on. */
	readonly runs: JobRuns;
}

/**
 * Celigo integrator.io on loopback, with a small account in it (ids: `celigoSample`). Left out, because the document gives them
 * no shape: POST /exports/{id}/invoke, POST /imports/{id}/invoke, retry by `errorFileId`, and a second region.
 */
export async function startCeligo(options: CeligoOptions = {}): Promise<CeligoSimulator> {
	const { clock = new Clock(), randomSeed = 1, seed, port, host, attach } = options;
	const random = new SeededRandom(randomSeed);
	const switches: CeligoSwitches = { ...defaultSwitches(), ...options.switches };
	const state = new CeligoState(clock, random);
	const runs = new JobRuns(state, switches);
	const refusals = new Refusals(switches);
	const world = new CeligoWorld(state, runs, switches, refusals, clock, random);
	seedCeligo(state, runs, seed);

	const board = await startSwitchboard<CeligoSwitches, Right>(
		{
			switches,
			clock,
			routes: [
				...integrationRoutes(world),
				...integrationContentsRoutes(world),
				...integrationActionRoutes(world),
				...revisionRoutes(world),
				...auditRoutes(world),
				...flowRoutes(world),
				...flowActionRoutes(world),
				...runOverviewRoutes(world),
				...jobRoutes(world),
				...stepErrorRoutes(world),
				...errorActionRoutes(world),
				...userRoutes(world),
				...accountRoutes(world),
				...notificationRoutes(world),
				...recycleBinRoutes(world),
				...signedUrlRoutes(world),
			],
			refuse: (refusal) => refusals.answer(refusal),
			guard: (call, needs) => checkAccess(world, call, needs),
			rewriteUrl: (url) =>
				switches.bareBase === 'served' && !/^\/(v1|signed)\//.test(url) ? `/v1${url}` : url,
		},
		{
			...(port === undefined ? {} : { port }),
			...(host === undefined ? {} : { host }),
			...(attach === undefined ? {} : { attach }),
		},
	);
	return { ...board, baseUrl: `${board.url}/v1`, token: celigoSample.token, state, runs };
}
