import type { FastifyReply } from 'fastify';

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

/** Sends the headers of the whole answer and the first half of its body, then closes the connection. */
export async function truncate(reply: FastifyReply, payload: unknown): Promise<void> {
	const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : '');
	reply.raw.writeHead(reply.statusCode, {
		'content-type': String(reply.getHeader('content-type')),
		'content-length': String(whole.length),
	});
	await new Promise((resolve) => reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve));
	reply.raw.destroy();
}
