import type { IDataObject } from 'n8n-workflow';
import { compact, maxBy } from 'lodash';

import { isOneOf, isoTime, isSameText, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead, IntegrationHealth, Query } from '../../../core';
import { ductape, messageIn } from '../platform';
import { saysFailed } from './askedFor';
import { DAY_MS, dayOf } from './days';
import { integrationDocument, integrationsOf } from './documents';
import { newestLine, timeOf } from './logs';
import type { LogReader } from './logs';
import { ownLines } from './ownLines';

const LOOK_BACK_MS = 7 * DAY_MS;

interface Chosen {
	readonly logReader: LogReader;
}

/** How an integration is: its document and the lines that its runs of the last seven days left in the log. */
export async function healthOf(
	api: ApiClient,
	integrationId: string,
	{ logReader }: Chosen,
): Promise<IntegrationHealth> {
	return await wholeHealth(api, integrationId, integrationDocument(api, integrationId), logReader);
}

/** The same of all: the workspace's list has every document, the log is read for each. */
export async function* allHealth(api: ApiClient, { logReader }: Chosen): AsyncGenerator<HealthToRead> {
	for await (const document of integrationsOf(api)) {
		const id = textOf(document['_id']);
		if (id === undefined) continue;
		const read = async () => await wholeHealth(api, id, Promise.resolve(document), logReader);
		yield { id, name: textOf(document['name']) ?? null, read };
	}
}

async function wholeHealth(
	api: ApiClient,
	integrationId: string,
	documentToCome: Promise<IDataObject>,
	reader: LogReader,
): Promise<IntegrationHealth> {
	const [document, newestListed, newestFailure] = await Promise.all([
		documentToCome,
		newestLineOf(api, integrationId, reader, documentToCome),
		newestLineOf(api, integrationId, reader, documentToCome, { status: 'fail' }),
	]);
	// One may be written between the two, and of a log in no order the pages that are read may not have it.
	const newest = maxBy(compact([newestListed, newestFailure]), timeOf) ?? null;
	const health = healthIn(integrationId, document, newest);
	const raw = { ...health.raw, lastFailure: newestFailure };
	return { ...health, lastError: newestFailure && errorIn(newestFailure), raw };
}

/** The same by a document that was listed and the newest line alone: of failures only one that is the newest line. */
export async function listedHealthOf(
	api: ApiClient,
	integrationId: string,
	document: IDataObject,
	reader: LogReader,
): Promise<IntegrationHealth> {
	const newest = await newestLineOf(api, integrationId, reader, Promise.resolve(document));
	return healthIn(integrationId, document, newest);
}

async function newestLineOf(
	api: ApiClient,
	integrationId: string,
	reader: LogReader,
	documentToCome: Promise<IDataObject>,
	query: Query = {},
): Promise<IDataObject | null> {
	const nowMs = api.run.platformNowMs();
	const window = { start_date: dayOf(nowMs - LOOK_BACK_MS), end_date: dayOf(nowMs + DAY_MS) };
	const own = async (lines: readonly IDataObject[]) =>
		await ownLines(api, integrationId, (await documentToCome)['tag'], lines);
	return await newestLine(api, reader, { product_id: integrationId, ...query, ...window }, own);
}

function errorIn(failure: IDataObject) {
	const message = messageIn(failure['message']) ?? null;
	return { message, occurredAt: isoTime(failure['timestamp']) ?? null };
}

function healthIn(
	integrationId: string,
	document: IDataObject,
	newest: IDataObject | null,
): IntegrationHealth {
	return {
		platform: ductape.name,
		integrationId,
		integrationName: textOf(document['name']) ?? null,
		status: statusOf(document, newest),
		lastError: newest !== null && saysFailed(newest) ? errorIn(newest) : null,
		lastRunAt: isoTime(newest?.['timestamp']) ?? null,
		// Failures are lines of a log here: nothing opens or closes them.
		openErrors: null,
		raw: { integration: document, lastLine: newest },
	};
}

function statusOf(document: IDataObject, newest: IDataObject | null): HealthStatus {
	if (document['active'] === false) return 'INACTIVE';
	if (newest !== null && saysFailed(newest)) return 'ERROR';
	if (isOneOf(newest?.['status'], ['processing', 'waiting'])) return 'SYNCING';
	if (newest === null && isSameText(document['status'], 'draft')) return 'PENDING';
	// Without a run nothing says how it is.
	return newest === null ? 'UNKNOWN' : 'ACTIVE';
}
