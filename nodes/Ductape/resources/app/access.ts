import type { IDataObject } from 'n8n-workflow';
import { difference, uniq } from 'lodash';

import { mayBeApplied, recordsIn, route, textOf } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { titleOf } from '../../parts/PartKind';
import type { NewPart } from '../../parts/PartKind';
import { workspaceOf } from '../../platform';
import { appsOf, knownHint } from '../../reading/documents';
import { getRecord, lookUp } from '../../reading/envelope';
import { appSlugOf, authTagsOf, slugOf } from './environments';

/**
 * GET /apps/v1/fetch/tag, /apps/v1/{id}, /workspaces/v1/get/{id} (section 2.3): the access tag, and whether the environments
 * and the ways to sign in exist. GET /apps/v1/access/{workspace}/{tag}: whether the tag is free, or is of this app, and whose.
 */
export async function addressed(
	api: ApiClient,
	document: IDataObject,
	{ appTag, ...fields }: IDataObject,
): Promise<NewPart> {
	const app = await appTagged(api, String(appTag));
	const appId = String(app['_id']);
	const accessTag = textOf(fields['access_tag']) ?? `${String(appTag)}:${await workspaceSlug(api)}`;
	const stored = recordsIn(document['apps']).find((each) => textOf(each['access_tag']) === accessTag);
	await requireEnvironments(api, document, { stored, fields, readApp: () => app });
	const holder = async () => await holderOf(api, document, appId, accessTag);
	const named = { ...fields, access_tag: accessTag };
	if ((await holder()) === 'this') return { fields: named };
	return {
		fields: named,
		prepare: async () => await grantAccess(api, document, { appId, accessTag, holder }),
	};
}

/**
 * What Ductape may not check: an environment that a change names is one of the integration, or one that the app is set up for. So
 * are the environment of the app and the way to sign in, for which the app is read where one of them is new: what is stored of
 * another one would be removed for a mistyped name. GET /apps/v1/access/{workspace}/{tag}, /apps/v1/{id}.
 */
export async function requireChange(
	api: ApiClient,
	document: IDataObject,
	stored: IDataObject,
	fields: IDataObject,
): Promise<void> {
	const readApp = async () => await appWithAccess(api, String(stored['access_tag']));
	await requireEnvironments(api, document, { stored, fields, readApp });
}

interface Environments {
	/** The app as the integration has it; what it is set up for may be gone elsewhere, and can still be changed. */
	readonly stored: IDataObject | undefined;
	readonly fields: IDataObject;
	readonly readApp: () => IDataObject | Promise<IDataObject>;
}

/** @throws where an environment that is given, on either side, or a way to sign in does not exist */
async function requireEnvironments(
	api: ApiClient,
	document: IDataObject,
	{ stored = {}, fields, readApp }: Environments,
): Promise<void> {
	const [before, given] = [recordsIn(stored['envs']), recordsIn(fields['envs'])];
	const slugs = [...slugsOf(document), ...before.map(slugOf)];
	requireAll(api, given.map(slugOf), slugs, `${titleOf(document)} has no environment`);
	const newSlugs = difference(given.map(appSlugOf), before.map(appSlugOf));
	const newAuths = difference(given.flatMap(authTagsOf), before.flatMap(authTagsOf));
	if (newSlugs.length === 0 && newAuths.length === 0) return;
	const app = await readApp();
	requireAll(api, newSlugs, slugsOf(app), 'The app has no environment');
	const auths = recordsIn(app['auths']).map(({ tag }) => textOf(tag));
	requireAll(api, newAuths, auths, 'The app has no auth');
}

/** @throws where no app is known by the access tag */
async function appWithAccess(api: ApiClient, accessTag: string): Promise<IDataObject> {
	const id = textOf((await accessTagged(api, accessTag))?.['app_id']);
	if (id !== undefined) return await getRecord(api, route`/apps/v1/${id}`, '_id');
	throw api.error(
		`Ductape does not report which app has the access tag "${accessTag}", so its environments cannot be checked`,
		'Change it in the workbench. Nothing was changed.',
	);
}

