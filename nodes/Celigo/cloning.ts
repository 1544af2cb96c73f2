import type { IDataObject } from 'n8n-workflow';

import { emptyOnPurpose, isSameText, optionalJson, recordsIn, refuseUndefined } from '../../core';
import type { ApiClient } from '../../core';
import { onRefusal, REFUSED_BODY } from './refusals';

/** A clone may take minutes. Milliseconds. */
const CLONE_TIMEOUT_MS = 360_000;

/** Which connections the copy uses. */
export const connectionMap = emptyOnPurpose(
	optionalJson({
		displayName: 'Connection Map (JSON)',
		description:
			'The original connection IDs with the IDs that replace them. Leave it as {} to use the same connections.',
		hint: 'For example: {"oldConnectionId": "newConnectionId"}',
	}),
);

/** @throws FieldError where an ID in the map is undefined */
export function checkConnectionMap(given: IDataObject | undefined): void {
	refuseUndefined("'Connection Map (JSON)'", given);
}

/**
 * What a request to clone has beside its body. Celigo's own tool always names the environment (section 10), so leaving it out may be
 * refused. @param more what else a refusal may mean
 */
export function cloneRequest(more: string) {
	const hint = `Check 'Connection Map (JSON)' and 'Environment', which Celigo may require${more}`;
	return { timeoutMs: CLONE_TIMEOUT_MS, refusalHint: onRefusal(hint, REFUSED_BODY) };
}

/** Connections that stand for themselves in the copy. */
export function sameConnections(connectionIds: readonly string[]): IDataObject {
	return Object.fromEntries(connectionIds.map((connectionId) => [connectionId, connectionId]));
}

/**
 * The copy, or the list of what was made, with the ID of the copy (provider document, section 2.1).
 * @throws when the response names nothing that was made
 */
export function cloneIn(
	api: ApiClient,
	source: { readonly id: string; readonly model: string },
	made: unknown,
): IDataObject {
	const manifest = recordsIn(made);
	const copy = Array.isArray(made)
		? manifest.find(({ model }) => isSameText(model, source.model))
		: api.asRecord(made);
	if (manifest.length > 0) return { _id: copy?.['_id'] ?? null, _sourceId: source.id, manifest };
	if (copy?.['_id'] !== undefined) return copy;
	throw api.unexpected('a record');
}
