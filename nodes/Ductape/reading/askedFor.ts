import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';
import type { Query } from '../../../core';

/** Whether a line of the log says that it failed: by its status, or, as older ones do, only by a field of its own. */
export function saysFailed({ status, failed_execution: failed }: IDataObject): boolean {
	return failed === true || textOf(status)?.toLowerCase().startsWith('fail') === true;
}

/**
 * Whether a line of the log may be one of those that were asked for: what Ductape does with filters is not certain (provider
 * document, section 2.3), and a line that succeeded must not pass for a failure. One that does not say stays, and so does one
 * of another tag, which an integration has had before.
 */
export function isLineOf({ status, product_id }: Query, line: IDataObject): boolean {
	const hasFailed = status === 'fail' && saysFailed(line);
	return (
		(hasFailed || !saysOtherStatus(line['status'], status)) &&
		!saysOther(line['integration_id'], product_id) &&
		!saysOther(line['product_id'], product_id)
	);
}

/** The same of an execution of a job. */
export function isExecutionOf(asked: Query, execution: IDataObject): boolean {
	return ['phase', 'env', 'job_tag'].every((name) => !saysOther(execution[name], asked[name]));
}

/** The same of a run of a feature, or a step of one. */
export function isProcessOf(asked: Query, process: IDataObject): boolean {
	const names = ['env', 'feature_tag', 'feature_id'];
	return (
		!saysOtherStatus(process['status'], asked['status']) &&
		names.every((name) => !saysOther(process[name], asked[name]))
	);
}

/** Whether there is a value, and another than was asked for. */
function saysOther(value: unknown, asked: unknown, isSame = (one: string, other: string) => one === other) {
	const [own, wanted] = [value, asked].map((each) => textOf(each)?.toLowerCase());
	return own !== undefined && wanted !== undefined && !isSame(own, wanted);
}

/** The same of a status: `failed` is `fail`. */
function saysOtherStatus(value: unknown, asked: unknown): boolean {
	return saysOther(value, asked, (one, other) => one.startsWith(other) || other.startsWith(one));
}
