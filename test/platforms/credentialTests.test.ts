import { describe, expect, test } from '@jest/globals';

import { testCredential } from '../engine';
import { ThingsServer, type Answer } from '../core/things';
import { forAllTests } from '../lifecycle';
import { everyCredential } from './everyCredential';
import { startSelfSigned } from './selfSignedServer';

/** What a person reads who tests a credential while the server is away, or does not end what it says. */

let silent: ThingsServer;
let dripping: ThingsServer;
forAllTests(
	async () => (silent = await ThingsServer.start()),
	() => silent.clear(),
);
forAllTests(
	async () => (dripping = await ThingsServer.start()),
	() => dripping.clear(),
);

const signedIn = { body: { token: 'given', accessToken: 'given' } };

/** Those of which the test begins with a sign-in. */
const signsIn = ['portIntegrationsApi', 'gestalIntegratorApi'];

describe.each(everyCredential)('$name', ({ name, type, typed }) => {
	test('nobody listens: said in words where it signs in, elsewhere by the code that docs/reliability.md explains', async () => {
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
		const front = await startSelfSigned(dripping.url);
		try {
			dripping.answer = ({ method }) => (method === 'POST' ? signedIn : { status: 403 });
			const trusting = async (ignoreSslIssues: boolean) =>
				await testCredential({ credentialType: type, data: { ...typed(front.url), ignoreSslIssues } });
			const { message } = await trusting(false);
			expect(message).toMatch(
				/certificate is not trusted.*'Ignore SSL Issues \(Insecure\)'|^[A-Z_]*(CERT|SIGN)[A-Z_]*$/,
			);
			expect(dripping.lines).toEqual([]);
			await trusting(true);
			expect(dripping.lines.at(-1)).toMatch(/^GET /);
		} finally {
			await front.stop();
		}
	});
});

test('no test waits longer than 15 seconds, for silence or for a response that does not end', async () => {
	const answering = (lost: Answer['lost']): ThingsServer['answer'] => {
		return ({ method }) => (method === 'POST' ? signedIn : { lost });
	};
	silent.answer = answering('hang');
	dripping.answer = answering('drip');
	const beganMs = Date.now();
	const tested = async ({ url }: ThingsServer) =>
		await Promise.all(
			everyCredential.map(async ({ type: credentialType, typed }) => {
				return (await testCredential({ credentialType, data: typed(url) })).message;
			}),
		);
	const [silence, drip] = await Promise.all([tested(silent), tested(dripping)]);
	expect(Date.now() - beganMs).toBeLessThan(25_000);
	expect(silence).toEqual(everyCredential.map(() => 'ECONNABORTED'));
	expect(drip).toEqual(everyCredential.map(() => 'ERR_CANCELED'));
}, 40_000);
