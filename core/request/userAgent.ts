/** Who sends the requests, for the platform's logs; a test compares it with package.json. */
export const USER_AGENT = 'n8n-nodes-integration-ops/0.1.0';
