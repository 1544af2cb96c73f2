import type { Figure } from '../figures';
import { OURS, type Measured, type Series } from './measure';

export interface Results {
	readonly goals: readonly Measured[];
	readonly platforms: readonly Measured[];
	readonly growth: readonly Measured[];
	readonly machine: string;
	readonly measuredOn: string;
	readonly load: string;
	readonly pairs: number;
}

/** The report as Markdown; the pictures stand beside it. */
export function report({ goals, platforms, growth, machine, measuredOn, load, pairs }: Results): string {
	return `# Performance

Written by \`npm run bench\`; do not edit by hand.

![Time of this package divided by that of others](pictures/performance.svg)

This package, n8n's HTTP Request node (of the n8n that demo/package.json pins) and loops of a few lines over n8n's own request function do the same work
in n8n's engine, in one process, one after the other, in turn. The platforms are [static servers](../bench/engine/StaticPlatforms.ts) in a process of their own that send
what was made before, so that no time of a platform is in the figures. A run in which our node does not get every record is an error.

- Machine: ${machine}. Load average before and after: ${load}. With more than there are cores, other work competed: only ratios count then.
- Measured on ${measuredOn}; ${pairs} pairs after a round that does not count. A ratio is ours divided by the other's, pair by pair: below 1 we are faster. The median, with the
  lowest and the highest in brackets.
- Nothing is simplified, since the others do not simplify. The HTTP Request node returns a page of Polarity, Ductape, Gestal and Port as one item; to have records takes a further node, which is not in its figure.
- Memory is the highest of the JavaScript heap and the buffers outside it, sampled, above what was in use before.

## Goals

| work | against | goal | time | CPU | memory | met |
| --- | --- | --- | --- | --- | --- | --- |
${[...goals, ...platforms].flatMap(goalRows).join('\n')}

Where a goal is not met: the work for a request (a connection of its own, expressions and the credential: [why no connection is kept](decisions/no-keep-alive.md)) is n8n's, is the same for
all, and is most of what is left; a list of few pages has no time to get fast, because the pace begins with five requests at a time; and Celigo's list is asked once more where its last page is full and
has no \`Link\` header.

## Figures

${[...goals, ...platforms, ...growth].map(table).join('\n\n')}

## Growth

![Time by number of records](pictures/performance-growth.svg)

## In a whole n8n

\`npm run bench:n8n\` measures the Celigo node and the HTTP Request node in a running n8n with its database, against the simulated Celigo, and prints what it found.
`;
}

function goalRows({ workload, series }: Measured): string[] {
	return Object.entries(workload.goals ?? {}).map(([name, goal]) => {
		const other = series.find((each) => each.name === name);
		if (other === undefined) return row([workload.name, name, String(goal), '', '', '', '']);
		const isMet = other.time.median <= goal ? 'yes' : '**no**';
		const [time, cpu, memory] = [other.time, other.cpu, other.memory].map(shown);
		return row([workload.name, name, goal.toFixed(2), time ?? '', cpu ?? '', memory ?? '', isMet]);
	});
}

function table({ workload, series }: Measured): string {
	const header = [
		'',
		'time, s',
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
	const { name, seconds, time, cpu, memory, requests, mostInFlight, refused, records } = series;
	const ratios = name === OURS ? ['1', '1', '1'] : [time, cpu, memory].map(shown);
	return row([name, shown(seconds), ...ratios, ...[requests, mostInFlight, refused, records].map(String)]);
}

function shown({ median, lowest, highest }: Figure): string {
	return `${median.toFixed(2)} (${lowest.toFixed(2)}-${highest.toFixed(2)})`;
}

function row(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`;
}
