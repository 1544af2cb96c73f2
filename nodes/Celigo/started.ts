import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core';
import type { ApiClient } from '../../core';

/**
 * The record in the response to what starts a job.
 * @throws for any other response, and never says first to try again: the job may run, and would run twice.
 */
export function startedRecord(api: ApiClient, body: unknown, whereToLook: string): IDataObject {
	if (isRecord(body)) return body;
	const error = api.unexpected('a record', body);
	const hint = `The job may have been started. ${whereToLook} Run this again only if there is none.`;
	throw Object.assign(error, { description: hint });
}
