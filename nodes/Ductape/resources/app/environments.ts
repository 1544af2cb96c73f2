import type { IDataObject } from 'n8n-workflow';
import { omit, unionBy } from 'lodash';

import {
	choice,
	collection,
	FieldError,
	id,
	IN_PLAIN_TEXT,
	isRecord,
	optionalJsonList,
	pairs,
	parseBody,
	parseExact,
	recordsIn,
	rows,
	textOf,
} from '../../../../core';
import { knownTag, secretText } from '../../fields';

const auth = collection({
	displayName: 'Auth',
	fields: {
		auth_tag: knownTag({ displayName: 'Auth Tag', placeholder: 'e.g. bearer' }),
		data: secretText({
			displayName: 'Data',
			description: `JSON with body, headers, params and query. Other text is passed on unchanged. ${IN_PLAIN_TEXT}`,
			placeholder: 'e.g. {"headers": {"Authorization": "..."}}',
		}),
	},
});

/** A row for each environment of the app. */
export const environments = rows({
	displayName: 'Environments',
	description:
		'The environment of the app to use in each environment of the integration. Environments that are not listed are kept. One that is switched to another environment of the app keeps no auth and no variables of the old one.',
	addLabel: 'Add environment',
	rowName: 'Environment',
	fields: {
		app_env_slug: id({ displayName: 'Environment of the App', placeholder: 'e.g. dev' }),
		integration_env_slug: id({ displayName: 'Environment of the Integration', placeholder: 'e.g. dev' }),
		auth,
		variables: pairs({ displayName: 'Variables', addLabel: 'Add variable', description: IN_PLAIN_TEXT }),
	},
});

/** Other ways to give the same, and to send it. */
export const environmentDetails = {
	envs: optionalJsonList({
		displayName: 'Environments (JSON)',
		default: '',
		description: `Use instead of the rows, with the field names of the Ductape API. Replaces all environments of the app. ${IN_PLAIN_TEXT}`,
		hint: 'For example: [{"app_env_slug": "dev", "integration_env_slug": "dev"}]',
	}),
	slugNames: choice({
		displayName: 'Environment Slug Field',
		options: [
			{ name: 'Both', value: 'both', description: 'For servers of any version' },
			{ name: 'Integration', value: 'integration_env_slug', description: 'For older servers' },
			{ name: 'Product', value: 'product_env_slug', description: 'For newer servers' },
		],
		default: 'both',
		description: "Which field name to send for the integration's environment",
	}),
};

/** The app's `envs` as the API wants them; undefined where none were given. @throws FieldError */
export function withEnvironments({ environments, envs, slugNames, ...values }: IDataObject): IDataObject {
	const rowsGiven = recordsIn(environments).map(environmentOf);
	const twice = rowsGiven.map(slugOf).find((slug, at, slugs) => slugs.indexOf(slug) < at);
	if (twice !== undefined) {
		throw new FieldError(
			`'Environments' lists the environment "${twice}" of the integration more than once`,
			'It can use one environment of the app. Nothing was sent.',
		);
	}
	const given = Array.isArray(envs) ? environmentsIn("'Environments (JSON)'", envs) : rowsGiven;
	if (given.length === 0 && !Array.isArray(envs)) return values;
	return { ...values, envs: given.map((environment) => withSlugNames(environment, slugNames)) };
}

/**
 * The environments of a list that takes the place of the stored one: an entry that was left out would be one that it removes.
 *
 * @param subject what holds the list, as the message begins
 * @throws FieldError where an entry is no object, or does not name both environments
 */
export function environmentsIn(subject: string, envs: unknown): IDataObject[] {
	const entries = recordsIn(envs);
	for (const environment of entries) {
		const slugs = { app_env_slug: appSlugOf(environment), integration_env_slug: slugOf(environment) };
		const missing = Object.entries(slugs).find(([, slug]) => slug === undefined);
		if (missing === undefined) continue;
		throw new FieldError(
			`${subject} lacks "${missing[0]}" in one of the environments`,
			'Each needs the environment of the app and that of the integration. Nothing was sent.',
		);
	}
	if (Array.isArray(envs) && entries.length === envs.length) return entries;
	throw new FieldError(
		`${subject} must be a list of JSON objects, one for each environment`,
		'For example: [{"app_env_slug": "dev", "integration_env_slug": "dev"}]. Nothing was sent.',
	);
}

/** What a new app's environment must have: all four keys of its auth's data, since some actions want them. */
export function withAuthData(environment: IDataObject): IDataObject {
	const { auth } = environment;
	return isRecord(auth) && auth['data'] === undefined
		? { ...environment, auth: { ...auth, data: authData(undefined) } }
		: environment;
}

