import type { IDataObject } from 'n8n-workflow';
import { isMatch, isUndefined, omitBy } from 'lodash';

import { isRecord, shownRecord, textOf } from '../../core';
import type { ApiClient, Route } from '../../core';

/** Left out of what is sent back (provider document, section 3.1). */
export const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

/** A field that was added and left empty is none: it must erase neither what is stored nor what the JSON has. */
export function changesIn({
	more,
	...given
}: IDataObject & { readonly more?: IDataObject | undefined }): IDataObject {
	return omitBy({ ...more, ...omitBy(given, isUndefined) }, isUndefined);
}

/** The body of a PATCH that puts these fields in place of the stored ones. */
export function replacements(changes: IDataObject): IDataObject[] {
	return Object.entries(changes).map(([key, value]) => ({ op: 'replace', path: `/${key}`, value }));
}

/** PUT of a whole record, of which these fields are changed; returns what is stored then. */
export async function putWhole(
	api: ApiClient,
	path: Route,
	stored: IDataObject,
	whole: IDataObject,
	changes: IDataObject,
): Promise<IDataObject> {
	const response = await api.put(path, whole);
	const isApp = Boolean(stored['_connectorId'] ?? (isRecord(response) && response['_connectorId']));
	const isWhole = isRecord(response) && textOf(response['_id']) !== undefined && !isApp;
	const updated = isWhole ? response : await api.record(path);
	remarkUnchanged(api, updated, changes);
	return updated;
}

/** An Integration App may take a change without carrying it out. */
export function remarkUnchanged(api: ApiClient, updated: IDataObject, changes: IDataObject): void {
	if (!updated['_connectorId'] || isMatch(updated, shownRecord(changes))) return;
	api.remark(
		'Celigo accepted the update but did not change this Integration App. Its settings are managed by the app.',
	);
}
