import { isRecord } from '../data/json';

/** A response that is larger than it may be; the rest of it is not read. */
export class ResponseTooLarge extends Error {
	readonly code = 'TOO_LARGE';

	constructor(limitBytes: number) {
		super(`the response is larger than ${Math.round(limitBytes / 2 ** 20)} MiB`);
	}
}

/**
 * The bytes of a body, unpacked. n8n bounds no response, and a small packed one can be gigabytes unpacked; a stream can be
 * counted.
 * @throws ResponseTooLarge
 */
export async function readBody(body: unknown, limitBytes: number): Promise<Buffer> {
	if (!isStream(body)) return bytesOf(body);
	const chunks: Buffer[] = [];
	let size = 0;
	// Leaving the loop closes the stream, and with it the connection.
	for await (const chunk of body) {
		const bytes = bytesOf(chunk);
		size += bytes.length;
		if (size > limitBytes) throw new ResponseTooLarge(limitBytes);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

function bytesOf(value: unknown): Buffer {
	if (Buffer.isBuffer(value)) return value;
	if (value instanceof Uint8Array || typeof value === 'string') return Buffer.from(value);
	return Buffer.from(isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : '');
}

function isStream(body: unknown): body is AsyncIterable<unknown> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