/**
 * The stored environments of an app, those that rows name changed, and new ones behind them. A row is of the environment of the
 * integration that it names, which it may switch to another environment of the app.
 */
export function mergedEnvironments(
	stored: unknown,
	given: unknown,
	{ slugNames }: IDataObject,
): IDataObject[] {
	const [before, rowsGiven] = [recordsIn(stored), recordsIn(given)];
	const rowOf = new Map(rowsGiven.map((row) => [storedFor(row, before), row]));
	const kept = before.map((environment) => {
		const row = rowOf.get(environment);
		return withSlugNames(row === undefined ? environment : mergedEnvironment(environment, row), slugNames);
	});
	const added = rowsGiven.filter((row) => storedFor(row, before) === undefined);
	return [...kept, ...added.map(withAuthData)];
}

/** What a row changes; where the integration's environment is stored more than once, the one with the app's environment. */
function storedFor(row: IDataObject, stored: readonly IDataObject[]): IDataObject | undefined {
	const ofSlug = stored.filter((environment) => slugOf(environment) === slugOf(row));
	return ofSlug.find((environment) => slugPair(environment) === slugPair(row)) ?? ofSlug[0];
}

/** The slug of the integration's environment, under its newer or its older name. */
export function slugOf(environment: IDataObject): string | undefined {
	return textOf(environment['integration_env_slug']) ?? textOf(environment['product_env_slug']);
}

/** The slug of the app's environment that the integration's uses. */
export function appSlugOf(environment: IDataObject): string | undefined {
	return textOf(environment['app_env_slug']);
}

/** `prd: production`: the integration's environment, and that of the app which it uses. */
export function slugPair(environment: IDataObject): string {
	return `${slugOf(environment) ?? '?'}: ${appSlugOf(environment) ?? '?'}`;
}

/** Newer documents have a list of ways to sign in, older ones a single one. */
export function authTagsOf({ auth }: IDataObject): string[] {
	const list = isRecord(auth) ? [auth] : recordsIn(auth);
	return list.flatMap(({ auth_tag: authTag }) => textOf(authTag) ?? []);
}

/** One row as the API wants it: `auth.data` an object where the text is JSON, `variables` a list. */
function environmentOf({ auth, variables, ...slugs }: IDataObject): IDataObject {
	const { auth_tag: authTag, data } = isRecord(auth) ? auth : {};
	if (authTag === undefined && data !== undefined) {
		throw new FieldError("'Environments': 'Data' needs an 'Auth Tag'");
	}
	const list = Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => ({ key, value }));
	return {
		...slugs,
		...(list.length > 0 && { variables: list }),
		...(authTag !== undefined && {
			auth: { auth_tag: authTag, ...(data !== undefined && { data: authData(data) }) },
		}),
	};
}

/**
 * The row over the stored environment: variables by their key, and of the auth what the row gives. Where the row switches to another
 * environment of the app, what signs in to the one before, and its variables, must not reach the other.
 */
function mergedEnvironment(before: IDataObject, row: IDataObject): IDataObject {
	const isSwitched = before['app_env_slug'] !== row['app_env_slug'];
	const stored = isSwitched ? omit(before, ['auth', 'variables']) : before;
	const variables = unionBy(recordsIn(row['variables']), recordsIn(stored['variables']), 'key');
	const { auth } = row;
	return {
		...stored,
		...row,
		...(variables.length > 0 && { variables }),
		...(isRecord(auth) && { auth: mergedAuth(stored['auth'], auth) }),
	};
}

/** One way to sign in over the stored ones, a single one or a list of them: data that is not given stays. */
function mergedAuth(stored: unknown, given: IDataObject): IDataObject | IDataObject[] {
	const isSame = (auth: IDataObject) => auth['auth_tag'] === given['auth_tag'];
	const before = (isRecord(stored) ? [stored] : recordsIn(stored)).find(isSame);
	const merged = before === undefined ? { data: authData(undefined), ...given } : { ...before, ...given };
	return Array.isArray(stored) ? [...recordsIn(stored).filter((auth) => !isSame(auth)), merged] : merged;
}

/** All four keys, since some actions want them. */
function authData(data: unknown): IDataObject | string {
	const given = textOf(data) ?? '';
	const parts = given === '' ? {} : parseBody(given, parseExact);
	return isRecord(parts) ? { body: {}, headers: {}, params: {}, query: {}, ...parts } : given;
}

function withSlugNames(environment: IDataObject, names: unknown): IDataObject {
	const { integration_env_slug: older, product_env_slug: newer, ...rest } = environment;
	const slug = older ?? newer;
	return {
		...rest,
		...(names !== 'product_env_slug' && { integration_env_slug: slug }),
		...(names !== 'integration_env_slug' && { product_env_slug: slug }),
	};
}
