/** The most that a platform's documentation allows, or that is decent where it says nothing: ceilings, never speeds. */
export interface PaceLimits {
	/** Requests under way at the same time. */
	readonly inFlight: number;
	/** Starts a second, after the first `burst` at once; without it, what the platform's responses show. */
	readonly requestsPerSecond?: number;
	readonly burst?: number;
	/** Starts a second that refusals never push it below; 1 where nothing is given. */
	readonly slowestPerSecond?: number;
}

/** How fast requests go now. */
export interface Speed {
	/** Requests that may be under way; what is beyond a whole one is on its way to the next. */
	readonly inFlight: number;
	/** Starts a second. Infinity where nothing bounds them. */
	readonly perSecond: number;
	/** Whether nothing has gone wrong yet: every good response adds a whole request then. */
	readonly isStarting: boolean;
	/** How long a good response takes usually, and how long the last few took. Milliseconds; undefined before the first. */
	readonly usualMs: number | undefined;
	readonly recentMs: number | undefined;
	/** When it was last made slower: what was sent before says nothing about the speed since. */
	readonly shrunkMs: number;
}

/** What a response, or its absence, says about the speed. */
export interface Sign {
	/**
	 * `refused` is a 429, `low` a good response with hardly any requests left, `lost` one that never came or that an
	 * overloaded server gave.
	 */
	readonly is: 'good' | 'low' | 'refused' | 'lost';
	/** When its request was sent, and when it ended. Milliseconds. */
	readonly sentMs: number;
	readonly endedMs: number;
	/** Whether as many requests were under way as could be: only then does a good response say that more would do. */
	readonly isFull: boolean;
	/** Requests that were started in the last second. */
	readonly startedLately: number;
}

const FIRST_IN_FLIGHT = 10;
/** Under which requests that get no response do not push it: one that hangs would hold up all others. */
const FEWEST_AFTER_LOSS = 2;
const SLOWEST_PER_SECOND = 1;
/** So many more starts a second, a second later, after a refusal. */
const MORE_PER_SECOND = 5;
const CUT = 0.5;
/** Of the rate, which was measured, and of what is under way when responses only take longer. */
const SMALL_CUT = 0.75;
/** The last few count so much in `recentMs`, and a slower one in `usualMs`: what stays slow becomes the usual. */
const RECENT_SHARE = 1 / 8;
const USUAL_SHARE = 1 / 256;
/** Within this a longer response is noise of a machine or of larger pages. */
const NOISE_MS = 100;

/** As it is before the first response. */
export function firstSpeed({ inFlight, requestsPerSecond = Number.POSITIVE_INFINITY }: PaceLimits): Speed {
	return {
		inFlight: Math.min(FIRST_IN_FLIGHT, inFlight),
		perSecond: requestsPerSecond,
		isStarting: true,
		usualMs: undefined,
		recentMs: undefined,
		shrunkMs: Number.NEGATIVE_INFINITY,
	};
}

/**
 * The speed after a response: a little more after each good one (additive increase), a good part less at once when something
 * goes wrong (multiplicative decrease), once for all requests that were under way then. It never leaves the limits.
 */
export function nextSpeed(speed: Speed, sign: Sign, limits: PaceLimits): Speed {
	const isOld = sign.sentMs < speed.shrunkMs;
	if (sign.is !== 'good') return isOld ? speed : shrunk(speed, sign, limits);
	const timed = withTime(speed, sign.endedMs - sign.sentMs);
	if (isOld) return timed;
	if (isSlower(timed, 2) && timed.inFlight > FIRST_IN_FLIGHT) {
		return {
			...timed,
			inFlight: Math.max(FIRST_IN_FLIGHT, timed.inFlight * SMALL_CUT),
			isStarting: false,
			recentMs: timed.usualMs,
			shrunkMs: sign.endedMs,
		};
	}
	return grown(timed, sign.isFull && !isSlower(timed, 1.5), limits);
}

function shrunk(speed: Speed, { is, endedMs, startedLately }: Sign, limits: PaceLimits): Speed {
	const { inFlight, slowestPerSecond = SLOWEST_PER_SECOND } = limits;
	const fewest = is === 'lost' ? Math.min(FEWEST_AFTER_LOSS, inFlight) : 1;
	const slower = Math.max(slowestPerSecond, Math.min(speed.perSecond, startedLately) * SMALL_CUT);
	return {
		...speed,
		inFlight: Math.min(speed.inFlight, Math.max(fewest, speed.inFlight * CUT)),
		// A lost response says nothing about how many a second the platform takes.
		perSecond: is === 'lost' ? speed.perSecond : Math.min(speed.perSecond, slower),
		isStarting: false,
		shrunkMs: endedMs,
	};
}

function grown(speed: Speed, isMore: boolean, limits: PaceLimits): Speed {
	const { requestsPerSecond = Number.POSITIVE_INFINITY } = limits;
	const more = speed.isStarting ? 1 : 1 / speed.inFlight;
	return {
		...speed,
		inFlight: isMore ? Math.min(limits.inFlight, speed.inFlight + more) : speed.inFlight,
		perSecond: Math.min(requestsPerSecond, speed.perSecond + MORE_PER_SECOND / speed.perSecond),
	};
}

function withTime(speed: Speed, tookMs: number): Speed {
	const { usualMs = tookMs, recentMs = tookMs } = speed;
	return {
		...speed,
		usualMs: usualMs + (tookMs - usualMs) * (tookMs < usualMs ? RECENT_SHARE : USUAL_SHARE),
		recentMs: recentMs + (tookMs - recentMs) * RECENT_SHARE,
	};
}

function isSlower({ usualMs = 0, recentMs = 0 }: Speed, times: number): boolean {
	return recentMs > times * usualMs + NOISE_MS;
}
