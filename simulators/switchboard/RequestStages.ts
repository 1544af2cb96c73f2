import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseQuery } from 'node:querystring';
import { setTimeout as delay } from 'node:timers/promises';

import type { Answer } from './answer';
import type { Clock } from './clock';
import type { CommonSwitches, SimulatorDefinition } from './definition';
import { readJson } from './exactJson';
import { drip, echoOf, statusAnswer, truncate } from './faultAnswers';
import type { FaultPlan, StatusFault } from './FaultPlan';
import { LeakyBucket, retryHeaders } from './LeakyBucket';
import { Refused, type Refusal } from './Refused';
import type { RecordedRequest, RequestLog } from './RequestLog';
import type { CallContext, RouteSupport } from './route';
import { fieldsOf, toComplaints } from './validation';
import type { ViolationKind, ViolationLog } from './ViolationLog';

interface Logs {
	readonly requests: RequestLog;
	readonly violations: ViolationLog;
	readonly faults: FaultPlan;
	readonly clock: Clock;
}

type AfterExecuting = 'reset' | 'hang' | 'truncate' | { dripMs: number } | { repeat: true } | StatusFault;

/** What is sent once more. */
interface Sent {
	readonly payload: unknown;
	readonly link: string | undefined;
}

/** What happens to a request on its way through the server: arrive, before, (validation, handler), leave, or fail. */
export class RequestStages<Need extends string> implements RouteSupport<Need> {
	origin = '';

	private readonly bucket = new LeakyBucket();

	private readonly stopping = new AbortController();

	private readonly recorded = new WeakMap<object, RecordedRequest>();

	private readonly afterwards = new WeakMap<object, AfterExecuting>();

	/** The first answer, by the fault that repeats it. */
	private readonly firstAnswers = new WeakMap<object, Sent>();

	constructor(
		private readonly rules: SimulatorDefinition<CommonSwitches, Need>,
		private readonly logs: Logs,
	) {}

	get ignoresUnknownParameters(): boolean {
		return this.rules.switches.unknownParameters === 'ignored';
	}

	stop(): void {
		this.stopping.abort();
	}

	/** Records the request; its end is counted when the answer is ready or the connection is gone, whichever comes first. */
	arrive(request: FastifyRequest, reply: FastifyReply): void {
		const { method, originalUrl: url, headers } = request;
		const [path = url, search = ''] = url.split(/\?(.*)/s, 2);
		const record = this.logs.requests.arrive({
			method,
			url,
			path,
			route: request.is404 ? undefined : request.routeOptions.url,
			query: parseQuery(search),
			headers,
			authorization: headers.authorization,
			body: undefined,
			bodyText: '',
			startedAt: Date.now(),
		});
		this.recorded.set(request, record);
		reply.raw.once('close', () => this.logs.requests.leave(record, 'clientClosed'));
		reply.header('date', new Date(this.logs.clock.now()).toUTCString());
	}

