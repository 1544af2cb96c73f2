import type { FastifyReply } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';

import { json, type Answer } from './answer';
import type { StatusFault } from './FaultPlan';

/** The answer that a status fault stands for. */
export function statusAnswer({
	status = 200,
	headers,
	body,
	bodyText,
	contentType = 'text/html',
}: StatusFault): Answer {
	if (bodyText !== undefined) return { status, headers, body: bodyText, contentType };
	return body === undefined ? { status, headers } : json(status, body, headers);
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
