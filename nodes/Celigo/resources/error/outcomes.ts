import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isEqual, sortBy } from 'lodash';

import { route, textOf } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { errorIdOf, stepErrors } from '../../reading/errors';
import { isRefusedBody, REFUSED_BODY } from '../../refusals';

/** So long before the answer an error may have been resolved by the request: its work, and times of another machine. */
const JUST_RESOLVED_MS = 5 * 60_000;

/** So often is looked what came of a change: what Celigo accepted may take effect some seconds later. */
const MOST_LOOKS = 3;

/** Errors of one step. */
interface ErrorsOfStep {
	readonly flowId: string;
	readonly stepId: string;
	readonly errorIds: readonly string[];
}

/**
 * Which of the errors were resolved, after a request that was answered at that time: those among the errors resolved since.
 * The rest must not be open; whether they were resolved before, or never existed, Celigo does not say.
 * @returns the outcome of some of them; it throws where some of these are still open
 */
export async function resolvedSince(
	api: ApiClient,
	asked: ErrorsOfStep,
	date: unknown,
): Promise<(some: readonly string[]) => IDataObject> {
	const answeredMs = Date.parse(textOf(date) ?? '') || Date.now();
	const since = new Date(answeredMs - JUST_RESOLVED_MS).toISOString();
	const look = async () => await resolvedAndOpen(api, asked, since);
	const { open, unresolved } = await atLast(api, look, (seen) => seen.open.length === 0);
	const isOpen = new Set(open);
	return (some) => {
		const stillOpen = some.filter((id) => isOpen.has(id));
		const notOpen = some.filter((id) => unresolved.has(id));
		if (stillOpen.length === 0) {
			return { resolved: some.length - notOpen.length, ...(notOpen.length > 0 && { notOpen }) };
		}
		const isOfMore = some.length < asked.errorIds.length;
		const ofAll = `Of all errors sent in the same request, ${open.length} of ${asked.errorIds.length} are still open.`;
		throw api.error(
			`Celigo accepted the request, but ${stillOpen.length} of ${some.length} errors are still open: ${listed(stillOpen)}`,
			`Resolve them again, or check them in Celigo. ${isOfMore ? ofAll : ''}`.trim(),
		);
	};
}

async function resolvedAndOpen(api: ApiClient, { flowId, stepId, errorIds }: ErrorsOfStep, since: string) {
	const wanted = new Set(errorIds);
	const findResolved = async () => {
		const resolved = stepErrors(api, flowId, stepId, 'resolved', { resolvedAt_gte: since });
		for await (const row of resolved) wanted.delete(errorIdOf(row));
	};
	await findResolved();
	const open: string[] = [];
	if (wanted.size === 0) return { open, unresolved: wanted };
	for await (const row of stepErrors(api, flowId, stepId, 'open', {})) {
		if (wanted.has(errorIdOf(row))) open.push(errorIdOf(row));
	}
	// What took effect meanwhile was in neither, or was still open a moment ago.
	if (open.length < wanted.size) await findResolved();
	return { open: open.filter((id) => wanted.has(id)), unresolved: wanted };
}

/** Errors of one step, and the tags that they are to have instead of theirs. */
interface Tagging {
	readonly flowId: string;
	readonly stepId: string;
	readonly errors: ReadonlyArray<{ readonly id: string; readonly rdk: unknown }>;
	readonly tagIds: readonly string[];
}

/**
 * PUT /flows/{flowId}/{stepId}/tags, `{errors: [{id, rdk}], tagIds}`. Celigo's notes for AI agents have `{errorIds, tagIds}`
 * instead, which is sent where the first is refused, or has no effect that the list of errors shows.
 * @throws when errors are listed with the tags that they had
 */
export async function tagErrors(api: ApiClient, { flowId, stepId, errors, tagIds }: Tagging): Promise<void> {
	const path = route`/flows/${flowId}/${stepId}/tags`;
	const errorIds = errors.map(({ id }) => id);
	const otherIsAccepted = async () => {
		const body = { errorIds, tagIds };
		const { status } = await api.send({ method: 'PUT', route: path, body, accept: REFUSED_BODY });
		return !REFUSED_BODY.includes(status);
	};
	const look = async () => await tagsSeen(api, { flowId, stepId, errorIds }, tagIds);
	let isOtherSent = false;
	await api.put(path, { errors, tagIds }).catch(async (refusal: unknown) => {
		isOtherSent = true;
		if (!isRefusedBody(refusal) || !(await otherIsAccepted())) throw refusal;
	});
	const first = await look();
	if (first.unchanged.length === 0 && (isOtherSent || !first.isUnclear)) return;
	// Also where the first may have had its effect: it asks for the same.
	if (!isOtherSent) await otherIsAccepted();
	const { unchanged } = await atLast(api, look, (seen) => seen.unchanged.length === 0);
	if (unchanged.length === 0) return;
	throw api.error(
		`Celigo accepted the request, but the tags of ${unchanged.length} of ${errorIds.length} errors were not changed: ${listed(unchanged)}`,
		'Tag them again, or tag them in Celigo.',
	);
}

/** Of errors that are still open: which certainly do not have the tags, and whether the list leaves that unclear of others. */
async function tagsSeen(
	api: ApiClient,
	{ flowId, stepId, errorIds }: ErrorsOfStep,
	tagIds: readonly string[],
): Promise<{ unchanged: string[]; isUnclear: boolean }> {
	const wanted = new Set(errorIds);
	const unchanged: string[] = [];
	let isUnclear = false;
	for await (const row of stepErrors(api, flowId, stepId, 'open', {})) {
		const errorId = errorIdOf(row);
		if (!wanted.delete(errorId)) continue;
		const { tags } = row;
		// In what form an error has its tags is not certain; that it has any, or none, is.
		if (!Array.isArray(tags)) isUnclear = true;
		else if (isEmpty(tags) !== isEmpty(tagIds)) unchanged.push(errorId);
		else if (!isEqual(sortBy(tags), sortBy(tagIds))) isUnclear = true;
		if (wanted.size === 0) break;
	}
	return { unchanged, isUnclear };
}

/** What is seen as soon as it is as it should be, else at the last look. */
async function atLast<Seen>(
	api: ApiClient,
	look: () => Promise<Seen>,
	isDone: (seen: Seen) => boolean,
): Promise<Seen> {
	let looks = 0;
	const lookOnce = async () => {
		const seen = await look();
		looks += 1;
		return isDone(seen) || looks === MOST_LOOKS ? { seen } : undefined;
	};
	return (await api.waitUntil(lookOnce, { forMs: Infinity, what: 'The change', endsWithFailure: true })).seen;
}

function listed(errorIds: readonly string[]): string {
	return errorIds.slice(0, 10).join(', ');
}
