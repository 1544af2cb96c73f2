import type { IDataObject } from 'n8n-workflow';

import { FieldError, isRecord, isSameText, route, textOf } from '../../../core';
import type { ApiClient, Listing } from '../../../core';
import { linkedPages } from './pages';

/** A resource in the recycle bin. */
export interface Deleted {
	/** Such as `flows`, as paths name it. */
	readonly type: string;
	readonly id: string;
	readonly name: string | undefined;
}

/** What may be in the recycle bin, as its reference names it. */
const MODELS = [
	'AccessToken',
	'Agent',
	'Api',
	'Connection',
	'EDIProfile',
	'Export',
	'FileDefinition',
	'Flow',
	'IClient',
	'Import',
	'Integration',
	'LookupCache',
	'MCPServer',
	'Script',
	'Stack',
	'Tool',
	'TradingPartnerConnector',
	'User',
];

/**
 * The types of resources as paths name them (`flows`), given so, in the singular, or as the recycle bin itself has them (`Flow`).
 * @throws FieldError for one that Celigo does not have
 */
export function resourceTypesIn(given: readonly string[]): string[] {
	return given.map((name) => {
		const written = name.toLowerCase().replace(/[\s_-]+/g, '');
		const model = MODELS.find((each) =>
			[each.toLowerCase(), pluralOf(each), pluralOf(each).slice(0, -1)].includes(written),
		);
		if (model !== undefined) return pluralOf(model);
		const known = MODELS.map(pluralOf).join(', ');
		throw new FieldError(`"${name}" is not a type of resource`, `Celigo has: ${known}. Nothing was sent.`);
	});
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
		if (isSameText(_id, id)) return { id, type: String(resourceType), name: textOf(name) };
	}
	return undefined;
}

/** `model` as paths name it: Celigo's reference of the recycle bin has one exception only. */
function pluralOf(model: string): string {
	return model === 'TradingPartnerConnector' ? 'tpconnectors' : `${model.toLowerCase()}s`;
}
