import { bareGets, bareList, ourGets, ourList, type HttpRequestNode } from './contenders';
import type { Workload } from './measure';
import { celigo, polarity, SUBJECTS, type Subject } from './subjects';

export const HTTP_REQUEST = 'HTTP Request node';
export const LOOP = 'loop, one at a time';
export const BEST_LOOP = 'loop, 20 at a time';

const ROWS = 100;
const LATENCY_MS = 50;

/** The works that the goals speak of; `share` is how much of each is done. */
export function goalWorkloads(http: HttpRequestNode, share: number): Workload[] {
	const many = 100_000 * share;
	const some = 10_000 * share;
	const gets = 1000 * share;
	const pageOption = (rowsPerPage: number) => ({ returnAll: true, options: { rowsPerPage } });
	const listed = (
		subject: Subject,
		size: number,
		latencyMs: number,
		goals: readonly [number, number],
		ownRows: number = ROWS,
	): Workload => ({
		name: `${subject.name}: list ${size.toLocaleString('en')}, ${ownRows} a page, ${latencyMs} ms`,
		conditions: { records: size, latencyMs },
		expected: size,
		ours: ourList(subject, pageOption(ownRows)),
		others: {
			[HTTP_REQUEST]: http.list(subject, ROWS),
			[LOOP]: bareList(subject, ownRows),
			...(subject === polarity && { [BEST_LOOP]: bareList(subject, ownRows, 20, Math.ceil(size / ownRows)) }),
		},
		goals: { [HTTP_REQUEST]: goals[0], [subject === polarity && latencyMs > 0 ? BEST_LOOP : LOOP]: goals[1] },
	});
	return [
		listed(polarity, some, LATENCY_MS, [1 / 8, 1.15]),
		listed(celigo, some, LATENCY_MS, [1 / 5, 1.1], celigo.rowsPerPage),
		listed(celigo, some, LATENCY_MS, [1, 1.1]),
		listed(polarity, many, 0, [1, 1.3]),
		listed(polarity, many, 0, [1 / 2, 1.3], polarity.rowsPerPage),
		listed(celigo, many, 0, [1, 1.3]),
		listed(celigo, many, 0, [1 / 2, 1.3], celigo.rowsPerPage),
		{
			name: `Celigo: ${gets.toLocaleString('en')} Gets, ${LATENCY_MS} ms`,
			conditions: { records: gets, latencyMs: LATENCY_MS },
			expected: gets,
			ours: ourGets(celigo, gets),
			others: { [HTTP_REQUEST]: http.gets(celigo, gets), [BEST_LOOP]: bareGets(celigo, gets, 20) },
			goals: { [HTTP_REQUEST]: 1, [BEST_LOOP]: 1.25 },
		},
		{
			name: `Polarity: ${gets.toLocaleString('en')} Gets, ${LATENCY_MS} ms, 300 a second`,
			conditions: { records: gets, latencyMs: LATENCY_MS, perSecond: 300 },
			expected: gets,
			ours: ourGets(polarity, gets),
			others: { [HTTP_REQUEST]: http.gets(polarity, gets) },
			goals: { [HTTP_REQUEST]: 1 },
		},
		{
			name: `Celigo: Limit 50 of ${many.toLocaleString('en')}`,
			conditions: { records: many, latencyMs: 0 },
			expected: 50,
			ours: ourList(celigo, { returnAll: false, limit: 50 }),
			others: {},
		},
	];
}

/** The list of each platform as its node reads it by itself, beside a loop with pages of the same size. */
export function platformWorkloads(share: number): Workload[] {
	const size = 10_000 * share;
	return SUBJECTS.map((subject) => ({
		name: `${subject.name}: list ${size.toLocaleString('en')}, ${subject.rowsPerPage} a page, ${LATENCY_MS} ms`,
		conditions: { records: size, latencyMs: LATENCY_MS },
		expected: size,
		ours: ourList(subject),
		others: { [LOOP]: bareList(subject, subject.rowsPerPage) },
		goals: { [LOOP]: 1.1 },
	}));
}

/** The same work in several sizes. */
export function growthWorkloads(sizes: readonly number[]): Workload[] {
	return [celigo, polarity].flatMap((subject) =>
		sizes.map((size) => ({
			name: `${subject.name}: list ${size.toLocaleString('en')}, 0 ms`,
			conditions: { records: size, latencyMs: 0 },
			expected: size,
			ours: ourList(subject),
			others: {},
		})),
	);
}
