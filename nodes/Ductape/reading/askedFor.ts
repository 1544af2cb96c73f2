import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';
import type { Query } from '../../../core';

/**
 * Whether a line of the log may be one of those that were asked for: what Ductape does with filters is not certain (provider
 * document, section 2.3), and a line that succeeded must not pass for a failure. One that does not say stays, and so does one
 * of another tag, which an integration has had before.
 */
export function isLineOf({ status, product_id }: Query, line: IDataObject): boolean {
	const hasFailed = status === 'fail' && line['failed_execution'] === true;
	return (
		(hasFailed || !saysOther(line['status'], status)) &&
		!saysOther(line['integration_id'], product_id) &&
		!saysOther(line['product_id'], product_id)
	);
}

/** The same of an execution of a job. */
export function isExecutionOf(asked: Query, execution: IDataObject): boolean {
	return ['phase', 'env', 'job_tag'].every((name) => !saysOther(execution[name], asked[name]));
}

/** Whether there is a value, and another than was asked for; `failed` is `fail`. */
function saysOther(value: unknown, asked: unknown): boolean {
	const [own, wanted] = [value, asked].map((each) => textOf(each)?.toLowerCase());
	return own !== undefined && wanted !== undefined && !own.startsWith(wanted);
}
