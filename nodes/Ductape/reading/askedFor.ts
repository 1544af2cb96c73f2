import type { IDataObject } from 'n8n-workflow';

import { inSmallLetters, saysOther, textOf } from '../../../core';
import type { Query } from '../../../core';

/** Whether a line of the log says that it failed: by its status, or, as older ones do, only by a field of its own. */
export function saysFailed({ status, failed_execution: failed }: IDataObject): boolean {
	return failed === true || inSmallLetters(status)?.startsWith('fail') === true;
}

/** A run's own ID, of which there is one: a UUID, or an ID of Mongo. What follows it names a step. */
const RUN_ID = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{24}|[\da-f]{32}):/i;

/**
 * The run that a process ID is of. A step may have an ID of its own, that of its run, a colon and its tag, as a comment of the
 * workbench has it. An ID of another form may hold a colon for any reason, and stands for itself: of runs that are taken for one,
 * all but one are lost.
 */
export function runOf(processId: unknown): string | undefined {
	const id = textOf(processId);
	return RUN_ID.exec(id ?? '')?.[1] ?? id;
}

/** What the log can be asked for as a component (section 2.3). */
export const COMPONENTS = [
	'app',
	'broker',
	'cache',
	'database',
	'feature',
	'feature_step',
	'job',
	'product',
	'session',
	'storage',
];

/** Filters of the log that name a field of the line (section 3.3). */
const LINE_NAMES = [
	'app_env',
	'app_id',
	'child_tag',
	'env',
	'parent_tag',
	'product_id',
	'product_tag',
	'type',
];

/**
 * Whether a line of the log may be one of those that were asked for: what Ductape does with filters is not certain (provider
 * document, section 2.3), and a line that succeeded must not pass for a failure. One that does not say stays, and so does, of an
 * integration, one of another tag, which it has had before.
 */
export function isLineOf(asked: Query, line: IDataObject): boolean {
	const hasFailed = asked['status'] === 'fail' && saysFailed(line);
	return (
		(hasFailed || !saysOtherStatus(line['status'], asked['status'])) &&
		!saysOther(line['integration_id'], asked['product_id']) &&
		isOfComponent(asked['component'], line) &&
		!saysOtherProcess(line['process_id'], asked['process_id']) &&
		isAs(asked, line, LINE_NAMES)
	);
}

/**
 * Whether a line may be what was asked for as a component. It may write that as its type, in the plural, or as `message_broker`; and
 * whether `product` finds every line of a product, and `app` every call of an app, is not documented.
 */
function isOfComponent(asked: unknown, { component, type }: IDataObject): boolean {
	const [wanted, own, kind] = [asked, component, type].map(wordOf);
	if (wanted === undefined || own === undefined || own === wanted || wanted === 'product') return true;
	return wanted === 'app' ? kind === 'action' : !COMPONENTS.includes(own) && kind === wanted;
}

function wordOf(value: unknown): string | undefined {
	return inSmallLetters(value)
		?.replace(/^message_/, '')
		.replace(/s$/, '');
}

/** The same of an execution of a job. */
export function isExecutionOf(asked: Query, execution: IDataObject): boolean {
	return isAs(asked, execution, ['phase', 'env', 'job_tag']);
}

/** The same of a run of a feature, or a step of one. A run may name the step that failed, but no step is without a tag. */
export function isProcessOf(asked: Query, process: IDataObject): boolean {
	const isOtherKind = asked['component'] === 'feature_step' && textOf(process['step_tag']) === undefined;
	return (
		!isOtherKind &&
		!saysOtherStatus(process['status'], asked['status']) &&
		isAs(asked, process, ['env', 'feature_tag']) &&
		isOfRun(asked, process)
	);
}

/** Whether a process is of the run that was asked for: by the `feature_id` of that, or by its process ID. */
function isOfRun({ feature_id: asked }: Query, process: IDataObject): boolean {
	const runs = runsOf(process);
	const named = [...runs, process['process_id']];
	return runs.length === 0 || named.some((name) => name !== undefined && !saysOther(name, asked));
}

/** The runs that a process names: by its `feature_id`, and a step by its own ID. A plain ID does not say whose it is. */
export function runsOf({ feature_id: feature, process_id: process }: IDataObject): string[] {
	const run = runOf(process);
	return [textOf(feature), run === textOf(process) ? undefined : run].filter((name) => name !== undefined);
}

/** The same of a message of a notification. */
export function isMessageAskedFor(asked: Query, message: IDataObject): boolean {
	return (
		!saysOtherStatus(message['status'], asked['status']) &&
		isAs(asked, message, ['product_tag', 'notification_tag', 'env'])
	);
}

/** Whether none of these fields has another value than was asked for. */
function isAs(asked: Query, row: IDataObject, names: readonly string[]): boolean {
	return names.every((name) => !saysOther(row[name], asked[name]));
}

/** As `saysOther`, of a process: a step's is its run's, too. */
function saysOtherProcess(value: unknown, asked: unknown): boolean {
	return saysOther(value, asked) && saysOther(runOf(value), asked);
}

/** As `saysOther`, of a status: `failed` is `fail`. */
function saysOtherStatus(value: unknown, asked: unknown): boolean {
	const [own = '', wanted = ''] = [value, asked].map(inSmallLetters);
	return !own.startsWith(wanted) && !wanted.startsWith(own);
}
