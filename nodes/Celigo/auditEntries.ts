import type { IDataObject } from 'n8n-workflow';

import { errorsOf, hash, isoTime, route, textOf } from '../../core';
import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import { celigo } from './platform';
import { AUDIT_ROWS, auditFacts } from './reading/audit';
import { linkedPages } from './reading/pages';
import { saysNoAuditLog } from './refusals';
import { integrationPage } from './webPages';

const common = errorsOf(celigo.name);

/**
 * The audit log of an integration since a time: GET /integrations/{id}/audit. Where it is one of all, and Celigo keeps none of it, it
 * has no entries: it would fail for ever, and nobody chose it.
 */
export async function* auditEntriesOf(
	api: ApiClient,
	isOneOfAll: boolean,
	integration: NamedIntegration,
	sinceMs: number,
	beforeMs?: number,
): AsyncGenerator<IntegrationError> {
	const from = new Date(Math.max(0, sinceMs)).toISOString();
	const to = beforeMs === undefined ? undefined : new Date(beforeMs).toISOString();
	const query = { limit: Math.min(api.rowsPerPage, AUDIT_ROWS), from, to };
	const entries = linkedPages(api, route`/integrations/${integration.id}/audit`, query);
	for await (const entry of isOneOfAll ? unlessNotKept(api, integration, entries) : entries) {
		yield { ...auditEntry(api, integration, entry), url: integrationPage(api, integration.id) };
	}
}

/** Said once in a poll, however many integrations there are without. */
async function* unlessNotKept(
	api: ApiClient,
	{ id, name }: NamedIntegration,
	entries: AsyncIterable<IDataObject>,
): AsyncGenerator<IDataObject> {
	const iterator = entries[Symbol.asyncIterator]();
	const first = await iterator.next().catch(async (failure: unknown) => {
		if (!saysNoAuditLog(failure)) throw failure;
		await api.once('no audit log', () => {
			api.remark(
				`Celigo keeps no audit log of some integrations, such as "${name ?? id}". Audit Entry has no events of them. To stop requesting it, add their IDs to 'Exclude Integrations' in Options.`,
			);
			return true;
		});
		return undefined;
	});
	for (let next = first; next?.done === false; next = await iterator.next()) yield next.value;
}

function auditEntry(api: ApiClient, integration: NamedIntegration, entry: IDataObject): IntegrationError {
	const { timestamp, user, action, resourceName, changes } = auditFacts(entry);
	const resourceType = textOf(entry['resourceType']);
	const what = resourceType ?? 'unknown resource';
	const entryId = textOf(entry['_id']) ?? hash(JSON.stringify(entry), 22);
	return {
		...common(integration, 'auditEntry', entryId, isoTime(timestamp) ?? api.run.platformNowMs()),
		severity: 'info',
		code: action ?? null,
		message: `${user ?? 'Unknown user'}: ${action ?? 'change'} (${resourceName === null ? what : `${what} "${resourceName}"`})`,
		detail: {
			source: textOf(entry['source']) ?? null,
			resourceType: resourceType ?? null,
			resourceId: textOf(entry['_resourceId']) ?? null,
			resourceName,
			user: user ?? null,
			changes,
		},
		raw: entry,
	};
}
