import { expect, test } from '@jest/globals';

import { regionalUrl, serverUrl } from '../../../core/credential/serverUrl';

const field = { name: 'url', label: 'Server URL' };

test.each([
	['https://example.com', 'https://example.com'],
	[' https://example.com// ', 'https://example.com'],
	['https://example.com/prefix/', 'https://example.com/prefix'],
	['example.com', 'https://example.com'],
	['example.com:8443/prefix', 'https://example.com:8443/prefix'],
	['https://example.com/#/search?q=1', 'https://example.com'],
	['https://example.com/?page=1', 'https://example.com'],
	['http://localhost:4311/api', 'http://localhost:4311/api'],
	['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
	['http://[::1]:5000', 'http://[::1]:5000'],
])('%s means %s', (url, meant) => {
	expect(serverUrl({ url }, field)).toBe(meant);
});

test.each([
	['', "'Server URL' in the credential is empty"],
	['not an address', 'is not a server URL'],
	['ftp://example.com', 'is not a server URL'],
	['https://user:pass@example.com', 'is not a server URL'],
	['http://example.com', 'would send the secrets unencrypted'],
	['http://10.0.0.5', 'would send the secrets unencrypted'],
	['http://localhost.example.com', 'would send the secrets unencrypted'],
	['http://127.example.com', 'would send the secrets unencrypted'],
])('%s is refused: %s', (url, message) => {
	expect(() => serverUrl({ url }, field)).toThrow(message);
});

test('an unencrypted connection is allowed where the credential says so', () => {
	const credential = { url: 'http://10.0.0.5', allowUnencryptedConnection: true };
	expect(serverUrl(credential, field)).toBe('http://10.0.0.5');
});

test('what the routes begin with may be typed along, and what all end with be left out', () => {
	const dropped = { ...field, dropped: '/api' };
	const urls = ['https://example.com/api/', 'https://example.com', 'https://example.com/prefix/api'];
	expect(urls.map((url) => serverUrl({ url }, dropped))).toEqual([
		'https://example.com',
		'https://example.com',
		'https://example.com/prefix',
	]);
	expect(serverUrl({ url: 'https://example.com' }, { ...field, path: '/v1' })).toBe('https://example.com/v1');
});

test.each([
	['https://app.example.com/things/1?tab=2#x', 'https://api.example.com/v1'],
	['app.example.com', 'https://api.example.com/v1'],
	['https://app.example.com:8443/things', 'https://app.example.com:8443/things/v1'],
	['https://www.example.org/things', 'https://www.example.org/things/v1'],
])('%s, where one host has the pages of the API on another, means %s', (url, meant) => {
	const hosts = {
		'api.example.com': 'https://api.example.com',
		'app.example.com': 'https://api.example.com',
	};
	expect(serverUrl({ url }, { ...field, path: '/v1', hosts })).toBe(meant);
});

test('a host that only has pages is refused, with the address that is right', () => {
	const hosts = { 'api.example.com': 'https://api.example.com' };
	const typed = () =>
		serverUrl({ url: 'www.example.com/x' }, { ...field, hosts: { ...hosts, 'www.example.com': null } });
	expect(typed).toThrow("'Server URL' in the credential is the URL of a web page, not of the API");
	expect(typed).toThrow(
		expect.objectContaining({ hint: 'Enter the URL of the API, such as https://api.example.com.' }),
	);
});

const regions = { eu: 'https://eu.example.com', us: 'https://us.example.com' };

test.each([
	[{ region: 'eu', customUrl: 'https://other.example.com' }, 'https://eu.example.com/v1'],
	[{ region: 'us' }, 'https://us.example.com/v1'],
	[{ region: ' US ' }, 'https://us.example.com/v1'],
	[{}, 'https://eu.example.com/v1'],
	[{ region: 'custom', customUrl: ' https://own.example.com/ ' }, 'https://own.example.com/v1'],
	[{ region: 'custom', customUrl: 'own.example.com/v1/' }, 'https://own.example.com/v1'],
	[{ region: 'Custom', customUrl: 'own.example.com' }, 'https://own.example.com/v1'],
])('%j means %s', (credential, url) => {
	expect(regionalUrl(credential, regions, { path: '/v1' })).toBe(url);
});

test.each(['moon', 'constructor', '', 1, true, ['us']])(
	'the region %j, which an expression gave, is refused: a secret must not go to another host than was meant',
	(region) => {
		const refused = () => regionalUrl({ region }, regions, { path: '/v1' });
		expect(refused).toThrow("'Region' in the credential must be one of eu, us, custom");
	},
);
