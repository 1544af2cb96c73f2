import { figureOf, ratioOf, shown } from './figures';
import type { RememberedRun } from './BenchmarkN8n';
import type { Comparison, Role, Series } from './comparison';
import type { LimitedRun, MemorySeries, Sizes } from './measurements';

export interface Results {
	sizes: Sizes;
	machine: string;
	/** Date and time of the end, with its time zone. */
	measuredOn: string;
	/** Load average of the last minute, before and after. */
	load: { before: number; after: number };
	lists: Comparison[];
	gets: Comparison[];
	limits: LimitedRun[];
	memory: MemorySeries[];
}

/** The report as Markdown. */
export function report({ sizes, machine, measuredOn, load, lists, gets, limits, memory }: Results): string {
	return `# Performance in a whole n8n

What users would do without this package is n8n's HTTP Request node, so that is what the Celigo node is compared with, in
the same n8n, with the same credential, against the same simulated platform. The second yardstick is a bare program: axios
with connections kept open, no n8n at all. All nodes are built on the same core, so the other platforms behave alike, at
their own pace.

- Machine: ${machine}.
- Measured on ${measuredOn}, with the n8n that demo/package.json pins.
- Load average (1 minute) before: ${load.before.toFixed(1)}, after: ${load.after.toFixed(1)}. With more than there are
  cores, other work competed: the seconds are then too long and the brackets wide. Ratios are taken within a round, in which
  all do the same work one after the other.
- ${sizes.rounds} rounds after one that does not count. Every figure is the median, with the lowest and the highest in brackets.
- A node's time is the \`executionTime\` that n8n notes for it. The platform runs in a process of its own, and its time to
  find and send a page is in everybody's figure, the bare program's too. A run that does not bring every record is an error.
- The Celigo node runs with Simplify off, so that both nodes give the same records.

Repeat it with \`npm run bench:n8n\`. \`npm run bench:n8n -- --quick\` tries it in small.

## Lists

${lists.map(comparisonTable).join('\n\n')}

All wait for a page before they know the address of the next, so with latency the platform decides; without it, what n8n adds
to each request (a new connection, the credential, expressions), which the bare program is spared. The Celigo node does more with a page:
it checks that no page and no link comes twice, takes secrets out of every record, and pairs every record with its input item.

## Single requests

${gets.map(comparisonTable).join('\n\n')}

The Celigo node begins with ten requests at a time and goes up as long as the platform keeps up. For these two comparisons the simulated
platform's limit was off, since round after round would have met it. One of the nodes' requests is the list that gives the ids.

With the limit on, as it is in reality, ${sizes.limitedGets} single GETs at the default settings, run once:

| | time, s | most requests under way | answered 429 | records | ended |
|---|---|---|---|---|---|
${limits.map(limitRow).join('\n')}

## Memory

Return All of ${sizes.remembered} integrations, 1,000 a page, one page at a time, without latency, each time in a freshly started n8n
with the nodes installed outside the checkout. A node before and one after the measured node have n8n's process collect its
garbage and read its memory. MiB more than before the measured node. In use are the JavaScript heap and the buffers outside
it: after the collection, what is really held; at its highest (sampled every 20 ms), also what the engine had not collected
yet. Resident is what the system counts, pages that the engine keeps for later included, so a rise can be smaller than what
is in use.

| | in use before | held after the node | highest in use during the node | highest resident during the node | highest resident until n8n has stored the execution | held after the execution |
|---|---|---|---|---|---|---|
${memory.map(memoryRow).join('\n')}

Both nodes hold the whole list, since a node's output is one array; Limit and narrower filters are what saves memory. What
they hold is the list, and the highest point comes when n8n stores the execution, whichever node it was. On the way the HTTP
Request node keeps every full response until the last page is there; the Celigo node keeps one page, but makes more that is
thrown away at once: it hashes every page, looks through every record for secrets, and hands records on one by one. When
that is collected is up to the JavaScript engine.
`;
}

function comparisonTable({ title, series }: Comparison): string {
	const header = [
		'',
		'time, s',
		'times the HTTP Request node',
		'times the bare program',
		'requests',
		'most under way',
	];
	const rows = series.map((row) => [
		row.name,
		shown(figureOf(row.ms.map((ms) => ms / 1000)), 2),
		comparedWith('httpRequest', row, series),
		comparedWith('bare', row, series),
		String(row.requests),
		String(row.mostInFlight),
	]);
	return [
		`### ${title}`,
		'',
		tableRow(header),
		tableRow(header.map(() => '---')),
		...rows.map(tableRow),
	].join('\n');
}

function comparedWith(role: Role, row: Series, series: readonly Series[]): string {
	const other = series.find((candidate) => candidate.role === role);
	return other === undefined || other === row ? '1' : shown(ratioOf(row.ms, other.ms), 2);
}

function limitRow({ name, ms, mostInFlight, refused, records, failure }: LimitedRun): string {
	const ended = failure === undefined ? 'well' : `failed: ${failure}`;
	return tableRow([
		name,
		(ms / 1000).toFixed(1),
		String(mostInFlight),
		String(refused),
		String(records),
		ended,
	]);
}

const mebibyte = 1024 * 1024;

function memoryRow({ name, runs }: MemorySeries): string {
	const mebibytes = (value: (run: RememberedRun) => number) =>
		shown(figureOf(runs.map((run) => value(run) / mebibyte)), 0);
	return tableRow([
		name,
		mebibytes(({ before }) => before.inUse),
		mebibytes(({ before, afterNode }) => afterNode.inUse - before.inUse),
		mebibytes(({ before, afterNode }) => afterNode.highestInUse - before.inUse),
		mebibytes(({ before, afterNode }) => afterNode.highestResident - before.resident),
		mebibytes(({ before, afterExecution }) => afterExecution.highestResident - before.resident),
		mebibytes(({ before, afterExecution }) => afterExecution.inUse - before.inUse),
	]);
}

function tableRow(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`;
}
