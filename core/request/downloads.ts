import { textOf } from '../data/json';
import { isWebPage } from '../data/text';
import { nodeError } from './failures';
import { redirectOf, refusedDownload } from './redirects';
import { askedDelayMs, backoffMs, mayRetry } from './retry';
import type { Sending } from './sending';
import { waitFor } from './waiting';

const MOST_REDIRECTS = 5;
const BEGINNING_BYTES = 1024;
const EXPIRED_STATUSES = [400, 401, 403, 404, 410];
const EXPIRED = 'Download links expire quickly. Run the operation again.';
const BUSY = 'The server with the file could not deliver it. Try again later.';
const ELSEWHERE = 'Download the file on the platform itself.';

export interface DownloadedBytes {
	readonly bytes: Buffer;
	readonly mimeType: string | undefined;
}

/** See `ApiClient.download`. */
export async function downloadFrom(sending: Sending, address: string): Promise<DownloadedBytes> {
	const { baseUrl } = sending.connection;
	const refused = (why: string, hint: string) =>
		nodeError(sending.location, `The file could not be downloaded (${why})`, hint);
	let url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
	for (let hops = 0; url !== undefined && hops <= MOST_REDIRECTS; hops += 1) {
		const refusal = refusedDownload(url, baseUrl);
		if (refusal !== undefined) throw refused(refusal, ELSEWHERE);
		const hint = `The file is on ${url.hostname}. n8n must be able to reach it, and must trust its certificate.`;
		const outcome = await fetched(sending, url);
		if ('failed' in outcome) throw refused(outcome.failed.message, hint);
		const { status, headers, bytes } = outcome.raw;
		if (status >= 200 && status < 300) {
			// Such as a page to sign in at.
			const isPage = isWebPage(bytes.subarray(0, BEGINNING_BYTES).toString());
			if (isPage) throw refused('the response is a web page', hint);
			return { bytes, mimeType: textOf(headers['content-type'])?.split(';')[0] };
		}
		const target = redirectOf({ status, headers, body: undefined }, url);
		if (target === undefined)
			throw refused(`status ${status}`, EXPIRED_STATUSES.includes(status) ? EXPIRED : BUSY);
		url = target;
	}
	throw refused(url === undefined ? 'the URL is invalid' : 'too many redirects', ELSEWHERE);
}

/** What is behind one address, which is tried as often as any read; what takes longer than its long limit is not. */
async function fetched(sending: Sending, url: URL) {
	const { retry } = sending.platform;
	for (let tries = 1, waitedMs = 0; ; tries += 1) {
		const outcome = await sending.transport.download(url);
		const { status = 0, headers = {} } = 'raw' in outcome ? outcome.raw : {};
		const failed = 'raw' in outcome ? ({ method: 'GET', status } as const) : outcome.failed;
		const delayMs = backoffMs(tries - 1, retry) + (askedDelayMs({ status, headers }, retry) ?? 0);
		waitedMs += delayMs;
		const isEndless = 'networkCode' in failed && failed.networkCode === 'ETIMEDOUT';
		const isOver = isEndless || tries > retry.retries || waitedMs > sending.longestWaitMs;
		if (isOver || !mayRetry(failed, retry)) return outcome;
		await waitFor(delayMs, sending.signal, () => sending.run.hasFailed);
	}
}
