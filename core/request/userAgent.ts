/** Who sends the requests, for the platform's logs; a test compares it with package.json. */
export const USER_AGENT = 'n8n-nodes-integration-ops/0.2.0';

/** What we say of ourselves, and of what is sent, in every request. */
export const ownHeaders = (body: unknown) => ({
	accept: 'application/json',
	'user-agent': USER_AGENT,
	...(body !== undefined && { 'content-type': 'application/json' }),
});
