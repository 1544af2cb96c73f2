import { isRecord, textOf } from '../../core/data/json';
import type { ListForm } from '../../core/request/ListForm';
import { linkOf } from '../../core/request/pagination';
import type { Connection, Platform } from '../../core/request/Platform';

/** Bare lists, whose next page stands in their `Link` header. */
const linked: ListForm = {
	rowsOf: (body) => (Array.isArray(body) ? body : undefined),
	next: ({ response }) => linkOf(response),
};

/** Fast and without patience, so that tests are; `connect` believes the credential. */
export function thingsPlatform(
	words: Partial<Platform> = {},
	connection: Partial<Connection> = {},
): Platform {
	return {
		name: 'things',
		displayName: 'Things',
		addressField: "'Base URL'",
		credentialType: 'keyApi',
		connect: ({ baseUrl, key }) => ({
			baseUrl: textOf(baseUrl) ?? '',
			secrets: [textOf(key) ?? ''],
			...connection,
		}),
		pace: { requestsPerSecond: 10_000, burst: 1000, slowestPerSecond: 10_000, inFlight: 50 },
		retry: {
			retries: 2,
			firstDelayMs: 1,
			longestDelayMs: 2,
			idempotentMethods: ['PUT', 'DELETE'],
			retriesRateLimits: true,
		},
		rowsPerPage: 100,
		requestTimeoutMs: 5000,
		lookEveryMs: 1,
		recordId: (record) => textOf(record['id']),
		idFields: ['id'],
		lists: linked,
		explain: (body) =>
			isRecord(body) ? { message: textOf(body['message']), code: textOf(body['code']) } : {},
		isFailure: (body) => isRecord(body) && body['ok'] === false,
		...words,
	};
}
