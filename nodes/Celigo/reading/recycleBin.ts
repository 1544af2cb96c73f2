import type { IDataObject } from 'n8n-workflow';

import { isRecord, route, textOf } from '../../../core';
import type { ApiClient, Listing } from '../../../core';
import { linkedPages } from './pages';

/** A resource in the recycle bin. */
export interface Deleted {
	/** Such as `flows`, as paths name it. */
	readonly type: string;
	readonly id: string;
	readonly name: string | undefined;
}

/** Entries `{model, doc}`, flat: the deleted record's own fields, its type and when it was deleted. */
export function deletedRecords(api: ApiClient): Listing {
	return linkedPages(api, route`/recycleBinTTL`).map(({ model, doc }) => {
		const record: IDataObject = isRecord(doc) ? doc : {};
		const deletedAt = record['deletedAt'] ?? record['lastModified'] ?? null;
		return { ...record, resourceType: pluralOf(textOf(model) ?? ''), deletedAt };
	});
}

/** The resource in the recycle bin; undefined where it is not there. */
export async function deletedRecord(api: ApiClient, id: string): Promise<Deleted | undefined> {
	for await (const { _id, resourceType, name } of deletedRecords(api)) {
		if (textOf(_id) === id) return { id, type: String(resourceType), name: textOf(name) };
	}
	return undefined;
}

/** `model` as paths name it: Celigo's reference of the recycle bin has one exception only. */
function pluralOf(model: string): string {
	return model === 'TradingPartnerConnector' ? 'tpconnectors' : `${model.toLowerCase()}s`;
}
