import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { partition, range } from 'lodash';

import type { CredentialRows, Network, WireRequest, WireResponse } from '../n8n/Requests';
import type { Account, PlatformModel, Watch } from '../platforms/PlatformModel';
import type { Dice } from '../time/random';
import type { VirtualTime } from '../time/VirtualTime';
import type { Step } from './History';

type Fault = Extract<Step, { do: 'fault' }>;

/** How often a list changes while it is read, over all polls. */
const MOST_MOVES = 8;
/** n8n's back-off after a poll that failed because of the credential or the configuration. */
const LEFT_ALONE_MS = 30 * 60_000;
/** A source that fails is asked again within this time. */
const FORGOTTEN_AFTER_MS = 5 * 60_000;
/** With these statuses a poll says that the credential or the configuration is wrong, where nothing could be read. */
const REFUSALS = ['302', '401', '403', '404', '409', '422'];
/** As each of the platforms says it. */
const FAILURE = {
	ok: false,
	status: false,
	error: 'internal_error',
	errors: [{ code: 'internal_error', message: 'It failed' }],
};

/** The platform's side of a history: its accounts, what n8n has for a credential, and what the network does to requests. */
export class World {
	requests = 0;

	/** What is watched now. */
	watch: Pick<Watch, 'only' | 'excluded'> = { only: [], excluded: [] };

	private readonly faults = new Set<Fault>();

	/** When a request last met each. Milliseconds since 1970, as all times here. */
	private readonly metMs = new Map<Fault, number>();

	private movesLeft = 0;
	/** What the platform's responses say beyond the time there. */
	dateAheadMs = 0;

	private move: () => void = () => undefined;

	/** What waits for a poll, and then for requests of it. */
	private awaiting: Array<{ requestsLeft: number; isInPoll: boolean; readonly run: () => void }> = [];

	private allRefusedMs = Number.NEGATIVE_INFINITY;

	/** Until when the trigger may send nothing, because of a 429. */
	private pausedUntilMs = Number.NEGATIVE_INFINITY;

	private typed: Record<string, ICredentialDataDecryptedObject>;

	constructor(
		private readonly time: VirtualTime,
		readonly model: PlatformModel,
		public account: Account,
		private readonly dice: Dice,
		/** Slower answers keep n8n from reading in the time that it gives a poll. */
		private readonly bearableMs: number,
		private readonly integrations: number,
	) {
		this.typed = structuredClone({ ...account.typed });
	}

	/** n8n's database of credentials: what was typed, and what a sign-in left. */
	readonly credentials: CredentialRows = {
		data: (type) => this.typed[type] ?? {},
		store: (type, data) => {
			this.typed[type] = data;
		},
	};

	/** A person changes the credential. */
	type(typed: Account['typed']): void {
		this.typed = structuredClone({ ...typed });
	}

	begin(fault: Fault): void {
		this.faults.add(fault);
		this.time.after(fault.forMs, () => {
			this.faults.delete(fault);
			this.metMs.delete(fault);
		});
	}

	/** The list of integrations is moved after each page, for so long; not without end, or each poll would read twice as much. */
	moveLists(forMs: number, move: () => void): void {
		this.move = move;
		this.movesLeft = MOST_MOVES;
		this.time.after(forMs, () => {
			this.movesLeft = 0;
		});
	}

	/** Runs something once so many requests of the next poll were answered. */
	inNextPoll(requestsLeft: number, run: () => void): void {
		this.awaiting.push({ requestsLeft, isInPoll: false, run });
	}

	pollBegins(): void {
		for (const one of this.awaiting) one.isInPoll = true;
	}

	private requestAnswered(): void {
		if (this.awaiting.length === 0) return;
		for (const one of this.awaiting) if (one.isInPoll) one.requestsLeft -= 1;
		const [due, others] = partition(this.awaiting, ({ requestsLeft }) => requestsLeft <= 0);
		this.awaiting = others;
		for (const { run } of due) run();
	}

	/** Everything is well from now on, but what is under way stays as it is. */
	heal(): void {
		this.faults.clear();
		this.metMs.clear();
		this.movesLeft = 0;
		this.awaiting = [];
	}

	/** Whether something keeps every integration, or this one, from being read: what no request met troubles nobody. */
	isTroubled(place: number | null): boolean {
		if (this.time.nowMs < this.pausedUntilMs) return true;
		return [...this.metMs.keys()].some(
			({ of, kind, ms }) =>
				!(kind === 'slow' && ms < this.bearableMs) &&
				(of === 'all' || of === 'lists' || of === place || place === null),
		);
	}

