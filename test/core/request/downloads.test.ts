import { expect, jest, test } from '@jest/globals';
import { Readable } from 'node:stream';

import { DownloadedFile, operation } from '../../../core/operation/Operation';
import { forAllTests } from '../../lifecycle';
import { failureOf, goesOn, run, ThingsServer, type Answer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

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

const EXPIRED = 'Download links expire quickly. Run the operation again.';
const BUSY = 'The server with the file could not deliver it. Try again later.';
const UNREACHED = 'The file is on 127.0.0.1. n8n must be able to reach it, and must trust its certificate.';

const download = (address: string) =>
	operation({
		name: 'Download',
		action: 'Download a file',
		fields: {},
		returnsFile: true,
		run: async (api) => {
			const { bytes, mimeType } = await api.download(address);
			return new DownloadedFile({ size: bytes.length }, bytes, 'file.zip', mimeType ?? 'none');
		},
	});
const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0x00, 0xfe]);

test('fetches the bytes as they are, without the credential, wherever the platform says', async () => {
	elsewhere.answer = () => ({ body: bytes, headers: { 'content-type': 'application/zip; q=1' } });
	const { items } = await run(server, download(`${elsewhere.url}/signed?signature=s`), {
		parameters: { binaryPropertyName: 'archive' },
	});
	const file = items[0]?.binary?.['archive'];
	expect(file).toMatchObject({ fileName: 'file.zip', mimeType: 'application/zip' });
	expect(Buffer.from(file?.data ?? '', 'base64')).toEqual(bytes);
	expect(items[0]?.json).toEqual({ size: bytes.length });
	expect(elsewhere.received[0]?.query.get('signature')).toBe('s');
	expect(elsewhere.received[0]?.headers['authorization']).toBeUndefined();
	expect(server.received).toEqual([]);
});

test('resolves a relative address; a file may be empty and have no type', async () => {
	server.answer = () => ({ body: Buffer.alloc(0) });
	const { json } = await run(server, download('/files/1'));
	expect(json).toEqual([{ size: 0 }]);
	expect(server.lines).toEqual(['GET /files/1']);
});

test.each([
	['a refusal', { status: 403, body: '<Error>expired</Error>' }, 'status 403', EXPIRED],
	['a signature that is over', { status: 401 }, 'status 401', EXPIRED],
	['a file that is gone', { status: 404 }, 'status 404', EXPIRED],
	['a page', { body: '\n<!DOCTYPE html><title>Sign in</title>' }, 'the response is a web page', UNREACHED],
	['a failure of the server', { status: 503 }, 'status 503', BUSY],
	['one refusal too many', { status: 429 }, 'status 429', BUSY],
	['another refusal', { status: 405 }, 'status 405', BUSY],
	['no answer', { lost: 'reset' } as const, 'socket hang up', UNREACHED],
])('says what to do after %s, but not the address', async (_what, answer, said, hint) => {
	elsewhere.answer = () => answer;
	const run_ = await run(server, download(`${elsewhere.url}/signed?signature=s3cret`), goesOn);
	expect(failureOf(run_).message).toBe(`The file could not be downloaded (${said})`);
	expect(failureOf(run_).description).toBe(`${hint} [Thing: Download]`);
	expect(JSON.stringify(run_.json)).not.toContain('s3cret');
});

test.each<[string, Answer]>([
	['a server that is busy', { status: 503 }],
	['a page of a server that is busy', { status: 502, body: '<html>Bad Gateway</html>' }],
	['too many requests', { status: 429, headers: { 'retry-after': '0' } }],
	['a lost connection', { lost: 'reset' }],
])('is tried again after %s, as often as any read', async (_what, answer) => {
	elsewhere.answer = (_request, nth) => (nth < 3 ? answer : { body: bytes });
	const signed = download(`${elsewhere.url}/signed?signature=s`);
	expect((await run(server, signed)).json).toEqual([{ size: bytes.length }]);
	expect(elsewhere.received).toHaveLength(3);
	elsewhere.clear();
	elsewhere.answer = () => answer;
	expect(failureOf(await run(server, signed, goesOn)).message).toMatch(/could not be downloaded/);
	expect(elsewhere.received).toHaveLength(3);
});

test.each<[string, Answer]>([
	['a refusal', { status: 403 }],
	['a page to sign in at', { body: '<!DOCTYPE html><title>Sign in</title>' }],
	['a pause that is longer than the user waits', { status: 503, headers: { 'retry-after': '3600' } }],
])('is not tried again after %s', async (_what, answer) => {
	elsewhere.answer = () => answer;
	await run(server, download(`${elsewhere.url}/signed`), goesOn);
	expect(elsewhere.received).toHaveLength(1);
});

test('a file that takes longer than its limit is fetched once: the next try would take as long', async () => {
	server.answer = () => ({ lost: 'drip' });
	const platform = thingsPlatform({ requestTimeoutMs: 100 });
	const { error } = await run(server, download('/files/1'), { platform });
	expect(error?.message).toMatch(/could not be downloaded \(no complete response within 1 second\)/);
	expect(server.received).toHaveLength(1);
});

test('a file beyond 512 MiB is an error, fetched once', async () => {
	// One MiB, read again and again: nobody sends or keeps half a GiB for this.
	const chunk = Buffer.alloc(2 ** 20);
	let chunksRead = 0;
	async function* endless() {
		for (;;) {
			chunksRead += 1;
			yield await Promise.resolve(chunk);
		}
	}
	const spy = jest.spyOn(Readable.prototype, Symbol.asyncIterator).mockImplementation(endless);
	try {
		const failed = await run(server, download(`${elsewhere.url}/files/1`), goesOn);
		expect(failureOf(failed).message).toBe(
			'The file could not be downloaded (the response is larger than 512 MiB)',
		);
		expect(chunksRead).toBe(513);
		expect(elsewhere.received).toHaveLength(1);
	} finally {
		spy.mockRestore();
	}
});
