import { mapValues, pick } from 'lodash';

import { body, json, noContent, parameter, route, type Route } from '../../switchboard';

import { authBodyProperties, authQuery, type AuthBody, type Need } from '../access';
import { tagOf } from '../DuctapeState';
import type { DuctapeWorld } from '../DuctapeWorld';
import { integrationPutSchema, type PartBody } from '../partBodies';
import { PartWriter } from '../PartWriter';
import { keepOnly, type Integration } from '../records';

/** What a short document keeps. */
const SHORT_FORM = ['_id', 'name', 'description', 'tag', 'workspace_id', 'status', 'active', 'envs', 'apps'];

interface CreateBody extends AuthBody {
	name: string;
	description: string;
	unique?: boolean;
	tag?: string;
}

/** Sections 2.1 and 2.2: the integration's document and the one PUT that changes all of it. */
export function integrationRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;
	const parts = new PartWriter(world);
	const path = '/integrations/v1';

	function isNamed(integration: Integration, name: string): boolean {
		switch (switches.nameLookup) {
			case 'exact':
				return integration.name === name;
			case 'withoutBlanks':
				return integration.name.trim() === name.trim();
			case 'anyCase':
				return integration.name.toLowerCase() === name.toLowerCase();
			case 'byTag':
				return integration.tag === tagOf(name);
		}
	}

	return [
		route({
			method: 'POST',
			path: `${path}/check-integration-exists`,
			needs: 'session',
			body: body<AuthBody & { name: string }>({
				type: 'object',
				required: ['name', 'workspace_id'],
				properties: { ...authBodyProperties, name: { type: 'string', minLength: 1 } },
				additionalProperties: false,
			}),
			handle: ({ body: { name, workspace_id } }) => {
				const found = world
					.ofWorkspace(state.integrations.values(), workspace_id)
					.find((integration) => isNamed(integration, name));
				if (found !== undefined) return world.success(found);
				if (switches.freeName === 'notFound') throw refusals.notFound('Integration');
				return json(switches.successStatus, {
					status: true,
					meta: {},
					data: switches.freeName === 'null' ? null : false,
				});
			},
		}),
		route({
			method: 'POST',
			path: `${path}/create`,
			needs: 'session',
			body: body<CreateBody>({
				type: 'object',
				required: ['name', 'description', 'workspace_id'],
				properties: {
					...authBodyProperties,
					name: { type: 'string', minLength: 1 },
					description: { type: 'string', minLength: 1 },
					unique: { type: 'boolean' },
					tag: { type: 'string', minLength: 1 },
				},
				additionalProperties: false,
			}),
			handle: ({ body: { name, description, unique, tag, workspace_id } }) => {
				const others = world.ofWorkspace(state.integrations.values(), workspace_id);
				const isTaken = others.some(
					(other) => other.name === name || (tag !== undefined && other.tag === tag),
				);
				if (isTaken && switches.duplicateIntegration === 'refused') {
					throw refusals.with(400, `An integration named ${name} already exists`);
				}
				const isWhole = switches.integrationCreate === 'applied';
				const created = state.addIntegration({
					name,
					description: isWhole ? description : '',
					workspace_id,
					...(unique !== undefined && { unique }),
					...(isWhole && tag !== undefined && { tag }),
				});
				return world.success({ _id: created._id, name: created.name, tag: created.tag });
			},
		}),
		route({
			method: 'GET',
			path: `${path}/workspace/:workspaceId/:status`,
			needs: 'user',
			query: authQuery,
			handle: ({ params: { workspaceId, status } }) => {
				if (!['all', 'draft', 'private', 'public'].includes(status)) {
					throw refusals.invalid(`status ${status} is not known`, 'invalidQuery');
				}
				const listed = world
					.ofWorkspace(state.integrations.values(), workspaceId)
					.filter((integration) => status === 'all' || integration.status === status);
				return world.success(
					switches.listedDocuments === 'whole' ? listed : listed.map((each) => pick(each, SHORT_FORM)),
				);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/fetch/tag`,
			needs: 'user',
			query: { ...authQuery, tag: parameter.text },
			handle: ({ query }) => {
				if (switches.fetchTag === 'missing')
					throw refusals.with(404, 'Cannot GET /integrations/v1/fetch/tag');
				const own = query.text('workspace_id');
				const { workspaceIds } = world.user(query.text('user_id') ?? '');
				const found = (own === undefined ? workspaceIds : [own])
					.flatMap((workspaceId) => world.ofWorkspace(state.integrations.values(), workspaceId))
					.find(({ tag }) => tag === query.text('tag'));
				if (found === undefined) throw refusals.noRecord('Integration');
				return world.success(found);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/fetch-product-apps/:id`,
			needs: 'session',
			query: authQuery,
			handle: ({ params: { id }, query }) => {
				const integration = world.integration(id, query.text('workspace_id') ?? '');
				const tags = (integration.apps ?? []).map((app) => app['access_tag']);
				const apps = state.accesses
					.filter(({ access_tag }) => tags.includes(access_tag))
					.map(({ app_id, access_tag }) => ({ ...state.apps.get(app_id), access_tag }));
				return world.success(apps);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/:id`,
			needs: 'session',
			query: authQuery,
			handle: ({ params: { id }, query }) =>
				world.success(
					world.integration(id, query.text('workspace_id') ?? '', () => refusals.noRecord('Integration')),
				),
		}),
		route({
			method: 'PUT',
			path: `${path}/:id`,
			needs: 'session',
			body: body<AuthBody & Record<string, unknown>>(integrationPutSchema),
			handle: (call) => {
				const { body: sent } = call;
				const integration = world.integration(call.params.id, sent.workspace_id);
				if (typeof sent['component'] === 'string') {
					parts.write(call, integration, sent as typeof sent & PartBody);
				} else {
					if (switches.bareUpdate === 'refused') throw refusals.invalid('component is required');
					const { name, description } = switches.texts === 'trimmed' ? mapValues(sent, trimmed) : sent;
					if (switches.bareUpdate === 'replaced') keepOnly(integration, ['_id', 'workspace_id']);
					if (['applied', 'replaced'].includes(switches.bareUpdate))
						Object.assign(integration, { name, description });
					if (switches.bareUpdate === 'inPart') Object.assign(integration, { name });
				}
				return world.success({ acknowledged: true });
			},
		}),
		route({
			method: 'DELETE',
			path: `${path}/:id`,
			needs: 'session',
			query: authQuery,
			handle: ({ params: { id }, query }) => {
				world.integration(id, query.text('workspace_id') ?? '');
				if (switches.integrationDelete === 'applied') state.integrations.delete(id);
				if (switches.deleteAnswer === 'noContent') return noContent();
				if (switches.deleteAnswer === 'emptyBody') return noContent(200);
				return world.success({ deleted: true });
			},
		}),
	];
}

function trimmed(value: unknown): unknown {
	return typeof value === 'string' ? value.trim() : value;
}
