import { sleep } from 'n8n-workflow';
import { map, remove, takeWhile } from 'lodash';

import type { FailedRequest } from './FailedRequest';
import { firstSpeed, nextSpeed, type PaceLimits, type Sign, type Speed } from './Speed';
import { Cancelled, LOOK_EVERY_MS } from './waiting';

/** The refusal (429) after which the platform wants no further request for some time. */
export type Refusal = Pick<FailedRequest, 'status' | 'message' | 'code' | 'askedDelayMs'>;

/** How long a request may wait for its turn. */
export interface Patience {
	/** When it must have started. Requests that have such a time go first. By performance.now(). */
	readonly startByMs: number;
	/** How long it may wait for the end of pauses that the platform asks for, one after the other without a success; a longer time it is told at once. */
	readonly pauseMs: number;
	/** Ends the wait. */
	readonly signal: AbortSignal | undefined;
	/** Whether nobody needs it any more. */
	readonly isOver: () => boolean;
}

/** What a request gets instead of waiting any longer. */
export type Turn = Start | 'late' | 'over' | { readonly pausedBy: Refusal };

/** A request that may be sent now. */
export interface Start {
	/** To be called when it is over: what its response says of the speed; nothing where it was not sent. */
	end(sign?: Sign['is']): void;
}

interface Waiting extends Patience {
	readonly cameMs: number;
	readonly resolve: (turn: Turn) => void;
	readonly reject: (reason: Error) => void;
}

/** Below its limit the speed is learnt from responses, so that few may start at once. */
const BURST_MS_WHILE_LEARNING = 100;

/**
 * When requests to a platform start: as many at a time, and a second, as its responses show that it takes, within its limits.
 * All that use one credential in this process share one, and with it a pause that the platform asked for.
 */
export class Pace {
	private speed: Speed;
	private pause: { readonly untilMs: number; readonly refusal: Refusal } | undefined;
	/** When the first pause since the newest success began. */
	private pausedSinceMs: number | undefined;
	private readonly waiting: Waiting[] = [];
	private underWay = 0;
	private urgentUnderWay = 0;
	/** Starts that are free at once, as of `filledMs`. */
	private tokens: number;
	private filledMs = performance.now();
	/** Of the last second. */
	private readonly starts: number[] = [];
	private usedMs = performance.now();
	private wakesMs = Number.POSITIVE_INFINITY;

	constructor(private readonly limits: PaceLimits) {
		this.speed = firstSpeed(limits);
		this.tokens = limits.burst ?? 1;
	}

	/** How many requests may be under way now. */
	get inFlight(): number {
		return Math.max(1, Math.floor(this.speed.inFlight));
	}

	/** Since when nothing was under way, waited or was paused for, by performance.now(); undefined as long as something does. */
	get idleSinceMs(): number | undefined {
		const { untilMs = 0 } = this.pause ?? {};
		const isBusy = this.underWay > 0 || this.waiting.length > 0 || untilMs > performance.now();
		return isBusy ? undefined : Math.max(this.usedMs, untilMs);
	}

