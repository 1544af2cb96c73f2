import { describe, expect, test } from '@jest/globals';

import { refusedDownload } from '../../../core/request/redirects';
import { DownloadedFile, operation } from '../../../core/operation/Operation';
import { forAllTests } from '../../lifecycle';
import { failureOf, goesOn, run, ThingsServer } from '../things';

let server: ThingsServer;
let elsewhere: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
forAllTests(
	async () => (elsewhere = await ThingsServer.start()),
	() => elsewhere.clear(),
);

const download = (address: string) =>
	operation({
		name: 'Download',
		action: 'Download a file',
		fields: {},
		returnsFile: true,
		run: async (api) => {
			const { bytes } = await api.download(address);
			return new DownloadedFile({ size: bytes.length }, bytes, 'file.zip', 'application/zip');
		},
	});

describe('a download', () => {
	test('follows redirects by hand, without the credential', async () => {
		server.answer = () => ({ status: 302, headers: { location: `${elsewhere.url}/file` } });
		elsewhere.answer = () => ({ body: 'abc' });
		expect((await run(server, download('/files/1'))).json).toEqual([{ size: 3 }]);
		expect(
			[...server.received, ...elsewhere.received].map(({ headers }) => headers['authorization']),
		).toEqual([undefined, undefined]);
	});

	test('ends where redirects go on and on', async () => {
		server.answer = () => ({ status: 302, headers: { location: '/files/1' } });
		const failure = failureOf(await run(server, download('/files/1'), goesOn));
		expect(failure.message).toBe('The file could not be downloaded (too many redirects)');
		expect(server.received).toHaveLength(6);
	});

	test.each([
		['http://user:pass@127.0.0.1/x', 'a user name'],
		['data:text/plain,abc', 'not https'],
		['file:///etc/passwd', 'not https'],
		['http://169.254.169.254/latest/meta-data', "machine's own network"],
	])('is not redirected to %s', async (location, reason) => {
		server.answer = () => ({ status: 302, headers: { location } });
		const failure = failureOf(await run(server, download('/files/1'), goesOn));
		expect(failure.message).toContain(reason);
		expect(failure.description).toContain('Download the file on the platform itself.');
		expect(server.received).toHaveLength(1);
	});
});

test.each([
	['https://files.example.com/x', undefined],
	['http://files.example.com/x', 'the URL is not https'],
	['https://127.0.0.1/x', 'the URL has no public host name'],
	['https://0x7f.1/x', 'the URL has no public host name'],
	['https://[::1]/x', 'the URL has no public host name'],
	['https://203.0.113.5/x', 'the URL has no public host name'],
	['https://localhost/x', 'the URL has no public host name'],
	['https://a.localhost./x', 'the URL has no public host name'],
	['https://user@files.example.com/x', 'the URL contains a user name'],
])('for a public platform %s is refused because %s', (address, reason) => {
	expect(refusedDownload(new URL(address), 'https://api.example.com/v1')).toBe(reason);
});

test.each([
	'http://169.254.169.254/latest/meta-data',
	'http://0xa9fea9fe/latest/meta-data',
	'http://[::ffff:169.254.169.254]/latest/meta-data',
	'http://[::169.254.169.254]/latest/meta-data',
	'http://[64:ff9b::a9fe:a9fe]/latest/meta-data',
	'http://[fe80::1]/x',
	'http://[febf::1]/x',
])("for a platform in a private network %s is refused: it is the machine's own", (address) => {
	expect(refusedDownload(new URL(address), 'http://10.0.0.5')).toBe(
		"the URL points to this machine's own network",
	);
});

test.each([
	'http://10.0.0.6/x',
	'http://[::ffff:10.0.0.6]/x',
	'http://[fd00::a9fe]/x',
	'http://files.example.com/x',
])('for a platform in a private network %s is fetched', (address) => {
	expect(refusedDownload(new URL(address), 'http://10.0.0.5')).toBeUndefined();
});
