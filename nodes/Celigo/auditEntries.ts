import type { IDataObject } from 'n8n-workflow';

import { errorsOf, hash, isoTime, route, textOf } from '../../core';
import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import { celigo } from './platform';
import { AUDIT_ROWS, auditFacts } from './reading/audit';
import { linkedPages } from './reading/pages';
import { integrationPage } from './webPages';

const common = errorsOf(celigo.name);

/** The audit log of an integration since a time: GET /integrations/{id}/audit. */
export async function* auditEntriesOf(
	api: ApiClient,
	integration: NamedIntegration,
	sinceMs: number,
	beforeMs?: number,
): AsyncGenerator<IntegrationError> {
	const from = new Date(Math.max(0, sinceMs)).toISOString();
	const to = beforeMs === undefined ? undefined : new Date(beforeMs).toISOString();
	const query = { limit: Math.min(api.rowsPerPage, AUDIT_ROWS), from, to };
	for await (const entry of linkedPages(api, route`/integrations/${integration.id}/audit`, query)) {
		yield { ...auditEntry(api, integration, entry), url: integrationPage(api, integration.id) };
	}
}

function auditEntry(api: ApiClient, integration: NamedIntegration, entry: IDataObject): IntegrationError {
	const { timestamp, user, action, changes } = auditFacts(entry);
	const resourceType = textOf(entry['resourceType']);
	const entryId = textOf(entry['_id']) ?? hash(JSON.stringify(entry), 22);
	return {
		...common(integration, 'auditEntry', entryId, isoTime(timestamp) ?? api.run.platformNowMs()),
		severity: 'info',
		code: action ?? null,
		message: `${user ?? 'Unknown user'}: ${action ?? 'change'} (${resourceType ?? 'unknown resource'})`,
		detail: {
			source: textOf(entry['source']) ?? null,
			resourceType: resourceType ?? null,
			resourceId: textOf(entry['_resourceId']) ?? null,
			user: user ?? null,
			changes,
		},
		raw: entry,
	};
}
