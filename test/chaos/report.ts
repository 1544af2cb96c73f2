import { countBy } from 'lodash';
import type { ChaosResult } from './ChaosRun';
import type { Finding } from './verdict';

const of = (cause: Finding['cause'], findings: readonly Finding[]) =>
	findings.filter((finding) => finding.cause === cause);

/** The table of a run, one column for each poller, and every lost or repeated error by name. */
export function report(results: readonly ChaosResult[]): string {
	const lines = results.flatMap((result) =>
		[...faultsIn(result), ...excused(result)].map((line) => `- ${result.poller}: ${line}`),
	);
	return [table(results), ...(lines.length === 0 ? [] : ['', ...lines])].join('\n');
}

function table(results: readonly ChaosResult[]): string {
	const row = (what: string, value: (result: ChaosResult) => number | string) =>
		`| ${[what, ...results.map((result) => String(value(result)))].join(' | ')} |`;
	const storms = [...new Set(results.flatMap((result) => [...result.storms.keys()]))].sort();
	return [
		row('', ({ poller }) => poller),
		row('---', () => '---'),
		row('Errors that occurred', ({ occurred }) => occurred),
		row(
			'Emitted exactly once',
			({ occurred, verdict: { lost, repeated } }) => occurred - lost.length - repeated.length,
		),
		row("Lost outside n8n's own window", ({ verdict: { lost } }) => of('fault', lost).length),
		row("Repeated outside n8n's own window", ({ verdict: { repeated } }) => of('fault', repeated).length),
		row("Lost in n8n's own window", ({ verdict: { lost } }) => of('window', lost).length),
		row("Repeated in n8n's own window", ({ verdict: { repeated } }) => of('window', repeated).length),
		row('Emitted that did not occur', ({ verdict: { foreign } }) =>
			Object.values(foreign).reduce((sum, count) => sum + count, 0),
		),
		row('Kills (SIGKILL)', ({ kills }) => kills),
		row("Kills that hit n8n's own window", ({ verdict: { window } }) => window.kills),
		row(
			'From the poll to the stored execution, median and longest',
			({ verdict: { window } }) =>
				`${quantile(window.lengthsMs, 0.5)} ms, ${quantile(window.lengthsMs, 1)} ms`,
		),
		row('Starts at which n8n ended, and was started once more', ({ stumbles }) => stumbles),
		row('Restarts during an outage', ({ restartsInOutages }) => restartsInOutages),
		...storms.map((storm) =>
			row(`Times that a platform ${storm}`, (result) => result.storms.get(storm) ?? 0),
		),
		row('Polls', ({ polls }) => polls),
		row('Polls that failed', ({ failedPolls }) => failedPolls),
		row('Polls longer than the interval', ({ longPolls }) => longPolls),
		row('Executions that n8n was killed in', ({ crashedExecutions }) => crashedExecutions),
		row('Seed', ({ seed }) => seed),
	].join('\n');
}

/**
 * What was not right, by name and with numbers, but for what n8n's own window explains, as long as that is chance. Empty: all
 * went well.
 */
export function faultsIn(result: ChaosResult): string[] {
	const { verdict, violations, failures } = result;
	const { lost, repeated, foreign } = verdict;
	return [
		...byName('lost', of('fault', lost)),
		...byName('repeated', of('fault', repeated)),
		...Object.entries(foreign).map(([kind, count]) => `${count} ${kind} emitted that did not occur`),
		...beyondChance(result),
		...failures,
		...violations.map((violation) => `not allowed by the platform: ${violation}`),
	];
}

/** A batch is stored in a small part of the time between two polls: few of the kills at random moments come just then. */
function beyondChance({ kills, verdict: { lost, repeated } }: ChaosResult): string[] {
	const explaining = new Set([...lost, ...repeated].flatMap(({ kill }) => kill ?? [])).size;
	if (explaining <= kills / 3) return [];
	return [
		`n8n's own window would have to explain what ${explaining} of ${kills} kills did, more than a third: that is no chance`,
	];
}

/** What is explained by something else than a fault, in the same form. */
function excused({ verdict: { lost, repeated } }: ChaosResult): string[] {
	return [...byName('lost', of('window', lost)), ...byName('repeated', of('window', repeated))];
}

function byName(what: string, findings: readonly Finding[]): string[] {
	const names = findings.map(
		({ occurrence: { platform, event }, explanation }) =>
			`${what}, ${platform}, ${kindOf(event)}: ${explanation}`,
	);
	return Object.entries(countBy(names)).map(([name, count]) => `${count} ${name}`);
}

function kindOf(event: string): string {
	return event.split(' ', 1)[0] ?? event;
}

function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
