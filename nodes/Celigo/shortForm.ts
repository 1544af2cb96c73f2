import type { IDataObject } from 'n8n-workflow';

import { isRecord, simplified, textOf } from '../../core';
import type { Simplify } from '../../core';

/**
 * The short form of what belongs to an integration, with the integration's ID under the name that all platforms use: the record's
 * own, else that of the integration that was chosen; null where neither is known.
 */
export function withIntegration(simplify: Simplify) {
	return (record: IDataObject, values: unknown): IDataObject => ({
		...simplified(record, simplify),
		integrationId: textOf(record['_integrationId']) ?? chosenIn(values) ?? null,
	});
}

function chosenIn(values: unknown): string | undefined {
	return isRecord(values) ? textOf(values['integrationId']) : undefined;
}
