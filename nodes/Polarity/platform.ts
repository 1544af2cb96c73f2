import type { IDataObject } from 'n8n-workflow';
import { isNil, uniq } from 'lodash';

import {
	isRecord,
	recordsIn,
	REDACTED,
	textOf,
	typed,
	typedPassword,
	typedToken,
	serverUrl,
	withEachRecord,
	withEachValue,
	withoutWrittenSecrets,
} from '../../core';
import type { Explanation, Platform } from '../../core';
import { anyList } from './reading/anyList';
import { errorsIn, isOptionType } from './reading/documents';

const MEDIA_TYPE = 'application/vnd.api+json';
const FLAGS = ['admin-only', 'user-can-edit', 'admin_only', 'user_can_edit'];

/** Polarity by ThreatConnect, server version 5. Source: provider document, sections 1 (sign-in), 3 (secrets) and 5 (errors, retries). */
export const polarity: Platform = {
	name: 'polarity',
	displayName: 'Polarity',
	addressField: "'Server URL'",
	credentialType: 'polarityApi',
	connect: (credential) => ({
		baseUrl: serverUrl(credential, { name: 'serverUrl', label: 'Server URL', dropped: '/api' }),
		user: typed(credential['username']),
		secrets: [
			typedPassword(credential['password']),
			...['apiKey', 'token'].map((name) => typedToken(credential[name])),
		],
		sessionSecrets: [typedToken(credential['token'])],
		signsIn: credential['signInWith'] === 'password',
	}),
	// No limit is documented, and the server is the user's own: its responses say how much it takes.
	pace: { inFlight: 100 },
	retry: {
		retries: 3,
		retriesOfChanges: 1,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: ['PATCH'],
		retriesRateLimits: true,
	},
	// The largest page that the platform's own tools ask for.
	rowsPerPage: 300,
	requestTimeoutMs: 30_000,
	lookEveryMs: 2000,
	recordId: (record) => textOf(record['id']),
	idFields: ['id', 'integrationId'],
	headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
	lists: anyList,
	explain,
	hint: ({ status }) =>
		status === 401
			? 'Check the credential. API keys expire, by default after 30 days, and SAML users cannot sign in with a password.'
			: undefined,
	isFailure: (body) => isRecord(body) && isNil(body['data']) && errorsIn(body).length > 0,
	redact: withoutHidden,
};

/** All of JSON:API's `errors`; where these have no words, their code or status. Of a body without any, what it says itself. */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body };
	const errors = errorsIn(body);
	if (errors.length === 0) return isRecord(body) ? { message: detailOf(body) } : {};
	const [{ code, status } = {}] = recordsIn(errors);
	const mark = textOf(code) ?? textOf(status);
	const wordless = `The server returned errors without a message${mark ? ` (${mark})` : ''}`;
	return { message: uniq(errors.flatMap(wordsOf)).join('; ') || wordless, code: textOf(code) };
}

/** Failed lookups carry the useful words in the nested `meta.errors` of an error. */
function wordsOf(error: IDataObject | string): string | string[] {
	if (typeof error === 'string') return error;
	const nested = errorsIn(error['meta']).flatMap((each) =>
		typeof each === 'string' ? each : (detailOf(each) ?? []),
	);
	return nested.length > 0 ? nested : (detailOf(error) ?? textOf(error['title']) ?? []);
}

function detailOf({ detail, message }: IDataObject): string | undefined {
	return textOf(detail) ?? textOf(message);
}

/** Without the values of options, and without what looks like a secret in what an integration wrote about its error. */
function withoutHidden(record: IDataObject): IDataObject {
	const attributes = record['attributes'];
	if (record['type'] === 'integration-errors' && isRecord(attributes)) {
		return { ...record, attributes: withoutWrittenSecrets(attributes) };
	}
	return isOption(record) ? withoutValue(record) : withEachValue(record, withoutHiddenIn);
}

function withoutHiddenIn(value: IDataObject[string], key: string): IDataObject[string] {
	if (key === 'attributes' && isRecord(value) && !isOption(value)) {
		return withEachValue(value, withoutHiddenAttribute);
	}
	return withEachRecord(value, key === 'integration-options' ? withoutValue : withoutHidden);
}

function withoutHiddenAttribute(value: IDataObject[string], name: string): IDataObject[string] {
	return name === 'options' ? withEachRecord(value, withoutValue) : withoutHiddenIn(value, name);
}

/** By its type, or by what only options have, in the spellings that occur. */
function isOption(record: IDataObject): boolean {
	if (isOptionType(record['type']) || ('integration_id' in record && 'value' in record)) return true;
	// Nothing is made for it: each record of a long list is looked at.
	for (const flag of FLAGS) if (flag in record) return true;
	return false;
}

/** That of a password may have no value, and a default that is a secret. */
function withoutValue(option: IDataObject, isPassword = option['type'] === 'password'): IDataObject {
	return withEachValue(option, (value, key) => {
		const isHidden = key === 'value' || (isPassword && key === 'default');
		if (isHidden && value !== null && value !== '') return REDACTED;
		return withEachRecord(value, (inner) => withoutValue(inner, isPassword || inner['type'] === 'password'));
	});
}
