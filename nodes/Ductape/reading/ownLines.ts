import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { sharedDocument, workspaceDocuments } from './documents';

/**
 * Lines of the log that may be of an integration. Where Ductape ignores filters, lines of all come; one without an ID is not of
 * this one if another has its tag now. A tag that none has may be an earlier one of this.
 */
export async function ownLines(
	api: ApiClient,
	id: string,
	tag: unknown,
	lines: readonly IDataObject[],
): Promise<readonly IDataObject[]> {
	if (lines.every((line) => [undefined, tag].includes(tagIn(line)))) return lines;
	const tags = await api.once(`tags beside ${id}`, async () => {
		const others = (await workspaceDocuments(api)).filter((document) => textOf(document['_id']) !== id);
		return new Set(others.map((document) => textOf(document['tag'])));
	});
	return lines.filter((line) => tagIn(line) === undefined || !tags.has(tagIn(line)));
}

/** The same of one line, whose integration is read where that line does not say whose it is; without one all lines are wanted. */
export async function isOwnLine(api: ApiClient, id: string | undefined, line: IDataObject): Promise<boolean> {
	if (id === undefined || tagIn(line) === undefined) return true;
	// Lines of an integration that was removed may still be there.
	const read = async () => (await sharedDocument(api, id).catch(() => undefined))?.['tag'];
	const tag = await api.once(`tag of ${id}`, read);
	return (await ownLines(api, id, tag, [line])).length > 0;
}

function tagIn(line: IDataObject): string | undefined {
	const id = textOf(line['integration_id']) ?? textOf(line['product_id']);
	return id === undefined ? textOf(line['product_tag']) : undefined;
}
