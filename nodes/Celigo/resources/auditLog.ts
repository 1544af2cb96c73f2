import type { IDataObject } from 'n8n-workflow';
import { get, inRange, isNil } from 'lodash';

import {
	choices,
	epochMs,
	filterFields,
	optionalId,
	optionalTexts,
	optionalEnd,
	optionalTime,
	saysOther,
	simplified,
} from '../../../core';
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
	filterFields({
		from: optionalTime({ displayName: 'From' }),
		to: optionalEnd({ displayName: 'To', description: 'A day without a time is included whole' }),
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
	}),
	['from', 'to'],
);

/** The entries of an audit log, without those that Celigo returns though a filter rules them out. */
export function auditLog(
	api: ApiClient,
	route: Route,
	filters: AuditFilters,
	more?: { readonly hasFilters: boolean },
): Listing {
	return foundEntries(api, route, filters, more).filter((entry) => isWanted(entry, filters));
}

/**
 * What Celigo finds. Several sources or actions go by POST, which has no place for a user or a time. Where a log does not
 * take that, or its filters are not in the provider document (of section 2.1 only an integration's are), Celigo is sent what GET takes.
 */
function foundEntries(
	api: ApiClient,
	route: Route,
	filters: AuditFilters,
	{ hasFilters = false } = {},
): Listing {
	const { action = [], source = [], ...others } = filters;
	const limit = Math.min(api.rowsPerPage, AUDIT_ROWS);
	const query = { ...filters, action: only(action), source: only(source) };
	const hasSeveral = action.length > 1 || source.length > 1;
	const isAll = Object.values(query).every(isNil);
	if (!hasSeveral && (hasFilters || isAll)) return linkedPages(api, route, { limit, ...query });
	if (hasFilters && Object.values(others).every(isNil)) {
		return searchedPages(api, route, { limit }, { source, action });
	}
	// A page of only as many as are wanted could hold none of them.
	return linkedPages(api, route, { limit: AUDIT_ROWS, ...query });
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
		'resourceName',
		'changes',
		'_id',
	]);
}

function only(values: readonly string[]): string | undefined {
	return values.length === 1 ? values[0] : undefined;
}

/** Whether an entry is what is wanted, as far as it says what it is. */
function isWanted(entry: IDataObject, { from, to, action, source, _byUserId }: AuditFilters): boolean {
	const facts = auditFacts(entry);
	const atMs = epochMs(facts.timestamp);
	const isInTime =
		atMs === undefined || inRange(atMs, epochMs(from) ?? -Infinity, (epochMs(to) ?? Infinity) + 1);
	return (
		isInTime &&
		!saysOther(entry['source'], source) &&
		!saysOther(facts.action, action) &&
		!saysOther(get(entry, 'byUser._id'), _byUserId)
	);
}
