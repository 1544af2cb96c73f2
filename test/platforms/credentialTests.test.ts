import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { jsonParse, type ICredentialType } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

import { testCredential } from '../engine';
import { ThingsServer } from '../core/things';
import { forAllTests } from '../lifecycle';
import { everyCredential } from './everyCredential';
import { startSelfSigned } from './selfSignedServer';

/** What a person reads who tests a credential while the server is away, or does not end what it says. */

const manifest = z.object({ n8n: z.object({ credentials: z.array(z.string()) }) });

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

/** How much sooner than declared a test ends here. */
const HURRY = 20;

const signedIn = { body: { token: 'given', accessToken: 'given' } };

/** Those of which the test begins with a sign-in. */
const signsIn = ['portIntegrationsApi', 'gestalIntegratorApi'];

test('every credential that package.json lists is tried', () => {
	const { n8n } = manifest.parse(jsonParse(readFileSync(join(__dirname, '../../package.json'), 'utf8')));
	const listed = n8n.credentials.map((path) => basename(path, '.credentials.js'));
	expect(everyCredential.map(({ type }) => type.constructor.name).sort()).toEqual(listed.sort());
});

describe.each(everyCredential)('$name', ({ name, type, typed }) => {
	test('nobody listens: said in words where it signs in, elsewhere by the code that docs/troubleshooting.md explains', async () => {
		const data = typed('http://127.0.0.1:9');
		const { message } = await testCredential({ credentialType: type, data });
		const words = /sign-in failed\. Check the URL in the credential, and whether the server is running\.$/;
		expect(message).toMatch(signsIn.includes(name) ? words : /^ECONNREFUSED$/);
	});

	test.each([
		['http://server.example.com', /begins with http:\/\/, which would send the secrets unencrypted/],
		['no address', /is not a server URL/],
		['', /is empty/],
	])('%s is refused in words, with the name of the field', async (address, words) => {
		const { status, message } = await testCredential({ credentialType: type, data: typed(address) });
		expect({ status, message }).toMatchObject({ status: 'Error', message: expect.stringMatching(words) });
		expect(message).toMatch(/^'(Base|Custom|Server) URL' in the credential/);
	});

	test('a certificate that nobody trusts is accepted where the credential says so', async () => {
		const front = await startSelfSigned(server.url);
		try {
			server.answer = ({ method }) => (method === 'POST' ? signedIn : { status: 403 });
			const trusting = async (ignoreSslIssues: boolean) =>
				await testCredential({ credentialType: type, data: { ...typed(front.url), ignoreSslIssues } });
			const { message } = await trusting(false);
			expect(message).toMatch(
				/certificate is not trusted.*'Ignore SSL Issues \(Insecure\)'|^[A-Z_]*(CERT|SIGN)[A-Z_]*$/,
			);
			expect(server.lines).toEqual([]);
			await trusting(true);
			expect(server.lines.at(-1)).toMatch(/^GET /);
		} finally {
			await front.stop();
		}
	});
});

test.each(everyCredential.filter(({ type }) => type.properties.some(({ name }) => name === 'region')))(
	'$name: a region that its expression should not give is refused in words, and named by what it may be',
	async ({ type, typed }) => {
		const data = { ...typed(server.url), region: '={{ "moon" }}' };
		expect(await testCredential({ credentialType: type, data })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^'Region' in the credential must be one of .*eu.*, custom$/),
		});
		expect(server.lines).toEqual([]);
	},
);

describe('no test waits without end:', () => {
	const declaredMs = new Set<number | undefined>();
	const timeLimit = AbortSignal.timeout.bind(AbortSignal);
	beforeEach(() => {
		declaredMs.clear();
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			declaredMs.add(ms);
			return timeLimit(ms / HURRY);
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	/** The credential with shorter limits. Written into the request itself, of which a copy would not be known as signed. */
	const hurried = (type: ICredentialType): ICredentialType => ({
		...type,
		...(type.preAuthentication && { preAuthentication: type.preAuthentication }),
		async authenticate(credential, request) {
			if (typeof type.authenticate !== 'function') throw new Error('It has to sign by a function.');
			const signed = await type.authenticate(credential, request);
			declaredMs.add(signed.timeout);
			return Object.assign(signed, { timeout: (signed.timeout ?? 0) / HURRY });
		},
	});

	test.each([
		['silence ends after 10 seconds', 'hang', 'ECONNABORTED'],
		['a response that does not end, after 15', 'drip', 'ERR_CANCELED'],
	] as const)('%s', async (_what, lost, code) => {
		server.answer = ({ method }) => (method === 'POST' ? signedIn : { lost });
		const messages = await Promise.all(
			everyCredential.map(async ({ type, typed }) => {
				const data = typed(server.url);
				return (await testCredential({ credentialType: hurried(type), data })).message;
			}),
		);
		expect(messages).toEqual(everyCredential.map(() => code));
		expect([...declaredMs].sort()).toEqual([10_000, 15_000]);
	});
});
