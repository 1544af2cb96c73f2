import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { isRecord, regionalUrl, textOf, typed, withoutWrittenSecrets } from '../../core';
import type { Explanation, Platform } from '../../core';
import { address, regions } from '../../credentials/addresses/port';
import { anyList } from './reading/anyList';

const SECRET_KEYS =
	/token|secret|password|passphrase|credential|authorization|kubeconfig|(?:api|access|private|signing)[-_]?key|^privateSpec$/i;

/** Port. Source: provider document, sections 1 (base URLs), 4 (pagination) and 5 (errors, limits, retries). */
export const port: Platform = {
	name: 'port',
	displayName: 'Port',
	addressField: "'Region' or 'Custom URL'",
	credentialType: 'portIntegrationsApi',
	connect: (credential) => ({
		baseUrl: regionalUrl(credential, regions, address),
		user: typed(credential['clientId']),
		secrets: [credential['clientSecret'], credential['accessToken']].map(typed),
		sessionSecrets: [typed(credential['accessToken'])],
		signsIn: true,
	}),
	// The organization may send 15,000 requests in five minutes, 1,500 of them at once; a quarter is left to others.
	pace: { requestsPerSecond: 37.5, burst: 1125, inFlight: 100 },
	retry: {
		retries: 5,
		firstDelayMs: 1000,
		longestDelayMs: 30_000,
		// Every PATCH may start or abort a resync, so neither it nor POST is ever repeated.
		idempotentMethods: ['DELETE'],
		retriesRateLimits: true,
	},
	rowsPerPage: 300,
	requestTimeoutMs: 30_000,
	lookEveryMs: 5000,
	recordId: (record) => textOf(record['_id']),
	idFields: ['_id', 'id', 'identifier', 'installationId', 'integrationId', 'eventId'],
	takesAnyId: true,
	traceHeader: 'x-trace-id',
	lists: anyList,
	explain,
	isFailure,
	isNotFound: ({ body }) => isFailure(body) && explain(body).code === 'not_found',
	hint,
	redact,
};

function isFailure(body: unknown): boolean {
	return isRecord(body) && body['ok'] === false;
}

/** `{ok, error, message}`, where `error` may be an object, or one that was turned into text. */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body };
	if (!isRecord(body)) return {};
	const { error } = body;
	const code = isRecord(error) ? (textOf(error['code']) ?? textOf(error['name'])) : textOf(error);
	const known = code === '[object Object]' ? undefined : code;
	return { message: textOf(body['message']) ?? known, code: known };
}

function hint({ status, message }: { status: number; message: string }): string | undefined {
	if (/IP not whitelisted/i.test(message)) {
		return "The organization's IP allowlist blocks n8n. Add the IP address that the message names.";
	}
	if (status === 401) {
		return "Check 'Client ID', 'Client Secret' and 'Region' in the credential. Credentials only work in their own region.";
	}
	if (status === 403) {
		return 'This credential lacks permission in Port. Integrations require a moderator or admin. Members can only read the metadata of integrations.';
	}
	if (status === 413) return 'Port accepts up to 1 MiB per request. Send less data at once.';
	return undefined;
}

/**
 * Without secrets, but with the whole mapping: nothing under `config.resources` is a credential, whatever it is called
 * (`output_tokens: "(.output_tokens // 0)"`), and the values of `integrationSpec` are names of organization secrets.
 */
export function redact(record: IDataObject): IDataObject {
	const safe = withoutWrittenSecrets(record, isSecret);
	return safe === record ? record : withMappings(record, safe);
}

function withMappings(record: IDataObject, safe: IDataObject): IDataObject {
	return mapValues(safe, (shown, key) => {
		const original = record[key];
		if (key === 'integrationSpec') return original;
		if (!isRecord(original) || !isRecord(shown)) return shown;
		const whole = withMappings(original, shown);
		return key === 'config' && 'resources' in original
			? { ...whole, resources: original['resources'] }
			: whole;
	});
}

function isSecret(key: string, value: unknown): boolean {
	return typeof value !== 'boolean' && typeof value !== 'number' && SECRET_KEYS.test(key);
}
