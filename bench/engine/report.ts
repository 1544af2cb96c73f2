import { shown as shownWith, type Figure } from '../figures';
import { MEASURES, OURS, type Measured, type Series } from './measure';
import type { PollCost } from './polls';
import type { StartUp } from './startUp';

export interface Results {
	readonly goals: readonly Measured[];
	readonly platforms: readonly Measured[];
	readonly growth: readonly Measured[];
	readonly startUp: StartUp;
	readonly poll: PollCost;
	readonly machine: string;
	readonly measuredOn: string;
	readonly load: string;
	readonly pairs: number;
}

/** The report as Markdown; the pictures stand beside it. `reasons` is what a person wrote about it. */
export function report(results: Results, reasons: string): string {
	const { goals, platforms, growth, startUp, poll, machine, measuredOn, load, pairs } = results;
	return `# Performance

Written by \`npm run bench\`; do not edit by hand, except between the two marks below.

![Time of this package divided by that of others](pictures/performance.svg)

This package as it is published, n8n's HTTP Request node (of the n8n that demo/package.json pins) and loops of a few lines over n8n's own request function do the same work
in n8n's engine, in one process, one after the other, in turn. The platforms are [static servers](../bench/engine/StaticPlatforms.ts) in a process of their own that send
what was made before, so that no time of a platform is in the figures. A run in which our node does not get every record is an error.

- Machine: ${machine}. Load average before and after: ${load}. With more than there are cores, other work competed: only ratios count then.
- Measured on ${measuredOn}; ${pairs} pairs after a round that does not count (\`-- --pairs=7\` for more). A ratio is ours divided by the other's, pair by pair: below 1 we are faster. The
  median, with the lowest and the highest in brackets.
- Nothing is simplified, since the others do not simplify. The HTTP Request node returns a page of Polarity, Ductape, Gestal and Port as one item; to have records takes a further node, which is not in its figure.
  It reads 100 records a page, whatever ours reads.
- Memory is the highest of the JavaScript heap and the buffers outside it, sampled, above what was in use before.

## Goals

| work | against | measure | goal | ratio | met |
| --- | --- | --- | --- | --- | --- |
${[...goals, ...platforms].flatMap(goalRows).join('\n')}

- Limit 50 of a long list: ${requestsOfLimit(goals)}.
- One Get beside one turn of the loop: ${overhead(goals)} of processor time more an item (goal: under 0.6 ms). What n8n does to evaluate the item's expression is part of it; the loop has none.
- A poll of Celigo's event New Error with 100,000 known open errors, one a second, and 3 new ones: ${shown(poll.cpuMs)} ms of processor time (goal: under 150 ms), ${poll.requests} requests, ${poll.stateBytes.toLocaleString('en')} bytes of state.
- Start of n8n with the package installed, by n8n's own loader: ${startUp.startMs.toFixed(0)} ms more (goal: under 30 ms), with the code of ${codeOf(startUp.atStart)} loaded. First use of the Celigo node: ${startUp.firstMs.toFixed(0)} ms, with the
  code of ${codeOf(startUp.atFirst)} loaded.

${MARKS.begin}
${reasons.trim()}
${MARKS.end}

## Growth

![Time by number of records and of items](pictures/performance-growth.svg)

## Figures

${[...goals, ...platforms, ...growth].map(table).join('\n\n')}

## Where the time goes

The ten functions that by themselves took most of the processor's time while this package did the work (V8's profiler, a round of its own that is in no figure).

${goals
	.filter(({ frames }) => frames.length > 0)
	.map(framesTable)
	.join('\n\n')}

## In a whole n8n

\`npm run bench:n8n\` measures the Celigo node and the HTTP Request node in a running n8n with its database, against the simulated Celigo, and prints what it found.
`;
}

const MARKS = { begin: '<!-- written by hand from here -->', end: '<!-- to here -->' };

/** What a person wrote into an earlier report. */
export function reasonsIn(markdown: string): string {
	const [, after = ''] = markdown.split(MARKS.begin);
	return after.split(MARKS.end)[0] ?? '';
}

function goalRows({ workload, series }: Measured): string[] {
	return Object.entries(workload.goals ?? {}).flatMap(([name, goal]) => {
		const other = series.find((each) => each.name === name);
		return MEASURES.flatMap((measure) => {
			const most = goal[measure];
			if (most === undefined || other === undefined) return [];
			const isMet = other[measure].median <= most ? 'yes' : '**no**';
			return [row([workload.name, name, measure, most.toFixed(2), shown(other[measure]), isMet])];
		});
	});
}

function requestsOfLimit(goals: readonly Measured[]): string {
	const limited = goals.find(({ workload }) => workload.name.includes('Limit'));
	const requests = limited?.series[0]?.requests ?? Number.NaN;
	return requests === 1 ? 'one request' : `${requests} requests`;
}

/** Of the Gets without latency, beside the loop that takes the least. */
function overhead(goals: readonly Measured[]): string {
	const gets = goals.find(({ workload }) => workload.name.endsWith('Gets, 0 ms'));
	if (gets === undefined) return 'not measured';
	const cpuOf = (is: (name: string) => boolean) =>
		Math.min(...gets.series.filter(({ name }) => is(name)).map(({ cpuSeconds }) => cpuSeconds.median));
	const seconds = cpuOf((name) => name === OURS) - cpuOf((name) => name.startsWith('loop'));
	return `${((seconds * 1000) / gets.workload.expected).toFixed(2)} ms`;
}

function codeOf(platforms: readonly string[]): string {
	return platforms.length === 0 ? 'no platform' : `${platforms.join(', ')} only`;
}

function framesTable({ workload, frames }: Measured): string {
	const rows = frames.map(({ name, share }) => row([`\`${name}\``, `${(share * 100).toFixed(0)} %`]));
	return [
		`### ${workload.name}: functions`,
		'',
		row(['function', 'of the time']),
		row(['---', '---']),
		...rows,
	].join('\n');
}

function table({ workload, series }: Measured): string {
	const header = [
		'',
		'time, s',
		'CPU, s',
		'ours: time',
		'CPU',
		'memory',
		'requests',
		'most under way',
		'refused (429)',
		'records',
	];
	const rows = series.map((each) => seriesRow(each));
	return [`### ${workload.name}`, '', row(header), row(header.map(() => '---')), ...rows].join('\n');
}

function seriesRow(series: Series): string {
	const { name, seconds, cpuSeconds, time, cpu, memory, requests, mostInFlight, refused, records } = series;
	const ratios = name === OURS ? ['1', '1', '1'] : [time, cpu, memory].map(shown);
	return row([
		name,
		shown(seconds),
		shown(cpuSeconds),
		...ratios,
		...[requests, mostInFlight, refused, records].map(String),
	]);
}

function shown(figure: Figure): string {
	return shownWith(figure, 2);
}

function row(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`;
}