/**
 * GET /apps/v1/fetch/tag, /apps/v1/{id}. Where none comes, or another app than that of the tag, which the integration would be
 * connected to, the workspace's list is searched.
 * @throws when no app has the tag.
 */
async function appTagged(api: ApiClient, tag: string): Promise<IDataObject> {
	const appOf = async ({ _id }: IDataObject) =>
		await getRecord(api, route`/apps/v1/${String(_id)}`, '_id', `app with the tag "${tag}"`);
	const request = { method: 'GET', route: route`/apps/v1/fetch/tag`, query: { tag } } as const;
	const sought = { key: '_id', question: 'which app has the tag', field: "'App'" };
	const found = await lookUp(api, request, sought);
	const app = found && (await appOf(found));
	if (app !== undefined && (textOf(app['tag']) ?? tag) === tag) return app;
	const apps = await appsOf(api);
	const listed = apps.find((each) => textOf(each['tag']) === tag);
	if (listed !== undefined) return await appOf(listed);
	const known = knownHint(apps.map((each) => each['tag']));
	throw api.error(`The workspace has no app with the tag "${tag}"`, `${known} Nothing was changed.`);
}

/** Whose an access is; one that names no integration is of this one, as of all. */
type Holder = 'this' | 'another' | 'none';

interface Access {
	readonly appId: string;
	readonly accessTag: string;
	readonly holder: () => Promise<Holder>;
}

/**
 * POST /apps/v1/access. Whether the workspace has one access for all its integrations, or each needs its own, is not documented
 * (section 2.3). Where it is refused, there is one for all, or another item, or another run, was faster.
 */
async function grantAccess(
	api: ApiClient,
	document: IDataObject,
	{ appId, accessTag, holder }: Access,
): Promise<void> {
	let failure: unknown;
	try {
		await api.post(route`/apps/v1/access`, {
			app_id: appId,
			integration_id: document['_id'],
			product_id: document['_id'],
			access_tag: accessTag,
		});
		return;
	} catch (error) {
		failure = error;
	}
	const found = await holder().catch(() => 'none');
	if (found === 'this' || (found === 'another' && !mayBeApplied(failure))) return;
	throw failure;
}

/**
 * GET /apps/v1/access/{workspace}/{tag}. A tag is of one app only.
 * @throws when it is another app's: the integration would be connected to that one.
 */
async function holderOf(
	api: ApiClient,
	document: IDataObject,
	appId: string,
	accessTag: string,
): Promise<Holder> {
	const access = await accessTagged(api, accessTag);
	if (access === undefined) return 'none';
	if ((textOf(access['app_id']) ?? appId) === appId) {
		const holders = [access['integration_id'], access['product_id']].map(textOf).filter(Boolean);
		return holders.length === 0 || holders.includes(textOf(document['_id'])) ? 'this' : 'another';
	}
	throw api.error(
		`The access tag "${accessTag}" belongs to another app`,
		"Choose another 'Access Tag', or leave it empty to build it from the app tag. Nothing was changed.",
	);
}

async function accessTagged(api: ApiClient, accessTag: string): Promise<IDataObject | undefined> {
	return await lookUp(
		api,
		{ method: 'GET', route: route`/apps/v1/access/${workspaceOf(api)}/${accessTag}` },
		{ key: 'app_id', question: 'whether the integration may use the app', field: "'Access Tag'" },
	);
}

async function workspaceSlug(api: ApiClient): Promise<string> {
	const workspace = await getRecord(api, route`/workspaces/v1/get/${workspaceOf(api)}`, 'name');
	return String(workspace['name'])
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '_');
}

/** @throws an error that says which of the names is not known, and which are. */
function requireAll(
	api: ApiClient,
	names: ReadonlyArray<string | undefined>,
	known: ReadonlyArray<string | undefined>,
	missing: string,
): void {
	for (const name of names) {
		if (name !== undefined && known.includes(name)) continue;
		throw api.error(`${missing} "${name ?? ''}"`, `${knownHint(uniq(known))} Nothing was changed.`);
	}
}

function slugsOf({ envs }: IDataObject): Array<string | undefined> {
	return recordsIn(envs).map(({ slug }) => textOf(slug));
}
