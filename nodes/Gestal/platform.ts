import type { IDataObject } from 'n8n-workflow';
import { omitBy } from 'lodash';

import { isRecord, textOf, typed, typedPassword, serverUrl, withoutWrittenSecrets } from '../../core';
import type { Explanation, Platform } from '../../core';
import { address } from '../../credentials/addresses/gestal';
import { anyList, recordId } from './reading/anyList';

/** Credential types: the integrator's account, and the access key of one farm site. */
export const INTEGRATOR = 'gestalIntegratorApi';
export const INSTALLATION = 'gestalInstallationApi';

const SECRET_KEYS = /^(password|token|sessionToken|access_key|apiKey)$/;
/** Under which names an error body may have its message. */
const MESSAGES = ['message', 'error', 'errors', 'detail'];
/** What says nothing of the values that were sent, unless it is a list of what is wrong with a field of this name. */
const OF_A_RESPONSE = /^(success|status(_?code)?|code|(request_?)?id|timestamp)$/i;
/** What the platform shows of an access key after its creation: `ak_xxxx...7890`, its last four characters. */
const MASKED = /^(ak_)?[*•x.]{8,}.{0,4}$/i;

/** Gestal Cloud. Source: provider document, sections 1 (sign-in), 4 (pagination) and 5 (errors, limits, retries). */
export const gestal: Platform = {
	name: 'gestal',
	displayName: 'Gestal Cloud',
	addressField: "'Base URL'",
	credentialType: INTEGRATOR,
	credentialLabels: {
		[INTEGRATOR]: 'Credential for Integrator Account',
		[INSTALLATION]: 'Credential for Farm Site',
	},
	connect: (credential) => ({
		baseUrl: serverUrl(credential, address),
		signsIn: credential['email'] !== undefined,
		user: typed(credential['email']),
		secrets: [
			typedPassword(credential['password']),
			...['sessionToken', 'apiKey'].map((name) => typed(credential[name])),
		],
		sessionSecrets: [typed(credential['sessionToken'])],
		settings: { paths: credential['apiPaths'] === 'current' ? 'current' : 'seed' },
	}),
	// No quota is published, and a refusal costs two hours: one request at a time.
	pace: { requestsPerSecond: 10, burst: 20, inFlight: 1 },
	retry: {
		retries: 2,
		retriesOfChanges: 1,
		shortestDelayMs: 3000,
		firstDelayMs: 6000,
		longestDelayMs: 12_000,
		idempotentMethods: ['PATCH', 'DELETE'],
		retriesRateLimits: false,
		pauseMs: 2 * 3_600_000,
	},
	rowsPerPage: 1000,
	requestTimeoutMs: 30_000,
	// A batch may take hours, and each look counts toward the quota that nobody knows.
	lookEveryMs: 10_000,
	recordId,
	idFields: ['cloud_id', 'id', 'gestal_id', 'vendor_id', 'sow_id', 'integrationId', 'installationId'],
	lists: anyList,
	explain,
	isFailure,
	hint: ({ status }) => HINTS[status],
	redact: withoutHidden,
};

/** Without passwords, tokens and access keys; what the platform has masked itself stays. */
export function withoutHidden(record: IDataObject): IDataObject {
	return withoutWrittenSecrets(
		record,
		(key, value) => SECRET_KEYS.test(key) && typeof value === 'string' && !isMasked(value),
	);
}

/** Whether a key, or another secret, is written as the platform masks it. */
export function isMasked(secret: string): boolean {
	return MASKED.test(secret);
}

const HINTS: Readonly<Record<number, string>> = {
	401: 'Check the credential: email and password of the integrator account, or a complete access key (ak_...) that has not been deleted.',
	403: 'This account lacks permission. Use the integrator account that owns the integration, or an access key of the site.',
	429: 'Gestal asks for a pause of two hours, or to contact its network operations team. Nothing else of this run was sent. Run it later and less often.',
};

/**
 * Its error bodies are not documented: any JSON or text, its message under one of several names. Of the current site's it is only
 * known that a `type` comes first: what comes behind it may be the fields that are wrong.
 */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body };
	if (!isRecord(body)) return {};
	const { type, ...rest } = withoutHidden(body);
	const message = [
		...messagesOf(rest),
		saidOfFields(rest),
		type,
		body['code'],
		body['success'] === false ? 'success: false' : undefined,
		body['error'] === true ? 'error: true' : undefined,
		namesFailure(body['status']) ? `status: ${textOf(body['status'])}` : undefined,
	]
		.map(textWithin)
		.find(Boolean);
	return { message, code: textOf(type) };
}

/** What may be a message: of the body itself, and of what is under `data`. */
function messagesOf(body: IDataObject): Array<IDataObject[string]> {
	const { data } = body;
	return [body, isRecord(data) ? data : {}].flatMap((each) => MESSAGES.map((name) => each[name]));
}

function namesFailure(value: unknown): boolean {
	return /error|fail|invalid/i.test(textOf(value) ?? '');
}

/** What a refusal without a message may say of the fields that are wrong; the fields of a record are not. */
function saidOfFields(body: IDataObject): IDataObject {
	if (textOf(body['cloud_id']) !== undefined) return {};
	const isRecordOnly = (value: unknown) =>
		isRecord(value) && recordId(value) !== undefined && textOf(value['message']) === undefined;
	return omitBy(body, (value, key) => {
		if (typeof value !== 'object') return OF_A_RESPONSE.test(key);
		return key === 'meta' || [value].flat().some(isRecordOnly);
	});
}

/**
 * Whether a response is a refusal in spite of its status: it says so, or it says what failed, and is no record and no list. An `id`
 * may be that of the request, what is under `data` without an ID the details of a refusal, and a number only counts errors.
 */
function isFailure(body: unknown): boolean {
	if (!isRecord(body)) return false;
	const { success, error, data } = body;
	if (success === false) return true;
	const hasData = Array.isArray(data) ? data.length > 0 : isRecord(data) && recordId(data) !== undefined;
	if (hasData || textOf(body['cloud_id']) !== undefined) return false;
	const says = (value: IDataObject[string]) => typeof value !== 'number' && textWithin(value) !== undefined;
	if (error === true || says(error) || says(body['errors'])) return true;
	const isNamed = [body['type'], body['status']].some(namesFailure);
	return isNamed && (messagesOf(body).some(says) || holdsNothingElse(body));
}

/** Whether a body that names a failure has nothing that a record, or a report of what failed elsewhere, would have. */
function holdsNothingElse(body: IDataObject): boolean {
	return Object.entries(body).every(
		([name, value]) =>
			['type', 'data'].includes(name) ||
			textWithin(value) === undefined ||
			(name !== 'id' && OF_A_RESPONSE.test(name)),
	);
}

/** Text at any depth of an error's value: texts, `{message}`, or what it says of each field, whose name alone says nothing. */
function textWithin(value: IDataObject[string]): string | undefined {
	if (Array.isArray(value)) {
		const parts: unknown[] = value;
		return (
			parts
				.map((part) => (isRecord(part) ? textWithin(part) : textOf(part)))
				.filter(Boolean)
				.join('; ') || undefined
		);
	}
	if (!isRecord(value)) return textOf(value);
	const message = textOf(value['message']);
	if (message !== undefined) return message;
	const parts = Object.entries(value).flatMap(([name, part]) => {
		const text = textWithin(part);
		return text === undefined ? [] : [`${name} ${text}`];
	});
	return parts.join('; ') || undefined;
}
