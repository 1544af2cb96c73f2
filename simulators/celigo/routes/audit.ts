import { omit } from 'lodash';

import {
	body,
	parameter,
	route,
	type Answer,
	type CallContext,
	type QueryReader,
	type Route,
} from '../../switchboard';

import type { Right } from '../access';
import { stepIdsOf } from '../CeligoState';
import type { CeligoWorld } from '../CeligoWorld';
import { fieldsQuery, linkedList, pageQuery } from '../lists';
import type { AuditEntry } from '../records';

const sources = ['ui', 'api', 'system', 'connector', 'script', 'stack', 'sso'] as const;

const timeQuery = { ...pageQuery, ...fieldsQuery, from: parameter.isoTime, to: parameter.isoTime };

const auditQuery = {
	...timeQuery,
	action: parameter.text,
	source: parameter.oneOf(sources),
	_byUserId: parameter.text,
};

interface AuditCall extends CallContext {
	readonly query: QueryReader;
}

interface AuditFilters {
	source?: string[];
	action?: string[];
}

const auditBody = body<AuditFilters>({
	type: 'object',
	properties: {
		source: { type: 'array', items: { enum: sources } },
		action: { type: 'array', items: { type: 'string' } },
	},
	additionalProperties: false,
});

/** Audit logs of the account, an integration and a flow; paged by Link (sections 2.1, 3.3). */
export function auditRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state } = world;

	/** An integration's log includes what is below it. */
	const ofIntegration = (integrationId: string) => {
		world.integration(integrationId);
		if (state.withoutAuditLog.has(integrationId)) {
			const message = 'Audit is not supported';
			throw world.refusals.with(world.switches.noAuditLogStatus, { code: 'audit_not_supported', message });
		}
		return ({ _integrationId, _resourceId }: AuditEntry) =>
			_integrationId === integrationId || _resourceId === integrationId;
	};

	const ofFlow = (flowId: string) => {
		const ids = new Set([flowId, ...stepIdsOf(world.flow(flowId))]);
		return ({ _resourceId }: AuditEntry) => ids.has(_resourceId);
	};

	function page(
		call: AuditCall,
		belongs: (entry: AuditEntry) => boolean,
		filters: AuditFilters,
		{ hasTimes = true, hasUser = true } = {},
	): Answer {
		const from = (hasTimes ? call.query.time('from') : undefined) ?? -Infinity;
		const to = (hasTimes ? call.query.time('to') : undefined) ?? Infinity;
		const byUserId = hasUser ? call.query.text('_byUserId') : undefined;
		const { source = [], action = [] } = filters;
		const sign = world.switches.auditOrder === 'newestFirst' ? -1 : 1;
		const rows = [...state.auditEntries.values()]
			.filter(belongs)
			.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to)
			.filter((entry) => source.length === 0 || source.includes(entry.source))
			.filter((entry) => action.length === 0 || action.includes(entry.event))
			.filter((entry) => byUserId === undefined || entry.byUser._id === byUserId);
		return linkedList(world, call, rows, {
			resourceName: 'audit',
			keyOf: ({ time, _id }) => [sign * Date.parse(time), _id],
			shown: (entry) => {
				if (world.switches.auditForm === 'seed') return seedEntry(entry);
				return omit(
					entry,
					'_integrationId',
					...(world.switches.deletedInfo === 'absent' ? ['deletedInfo'] : []),
				);
			},
		});
	}

	const fromQuery = (query: QueryReader): AuditFilters => ({
		source: query.list('source'),
		action: query.list('action'),
	});

	return [
		route({
			method: 'GET',
			path: '/v1/integrations/:id/audit',
			needs: 'monitor',
			query: auditQuery,
			handle: (call) => {
				const isFiltered = world.switches.auditFilters === 'honoured';
				const filters = isFiltered ? fromQuery(call.query) : {};
				const heeded = { hasTimes: isFiltered, hasUser: isFiltered };
				return page(call, ofIntegration(call.params.id), filters, heeded);
			},
		}),
		route({
			method: 'POST',
			path: '/v1/integrations/:id/audit',
			needs: 'monitor',
			query: timeQuery,
			body: auditBody,
			handle: (call) =>
				page(
					call,
					ofIntegration(call.params.id),
					world.switches.auditFilters === 'honoured' ? call.body : {},
					{ hasTimes: world.switches.auditSearchTimes === 'honoured' },
				),
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/audit',
			needs: 'monitor',
			query: auditQuery,
			handle: (call) => {
				const isFiltered = world.switches.flowAuditFilters === 'honoured';
				const filters = isFiltered ? fromQuery(call.query) : {};
				return page(call, ofFlow(call.params.flowId), filters, { hasTimes: isFiltered, hasUser: isFiltered });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/audit',
			needs: 'administrator',
			query: auditQuery,
			handle: (call) => page(call, () => true, fromQuery(call.query)),
		}),
	];
}

/** As the seed document has it (section 7). */
function seedEntry({ time, byUser, event, resourceType, fieldChanges = [] }: AuditEntry): object {
	const changes = fieldChanges.map(
		({ fieldPath, oldValue, newValue }) => [fieldPath, { old: oldValue, new: newValue }] as const,
	);
	return {
		timestamp: time,
		user: byUser.email,
		action: event,
		resourceType,
		changes: Object.fromEntries(changes),
	};
}
