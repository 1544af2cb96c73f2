import type { FastifyReply } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';

import { json, type Answer } from './answer';
import type { StatusFault } from './FaultPlan';
import type { RecordedRequest } from './RequestLog';

/** The answer that a status fault stands for. */
export function statusAnswer({
	status = 200,
	headers,
	body,
	bodyText,
	bodyBytes,
	contentType = 'text/html',
}: StatusFault): Answer {
	const plain = bodyText ?? bodyBytes;
	if (plain !== undefined) return { status, headers, body: plain, contentType };
	return body === undefined ? { status, headers } : json(status, body, headers);
}

/** Everything that was received, as a server's debug page, a gateway's log or an error's message may repeat it. */
export function echoOf({ method, url, headers, body, bodyText }: RecordedRequest, status: number): Answer {
	const authorization = headers.authorization ?? '';
	const [, credentials = ''] = authorization.split(' ');
	const isRedirect = status >= 300 && status < 400;
	const message = [
		`${method} ${url} with ${authorization} failed`,
		Buffer.from(credentials, 'base64').toString(),
		Buffer.from(authorization).toString('base64'),
		Buffer.from(bodyText).toString('base64'),
		encodeURIComponent(authorization),
		JSON.stringify({ headers, body: bodyText }),
	].join(' | ');
	return json(
		status,
		{
			ok: false,
			status: false,
			message,
			errors: [{ message, detail: message, code: authorization }],
			headers,
			body,
		},
		{
			'x-trace-id': authorization,
			// As of a page to sign in at, which may be told who came, and from where.
			...(isRedirect && {
				location: `https://sso.example.com/${encodeURIComponent(credentials || bodyText)}${url}`,
			}),
		},
	);
}

/** Sends the whole answer, one byte at a time, until the client has gone. */
export async function drip(reply: FastifyReply, payload: unknown, everyMs: number): Promise<void> {
	const whole = bytesOf(payload);
	writeHead(reply, whole);
	for (const byte of whole) {
		reply.raw.write(Buffer.from([byte]));
		await delay(everyMs);
		if (reply.raw.destroyed) return;
	}
	reply.raw.end();
}

/** Sends the headers of the whole answer and the first half of its body, then closes the connection. */
export async function truncate(reply: FastifyReply, payload: unknown): Promise<void> {
	const whole = bytesOf(payload);
	writeHead(reply, whole);
	await new Promise((resolve) => reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve));
	reply.raw.destroy();
}

function bytesOf(payload: unknown): Buffer {
	return Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : '');
}

function writeHead(reply: FastifyReply, whole: Buffer): void {
	reply.raw.writeHead(reply.statusCode, {
		'content-type': String(reply.getHeader('content-type')),
		'content-length': String(whole.length),
	});
}
