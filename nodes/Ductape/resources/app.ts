import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { collection, pairs, rows } from '../../../core/field/fieldGroups';
import { choice, optionalJsonList, optionalText, text } from '../../../core/field/fields';
import { FieldError } from '../../../core/data/FieldError';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';
import { resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { workspaceApp } from '../locators';
import { nameOf, type NewPart, type PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { ABSENT_STATUSES, getRecord, isAbsent } from '../platform';
import { parsedText } from '../fields';

const environments = rows({
	displayName: 'Environments',
	description: 'Which environment of the app is used in which environment of the integration',
	addLabel: 'Add environment',
	rowName: 'Environment',
	fields: {
		app_env_slug: text({ displayName: 'Environment of the App', placeholder: 'e.g. dev' }),
		integration_env_slug: text({ displayName: 'Environment of the Integration', placeholder: 'e.g. dev' }),
		auth: collection({
			displayName: 'Auth',
			addLabel: 'Add field',
			fields: {
				auth_tag: optionalText({ displayName: 'Auth Tag', placeholder: 'e.g. bearer' }),
				data: optionalText({
					displayName: 'Data',
					description: 'JSON with body, headers, params and query; other text is passed on unchanged',
					placeholder: 'e.g. {"headers": {"Authorization": "..."}}',
				}),
			},
		}),
		variables: pairs({ displayName: 'Variables', addLabel: 'Add variable' }),
	},
});

/** `apps` of the integration's document; adding one needs an access tag first (section 2.3). */
export const app: PartKind = {
	name: 'App',
	component: 'app',
	list: 'apps',
	key: 'access_tag',
	keyLabel: 'Access Tag',
	action: 'always',
	createName: 'Add',
	createFields: {
		appTag: workspaceApp,
		access_tag: optionalText({
			displayName: 'Access Tag',
			description: 'Made of the tag of the app and the name of the workspace when left empty',
			placeholder: 'e.g. shop:acme',
		}),
	},
	shownFields: { environments },
	fields: {
		envs: optionalJsonList({
			displayName: 'Environments (JSON)',
			description: 'As the API names them, instead of the rows',
		}),
		slugNames: choice({
			displayName: 'Names of the Environment Slug',
			options: [
				{ name: 'Both', value: 'both' },
				{ name: 'Integration', value: 'integration_env_slug', description: 'The older name' },
				{ name: 'Product', value: 'product_env_slug', description: 'The newer name' },
			],
			default: 'both',
			description: 'How the environment of the integration is named in the request',
		}),
	},
	body: ({ environments: given, envs, slugNames, ...values }) => ({
		...values,
		envs: (Array.isArray(envs) ? recordsIn(envs) : recordsIn(given).map(environmentOf)).map((environment) =>
			withSlugNames(environment, textOf(slugNames) ?? 'both'),
		),
	}),
	complete: addressed,
	hasSecrets: true,
	simplify: (part) => ({
		...pick(part, ['_id', 'access_tag', 'app_id', 'name']),
		environments: recordsIn(part['envs'])
			.map((environment) => `${slugOf(environment) ?? '?'}: ${textOf(environment['app_env_slug']) ?? '?'}`)
			.join(', '),
		authTags: recordsIn(part['envs']).flatMap(authTagsOf).join(', '),
	}),
};

export const appResource = resource('App', partOperations(app));

/** One row as the API wants it: `auth.data` an object where the text is JSON, `variables` a list. */
function environmentOf({ auth, variables, ...slugs }: IDataObject): IDataObject {
	const { auth_tag: authTag, data } = isRecord(auth) ? auth : {};
	if (authTag === undefined && data !== undefined) {
		throw new FieldError('Environments: Auth: data needs an Auth Tag');
	}
	const list = Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => ({ key, value }));
	return {
		...slugs,
		...(list.length > 0 && { variables: list }),
		...(authTag !== undefined && { auth: { auth_tag: authTag, data: authData(data) } }),
	};
}

/** All four keys, since some actions want them. */
function authData(data: unknown): IDataObject | string {
	const given = textOf(data) ?? '';
	const parts = given === '' ? {} : parsedText(given);
	return isRecord(parts) ? { body: {}, headers: {}, params: {}, query: {}, ...parts } : given;
}

function withSlugNames(environment: IDataObject, names: string): IDataObject {
	const { integration_env_slug: older, product_env_slug: newer, ...rest } = environment;
	const slug = older ?? newer;
	return {
		...rest,
		...(names !== 'product_env_slug' && { integration_env_slug: slug }),
		...(names !== 'integration_env_slug' && { product_env_slug: slug }),
	};
}

/**
 * GET /apps/v1/fetch/tag, /apps/v1/{id}, /workspaces/v1/get/{id}: the access tag, and whether the environments and the
 * ways to sign in exist.
 */
async function addressed(api: ApiClient, document: IDataObject, fields: IDataObject): Promise<NewPart> {
	const { appTag, ...sent } = fields;
	const found = await getRecord(api, route`/apps/v1/fetch/tag`, '_id', { tag: String(appTag) });
	const record = await getRecord(api, route`/apps/v1/${String(found['_id'])}`, '_id');
	const accessTag = textOf(sent['access_tag']) ?? `${String(appTag)}:${await workspaceSlug(api)}`;
	const own = slugsOf(document['envs']);
	const ofApp = slugsOf(record['envs']);
	const auths = recordsIn(record['auths']).flatMap(({ tag }) => textOf(tag) ?? []);
	for (const environment of recordsIn(sent['envs'])) {
		requireKnown(api, own, 'environment', slugOf(environment), nameOf(document));
		requireKnown(api, ofApp, 'environment', textOf(environment['app_env_slug']), 'The app');
		for (const authTag of authTagsOf(environment)) requireKnown(api, auths, 'auth', authTag, 'The app');
	}
	return {
		fields: { ...sent, access_tag: accessTag, envs: sent['envs'] ?? [] },
		prepare: async () => await grantAccess(api, document, String(found['_id']), accessTag),
	};
}

/** POST /apps/v1/access, unless GET /apps/v1/access/{workspace}/{tag} says that the access exists. */
async function grantAccess(
	api: ApiClient,
	document: IDataObject,
	appId: string,
	accessTag: string,
): Promise<void> {
	const { workspaceId = '' } = api.settings;
	const response = await api.send({
		method: 'GET',
		route: route`/apps/v1/access/${workspaceId}/${accessTag}`,
		accept: ABSENT_STATUSES,
	});
	if (!isAbsent(api, response, 'whether the integration may use the app')) return;
	await api.post(route`/apps/v1/access`, {
		app_id: appId,
		integration_id: document['_id'],
		product_id: document['_id'],
		access_tag: accessTag,
	});
}

async function workspaceSlug(api: ApiClient): Promise<string> {
	const { workspaceId = '' } = api.settings;
	const workspace = await getRecord(api, route`/workspaces/v1/get/${workspaceId}`, 'name');
	return String(workspace['name'])
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '_');
}

function requireKnown(
	api: ApiClient,
	known: readonly string[],
	what: string,
	name: string | undefined,
	whose: string,
): void {
	if (name !== undefined && known.includes(name)) return;
	throw api.error(
		`${whose} has no ${what} "${name ?? ''}"`,
		`Known: ${known.join(', ') || 'none'}. Nothing was changed.`,
	);
}

function slugsOf(list: unknown): string[] {
	return recordsIn(list).flatMap((environment) => textOf(environment['slug']) ?? []);
}

/** Newer documents have a list of ways to sign in, older ones a single one. */
function authTagsOf({ auth }: IDataObject): string[] {
	const list = isRecord(auth) ? [auth] : recordsIn(auth);
	return list.flatMap(({ auth_tag: authTag }) => textOf(authTag) ?? []);
}

function slugOf(environment: IDataObject): string | undefined {
	return textOf(environment['integration_env_slug']) ?? textOf(environment['product_env_slug']);
}
