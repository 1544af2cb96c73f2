import type { IDataObject } from 'n8n-workflow';
import { isNil } from 'lodash';

import { choices, collection, optionalId, optionalTexts, optionalTime, simplified } from '../../../core';
import type { ApiClient, Listing, Route } from '../../../core';
import { withPeriods } from '../fields';
import { AUDIT_ROWS, auditFacts } from '../reading/audit';
import { linkedPages, searchedPages } from '../reading/pages';

const SOURCES = [
	{ name: 'API', value: 'api' },
	{ name: 'Connector', value: 'connector' },
	{ name: 'Script', value: 'script' },
	{ name: 'SSO', value: 'sso' },
	{ name: 'Stack', value: 'stack' },
	{ name: 'System', value: 'system' },
	{ name: 'UI', value: 'ui' },
] as const;

interface AuditFilters {
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly action?: readonly string[];
	readonly source?: readonly string[];
	readonly _byUserId?: string | undefined;
}

/** Which entries of an audit log. */
export const auditFilters = withPeriods(
	collection({
		displayName: 'Filters',
		narrows: true,
		addLabel: 'Add filter',
		fields: {
			from: optionalTime({ displayName: 'From' }),
			to: optionalTime({ displayName: 'To' }),
			action: optionalTexts({
				displayName: 'Actions',
				placeholder: 'e.g. update, delete',
				description: 'Comma-separated list of what was done: create, update, delete and others',
			}),
			source: choices({
				displayName: 'Sources',
				options: SOURCES,
				default: [],
				description: 'Where the change was made. Leave empty for all.',
			}),
			_byUserId: optionalId({ displayName: 'User ID' }),
		},
	}),
	['from', 'to'],
);

/**
 * The entries of an audit log. Several sources or actions go by POST where the log takes that (provider document, section 2.1),
 * which has no place for a user or a time; else Celigo filters what GET takes, and the rest is left out here.
 */
export function auditLog(
	api: ApiClient,
	route: Route,
	filters: AuditFilters,
	{ takesSeveral = false } = {},
): Listing {
	const { action = [], source = [], ...others } = filters;
	const limit = Math.min(api.rowsPerPage, AUDIT_ROWS);
	const query = { ...filters, action: only(action), source: only(source) };
	if (action.length <= 1 && source.length <= 1) return linkedPages(api, route, { limit, ...query });
	if (takesSeveral && Object.values(others).every(isNil)) {
		return searchedPages(api, route, { limit }, { source, action });
	}
	// A page of only as many as are wanted could hold none of them.
	return linkedPages(api, route, { limit: AUDIT_ROWS, ...query }).filter(
		(entry) => isAmong(source, entry['source']) && isAmong(action, auditFacts(entry).action),
	);
}

/** Derived fields beside the platform's own; those that an older entry already has are kept. */
export function simplifyAuditEntry(entry: IDataObject): IDataObject {
	const facts = auditFacts(entry);
	return simplified({ ...entry, ...facts }, [
		'timestamp',
		'user',
		'action',
		'source',
		'resourceType',
		'_resourceId',
		'changes',
		'_id',
	]);
}

function only(values: readonly string[]): string | undefined {
	return values.length === 1 ? values[0] : undefined;
}

/** Whether it is one of the wanted values, as far as the entry says what it is. */
function isAmong(wanted: readonly string[], value: unknown): boolean {
	return wanted.length === 0 || value === undefined || wanted.some((one) => one === value);
}
