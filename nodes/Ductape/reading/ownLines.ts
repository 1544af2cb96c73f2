import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { workspaceDocuments } from './documents';

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
	const tagIn = (line: IDataObject) =>
		(textOf(line['integration_id']) ?? textOf(line['product_id'])) === undefined
			? textOf(line['product_tag'])
			: undefined;
	if (lines.every((line) => [undefined, tag].includes(tagIn(line)))) return lines;
	const others = (await workspaceDocuments(api)).filter((document) => textOf(document['_id']) !== id);
	const tags = new Set(others.map((document) => textOf(document['tag'])));
	return lines.filter((line) => tagIn(line) === undefined || !tags.has(tagIn(line)));
}
