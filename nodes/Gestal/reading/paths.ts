import { FieldError, route } from '../../../core';
import type { Route, Settings } from '../../../core';

/** The two documented generations of paths: those of 2018 (`seed`), and those of the current site. */
export type Generation = 'seed' | 'current';

/** An address of the API under each generation that has it; `missing` says what to do where one has not. */
export interface Endpoint {
	readonly seed?: Route;
	readonly current?: Route;
	readonly missing?: string;
}

const READ_ONLY = "Integrations are read-only with 'API Version' Current";
const ONLY_2018 = "This list requires 'API Version' 2018";
const ONLY_CURRENT = "This resource requires 'API Version' Current";

/** All paths, by generation. Source: provider document, section 2. */
export const paths = {
	integrations: { seed: route`/integrations`, current: route`/integrator` },
	integration: (integrationId: string): Endpoint => ({
		seed: route`/integrations/${integrationId}`,
		current: route`/integrator/${integrationId}`,
	}),
	newIntegration: { seed: route`/integrations`, missing: READ_ONLY },
	integrationToChange: (integrationId: string): Endpoint => ({
		seed: route`/integrations/${integrationId}`,
		missing: READ_ONLY,
	}),

	installations: (integrationId: string): Endpoint => ({
		seed: route`/integrations/${integrationId}/installations`,
		current: route`/integrator/${integrationId}/installations`,
	}),
	/** Under the paths of 2018 the list is searched. */
	installation: (installationId: string): Endpoint => ({
		current: route`/integrator/installations/${installationId}`,
	}),
	allInstallations: { current: route`/integrator/installations`, missing: ONLY_CURRENT },
	ownInstallation: { seed: route`/integration`, current: route`/integration` },

	/** Those of one installation, or of all. */
	accessKeys: (installationId: string | undefined): Endpoint =>
		installationId === undefined
			? {
					current: route`/integrator/access-keys`,
					missing: "'Installation' is empty, but required with 'API Version' 2018",
				}
			: {
					seed: route`/integrations/installations/${installationId}/accesskeys`,
					current: route`/integrator/installations/${installationId}/access-keys`,
				},
	accessKey: (accessKeyId: string): Endpoint => ({
		seed: route`/integrations/accesskeys/${accessKeyId}`,
		current: route`/integrator/access-keys/${accessKeyId}`,
	}),

	sows: { seed: route`/integration/sows`, current: route`/integration/sows` },
	sow: (sowId: string): Endpoint => ({
		seed: route`/integration/sows/${sowId}`,
		current: route`/integration/sows/${sowId}`,
	}),
	sowVersions: (sowId: string): Endpoint => ({
		seed: route`/integration/sows/${sowId}/versions`,
		missing: ONLY_2018,
	}),
	/** Those of one sow, or of all. */
	feedIntakes: (sowId: string | undefined): Endpoint =>
		sowId === undefined
			? {
					current: route`/integration/feed-intakes`,
					missing: "'Sow' is empty, but required with 'API Version' 2018",
				}
			: {
					seed: route`/integration/sows/${sowId}/feedintakes`,
					missing: "'Sow' must be empty with 'API Version' Current",
				},
	feedIntake: (feedIntakeId: string): Endpoint => ({
		seed: route`/integration/feedintakes/${feedIntakeId}`,
		current: route`/integration/feed-intakes/${feedIntakeId}`,
	}),

	mirrors: { seed: route`/integration/mirrors/sows`, current: route`/integration/sow-mirrors` },
	mirror: (mirrorId: string): Endpoint => ({
		seed: route`/integration/mirrors/sows/${mirrorId}`,
		current: route`/integration/sow-mirrors/${mirrorId}`,
	}),
	mirrorVersions: (mirrorId: string): Endpoint => ({
		seed: route`/integration/mirrors/sows/${mirrorId}/versions`,
		missing: ONLY_2018,
	}),
	mirrorBulk: {
		seed: route`/integration/mirrors/sows/bulk`,
		current: route`/integration/sow-mirrors/bulk`,
	},
	batch: (batchId: string): Endpoint => ({
		seed: route`/integration/mirrors/sows/bulk/${batchId}`,
		current: route`/integration/sow-mirrors/bulk/${batchId}`,
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

const fixed: ReadonlySet<unknown> = new Set(Object.values(paths));

/** Whether there is no ID in the address that may be wrong. */
export function namesNoRecord(endpoint: Endpoint): boolean {
	return fixed.has(endpoint);
}

export function generationOf(settings: Settings): Generation {
	return settings['paths'] === 'current' ? 'current' : 'seed';
}

/**
 * The route of an endpoint under the credential's generation.
 * @throws FieldError where that has none: an operation that may meet this calls it in its check, before any request.
 */
export function pathOf(settings: Settings, endpoint: Endpoint): Route {
	const path = endpoint[generationOf(settings)];
	if (path !== undefined) return path;
	throw new FieldError(
		endpoint.missing ?? "This operation is not available with the selected 'API Version'",
		"Set the other 'API Version' in the credential, or choose other values or another operation. Nothing was sent.",
	);
}

function currentOnly(list: Route) {
	return {
		list: { current: list, missing: ONLY_CURRENT },
		one: (recordId: string): Endpoint => ({ current: route`${list}/${recordId}`, missing: ONLY_CURRENT }),
	};
}
