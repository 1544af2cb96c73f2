import type { IDataObject } from 'n8n-workflow';

import { healthRecord, isoTime, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead } from '../../../core';
import { ductape } from '../platform';
import { DAY_MS, dayOf } from './days';
import { integrationDocument, integrationsOf } from './documents';
import { newestLine } from './logs';
import type { LogReader } from './logs';

const LOOK_BACK_MS = 7 * DAY_MS;

/** How an integration is: its document and the lines that its runs of the last seven days left in the log. */
export async function healthOf(
	api: ApiClient,
	integrationId: string,
	reader: LogReader,
): Promise<IDataObject> {
	return await healthBy(
		api,
		integrationId,
		reader,
		async () => await integrationDocument(api, integrationId),
	);
}

/** The same of all: the workspace's list has every document, the log is read for each. */
export async function* allHealth(api: ApiClient, reader: LogReader): AsyncGenerator<HealthToRead> {
	for await (const document of integrationsOf(api)) {
		const id = textOf(document['_id']);
		if (id === undefined) continue;
		const read = async () => await healthBy(api, id, reader, async () => await Promise.resolve(document));
		yield { id, name: textOf(document['name']) ?? null, read };
	}
}

async function healthBy(
	api: ApiClient,
	integrationId: string,
	reader: LogReader,
	readDocument: () => Promise<IDataObject>,
): Promise<IDataObject> {
	const nowMs = Date.now();
	const window = { start_date: dayOf(nowMs - LOOK_BACK_MS), end_date: dayOf(nowMs + DAY_MS) };
	const [document, newest, newestFailure] = await Promise.all([
		readDocument(),
		newestLine(api, reader, { product_id: integrationId, ...window }),
		newestLine(api, reader, { product_id: integrationId, status: 'fail', ...window }),
	]);
	return healthRecord({
		platform: ductape.name,
		integrationId,
		integrationName: textOf(document['name']) ?? null,
		status: statusOf(document, newest),
		lastError: newestFailure && {
			message: textOf(newestFailure['message']) ?? null,
			occurredAt: isoTime(newestFailure['timestamp']) ?? null,
		},
		lastRunAt: isoTime(newest?.['timestamp']) ?? null,
		// Failures are lines of a log here: nothing opens or closes them.
		openErrors: null,
		raw: { integration: document, lastLine: newest, lastFailure: newestFailure },
	});
}

function statusOf(document: IDataObject, newest: IDataObject | null): HealthStatus {
	if (document['active'] === false) return 'INACTIVE';
	if (newest?.['status'] === 'fail') return 'ERROR';
	if (newest?.['status'] === 'processing' || newest?.['status'] === 'waiting') return 'SYNCING';
	if (newest === null && document['status'] === 'draft') return 'PENDING';
	// Without a run nothing says how it is.
	return newest === null ? 'UNKNOWN' : 'ACTIVE';
}
