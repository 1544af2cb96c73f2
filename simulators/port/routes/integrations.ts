import { isEmpty, pick } from 'lodash';

import { parameter, route, type Route } from '../../switchboard';

import { changeableKeys, changeBody, configBody, createBody } from '../bodies';
import { checkNew, checkSpecification, Hosting } from '../hosting';
import { defaultMapping } from '../PortState';
import type { PortWorld } from '../PortWorld';
import type { Integration } from '../records';
import type { Right } from '../tokens';

/** Endpoints 1 to 6 and 10 (section 2). */
export function integrationRoutes(world: PortWorld): Array<Route<Right>> {
	const { state, switches, resyncs } = world;
	const hosting = new Hosting(state, switches);

	const look = (identifier: string, byField?: string) => {
		const installation = world.installation(identifier, byField);
		resyncs.look(installation);
		hosting.look(installation);
		return installation;
	};

	const change = (record: Integration, changes: Partial<Integration>) => {
		checkSpecification(world, changes);
		const destination = changes.changelogDestination;
		if (destination && Object.keys(destination).length === 0 && record.changelogDestination) {
			throw world.refusals.invalid('"changelogDestination" cannot be removed once set');
		}
		const spec =
			changes.spec && switches.specPatch === 'keepsOther'
				? { ...record.spec, ...changes.spec }
				: changes.spec;
		Object.assign(record, changes, spec && { spec }, { updatedAt: world.clock.iso() });
	};

	return [
		route({
			method: 'GET',
			path: '/v1/integration',
			needs: 'moderator',
			query: { actionsProcessingEnabled: parameter.flag },
			handle: ({ query }) => {
				const wanted = query.flag('actionsProcessingEnabled');
				const found = [...state.installations.values()].filter(
					({ record }) => wanted === undefined || (record['actionsProcessingEnabled'] === true) === wanted,
				);
				for (const installation of found) {
					resyncs.look(installation);
					hosting.look(installation);
				}
				return world.many(
					'integrations',
					found.map(({ record }) => world.shown(record)),
				);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integration/metadata',
			needs: 'anyRole',
			handle: () => {
				const rows = [...state.installations.values()].map(({ record }) => ({
					identifier: record.identifier,
					installationId: record.installationId,
					integrationType: record.integrationType,
					updatedAt: record.updatedAt,
				}));
				const { metadataWrapping: wrapping } = switches;
				return world.answer(200, wrapping === 'bare' ? rows : { ok: true, [wrapping]: rows });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integration/:identifier',
			needs: 'moderator',
			query: { byField: parameter.oneOf(['installationId', 'logIngestId']) },
			handle: ({ params, query }) => world.one(200, look(params.identifier, query.text('byField'))),
		}),
		route({
			method: 'PATCH',
			path: '/v1/integration/:identifier',
			needs: 'moderator',
			body: changeBody,
			handle: ({ params, body }) => {
				const installation = world.installation(params.identifier);
				const known = [...changeableKeys, ...Object.keys(installation.record)];
				change(installation.record, switches.furtherProperties === 'kept' ? body : pick(body, known));
				const isResync = Object.keys(body).length === 0 || 'config' in body;
				if (isResync || switches.plainPatch === 'resyncs') resyncs.request(installation);
				return world.changed(200, installation);
			},
		}),
		route({
			method: 'PATCH',
			path: '/v1/integration/:identifier/config',
			needs: 'moderator',
			body: configBody,
			handle: ({ params, body, request }) => {
				const installation = world.installation(params.identifier);
				change(installation.record, body);
				if (request.headers['x-skip-resync'] !== 'true') resyncs.request(installation);
				return world.changed(200, installation);
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/integration/:identifier',
			needs: 'moderator',
			handle: ({ params }) => {
				hosting.remove(world.installation(params.identifier));
				return switches.changeAnswer === 'empty' ? { status: 204 } : world.answer(200, { ok: true });
			},
		}),
		route({
			method: 'POST',
			path: '/v1/integration',
			needs: 'moderator',
			body: createBody,
			handle: ({ body: { createPortResourcesOrigin: origin, ...given } }) => {
				checkNew(world, given);
				const isHosted = given.installationType !== undefined && given.installationType !== 'OnPrem';
				const isReplaced = switches.givenConfig === 'replacedByDefaults' && !isEmpty(given.config);
				const defaults = isReplaced && { config: isHosted ? {} : defaultMapping() };
				const record = state.addIntegration({ config: {}, ...given, ...defaults });
				if (given.title === undefined) delete record.title;
				if (given.version === undefined) delete record.version;
				if (given.changelogDestination === undefined) delete record.changelogDestination;
				const installation = state.installation(given.installationId);
				installation.isUnmapped = isHosted && origin !== 'Empty' && isEmpty(record.config);
				if (isHosted) state.setDeployment(given.installationId, 'Creating');
				return world.changed(isHosted ? 202 : 201, installation);
			},
		}),
	];
}
