import { writeJson } from './exactJson';

/** What a route answers: a status, headers and the exact bytes. Build it with `json`, `text`, `bytes` or `noContent`. */
export interface Answer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly body?: string | Buffer;
	/** Default: the content type of the simulator's definition. */
	readonly contentType?: string | undefined;
}

/** A JSON body, sent with the simulator's own content type. */
export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
	return { status, headers, body: writeJson(value) };
}

export function text(status: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer {
	return { status, body, contentType };
}

export function bytes(status: number, body: Buffer, contentType: string): Answer {
	return { status, body, contentType };
}

/** No body at all; 204 unless said otherwise. */
export function noContent(status = 204): Answer {
	return { status };
}