	/** Whether lists do not show this integration now. */
	isMissing(place: number): boolean {
		const isNone = (fault: Fault) => this.model.takesEmptyAsNone === true && isEmptyList(fault);
		return [...this.faults].some(
			(fault) => (fault.kind === 'missing' && fault.of === place) || isNone(fault),
		);
	}

	/** Whether an integration's own lists come empty now, as where the platform has nothing to list. */
	isShownEmpty(place: number): boolean {
		const isEmpty = ({ kind, of }: Fault) => kind === 'empty' && of === place;
		return this.model.takesEmptyAsNone === true && [...this.faults].some(isEmpty);
	}

	/** How many minutes two rounds over so many integrations take, one after the other, as slow as answers are. */
	ticksOfARound(integrations: number): number {
		const slowMs = [...this.faults].map(({ kind, ms }) => (kind === 'slow' && ms < this.bearableMs ? ms : 0));
		return Math.ceil((2 * integrations * Math.max(0, ...slowMs)) / 60_000);
	}

	/** n8n's clock is set back by so much: for the trigger the pause ends by that. */
	clockSetBack(byMs: number): void {
		if (byMs > 0) this.pausedUntilMs += byMs;
	}

	/** How long the trigger still sends nothing. */
	get pauseMs(): number {
		return Math.max(0, this.pausedUntilMs - this.time.nowMs);
	}

	/** Whether a fault refused everything in the last half hour, so that n8n may be leaving the trigger alone. */
	get wasAllRefused(): boolean {
		return this.time.nowMs - this.allRefusedMs < LEFT_ALONE_MS;
	}

	/** Whether something is wrong that a person should see: what is asked for no more is nobody's trouble. */
	get isWrong(): boolean {
		return [...this.metMs].some(
			([{ kind, share }, metMs]) =>
				share === 1 &&
				!['slow', 'missing', 'status429'].includes(kind) &&
				this.time.nowMs - metMs < FORGOTTEN_AFTER_MS,
		);
	}

	/** What strikes this integration did not keep it from being read. */
	emittedOf(place: number): void {
		for (const fault of this.faults) if (fault.of === place) this.metMs.delete(fault);
	}

	readonly network: Network = async (request) => {
		this.requests += 1;
		const latencyMs = this.dice.integer(20, 120);
		const fault = this.faultOf(request);
		return await new Promise<WireResponse>((resolve, reject) => {
			this.abortable(request, reject);
			if (fault !== undefined) this.metMs.set(fault, this.time.nowMs);
			if (fault !== undefined && this.strike(fault, request, { latencyMs, resolve, reject })) return;
			const slowMs = fault?.kind === 'slow' ? fault.ms : 0;
			void this.answer(request).then((whole) => {
				const response = fault?.kind === 'brokenOff' ? brokenOff(whole) : whole;
				const isTooSlow = slowMs > request.idleTimeoutMs;
				if (isTooSlow) this.timeOut(request, reject);
				else this.time.after(latencyMs + slowMs, () => resolve(response));
			}, reject);
		});
	};

	/** True when the platform's own answer does not come. */
	private strike(
		{ kind, of, ms }: Fault,
		request: WireRequest,
		way: { latencyMs: number; resolve: (response: WireResponse) => void; reject: (error: Error) => void },
	): boolean {
		const later = (run: () => void) => {
			this.time.after(way.latencyMs, run);
			return true;
		};
		const status = /^status(\d+)$/.exec(kind)?.[1];
		const isEverything = typeof of !== 'number' || this.isOnly(of);
		if (REFUSALS.includes(status ?? '') && isEverything) this.allRefusedMs = this.time.nowMs;
		if (status === '429') this.pausedUntilMs = this.time.nowMs + (ms === 0 ? this.model.pauseMs : ms);
		if (status !== undefined) return later(() => way.resolve(this.refusal(Number(status), ms)));
		switch (kind) {
			case 'drip':
				// A byte a second: for the socket it is never idle, and nobody lives to see its end.
				return true;
			case 'hang':
				this.timeOut(request, way.reject);
				return true;
			case 'reset':
				return later(() => way.reject(networkError('ECONNRESET', 'socket hang up')));
			case 'refused':
				return later(() => way.reject(networkError('ECONNREFUSED', 'connect ECONNREFUSED')));
			case 'busy':
				return later(() => way.resolve(this.refusal(503, 0)));
			case 'empty':
				return later(() => way.resolve({ status: 200, headers: this.headers(), body: '' }));
			case 'failureIn200':
				return later(() =>
					way.resolve({ status: 200, headers: this.headers(), body: JSON.stringify(FAILURE) }),
				);
			default:
				return false;
		}
	}