	/** Waits for the turn of a request. @throws Cancelled when the signal said so */
	async turn(patience: Patience): Promise<Turn> {
		return await new Promise<Turn>((resolve, reject) => {
			const entry = { ...patience, cameMs: performance.now(), resolve, reject };
			const behind = isUrgent(entry) ? this.waiting.findIndex((other) => !isUrgent(other)) : -1;
			this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, entry);
			this.proceed();
		});
	}

	/** No request starts before `delayMs` have passed: the platform asked the whole account to wait. */
	hold(delayMs: number, refusal: Refusal): void {
		const untilMs = performance.now() + delayMs;
		this.pausedSinceMs ??= performance.now();
		if (untilMs > (this.pause?.untilMs ?? 0)) this.pause = { untilMs, refusal };
		this.proceed();
	}

	/** Starts what may start now, and comes back when more may. */
	private proceed(looksAtAll = this.nextStartMs() > performance.now()): void {
		// While requests start, one gets its look when it comes first, or at the next wake: all at the end of each would be many.
		if (looksAtAll) remove(this.waiting, (entry) => this.endsWaiting(entry));
		while (this.nextStartMs() <= performance.now() && this.hasRoomFor(this.waiting[0])) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			if (!this.endsWaiting(next)) next.resolve(this.start(isUrgent(next)));
		}
		if (this.waiting.length > 0) this.wakeAt(Math.max(this.nextStartMs(), performance.now()));
	}

	/** Lets one go that may not wait any longer. */
	private endsWaiting({ startByMs, pauseMs, signal, isOver, cameMs, resolve, reject }: Waiting): boolean {
		const nowMs = performance.now();
		const { pause } = this;
		const latestMs = Math.min(Math.max(cameMs, this.pausedSinceMs ?? nowMs) + pauseMs, startByMs);
		if (signal?.aborted === true) reject(new Cancelled());
		else if (isOver()) resolve('over');
		else if (pause !== undefined && pause.untilMs > Math.max(nowMs, latestMs)) {
			resolve({ pausedBy: { ...pause.refusal, askedDelayMs: Math.ceil(pause.untilMs - nowMs) } });
		} else if (this.nextStartMs() >= startByMs) resolve('late');
		else return false;
		return true;
	}

	/** One request with a deadline finds room beyond what others fill, unless only one may be under way at all. */
	private hasRoomFor(entry: Waiting | undefined): boolean {
		const isExtra = isUrgent(entry) && this.urgentUnderWay === 0 && this.limits.inFlight > 1;
		return this.underWay < this.inFlight + (isExtra ? 1 : 0);
	}

	private start(isUrgentOne: boolean): Start {
		const sentMs = performance.now();
		// What nothing bounds must not be made up for once something does.
		if (this.speed.perSecond < Infinity) this.tokens -= 1;
		this.starts.push(sentMs);
		this.underWay += 1;
		this.urgentUnderWay += isUrgentOne ? 1 : 0;
		const isFull = this.underWay >= this.inFlight;
		return {
			end: (is) => {
				this.usedMs = performance.now();
				this.underWay -= 1;
				this.urgentUnderWay -= isUrgentOne ? 1 : 0;
				if (is !== undefined) this.learn({ is, sentMs, isFull });
				this.proceed();
			},
		};
	}

	private learn(sign: Pick<Sign, 'is' | 'sentMs' | 'isFull'>): void {
		const endedMs = performance.now();
		if (sign.is === 'good' || sign.is === 'low') this.pausedSinceMs = undefined;
		while ((this.starts[0] ?? endedMs) <= endedMs - 1000) this.starts.shift();
		const { perSecond } = this.speed;
		const whole = { ...sign, endedMs, startedLately: this.starts.length };
		this.speed = nextSpeed(this.speed, whole, this.limits);
		if (this.speed.perSecond >= perSecond) return;
		this.tokens = Math.min(this.tokens, 0);
		this.filledMs = endedMs;
	}

	/** When the next request may start, whatever is under way. */
	private nextStartMs(): number {
		const nowMs = performance.now();
		const { perSecond } = this.speed;
		const pausedMs = this.pause?.untilMs ?? 0;
		if (perSecond === Infinity) return Math.max(nowMs, pausedMs);
		const { requestsPerSecond = Infinity, burst = 1 } = this.limits;
		const isLearning = perSecond < requestsPerSecond;
		const most = isLearning ? Math.max(1, (perSecond * BURST_MS_WHILE_LEARNING) / 1000) : burst;
		const gained = (Math.max(0, nowMs - this.filledMs) * perSecond) / 1000;
		this.tokens = Math.min(most, this.tokens + gained);
		this.filledMs = nowMs;
		const missingMs = this.tokens >= 1 ? 0 : ((1 - this.tokens) * 1000) / perSecond;
		return Math.max(nowMs + Math.ceil(missingMs), pausedMs);
	}

	private wakeAt(startMs: number): void {
		const nowMs = performance.now();
		// Those that have such a time stand first.
		const lastMs = Math.min(...map(takeWhile(this.waiting, isUrgent), 'startByMs'));
		// What is free but for the room is woken by the end of another; it is only looked at.
		const freeMs = startMs > nowMs ? startMs : Number.POSITIVE_INFINITY;
		const atMs = Math.max(nowMs, Math.min(freeMs, lastMs, nowMs + LOOK_EVERY_MS));
		if (atMs >= this.wakesMs) return;
		this.wakesMs = atMs;
		void sleep(atMs - nowMs).then(() => {
			if (this.wakesMs !== atMs) return;
			this.wakesMs = Number.POSITIVE_INFINITY;
			this.proceed(true);
		});
	}
}

function isUrgent(entry: Waiting | undefined): boolean {
	return entry !== undefined && Number.isFinite(entry.startByMs);
}
