import { body, json, noContent, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import {
	checkConnectionMap,
	checkEnvironment,
	cloneIntegration,
	unknownReference,
	type ConnectionMap,
} from '../cloning';
import { signedUrlAnswer } from '../signedUrls';
import { assignBody } from '../stepErrorBodies';
import { zipArchive } from '../zipArchive';
import { shownIntegration } from './integrations';

interface CloneBody {
	name?: string;
	connectionMap?: ConnectionMap;
	_envId?: string;
}

const cloneBody = body<CloneBody>({
	type: 'object',
	properties: {
		name: { type: 'string', minLength: 1, maxLength: 100 },
		connectionMap: { type: 'object', additionalProperties: { type: 'string' } },
		_envId: { type: 'string' },
	},
	additionalProperties: false,
});

/** Template, clone, connections, assignment and settings of an integration (section 2.1). */
export function integrationActionRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, switches, refusals } = world;

	/** Integration Apps and installations that are not finished can be neither exported nor copied. */
	function refuseApps(id: string) {
		const integration = world.integration(id);
		if (integration._connectorId !== undefined || integration.mode === 'install') {
			throw refusals.with(422, {
				code: 'field_locked_by_integration_app',
				message: 'Not for Integration Apps, nor before an installation is finished',
			});
		}
		return integration;
	}

	/** The verb of this route is assumed; the other one is refused as any wrong method is. */
	const assignAll = (method: 'PUT' | 'POST') =>
		route({
			method,
			path: '/v1/integrations/:id/errors/assign',
			needs: 'manage',
			body: assignBody,
			handle: ({ params, body: { errorIds, email } }) => {
				const { _id } = world.integration(params.id);
				if (switches.assignAllVerb !== method) {
					const message = `the document holds ${switches.assignAllVerb} for the verb here`;
					throw refusals.with(
						switches.wrongMethodStatus,
						{ code: 'method_not_allowed', message },
						'wrongMethod',
					);
				}
				const wanted = new Set(errorIds.map(String));
				for (const flow of state.flowsOf(_id)) {
					for (const { open } of state.errorStoresOf(flow._id).values()) {
						for (const error of open.values()) if (wanted.has(error.errorId)) error.assignedTo = email;
					}
				}
				return noContent();
			},
		});

	return [
		route({
			method: 'GET',
			path: '/v1/integrations/:id/template',
			needs: 'monitor',
			handle: (call) => {
				const integration = refuseApps(call.params.id);
				const content = zipArchive('integration.json', {
					integration: shownIntegration(switches, integration),
					flows: state.flowsOf(integration._id),
				});
				return signedUrlAnswer(world, call, {
					name: 'template.zip',
					content,
					contentType: 'application/zip',
				});
			},
		}),
		route({
			method: 'POST',
			path: '/v1/integrations/:id/clone',
			needs: 'manage',
			body: cloneBody,
			handle: ({ params, body: { name, connectionMap = {}, _envId } }) => {
				const source = refuseApps(params.id);
				checkConnectionMap(world, source._registeredConnectionIds, connectionMap);
				checkEnvironment(world, _envId, '_envId');
				const clone = cloneIntegration(world, source, name ?? `Clone - ${source.name}`, connectionMap);
				world.audit('create', 'integration', clone.integration);
				if (switches.cloneAnswer === 'object')
					return json(switches.cloneStatus, shownIntegration(switches, clone.integration));
				const made = (model: string) => (record: { _id: string; name: string }) => ({
					model,
					_id: record._id,
					name: record.name,
				});
				return json(switches.cloneStatus, [
					made('Integration')(clone.integration),
					...clone.flows.map(made('Flow')),
				]);
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/integrations/:id/connections/register',
			needs: 'manage',
			body: body<string[]>({ type: 'array', items: { type: 'string', minLength: 1 } }),
			handle: ({ params, body: ids }) => {
				const integration = world.integration(params.id);
				const unknown = ids.find((id) => !state.connections.has(id));
				if (unknown !== undefined) throw unknownReference(world, 'connection', unknown, '_id');
				integration._registeredConnectionIds = [
					...new Set([...integration._registeredConnectionIds, ...ids]),
				];
				return noContent();
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/integrations/:id/connections/:connectionId/register',
			needs: 'manage',
			handle: ({ params: { id, connectionId } }) => {
				const integration = world.integration(id);
				if (!integration._registeredConnectionIds.includes(connectionId)) {
					throw refusals.notFound('Registered connection', connectionId);
				}
				integration._registeredConnectionIds = integration._registeredConnectionIds.filter(
					(registered) => registered !== connectionId,
				);
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/integrations/:id/settings/persistSettings',
			needs: 'manage',
			body: body<Record<string, unknown>>({ type: 'object' }),
			handle: ({ params, body: settings }) => {
				const integration = world.integration(params.id);
				integration.settings = { ...integration.settings, ...settings };
				return json(200, integration.settings);
			},
		}),
		assignAll('PUT'),
		assignAll('POST'),
	];
}
