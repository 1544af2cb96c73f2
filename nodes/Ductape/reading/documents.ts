import type { IDataObject } from 'n8n-workflow';

import { all, recordsIn, route, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { workspaceOf } from '../platform';
import { lookUp, recordOf, rowsOf } from './envelope';

const MOST_NAMES_SHOWN = 30;

export type IntegrationStatus = 'all' | 'draft' | 'private' | 'public';

/** GET /integrations/v1/{id}: one integration with all its parts, as they are stored: they are changed and sent back. */
export async function integrationDocument(api: ApiClient, id: string): Promise<IDataObject> {
	const { body } = await api.send({ method: 'GET', route: route`/integrations/v1/${id}`, exact: true });
	const document = recordOf(api, body, '_id', `integration with the ID "${id}"`);
	return withEnvironmentSlugs(api.sameRecord(document, id, [textOf(document['_id'])]));
}

/** The same for reading only: once in a run, however many items are about the integration. It is not changed by anyone. */
export async function sharedDocument(api: ApiClient, id: string): Promise<IDataObject> {
	return await api.once(`integration ${id}`, async () => await integrationDocument(api, id));
}

/** The same, or undefined when the workspace has no integration of that ID. */
export async function findIntegration(api: ApiClient, id: string): Promise<IDataObject | undefined> {
	const request = { method: 'GET', route: route`/integrations/v1/${id}` } as const;
	const sought = { key: '_id', question: 'whether it has the integration', field: "'Integration'" };
	const found = await lookUp(api, request, sought);
	return found && withEnvironmentSlugs(api.sameRecord(found, id, [textOf(found['_id'])]));
}

/** What writes of an integration and of its parts change: its document, which each of them reads first (`exclusive`). */
export function documentOf({ integrationId }: { readonly integrationId: string }): string {
	return `document ${integrationId}`;
}

/**
 * GET /integrations/v1/fetch/tag. Servers without this route return 404 too, and what the parameter is called is not certain
 * (section 2.1), nor which of a user's workspaces is searched: where no integration of this one comes that has the tag, the
 * workspace's list is searched. It may leave out most of what an integration is made of, so that the document is read then.
 * @throws when no integration has the tag.
 */
export async function integrationTagged(api: ApiClient, tag: string): Promise<IDataObject> {
	const request = { method: 'GET', route: route`/integrations/v1/fetch/tag`, query: { tag } } as const;
	const sought = {
		key: '_id',
		question: 'which integration has the tag',
		field: "'Tag'",
		mayLackRoute: true,
	};
	const isTagged = (integration: IDataObject) => textOf(integration['tag']) === tag;
	const tagged = await lookUp(api, request, sought);
	const isOwn = [undefined, workspaceOf(api)].includes(textOf(tagged?.['workspace_id']));
	if (tagged !== undefined && isTagged(tagged) && isOwn) return withEnvironmentSlugs(tagged);
	const integrations = await all(integrationsOf(api));
	const id = textOf(integrations.find(isTagged)?.['_id']);
	if (id !== undefined) return await integrationDocument(api, id);
	throw api.error(
		`The workspace has no integration with the tag "${tag}"`,
		knownHint(integrations.map((integration) => integration['tag'])),
	);
}

/** The tag by which runs, jobs and logs name an integration. */
export async function tagOf(api: ApiClient, integrationId: string): Promise<string> {
	return tagIn(api, await sharedDocument(api, integrationId));
}

/** @throws where the integration has no tag, by which runs, jobs, logs and the proxy name it. */
export function tagIn(api: ApiClient, document: IDataObject): string {
	const tag = textOf(document['tag']);
	if (tag !== undefined) return tag;
	throw api.error(
		'The integration has no tag',
		'Ductape finds it by its tag here. Check the integration in Ductape. Nothing was changed.',
	);
}

/** The tag of the integration to which a list is narrowed; undefined where none was chosen. */
export async function chosenTag(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<string | undefined> {
	return integrationId === undefined ? undefined : await tagOf(api, integrationId);
}

/** GET /integrations/v1/workspace/{workspace}/{status}: whole documents, not paged. */
export async function* integrationsOf(
	api: ApiClient,
	status: IntegrationStatus = 'all',
): AsyncGenerator<IDataObject> {
	const body = await api.get(route`/integrations/v1/workspace/${workspaceOf(api)}/${status}`);
	yield* rowsOf(api, body).map(withEnvironmentSlugs);
}

/** The same, once in a poll or run. */
export async function workspaceDocuments(api: ApiClient): Promise<readonly IDataObject[]> {
	return await api.once('integrations', async () => await all(integrationsOf(api)));
}

/** GET /apps/v1/workspace/{workspace}/all: the apps that the workspace can use, not paged. */
export async function appsOf(api: ApiClient): Promise<IDataObject[]> {
	return rowsOf(api, await api.get(route`/apps/v1/workspace/${workspaceOf(api)}/all`));
}

/** What to say beside "there is none of that name": the names that there are. */
export function knownHint(names: readonly unknown[]): string {
	if (names.length === 0) return 'Known: none.';
	const shown = names.slice(0, MOST_NAMES_SHOWN).map((name) => textOf(name) ?? '?');
	return `Known: ${[...shown, ...(names.length > shown.length ? ['...'] : [])].join(', ')}.`;
}

/** Newer documents call an app's environment of the integration `product_env_slug`; it is returned under both names. */
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
