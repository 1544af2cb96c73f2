import { body, parameter, route, type Route } from '../../switchboard';

import { authBodyProperties, authQuery, type AuthBody, type Need } from '../access';
import type { DuctapeWorld } from '../DuctapeWorld';

interface AccessBody extends AuthBody {
	app_id: string;
	access_tag: string;
	integration_id?: string;
	product_id?: string;
}

/** Section 2.3: the apps that a workspace can use, and the access an integration gets to one. */
export function appRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;
	const path = '/apps/v1';

	/** With these the published SDK starts; they keep its login and change nothing (section 1). */
	const start = ['builder/validate', 'builder'].map((last) =>
		route({
			method: 'POST' as const,
			path: `${path}/${last}`,
			needs: 'session' as const,
			body: body<AuthBody>({ type: 'object', properties: authBodyProperties }),
			handle: ({ body: { user_id, workspace_id, public_key } }) =>
				world.success({ user_id, workspace_id, public_key }),
		}),
	);

	return [
		...start,
		route({
			method: 'GET',
			path: `${path}/workspace/:workspaceId/:status`,
			needs: 'user',
			query: authQuery,
			handle: ({ params: { workspaceId, status } }) =>
				world.success(
					world
						.ofWorkspace(state.apps.values(), workspaceId)
						.filter((app) => status === 'all' || app.status === status),
				),
		}),
		route({
			method: 'GET',
			path: `${path}/fetch/tag`,
			needs: 'user',
			query: { ...authQuery, tag: parameter.text },
			handle: ({ query }) => {
				const app = [...state.apps.values()].find(({ tag }) => tag === query.text('tag'));
				if (app === undefined) throw refusals.noRecord('Error: App');
				return world.success(app);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/access/:workspaceId/:accessTag`,
			needs: 'user',
			query: authQuery,
			handle: ({ params: { workspaceId, accessTag } }) => {
				const access = state.accesses.find(
					({ workspace_id, access_tag }) => workspace_id === workspaceId && access_tag === accessTag,
				);
				if (access === undefined && switches.noAccess === 'refused') throw refusals.notFound('Access');
				return world.success(access ?? null);
			},
		}),
		route({
			method: 'POST',
			path: `${path}/access`,
			needs: 'session',
			body: body<AccessBody>({
				type: 'object',
				required: ['app_id', 'access_tag', 'workspace_id'],
				properties: {
					...authBodyProperties,
					app_id: { type: 'string' },
					access_tag: { type: 'string', minLength: 1 },
					integration_id: { type: 'string' },
					product_id: { type: 'string' },
				},
				additionalProperties: false,
			}),
			handle: ({ body: sent }) => {
				const integrationId = sent[switches.accessId];
				if (integrationId === undefined) throw refusals.invalid(`${switches.accessId} is required`);
				const integration = world.integration(integrationId, sent.workspace_id);
				if (!state.apps.has(sent.app_id)) throw refusals.notFound('Error: App');
				const { app_id, access_tag, workspace_id } = sent;
				const known = state.accesses.some(
					(access) =>
						access.access_tag === access_tag &&
						(switches.accessScope === 'workspace' || access.integration_id === integration._id),
				);
				if (known) throw refusals.with(400, `Access tag ${access_tag} already exists`);
				const access = state.addAccess({ app_id, access_tag, workspace_id, integration_id: integration._id });
				return world.success({ access });
			},
		}),
		route({
			method: 'GET',
			path: `${path}/:appId`,
			needs: 'user',
			query: authQuery,
			handle: ({ params: { appId } }) => {
				const app = state.apps.get(appId);
				if (app === undefined) throw refusals.noRecord('Error: App');
				return world.success(app);
			},
		}),
		route({
			method: 'GET',
			path: '/workspaces/v1/get/:workspaceId',
			needs: 'user',
			query: authQuery,
			handle: ({ params: { workspaceId } }) => world.success(state.workspaces.get(workspaceId)),
		}),
		route({
			method: 'GET',
			path: '/workspaces/v1/fetch/:userId',
			needs: 'user',
			query: authQuery,
			handle: ({ params: { userId } }) =>
				world.success(world.user(userId).workspaceIds.map((id) => state.workspaces.get(id))),
		}),
	];
}
