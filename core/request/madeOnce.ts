import type { IDataObject } from 'n8n-workflow';

import { epochMs } from '../data/times';
import { textOf } from '../data/json';
import { isStored } from '../data/storedAsSent';
import type { ApiClient } from './ApiClient';
import { mayBeApplied } from './failures';

/** How far the clock that stamps a record may be behind the one of the responses. */
const CLOCKS_APART_MS = 1000;

/** What a request makes, and how it is known among what the platform has. */
interface Making {
	/** Sends the request, and returns what was made. */
	readonly make: () => Promise<IDataObject>;
	/** Where it would be: a list, or the record itself. */
	readonly look: () => AsyncIterable<IDataObject>;
	/** What was sent, by which it is recognised. */
	readonly sent: IDataObject;
	readonly idField: string;
	/** The field with the time at which a record was made; one without it may be any. */
	readonly timeField: string;
}

/**
 * What a request makes that is never sent twice. Where its response was lost, or was none of the platform's, so that nobody
 * knows whether it was carried out, it is looked for: a record that holds what was sent, was made since, and is not of
 * another item.
 * @throws the failure of the request where it is not found, or cannot be looked for.
 */
export async function madeOnce(api: ApiClient, making: Making): Promise<IDataObject> {
	const { make, sent, idField } = making;
	const ofThisRun = await api.once(`made, with ${idField}`, () => new Set<string>());
	const sentMs = performance.now();
	const named = async () => {
		const record = await make();
		if (idField in { ...sent, ...record }) return record;
		throw api.unexpected('a record');
	};
	const made = await named().catch(async (error: unknown) => {
		const lost = mayBeApplied(error) ? found(api, making, sentMs, ofThisRun) : undefined;
		return (await lost?.catch(() => undefined)) ?? (await Promise.reject<IDataObject>(error));
	});
	api.hasChanged = true;
	ofThisRun.add(textOf({ ...sent, ...made }[idField]) ?? '');
	return made;
}

async function found(
	api: ApiClient,
	{ look, sent, idField, timeField }: Making,
	sentMs: number,
	ofOthers: ReadonlySet<string>,
): Promise<IDataObject | undefined> {
	for await (const record of look()) {
		// The responses that came meanwhile show how late it is there.
		const sinceMs = api.run.platformNowMs() - (performance.now() - sentMs) - CLOCKS_APART_MS;
		const madeMs = epochMs(record[timeField]) ?? Number.NEGATIVE_INFINITY;
		if (isStored(sent, record) && madeMs >= sinceMs && !ofOthers.has(textOf(record[idField]) ?? ''))
			return record;
	}
	return undefined;
}
