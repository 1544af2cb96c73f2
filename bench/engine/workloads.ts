import { range } from 'lodash';

import { bareGets, bareList, ourGets, ourList, type HttpRequestNode } from './contenders';
import type { Goal, Workload } from './measure';
import { celigo, polarity, SUBJECTS, type Subject } from './subjects';

export const HTTP_REQUEST = 'HTTP Request node';
export const BATCHED_HTTP_REQUEST = 'HTTP Request node, batches of 300 a second';
export const LOOP = 'loop, one at a time';
export const LIMITED_LOOP = 'loop that keeps to 300 a second';

const ROWS = 100;
const LATENCY_MS = 50;
const PER_SECOND = 300;
/** So many requests under way, in loops that know how many they send; nobody knows which number is the best. */
const IN_FLIGHT = [20, 100, Number.POSITIVE_INFINITY];
const words = (count: number) => count.toLocaleString('en');

/** The works that the goals speak of; `share` is how much of each is done. */
export function goalWorkloads(http: HttpRequestNode, share: number): Workload[] {
	return [...listWorkloads(http, share), ...getWorkloads(http, share)];
}

function listWorkloads(http: HttpRequestNode, share: number): Workload[] {
	const many = 100_000 * share;
	const some = 10_000 * share;
	const listed = (
		subject: Subject,
		{ size, latencyMs, rows = ROWS }: { size: number; latencyMs: number; rows?: number },
		goals: Readonly<Record<string, Goal>>,
	): Workload => ({
		name: `${subject.name}: list ${words(size)}, ${words(rows)} a page, ${latencyMs} ms`,
		conditions: { records: size, latencyMs },
		expected: size,
		ours: ourList(subject, { returnAll: true, options: { rowsPerPage: rows } }),
		others: {
			[HTTP_REQUEST]: http.list(subject, ROWS),
			[LOOP]: bareList(subject, rows),
			...(subject === polarity &&
				loops((inFlight) => bareList(subject, rows, inFlight, Math.ceil(size / rows)))),
		},
		goals,
	});
	const memory = 0.8;
	const work = { [LOOP]: { cpu: 1.3, memory: 1.1 } };
	const slow = { size: some, latencyMs: LATENCY_MS };
	const fast = { size: many, latencyMs: 0 };
	return [
		listed(polarity, slow, { [HTTP_REQUEST]: { time: 1 / 8 }, ...loops(() => ({ time: 1.15 })) }),
		listed(celigo, { ...slow, rows: celigo.rowsPerPage }, { [HTTP_REQUEST]: { time: 1 / 5 } }),
		listed(celigo, slow, { [LOOP]: { time: 1.1 } }),
		...[polarity, celigo].flatMap((subject) => [
			listed(subject, fast, { [HTTP_REQUEST]: { time: 1, memory }, ...work }),
			listed(
				subject,
				{ ...fast, rows: subject.rowsPerPage },
				{ [HTTP_REQUEST]: { time: 1 / 2, memory }, ...work },
			),
		]),
		{
			name: `Celigo: Limit 50 of ${words(many)}`,
			conditions: { records: many, latencyMs: 0 },
			expected: 50,
			ours: ourList(celigo, { returnAll: false, limit: 50 }),
			others: {},
		},
	];
}

function getWorkloads(http: HttpRequestNode, share: number): Workload[] {
	const gets = 1000 * share;
	const got = (subject: Subject, latencyMs: number) => ({
		name: `${subject.name}: ${words(gets)} Gets, ${latencyMs} ms`,
		conditions: { records: gets, latencyMs },
		expected: gets,
		ours: ourGets(subject, gets),
	});
	const bucket = got(polarity, LATENCY_MS);
	// Not Celigo: its bucket, and not the node's speed, would be in the figure.
	const httpAndLoops = {
		[HTTP_REQUEST]: http.gets(polarity, gets),
		...loops((inFlight) => bareGets(polarity, gets, { inFlight })),
	};
	const batching = { batching: { batch: { batchSize: PER_SECOND, batchInterval: 1000 } } };
	return [
		{
			...got(polarity, LATENCY_MS),
			others: httpAndLoops,
			goals: { [HTTP_REQUEST]: { time: 1 }, ...loops(() => ({ time: 1.25 })) },
		},
		{
			...got(polarity, 0),
			others: httpAndLoops,
		},
		{
			...bucket,
			name: `${bucket.name}, ${PER_SECOND} a second`,
			conditions: { ...bucket.conditions, perSecond: PER_SECOND },
			others: {
				[HTTP_REQUEST]: http.gets(polarity, gets),
				[BATCHED_HTTP_REQUEST]: http.gets(polarity, gets, batching),
				[LIMITED_LOOP]: bareGets(polarity, gets, { perSecond: PER_SECOND }),
			},
			goals: {
				[HTTP_REQUEST]: { time: 1 },
				[BATCHED_HTTP_REQUEST]: { time: 1 },
				[LIMITED_LOOP]: { time: 1.25 },
			},
		},
	];
}

/** Something for each loop that has several requests under way, by its name. */
function loops<Each>(each: (inFlight: number) => Each): Record<string, Each> {
	const named = IN_FLIGHT.map((inFlight) => [loopOf(inFlight), each(inFlight)] as const);
	return Object.fromEntries(named);
}

function loopOf(inFlight: number): string {
	return Number.isFinite(inFlight) ? `loop, ${inFlight} at a time` : 'loop, all at once';
}

/** The list of each platform as its node reads it by itself, beside a loop with pages of the same size. */
export function platformWorkloads(share: number): Workload[] {
	const size = 10_000 * share;
	return SUBJECTS.map((subject) => ({
		name: `${subject.name}: list ${words(size)}, default page (${words(subject.rowsPerPage)}), ${LATENCY_MS} ms`,
		conditions: { records: size, latencyMs: LATENCY_MS },
		expected: size,
		ours: ourList(subject),
		others: { [LOOP]: bareList(subject, subject.rowsPerPage) },
		goals: { [LOOP]: { time: 1.1 } },
	}));
}

/** The same work in three sizes, each ten times the one before: records of a list, and items with a Get each. */
export function growthWorkloads(share: number): Workload[] {
	const sizes = (least: number) => range(3).map((power) => least * share * 10 ** power);
	const alone = (size: number) => ({
		conditions: { records: size, latencyMs: 0 },
		expected: size,
		others: {},
	});
	return [
		...[celigo, polarity].flatMap((subject) =>
			sizes(1000).map((size) => ({
				...alone(size),
				name: `${subject.name}, a list's records: ${words(size)}`,
				ours: ourList(subject),
			})),
		),
		...sizes(100).map((size) => ({
			...alone(size),
			name: `Polarity, items with a Get each: ${words(size)}`,
			ours: ourGets(polarity, size),
		})),
	];
}