	/** Order of a real platform's front: network faults, rate limit, credential, then the body. */
	before(needs: Need | undefined) {
		return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
			const record = this.recordOf(request);
			record.bodyText = typeof request.body === 'string' ? request.body : '';
			record.body = parse(record.bodyText);
			const done = await this.strike(request, reply, record);
			if (done) return reply;
			this.limit();
			this.rules.guard?.(this.context(request), needs);
			if (this.rules.switches.latencyMs > 0) await this.pause(this.rules.switches.latencyMs);
			this.checkBody(request, record);
			request.body = record.body;
			return undefined;
		};
	}

	context(request: FastifyRequest): CallContext {
		const record = this.recordOf(request);
		return {
			request: record,
			origin: this.origin,
			violation: (kind, message) => this.logs.violations.add(kind, message, record),
		};
	}

	send(reply: FastifyReply, { status, headers = {}, body, contentType }: Answer): FastifyReply {
		reply.code(status).headers(headers);
		if (body === undefined) return reply.send();
		return reply.type(contentType ?? this.rules.contentType ?? 'application/json; charset=utf-8').send(body);
	}

	/** The work is done and the answer ready: here it may still get lost. */
	async leave(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
		const record = this.recordOf(request);
		const fault = this.afterwards.get(request);
		if (fault === undefined) {
			this.logs.requests.leave(record, 'answered', reply.statusCode);
			return payload;
		}
		if (typeof fault === 'object' && 'repeat' in fault) return this.repeated(record, reply, payload, fault);
		if (typeof fault === 'object' && 'dripMs' in fault) {
			await drip(reply, payload, fault.dripMs);
		} else if (typeof fault === 'object') {
			const replaced = statusAnswer(fault);
			for (const name of ['content-length', 'content-type', 'link']) reply.removeHeader(name);
			reply.code(replaced.status).headers(replaced.headers ?? {});
			if (replaced.contentType !== undefined) reply.type(replaced.contentType);
			this.logs.requests.leave(record, 'answered', replaced.status);
			return replaced.body;
		}
		if (fault === 'truncate') await truncate(reply, payload);
		if (fault === 'reset') this.cut(request, record);
		// Nothing more may be written: the framework waits for an answer that never comes.
		return new Promise(() => undefined);
	}

	private repeated(record: RecordedRequest, reply: FastifyReply, payload: unknown, fault: object): unknown {
		const link = reply.getHeader('link');
		const now = { payload, link: link === undefined ? undefined : String(link) };
		const sent = this.firstAnswers.get(fault) ?? now;
		this.firstAnswers.set(fault, sent);
		reply.removeHeader('content-length');
		if (sent.link !== undefined) reply.header('link', sent.link);
		this.logs.requests.leave(record, 'answered', reply.statusCode);
		return sent.payload;
	}

	/** Turns what was thrown into the platform's own refusal, and records what the document does not allow. */
	fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
		const record = this.recordOf(request);
		if (this.stopping.signal.aborted) return reply.hijack();
		if (error instanceof Refused) {
			if (error.violation) this.logs.violations.add(error.violation.kind, error.violation.message, record);
			return this.send(reply, error.answer);
		}
		const { kind, message, refusal } = this.understand(error, record);
		this.logs.violations.add(kind, message, record);
		return this.send(reply, this.rules.refuse(refusal));
	}

	private understand(
		error: unknown,
		{ path }: RecordedRequest,
	): { kind: ViolationKind; message: string; refusal: Refusal } {
		const { code, validation, validationContext, message, stack } = fieldsOf(error);
		if (validation !== undefined) {
			const complaints = toComplaints(validation);
			const kind = validationContext === 'querystring' ? 'invalidQuery' : 'invalidBody';
			const summary = complaints.map((complaint) => complaint.message).join('; ');
			return { kind, message: summary, refusal: { reason: kind, path, complaints } };
		}
		if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
			return { kind: 'bodyTooLarge', message, refusal: { reason: 'bodyTooLarge', message } };
		}
		return {
			kind: 'simulatorDefect',
			message: stack ?? message,
			refusal: { reason: 'simulatorDefect', message },
		};
	}

	private limit(): void {
		const { rateLimit, retryHint } = this.rules.switches;
		if (rateLimit === 'off') return;
		const waitMs = this.bucket.take(rateLimit);
		if (waitMs === 0) return;
		const headers = retryHeaders(retryHint, waitMs, this.logs.clock.now());
		throw new Refused(this.rules.refuse({ reason: 'rateLimited', headers }));
	}

	private checkBody(request: FastifyRequest, record: RecordedRequest): void {
		if (record.bodyText === '') return;
		const contentType = request.headers['content-type'] ?? '';
		const accepts = this.rules.accepts ?? /^application\/(json|[\w.-]+\+json)\b/i;
		if (!accepts.test(contentType)) {
			const message = `content type "${contentType}" is not accepted`;
			throw new Refused(this.rules.refuse({ reason: 'wrongMediaType', message }), {
				kind: 'wrongMediaType',
				message,
			});
		}
		if (typeof record.body === 'string' && record.body === record.bodyText) {
			const message = 'the body is not JSON';
			throw new Refused(this.rules.refuse({ reason: 'malformedBody', message }), {
				kind: 'malformedBody',
				message,
			});
		}
	}

	/** Applies the fault that strikes this request. True when the request goes no further. */
	private async strike(
		request: FastifyRequest,
		reply: FastifyReply,
		record: RecordedRequest,
	): Promise<boolean> {
		const fault = this.logs.faults.strike(record);
		if (fault === undefined) return false;
		if (fault === 'hang' || fault === 'reset') {
			reply.hijack();
			if (fault === 'reset') this.cut(request, record);
			return true;
		}
		if ('delayMs' in fault) {
			await this.pause(fault.delayMs);
			return false;
		}
		if ('dripMs' in fault || 'repeat' in fault) {
			this.afterwards.set(request, fault);
			return false;
		}
		if ('first' in fault) {
			await fault.first();
			return false;
		}
		if ('echo' in fault) {
			this.send(reply, echoOf(record, fault.echo));
			return true;
		}
		if ('afterExecuting' in fault) {
			this.afterwards.set(request, fault.afterExecuting);
			return false;
		}
		this.send(reply, statusAnswer(fault));
		return true;
	}

	private cut(request: FastifyRequest, record: RecordedRequest): void {
		this.logs.requests.leave(record, 'cut');
		request.raw.socket.resetAndDestroy();
	}

	private async pause(ms: number): Promise<void> {
		await delay(ms, undefined, { signal: this.stopping.signal });
	}

	private recordOf(request: object): RecordedRequest {
		const record = this.recorded.get(request);
		if (record === undefined) throw new Error('a request that never arrived');
		return record;
	}
}

function parse(bodyText: string): unknown {
	if (bodyText === '') return undefined;
	try {
		return readJson(bodyText);
	} catch {
		return bodyText;
	}
}
