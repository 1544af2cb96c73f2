import type { INodeParameters } from 'n8n-workflow';

import type { GestalBench, Generation } from '../bench';

/** What an operation sends and returns. */
interface Expected {
	/** Requests in order, without the sign-in; ids stand as in the seed. */
	requests: string[];
	/** What every output item holds, or the whole list. */
	json: unknown;
	body?: unknown;
}

/** An operation under one generation of the paths. */
export interface Case {
	operation: string;
	generation: Generation;
	given: (bench: GestalBench) => INodeParameters;
	expected: (bench: GestalBench) => Expected;
}

export const integrationId = ({ simulator }: GestalBench) => simulator.seeded.integration.cloud_id;
export const installationId = ({ simulator }: GestalBench) => simulator.seeded.installation.cloud_id;
export const keyId = ({ simulator }: GestalBench) => simulator.seeded.key.id;
export const sow = ({ simulator }: GestalBench) => [...simulator.seeded.farm.sows.values()][0];
export const intake = ({ simulator }: GestalBench) => [...simulator.seeded.farm.feedIntakes.values()][0];
export const mirror = ({ simulator }: GestalBench) => [...simulator.seeded.farm.mirrors.values()][0];
export const batch = (b: GestalBench) => b.simulator.state.addBatch(installationId(b));

const byGeneration: Record<Generation, Record<string, string>> = {
	seed: {
		integrations: '/integrations',
		keysOf: '/integrations/installations/ID/accesskeys',
		key: '/integrations/accesskeys/ID',
		mirrors: '/integration/mirrors/sows',
		intake: '/integration/feedintakes/ID',
	},
	current: {
		integrations: '/integrator',
		keysOf: '/integrator/installations/ID/access-keys',
		key: '/integrator/access-keys/ID',
		mirrors: '/integration/sow-mirrors',
		intake: '/integration/feed-intakes/ID',
	},
};
/** The path of a generation. */
export const at = (generation: Generation, name: string, id = '') =>
	(byGeneration[generation][name] ?? name).replace('ID', id);

/** How a list is asked for unless the user says otherwise. */
export const PAGE = '?per_page=50&page=1';
