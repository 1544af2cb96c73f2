import { textOf } from '../data/json';
import { isWebPage } from '../data/text';
import { redirectOf, refusedDownload } from './redirects';
import type { Transport } from './Transport';

const MOST_REDIRECTS = 5;
const BEGINNING_BYTES = 1024;
const EXPIRED_STATUSES = [400, 403, 404, 410];
const EXPIRED = 'Download links expire quickly. Run the operation again.';
const ELSEWHERE = 'Download the file on the platform itself.';

/** The content of a file that a platform handed out. */
export interface DownloadedBytes {
	readonly bytes: Buffer;
	readonly mimeType: string | undefined;
}

/** Fetches a file, through redirects of which each is checked; or says why it cannot be had, and what to do. */
export async function downloadFrom(
	transport: Transport,
	address: string,
	baseUrl: string,
): Promise<DownloadedBytes | Record<'refusal' | 'hint', string>> {
	let url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
	let hint = ELSEWHERE;
	for (let hops = 0; url !== undefined && hops <= MOST_REDIRECTS; hops += 1) {
		const refusal = refusedDownload(url, baseUrl);
		if (refusal !== undefined) return { refusal, hint: ELSEWHERE };
		hint = `The file is on ${url.hostname}, which n8n must be able to reach.`;
		const outcome = await transport.download(url);
		if ('failed' in outcome) return { refusal: outcome.failed.message, hint };
		const { status, headers, bytes } = outcome.raw;
		if (status >= 200 && status < 300) {
			// Such as a page to sign in at.
			if (isWebPage(bytes.subarray(0, BEGINNING_BYTES).toString()))
				return { refusal: 'the response is a web page', hint };
			return { bytes, mimeType: textOf(headers['content-type'])?.split(';')[0] };
		}
		const target = redirectOf({ status, headers, body: undefined }, url);
		if (target === undefined)
			return { refusal: `status ${status}`, hint: EXPIRED_STATUSES.includes(status) ? EXPIRED : hint };
		url = target;
	}
	return { refusal: url === undefined ? 'the URL is invalid' : 'too many redirects', hint };
}
