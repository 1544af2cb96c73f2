import type { FailedRequest, Location } from './FailedRequest';
import { leftOpen, requestError } from './failures';
import type { ApiRequest, ApiResponse } from './http';
import { backoffMs, changedNothing, mayRetry, mostRetries, type RetryPolicy } from './retry';
import type { SendingSetup, Transport } from './Transport';
import { Cancelled, waitFor } from './waiting';

/** What sends the requests of a client, and where their failures belong. */
export interface Sending extends SendingSetup {
	readonly transport: Transport;
	readonly location: Location;
	/** The only try of a request while the run has had no response. */
	readonly firstTimeoutMs: number | undefined;
}

/** Sends a request, again where that is safe, as often and as late as platform, user and deadline allow. @throws as `ApiClient.send` */
export async function sent(sending: Sending, first: ApiRequest): Promise<ApiResponse> {
	const { transport, run, pace, location, platform, signal, longestWaitMs, deadlineMs } = sending;
	let waitedMs = 0;
	let mayBeDone = false;
	let before: string | undefined;
	const { remade = async () => await Promise.resolve(first) } = first;
	let request = first;
	for (let tries = 1; ; tries += 1) {
		const onlyTimeoutMs = run.hasResponse ? undefined : sending.firstTimeoutMs;
		const pauseMs = longestWaitMs - waitedMs;
		const outcome = await transport.attempt(request, { tries, onlyTimeoutMs, pauseMs });
		if ('response' in outcome) return outcome.response;
		const { networkCode, message: said } = outcome.failed;
		// What kept it from having a response in time says more than that no time is left.
		before = networkCode === 'NO_TIME_LEFT' ? (before ?? said) : said;
		const failed: FailedRequest = { ...outcome.failed, message: before, mayBeDone };
		if (outcome.wasSent === false) throw requestError(location, platform, failed);
		if (mayBeDone && isGone(request, failed)) return { status: 204, headers: {}, body: undefined };
		mayBeDone ||= !changedNothing(failed);
		const delayMs = onlyTimeoutMs !== undefined ? undefined : delayBefore(request, failed, platform.retry);
		const leftMs = Math.min(pauseMs, deadlineMs - performance.now());
		if (delayMs === undefined || delayMs > leftMs) throw requestError(location, platform, failed);
		if (failed.status === 429) pace().hold(delayMs, failed);
		waitedMs += delayMs;
		request = await waitFor(delayMs, signal, () => run.hasFailed)
			.then(remade)
			.catch((reason: unknown) => {
				// If it may be done, what was read since knows nothing of that.
				if (!mayBeDone) throw reason;
				if (reason instanceof Cancelled) throw leftOpen(reason, true);
				throw requestError(location, platform, { ...failed, mayBeDone });
			});
	}
}

function delayBefore(request: ApiRequest, failed: FailedRequest, policy: RetryPolicy): number | undefined {
	const retries = mostRetries(request, policy);
	if (failed.tries > Math.min(retries, request.retries ?? retries)) return undefined;
	if (!mayRetry(failed, policy)) return undefined;
	const jitterMs = backoffMs(failed.tries - 1, policy);
	return failed.askedDelayMs === undefined ? jitterMs : failed.askedDelayMs + Math.min(jitterMs, 1000);
}

/** Whether a DELETE found nothing, as the platform itself says: repeated, it has done its work the first time. */
function isGone({ method }: ApiRequest, { status, isSignIn, isForeign }: FailedRequest): boolean {
	return method === 'DELETE' && status === 404 && !isSignIn && !isForeign;
}
