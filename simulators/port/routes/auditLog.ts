import { parameter, route, type QueryReader, type Route } from '../../switchboard';

import type { PortWorld } from '../PortWorld';
import type { AuditEntry } from '../records';
import type { PortSwitches } from '../switches';
import type { Right } from '../tokens';

const FIELDS = [
	'action',
	'context',
	'diff',
	'identifier',
	'resourceType',
	'status',
	'trigger',
	'additionalData',
	'message',
] as const;
const RESOURCES = ['blueprint', 'entity', 'run', 'webhook', 'scorecard', 'action', 'integration'] as const;
const EXACT = [
	'status',
	'action',
	'InstallationId',
	'identifier',
	'entity',
	'blueprint',
	'run_id',
	'webhookId',
	'webhookEventId',
] as const;
const DEFAULT_LIMIT = 10_000;

/** Endpoint 12 (section 2.4). All parameters are ANDed; a window with too many entries ends in 504. */
export function auditLogRoutes(world: PortWorld): Array<Route<Right>> {
	const { state, switches } = world;
	return [
		route({
			method: 'GET',
			path: '/v1/audit-log',
			needs: 'anyRole',
			query: {
				InstallationId: parameter.text,
				status: parameter.oneOf(['SUCCESS', 'FAILURE']),
				from: parameter.isoTime,
				to: parameter.isoTime,
				limit: parameter.positiveNumber,
				action: parameter.oneOf(['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED']),
				includes: parameter.someOf(FIELDS),
				resources: parameter.someOf(RESOURCES),
				identifier: parameter.text,
				entity: parameter.text,
				blueprint: parameter.text,
				run_id: parameter.text,
				webhookId: parameter.text,
				webhookEventId: parameter.text,
				origin: parameter.repeatable,
			},
			handle: ({ query }) => {
				const isNarrow = ['identifier', 'entity', 'run_id'].some((name) => query.has(name));
				if (switches.role !== 'admin' && !isNarrow) {
					throw world.refusals.with(403, {
						error: 'forbidden',
						message: 'Only admins may query the audit log without identifier, entity or run_id',
					});
				}
				const found = state.audits
					.filter((entry) => matches(entry, query, switches))
					.sort((one, other) => Date.parse(other.trigger.at) - Date.parse(one.trigger.at));
				if (found.length > switches.auditEntriesUntilTimeout) {
					throw world.refusals.with(504, { error: 'gateway_timeout', message: 'Gateway Timeout' });
				}
				const ordered = switches.auditOrder === 'newestFirst' ? found : found.reverse();
				const limit = Math.min(query.number('limit') ?? DEFAULT_LIMIT, switches.mostAuditEntries);
				const fields = query.list('includes');
				return world.many(
					'audits',
					ordered.slice(0, limit).map((entry) => shownEntry(world, entry, fields)),
				);
			},
		}),
	];
}

function matches(entry: AuditEntry, query: QueryReader, { auditFilters }: PortSwitches): boolean {
	if (auditFilters === 'ignored') return true;
	const at = Date.parse(entry.trigger.at);
	const resources = query.list('resources');
	const origins = query.list('origin');
	return (
		EXACT.every((name) => !query.has(name) || entry[name] === query.text(name)) &&
		(origins.length === 0 || origins.includes(entry.trigger.origin)) &&
		at >= (query.time('from') ?? -Infinity) &&
		at <= (query.time('to') ?? Infinity) &&
		(resources.length === 0 || resources.includes(entry.resourceType))
	);
}

function shownEntry(
	{ state, switches }: PortWorld,
	entry: AuditEntry,
	includes: readonly string[],
): Record<string, unknown> {
	const wanted = includes.length === 0 ? FIELDS : FIELDS.filter((field) => includes.includes(field));
	const { at, ...trigger } = entry.trigger;
	const isOneOfMost = switches.auditTime === 'mostly' && state.audits.indexOf(entry) % 50 !== 0;
	const isTimed = switches.auditTime === 'trigger' || isOneOfMost;
	const told = { ...entry, trigger: isTimed ? entry.trigger : trigger };
	const shown = wanted
		.filter((field) => field !== 'identifier' || switches.auditIdentifier === 'present')
		.map((field) => [field, told[field]] as const);
	return { ...Object.fromEntries(shown), ...(switches.auditTime === 'createdAt' && { createdAt: at }) };
}