	/** Whether nothing else is watched. */
	private isOnly(place: number): boolean {
		const { only, excluded } = this.watch;
		const chosen = only.length > 0 ? only : range(this.integrations);
		return chosen.every((each) => each === place || excluded.includes(each));
	}

	private timeOut({ idleTimeoutMs }: WireRequest, reject: (error: Error) => void): void {
		const text = `timeout of ${idleTimeoutMs}ms exceeded`;
		this.time.after(idleTimeoutMs, () => reject(networkError('ECONNABORTED', text)));
	}

	private abortable({ abortSignal }: WireRequest, reject: (error: Error) => void): void {
		const abort = () => reject(networkError('ERR_CANCELED', 'canceled'));
		if (abortSignal?.aborted === true) abort();
		abortSignal?.addEventListener('abort', abort, { once: true });
	}

	private faultOf({ url }: WireRequest): Fault | undefined {
		for (const fault of this.faults) {
			const { of, kind, share } = fault;
			if (kind === 'missing') continue;
			const isMeant =
				of === 'all' || (of === 'lists' ? this.account.isList(url) : this.account.concerns(url, of));
			if (isMeant && (share === 1 || this.dice.chance(share))) return fault;
		}
		return undefined;
	}

	private async answer({ method, url, headers, bodyText }: WireRequest): Promise<WireResponse> {
		const { account } = this;
		const answer = await account.server.answer({ method, url: pathOf(url), headers, bodyText });
		this.requestAnswered();
		if (this.movesLeft > 0 && account.isList(url)) {
			this.movesLeft -= 1;
			this.move();
		}
		const dateMs = Date.parse(String(answer.headers?.['date'])) + this.dateAheadMs;
		return {
			status: answer.status,
			headers: { ...answer.headers, date: new Date(dateMs).toUTCString() },
			body: this.withoutMissing(url, String(answer.body ?? '')),
		};
	}

	/** The body, if any, without the integrations that are missing from lists; a list that says how many it has does not count them. */
	private withoutMissing(url: string, body: string): string {
		const gone = [...this.faults].filter(({ kind }) => kind === 'missing').map(({ of }) => of);
		if (gone.length === 0 || body === '' || !this.account.isList(url)) return body;
		const ids = gone.flatMap((of) => (typeof of === 'number' ? [this.model.integrationId(of)] : []));
		return JSON.stringify(without(JSON.parse(body), ids));
	}

	private refusal(status: number, ms: number): WireResponse {
		const retryAfter: Record<string, string> = ms > 0 ? { 'retry-after': String(Math.ceil(ms / 1000)) } : {};
		const body = JSON.stringify({
			errors: [{ message: `refused with ${status}` }],
			message: `refused with ${status}`,
		});
		return { status, headers: { ...this.headers(), ...retryAfter }, body };
	}

	private headers(): Record<string, string> {
		return { date: new Date(this.time.nowMs).toUTCString(), 'content-type': 'application/json' };
	}
}

/** An address that is sent as it is written; behind a slash a dot may name another folder. */
const AS_SENT = /^http:\/\/[\w.:]+(\/(?:(?<!\/)\.|[\w~,:=+/-])*(?:\?[\w.%~,:=+*&/-]*)?)$/;

function pathOf(url: string): string {
	const [, asSent] = AS_SENT.exec(url) ?? [];
	if (asSent !== undefined) return asSent;
	const { pathname, search } = new URL(url);
	return `${pathname}${search}`;
}

/** Whether lists of integrations are responses without a body. */
function isEmptyList({ kind, of }: Fault): boolean {
	return kind === 'empty' && typeof of !== 'number';
}

const ID_NAMES = ['_id', 'id', 'installationId', 'cloud_id'];

function without(value: unknown, ids: readonly string[]): unknown {
	if (Array.isArray(value)) {
		return value.filter((entry) => !isOneOf(entry, ids)).map((entry) => without(entry, ids));
	}
	if (typeof value !== 'object' || value === null) return value;
	const shown = Object.entries(value).map(([name, inner]) => {
		const isTotal = name === 'total' && typeof inner === 'number';
		return [name, isTotal ? Math.max(0, inner - ids.length) : without(inner, ids)];
	});
	return Object.fromEntries(shown);
}

function isOneOf(entry: unknown, ids: readonly string[]): boolean {
	if (typeof entry !== 'object' || entry === null) return false;
	return ID_NAMES.some((name) => ids.includes(String(Reflect.get(entry, name))));
}

function brokenOff({ body, ...response }: WireResponse): WireResponse {
	return { ...response, body: body.slice(0, Math.ceil(body.length / 2)) };
}

function networkError(code: string, message: string): Error {
	return Object.assign(new Error(message), { code });
}
