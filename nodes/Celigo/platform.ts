import type { IDataObject } from 'n8n-workflow';
import { isEmpty, mapValues, pick } from 'lodash';

import {
	isNothing,
	isRecord,
	recordsIn,
	REDACTED,
	regionalUrl,
	textOf,
	typedToken,
	withoutWrittenSecrets,
} from '../../core';
import type { Explanation, Platform } from '../../core';
import { address, regions } from '../../credentials/addresses/celigo';
import { anyList } from './reading/anyList';
import { NO_AUDIT_LOG } from './refusals';

/** Where the pages of each server are (provider document, section 9). */
const WEB_ADDRESSES: Readonly<Record<string, string>> = {
	'api.integrator.io': 'https://integrator.io',
	'api.eu.integrator.io': 'https://eu.integrator.io',
};

const SECRET_KEYS =
	/^((proxy-)?authorization|(set-)?cookie|.*pass(word|phrase)|((access|api|auth|bearer|refresh|security|session|system)[_-]?)?token|(x-)?(access|api|auth)[_-]?key|.*private[_-]?key|.*secret([_-]?(access[_-]?)?key)?|encrypted.*)$/i;

const STATUS_HINTS: Readonly<Record<number, string>> = {
	401: "Check that the token in the credential is complete, still valid, and belongs to the selected 'Region' and environment.",
	403: 'The token lacks permission. Use a personal token of a user with the required role, or an account token with full access.',
};

/** What codes of refusals mean beside their status (provider document, sections 5 and 10). */
const CODE_HINTS: Readonly<Record<string, string>> = {
	audit_not_supported: NO_AUDIT_LOG,
	inactive_flow: 'The flow is disabled. Enable it first.',
	feature_not_enabled: "The account's plan does not include this feature.",
	req_res_logs_not_found:
		'Celigo has no log of this request (anymore). The error itself says what failed: see Error: Get Many.',
	invalid_revision_state:
		'Only a pending pull or revert has changes to show. Integrations cloned through the API have no revisions.',
};

/** Celigo integrator.io. Source: provider document, sections 1 (base URLs) and 5 (errors, limits, retries). */
export const celigo: Platform = {
	name: 'celigo',
	displayName: 'Celigo',
	addressField: "'Region' or 'Custom URL'",
	credentialType: 'celigoApi',
	connect(credential) {
		const baseUrl = regionalUrl(credential, regions, address);
		const webAddress = WEB_ADDRESSES[new URL(baseUrl).host];
		return {
			baseUrl,
			secrets: [typedToken(credential['apiToken'])],
			...(webAddress !== undefined && { settings: { webAddress } }),
		};
	},
	// The account's bucket holds 1,000 requests and refills at 300 a second; a quarter is left to other tools.
	pace: { requestsPerSecond: 225, burst: 750, inFlight: 100 },
	retry: {
		retries: 3,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: ['PUT', 'DELETE'],
		retriesRateLimits: true,
	},
	rowsPerPage: 1000,
	requestTimeoutMs: 30_000,
	lookEveryMs: 2000,
	hasHexIds: true,
	// Of an error it is `errorId`, whatever `_id` it has besides (section 3.2).
	recordId: (record) => textOf(record['errorId']) ?? textOf(record['_id']),
	idFields: [
		'_id',
		'errorId',
		'retryDataKey',
		'reqAndResKey',
		'integrationId',
		'_integrationId',
		'_flowId',
		'_expOrImpId',
		'_jobId',
		'_connectionId',
		'_resourceId',
		'tagId',
	],
	lists: anyList,
	explain,
	isFailure,
	hint: ({ status, code = '' }) => CODE_HINTS[code] ?? STATUS_HINTS[status],
	redact: (record) => withoutWrittenSecrets(withoutSecretChanges(record), isSecretKey),
};

/** Every item of `{errors: [{code, message, field}]}`; also `{message, code}`, with an empty list beside it, text items and plain text. */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body };
	if (!isRecord(body)) return {};
	const listed = explainItems(Array.isArray(body['errors']) ? body['errors'] : []);
	return listed.message === undefined ? explainItem(body) : listed;
}

function explainItems(items: readonly unknown[]): Explanation {
	const explanations = items.map(explainItem);
	const messages = explanations.flatMap(({ message }) => message ?? []);
	const codes = explanations.flatMap(({ code }) => code ?? []);
	return { message: messages.join('; ') || undefined, code: [...new Set(codes)].join(', ') || undefined };
}

/** Fields of a step's error that no refusal has. */
const OF_STEP_ERRORS = ['errorId', '_id', 'occurredAt', 'traceKey'];

/** Fields of records that hold errors and no refusal does: of a job, of a failed record (which may be text, or none). */
const OF_RECORDS = ['_id', 'data', 'stage', 'traceKey'];

/** Whether a response is a refusal in spite of its status: `errors`, and no record beside. Lists of step errors have the same key. */
function isFailure(body: unknown): boolean {
	if (!isRecord(body) || !Array.isArray(body['errors']) || body['errors'].length === 0) return false;
	const { errors, nextPageURL, ...others } = body;
	// A refusal may have null, or nothing, where a success has its record.
	const beside = Object.entries(others).filter(([, value]) => !isNothing(value));
	const isRecordOfItsOwn = beside.some(
		([key, value]) => OF_RECORDS.includes(key) || typeof value === 'object',
	);
	if (nextPageURL !== undefined || isRecordOfItsOwn) return false;
	return (
		explain({ errors }).message !== undefined &&
		recordsIn(errors).every((item) => isEmpty(pick(item, OF_STEP_ERRORS)))
	);
}

function explainItem(item: unknown): Explanation {
	if (!isRecord(item)) return { message: textOf(item) };
	const code = textOf(item['code']);
	const message = textOf(item['message']) ?? code;
	const field = textOf(item['field']);
	return { message: field ? `${message ?? 'invalid'} (field ${field})` : message, code };
}

/** An audit entry names what was changed by its path, beside its old and its new value (provider document, 3.3 and 7). */
function withoutSecretChanges(record: IDataObject): IDataObject {
	const { changes, fieldChanges } = record;
	if (!isRecord(changes) && !Array.isArray(fieldChanges)) return record;
	return {
		...record,
		...(isRecord(changes) && {
			changes: mapValues(changes, (change, path) => (isSecretPath(path) ? hidden(change) : change)),
		}),
		...(Array.isArray(fieldChanges) && {
			fieldChanges: recordsIn(fieldChanges).map((change) =>
				isSecretPath(String(change['fieldPath'] ?? ''))
					? { ...change, ...hidden(pick(change, ['oldValue', 'newValue'])) }
					: change,
			),
		}),
	};
}

function isSecretPath(path: string): boolean {
	return path.split(/[.[\]]+/).some(isSecretKey);
}

function isSecretKey(key: string): boolean {
	return SECRET_KEYS.test(key);
}

/** The old and the new value of a change, each hidden. */
function hidden(change: IDataObject[string]): IDataObject {
	return mapValues(isRecord(change) ? change : { value: change }, () => REDACTED);
}
