import { describe, expect, test } from '@jest/globals';

import { testCredential } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { everyCredential } from '../../platforms/everyCredential';
import { ThingsServer, type Answer } from '../things';

/** That the platforms themselves pass is tested with each of them. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const page = '<!doctype html><html><body>It works!</body></html>';

/** Signs in whoever wants that, and then says this. */
const saying = (answer: Answer) => {
	server.answer = ({ method }) =>
		method === 'POST' ? { body: { token: 'given', accessToken: 'given' } } : answer;
};

describe.each(everyCredential)('$name', ({ type, typed }) => {
	const tested = async () => await testCredential({ credentialType: type, data: typed(server.url) });

	test.each<[string, Answer]>([
		['a web page', { body: page }],
		...['\n', '\r\n', '\t', '  ', '\uFEFF'].map((blank): [string, Answer] => [
			`a web page behind ${JSON.stringify(blank)}`,
			{ body: blank + page },
		]),
		['JSON of something else', { body: { hello: 'world' } }],
		['no route', { status: 404, body: page }],
		['another method', { status: 405 }],
	])('a server that says 200 is not enough: %s', async (_what, answer) => {
		saying(answer);
		const { status, message } = await tested();
		expect(status).toBe('Error');
		expect(message).toMatch(/did not respond at this URL.*'(Base|Custom|Server) URL'/);
		expect(server.lines.at(-1)).toMatch(/^GET /);
	});

	test.each([403, 407, 429, 500, 502, 503, 504])('%i is said in words, with what to do', async (status) => {
		saying({ status });
		const { message } = await tested();
		expect(message).toMatch(/\. (Ask|Check|Do|Test|Try|Use) .*\.$/);
	});

	test('a web page for everything is not enough', async () => {
		server.answer = () => ({ body: page });
		expect(await tested()).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/at this URL|check the URL/),
		});
	});

	test.each([301, 302, 303, 307, 308])('a redirect is not followed, and named: %i', async (status) => {
		saying({ status, headers: { location: `${server.url}/elsewhere` } });
		expect(await tested()).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^The server redirects\. Enter the URL of the API itself in '/),
		});
		expect(server.lines.filter((line) => line.includes('elsewhere'))).toEqual([]);
	});
});

test.each([
	['ductapeApi', { status: false, errors: 'no' }],
	['polarityApi', { errors: [{ detail: 'no' }] }],
	['polarityApi', { errors: [{ detail: 'no' }], data: null }],
] as const)('%s: a refusal with 200, %j, does not blame the URL', async (credential, body) => {
	saying({ body });
	const subject = everyCredential.find(({ name }) => name === credential);
	if (subject === undefined) throw new Error(`no ${credential}`);
	const data = subject.typed(server.url);
	expect((await testCredential({ credentialType: subject.type, data })).message).toMatch(
		/rejected the request\. Check the other fields of the credential/,
	);
});

test.each([{ status: true }, { status: 'ok' }, { data: {} }])(
	'Ductape: without all of its envelope, %j is not of Ductape',
	async (body) => {
		saying({ body });
		const ductape = everyCredential.find(({ name }) => name === 'ductapeApi');
		if (ductape === undefined) throw new Error('no ductapeApi');
		const tested = await testCredential({ credentialType: ductape.type, data: ductape.typed(server.url) });
		expect(tested).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('did not respond at this URL'),
		});
	},
);

test('Gestal asks for a pause of two hours, also at the sign-in', async () => {
	const asking = async (credential: string, answer: () => Answer) => {
		server.answer = answer;
		const subject = everyCredential.find(({ name }) => name === credential);
		if (subject === undefined) throw new Error(`no ${credential}`);
		const data = subject.typed(server.url);
		return (await testCredential({ credentialType: subject.type, data })).message;
	};
	const pause = /pause of two hours/;
	expect(await asking('gestalInstallationApi', () => ({ status: 429 }))).toMatch(pause);
	expect(await asking('gestalIntegratorApi', () => ({ status: 429 }))).toMatch(pause);
});
