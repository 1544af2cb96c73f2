import type { ApiClient } from '../../../core/request/ApiClient';
import { route, type Route } from '../../../core/request/Route';

/** The two documented generations of paths: those of 2018 (`seed`), and those of the current site. */
export type Generation = 'seed' | 'current';

/** One place of the API under each generation that has it; `missing` says what to do where one has not. */
export interface Place<Ids extends readonly string[]> {
	readonly seed?: (...ids: Ids) => Route;
	readonly current?: (...ids: Ids) => Route;
	readonly missing?: string;
}

const READ_ONLY =
	'The /integrator paths are read-only for integrations; switch API Paths to those of 2018 (/integrations)';
const ONLY_2018 =
	'The current site publishes no such list; switch API Paths to those of 2018 (/integrations)';
const ONLY_CURRENT =
	'The paths of 2018 have no such resource; switch API Paths to the current site (/integrator)';

/** All paths, keyed by generation. Source: provider document, section 2. */
export const paths = {
	integrations: place({ seed: () => route`/integrations`, current: () => route`/integrator` }),
	integration: place({
		seed: (id: string) => route`/integrations/${id}`,
		current: (id: string) => route`/integrator/${id}`,
	}),
	newIntegration: place({ seed: () => route`/integrations`, missing: READ_ONLY }),
	integrationToChange: place({ seed: (id: string) => route`/integrations/${id}`, missing: READ_ONLY }),

	installations: place({
		seed: (id: string) => route`/integrations/${id}/installations`,
		current: (id: string) => route`/integrator/${id}/installations`,
	}),
	/** Under the paths of 2018 the list is searched. */
	installation: place({ current: (id: string) => route`/integrator/installations/${id}` }),
	allInstallations: place({ current: () => route`/integrator/installations`, missing: ONLY_CURRENT }),
	ownInstallation: place({ seed: () => route`/integration`, current: () => route`/integration` }),

	accessKeys: place({
		seed: (id: string) => route`/integrations/installations/${id}/accesskeys`,
		current: (id: string) => route`/integrator/installations/${id}/access-keys`,
	}),
	allAccessKeys: place({
		current: () => route`/integrator/access-keys`,
		missing: 'The paths of 2018 list the access keys of one installation only: choose the installation',
	}),
	accessKey: place({
		seed: (id: string) => route`/integrations/accesskeys/${id}`,
		current: (id: string) => route`/integrator/access-keys/${id}`,
	}),

	sows: place({ seed: () => route`/integration/sows`, current: () => route`/integration/sows` }),
	sow: place({
		seed: (id: string) => route`/integration/sows/${id}`,
		current: (id: string) => route`/integration/sows/${id}`,
	}),
	sowVersions: place({
		seed: (id: string) => route`/integration/sows/${id}/versions`,
		missing: ONLY_2018,
	}),
	feedIntakesOfSow: place({
		seed: (id: string) => route`/integration/sows/${id}/feedintakes`,
		missing: 'The current site lists the feed intakes of all sows together: leave the sow empty',
	}),
	allFeedIntakes: place({
		current: () => route`/integration/feed-intakes`,
		missing: 'The paths of 2018 list the feed intakes of one sow only: choose the sow',
	}),
	feedIntake: place({
		seed: (id: string) => route`/integration/feedintakes/${id}`,
		current: (id: string) => route`/integration/feed-intakes/${id}`,
	}),

	mirrors: place({
		seed: () => route`/integration/mirrors/sows`,
		current: () => route`/integration/sow-mirrors`,
	}),
	mirror: place({
		seed: (id: string) => route`/integration/mirrors/sows/${id}`,
		current: (id: string) => route`/integration/sow-mirrors/${id}`,
	}),
	mirrorVersions: place({
		seed: (id: string) => route`/integration/mirrors/sows/${id}/versions`,
		missing: ONLY_2018,
	}),
	mirrorBulk: place({
		seed: () => route`/integration/mirrors/sows/bulk`,
		current: () => route`/integration/sow-mirrors/bulk`,
	}),
	batch: place({
		seed: (id: string) => route`/integration/mirrors/sows/bulk/${id}`,
		current: (id: string) => route`/integration/sow-mirrors/bulk/${id}`,
	}),

	boars: currentOnly(route`/integration/boars`),
	breedings: currentOnly(route`/integration/events/breedings`),
	gestationLive: currentOnly(route`/integration/ges-live`),
	gestationVisits: currentOnly(route`/integration/ges-visits`),
	lactationLive: currentOnly(route`/integration/lact-live`),
	locations: currentOnly(route`/integration/locations`),
	pigletMovements: currentOnly(route`/integration/events/piglet-movements`),
	preWeanings: currentOnly(route`/integration/events/pre-weanings`),
};

export function generationOf(gestal: ApiClient): Generation {
	return gestal.settings['paths'] === 'current' ? 'current' : 'seed';
}

/** The route of a place under the credential's generation. @throws before any request, where it has none. */
export function pathOf<Ids extends readonly string[]>(
	gestal: ApiClient,
	wanted: Place<Ids>,
	...ids: Ids
): Route {
	const make = wanted[generationOf(gestal)];
	if (make === undefined) {
		throw gestal.error(
			wanted.missing ?? 'There is no such route',
			'API Paths is a setting of the credential. Nothing was sent.',
		);
	}
	return make(...ids);
}

/** Lets TypeScript find the ids of a place. */
function place<Ids extends readonly string[]>(definition: Place<Ids>): Place<Ids> {
	return definition;
}

function currentOnly(list: Route) {
	return {
		list: place({ current: () => list, missing: ONLY_CURRENT }),
		one: place({ current: (id: string) => route`${list}/${id}`, missing: ONLY_CURRENT }),
	};
}
