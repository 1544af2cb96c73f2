import { typedToken, typedUrl } from '../../core/credential/credentialFields';
import { isRecord, recordsIn, textOf } from '../../core/data/json';
import type { Explanation, Platform } from '../../core/request/Platform';
import { withoutHidden } from './redaction';

const MEDIA_TYPE = 'application/vnd.api+json';

/** Polarity by ThreatConnect, server version 5. Source: provider document, sections 1 (sign-in), 3 (secrets) and 5 (errors, retries). */
export const polarity: Platform = {
	name: 'polarity',
	displayName: 'Polarity',
	credentialType: 'polarityApi',
	connect: (credential) => ({
		baseUrl: typedUrl(credential['serverUrl']),
		secrets: [credential['apiKey'], credential['password'], credential['token']].map(typedToken),
		signsIn: credential['signInWith'] === 'password',
	}),
	// No limit is documented; lookups may run side by side, at most ten.
	pace: { requestsPerSecond: 50, burst: 50, inFlight: 10 },
	retry: {
		retries: 3,
		retriesOfChanges: 1,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: ['PATCH'],
		retriesRateLimits: true,
	},
	rowsPerPage: 100,
	requestTimeoutMs: 30_000,
	signsIn: false,
	headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
	explain,
	hint: ({ status }) =>
		status === 401
			? 'Check the credential: API keys expire (after 30 days unless set otherwise), and SAML users cannot sign in by password.'
			: status === 403
				? 'Reading integration errors needs an integration manager or Polarity admin; changing an integration needs "admin" on it.'
				: undefined,
	redact: withoutHidden,
};

/** JSON:API `errors[0]`: failed lookups carry the useful words in its nested `meta.errors[0].detail`. */
function explain(body: unknown): Explanation {
	if (!isRecord(body)) return {};
	const [error] = recordsIn(body['errors']);
	if (error === undefined) return {};
	const meta = isRecord(error['meta']) ? error['meta'] : {};
	const [nested] = recordsIn(meta['errors']);
	return {
		message: textOf(nested?.['detail']) ?? textOf(error['detail']) ?? textOf(error['title']),
		code: textOf(error['code']),
	};
}
