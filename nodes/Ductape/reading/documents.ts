import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { ABSENT_STATUSES, getRecord, isAbsent, recordOf, rowsOf } from '../platform';

export type IntegrationStatus = 'all' | 'draft' | 'private' | 'public';

/** GET /integrations/v1/{id}: one integration with all its parts. */
export async function integrationDocument(api: ApiClient, id: string): Promise<IDataObject> {
	return withEnvironmentSlugs(await getRecord(api, route`/integrations/v1/${id}`, '_id'));
}

/**
 * GET /integrations/v1/fetch/tag. Servers that do not know the route answer 404 too: then the workspace's list is searched.
 * @throws when no integration has the tag.
 */
export async function integrationTagged(api: ApiClient, tag: string): Promise<IDataObject> {
	const response = await api.send({
		method: 'GET',
		route: route`/integrations/v1/fetch/tag`,
		query: { tag },
		accept: ABSENT_STATUSES,
	});
	if (!isAbsent(api, response, 'which integration has the tag')) {
		return withEnvironmentSlugs(recordOf(api, response.body, '_id'));
	}
	const known: string[] = [];
	for await (const integration of integrationsOf(api)) {
		if (textOf(integration['tag']) === tag) return integration;
		known.push(textOf(integration['tag']) ?? '?');
	}
	const names = known.slice(0, 30).join(', ') || 'none';
	throw api.error(
		`The workspace has no integration with the tag "${tag}"`,
		`Known: ${names}${known.length > 30 ? ', ...' : ''}.`,
	);
}

/** The tag by which runs, jobs and logs name an integration. */
export async function tagOf(api: ApiClient, integrationId: string): Promise<string> {
	const tag = textOf((await integrationDocument(api, integrationId))['tag']);
	if (tag !== undefined) return tag;
	throw api.error('The integration has no tag', 'Ductape names runs by tags: look at the integration there.');
}

/** GET /integrations/v1/workspace/{workspace}/{status}: whole documents, not paged. */
export async function* integrationsOf(
	api: ApiClient,
	status: IntegrationStatus = 'all',
): AsyncGenerator<IDataObject> {
	const { workspaceId = '' } = api.settings;
	const rows = rowsOf(api, await api.get(route`/integrations/v1/workspace/${workspaceId}/${status}`));
	for (const row of rows) yield withEnvironmentSlugs(row);
}

/** GET /apps/v1/workspace/{workspace}/all: the apps that the workspace can use, not paged. */
export async function appsOf(api: ApiClient): Promise<IDataObject[]> {
	const { workspaceId = '' } = api.settings;
	return rowsOf(api, await api.get(route`/apps/v1/workspace/${workspaceId}/all`));
}

/** Newer documents call an app's environment of the integration `product_env_slug`; it is answered under both names. */
function withEnvironmentSlugs(document: IDataObject): IDataObject {
	if (!Array.isArray(document['apps'])) return document;
	const apps = recordsIn(document['apps']).map((app) => ({
		...app,
		envs: recordsIn(app['envs']).map((environment) => ({
			...environment,
			integration_env_slug: environment['integration_env_slug'] ?? environment['product_env_slug'],
		})),
	}));
	return { ...document, apps };
}
