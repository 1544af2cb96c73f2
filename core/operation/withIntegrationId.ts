import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../data/json';
import { simplified, type Simplify } from './Operation';

/**
 * The short form of what belongs to an integration, with the ID of that under the name that all platforms use. It is the one that
 * the record has under `ownKey`, else that of the integration that was chosen; null where neither is known.
 */
export function withIntegrationId(simplify: Simplify, ownKey?: string) {
	return (record: IDataObject, values: unknown): IDataObject => {
		const own = ownKey === undefined ? undefined : textOf(record[ownKey]);
		const chosen = isRecord(values) ? textOf(values['integrationId']) : undefined;
		return { ...simplified(record, simplify), integrationId: own ?? chosen ?? null };
	};
}
