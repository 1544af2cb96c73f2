import { countBy } from 'lodash';
import type { ChaosResult } from './ChaosRun';
import type { Finding } from './verdict';

const isFault = ({ isN8nsWindow }: Finding) => !isN8nsWindow;
const outside = (findings: readonly Finding[]) => findings.filter(isFault).length;
const inside = (findings: readonly Finding[]) => findings.length - outside(findings);

/** The table of a run, one column for each poller, and every lost or repeated error by name. */
export function report(results: readonly ChaosResult[]): string {
	const lines = results.flatMap((result) =>
		[...faultsIn(result), ...losesInWindow(result)].map((line) => `- ${result.poller}: ${line}`),
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
		row("Lost outside n8n's own window", ({ verdict: { lost } }) => outside(lost)),
		row("Repeated outside n8n's own window", ({ verdict: { repeated } }) => outside(repeated)),
		row("Lost in n8n's own window", ({ verdict: { lost } }) => inside(lost)),
		row("Repeated in n8n's own window", ({ verdict: { repeated } }) => inside(repeated)),
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

/** What was not right, by name and with numbers, but for what n8n's own window explains. Empty: all went well. */
export function faultsIn({
	verdict: { lost, repeated, foreign },
	violations,
	failures,
}: ChaosResult): string[] {
	return [
		...byName('lost', lost.filter(isFault)),
		...byName('repeated', repeated.filter(isFault)),
		...Object.entries(foreign).map(([kind, count]) => `${count} ${kind} emitted that did not occur`),
		...failures,
		...violations.map((violation) => `not allowed by the platform: ${violation}`),
	];
}

/** What n8n's own window explains, in the same form. */
function losesInWindow({ verdict: { lost, repeated } }: ChaosResult): string[] {
	const explained = (finding: Finding) => !isFault(finding);
	return [...byName('lost', lost.filter(explained)), ...byName('repeated', repeated.filter(explained))];
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
