import { expect, test } from '@jest/globals';

import { KnownSecrets } from '../../../core/data/KnownSecrets';
import { FailedTry } from '../../../core/request/FailedTry';
import { requestError } from '../../../core/request/failures';
import { route } from '../../../core/request/Route';
import { thingsNode } from '../thingsNode';
import { thingsPlatform } from '../thingsPlatform';

/** What is said of a redirect of GET /things/1 below this base URL. */
function redirected(baseUrl: string, location: string) {
	const platform = thingsPlatform();
	const request = { method: 'GET', route: route`/things/1` } as const;
	const failedTry = new FailedTry(platform, { baseUrl, secrets: [] }, request, 1, new KnownSecrets([]));
	const failed = failedTry.refused({ status: 301, headers: { location }, body: undefined });
	return requestError({ node: thingsNode, task: 'Thing: Get' }, platform, failed).description;
}

test.each([
	[
		'https://gw.example.com/v1',
		'https://new.example.com/v2/things/1',
		/^Put https:\/\/new\.example\.com\/v2 into/,
	],
	[
		'http://gw.example.com/v1',
		'https://gw.example.com/v1/things/1',
		/^Put https:\/\/gw\.example\.com\/v1 into/,
	],
	[
		'http://gw.example.com/v1',
		'http://new.example.com/v1/things/1',
		/^Put http:\/\/new\.example\.com\/v1 into/,
	],
	['https://gw.example.com/v1', '/login', /^'Base URL' in the credential must be the URL of the API itself/],
])('%s redirects to %s', (baseUrl, location, hint) => {
	expect(redirected(baseUrl, location)).toMatch(hint);
});

test('nobody is advised to send a credential by http instead of https', () => {
	const description = redirected('https://gw.example.com/v1', 'http://gw.example.com/v1/things/1');
	expect(description).toMatch(
		/^The server redirects from https to http\. Its own proxy settings are wrong\./,
	);
	expect(description).not.toContain('Put ');
});

test('nor of another host, whose redirect says nothing of a proxy before the server', () => {
	const description = redirected('https://gw.example.com/v1', 'http://new.example.com/v1/things/1');
	expect(description).toMatch(/^'Base URL' in the credential must be the URL of the API itself\./);
});
