import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, ICredentialType } from 'n8n-workflow';
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

import { celigo } from '../../nodes/Celigo/platform';
import { ductape } from '../../nodes/Ductape/platform';
import { gestal } from '../../nodes/Gestal/platform';
import { polarity } from '../../nodes/Polarity/platform';
import { port } from '../../nodes/Port/platform';
import { testCredential } from '../engine';
import { ThingsServer } from '../core/things';
import { forAllTests } from '../lifecycle';
import { everyCredential } from './everyCredential';

/** What people paste where a credential asks for a server: the address of a page, of a route, or one with too much at its end. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const gestalAddresses = [
	['https://api.gestal.cloud/api', 'https://api.gestal.cloud'],
	['https://api.gestal.cloud/v1/', 'https://api.gestal.cloud'],
	['https://api.gestal.cloud/integrations/int_1', 'https://api.gestal.cloud'],
	['https://proxy.example.com/gestal', 'https://proxy.example.com/gestal'],
] as const;

const meant = {
	celigoApi: [
		['https://integrator.io/integrations/5f1/flowBuilder/5f2', 'https://api.integrator.io/v1'],
		['https://eu.integrator.io/integrations/5f1', 'https://api.eu.integrator.io/v1'],
		['integrator.io/api', 'https://api.integrator.io/v1'],
		['https://api.eu.integrator.io/', 'https://api.eu.integrator.io/v1'],
		['https://api.au.integrator.io', 'https://api.au.integrator.io/v1'],
		['ca.integrator.io/integrations/5f1', 'https://api.ca.integrator.io/v1'],
		['https://api.integrator.io/v1/integrations?limit=1', 'https://api.integrator.io/v1'],
		['https://proxy.example.com/celigo/v1', 'https://proxy.example.com/celigo/v1'],
	],
	portIntegrationsApi: [
		['https://app.getport.io/settings/data-sources', 'https://api.port.io/v1'],
		['https://app.us.port.io/organization/home', 'https://api.us.port.io/v1'],
		['https://api.getport.io/api', 'https://api.getport.io/v1'],
		['https://api.port.io/v1/organization', 'https://api.port.io/v1'],
		['https://port.example.com/v1/', 'https://port.example.com/v1'],
	],
	ductapeApi: [
		['https://api.ductape.app/api', 'https://api.ductape.app'],
		['https://api.ductape.app/users/v1/login', 'https://api.ductape.app'],
		['https://cloud.ductape.app/workspaces/1', 'https://api.ductape.app'],
		['https://staging-api.ductape.app/v1', 'https://staging-api.ductape.app'],
		['http://localhost:4311/api', 'http://localhost:4311/api'],
		['http://localhost:4311/api/v1', 'http://localhost:4311/api'],
	],
	polarityApi: [
		['https://polarity.example.com/#/integrations', 'https://polarity.example.com'],
		['https://polarity.example.com/api', 'https://polarity.example.com'],
		['https://proxy.example.com/polarity/api/', 'https://proxy.example.com/polarity'],
	],
	gestalInstallationApi: gestalAddresses,
	gestalIntegratorApi: gestalAddresses,
} as const;

const pages = {
	celigoApi: ['https://www.celigo.com/login', 'https://docs.integrator.io'],
	portIntegrationsApi: ['https://www.port.io', 'https://docs.port.io/api-reference'],
	ductapeApi: ['https://docs.ductape.app/start', 'https://ductape.app'],
	// Every Polarity is a server of the user's own: which of its paths are pages, only the server knows.
	polarityApi: [],
	gestalInstallationApi: ['https://developer.gestal.cloud/docs'],
	gestalIntegratorApi: ['developer.gestal.cloud'],
} as const;

const platforms = {
	celigoApi: celigo,
	portIntegrationsApi: port,
	ductapeApi: ductape,
	polarityApi: polarity,
	gestalInstallationApi: gestal,
	gestalIntegratorApi: gestal,
};

/** What the test of a credential, or the HTTP Request node, sends a request for `/x` to. */
async function addressOf(
	authenticate: ICredentialType['authenticate'],
	data: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	if (typeof authenticate !== 'function') throw new Error('It signs in no function.');
	return (await authenticate(data, { url: '/x', method: 'GET' })).url;
}

const listed = Object.keys(meant).filter((name): name is keyof typeof meant => name in meant);

test('addresses are listed for every platform with hosts of its own', () => {
	const platformsWithHosts = readdirSync(join(__dirname, '../../credentials/addresses')).map(
		(file) => parse(file).name,
	);
	const without = platformsWithHosts.filter((name) => !listed.some((key) => key.startsWith(name)));
	expect(without).toEqual([]);
});

/** The tests of a platform whose addresses are listed above. */
function understands(key: keyof typeof meant, { type, typed }: (typeof everyCredential)[number]): void {
	const addresses: ReadonlyArray<readonly [string, string]> = meant[key];

	test.each(addresses)('%s means %s, to the credential and to the node', async (address, baseUrl) => {
		expect(await addressOf(type.authenticate, typed(address))).toBe(`${baseUrl}/x`);
		expect(platforms[key].connect(typed(address)).baseUrl).toBe(baseUrl);
	});

	test('a page of a host without an API is refused in words', async () => {
		const words = / in the credential is the URL of a web page, not of the API$/;
		for (const address of pages[key]) {
			const { status, message } = await testCredential({ credentialType: type, data: typed(address) });
			expect({ status, message }).toEqual({ status: 'Error', message: expect.stringMatching(words) });
			expect(() => platforms[key].connect(typed(address))).toThrow(words);
		}
	});
}

describe.each(everyCredential)('$name', (credential) => {
	const { name, type, typed } = credential;
	const key = listed.find((known) => known === name);
	// A new platform knows no addresses yet: its credential takes each as it is typed.
	if (key !== undefined) understands(key, credential);

	test.each([
		['a route that is not there', { status: 404, body: { message: 'no such route' } }],
		[
			'a web page',
			{ status: 404, headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Not found' },
		],
		[
			'a web page as a success',
			{ headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Sign in' },
		],
	])('a path that only its server can know to be wrong: %s names the field', async (_what, answer) => {
		server.answer = () => answer;
		const { status, message } = await testCredential({
			credentialType: type,
			data: typed(`${server.url}/elsewhere`),
		});
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringMatching(/'(Base|Custom|Server) URL'|the URL in the credential/),
		});
	});
});
