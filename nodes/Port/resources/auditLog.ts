import { uniq } from 'lodash';

import {
	checkTimeRange,
	choice,
	choices,
	emptyOnPurpose,
	epochMs,
	filterFields,
	isoTime,
	operation,
	optionalId,
	optionalText,
	optionalTexts,
	optionalEnd,
	optionalTime,
	resource,
	withIntegrationId,
} from '../../../core';
import type { Query } from '../../../core';
import { queryBeside } from '../fields';
import { anyIntegration } from '../locators';
import { AUDITED, auditEntries, simplifyEntry } from '../reading/auditLog';
import type { AuditSpan } from '../reading/auditLog';

const WEEK_MS = 7 * 24 * 3_600_000;
/** An empty 'To' reaches so far beyond this machine's now: Port's clock may be ahead of it. */
const CLOCK_DIFFERENCE_MS = 3_600_000;
/** Filters for what happened once: whoever looks for it may not know when. */
const OF_ONE = ['identifier', 'run_id', 'webhookEventId'];
const OLDER = "Set 'From' to look for an older event or run.";
const FIELDS = [
	{ name: 'Action', value: 'action' },
	{ name: 'Additional Data', value: 'additionalData' },
	{ name: 'Context', value: 'context' },
	{ name: 'Diff', value: 'diff' },
	{ name: 'Identifier', value: 'identifier' },
	{ name: 'Message', value: 'message' },
	{ name: 'Resource Type', value: 'resourceType' },
	{ name: 'Status', value: 'status' },
	{ name: 'Trigger', value: 'trigger' },
] as const;

/** What Get Many can filter by, under the API's own names. */
const auditFilters = filterFields({
	action: choice({
		displayName: 'Action',
		options: [
			{ name: 'Create', value: 'CREATE' },
			{ name: 'Delete', value: 'DELETE' },
			// Port's reference names the other three; its page of timers says that this one is in the audit log, too.
			{ name: 'Timer Expired', value: 'TIMER_EXPIRED' },
			{ name: 'Update', value: 'UPDATE' },
		],
		default: 'UPDATE',
	}),
	blueprint: optionalId({ displayName: 'Blueprint' }),
	entity: { ...optionalText({ displayName: 'Entity' }), isSearched: true },
	identifier: optionalId({ displayName: 'Event Identifier' }),
	includes: choices({
		displayName: 'Fields to Return',
		options: FIELDS,
		default: [],
		description: 'Leave empty to return all fields. Identifier and trigger are always returned.',
	}),
	origin: optionalTexts({ displayName: 'Origins', placeholder: 'e.g. UI, API' }),
	resources: choices({
		displayName: 'Resources',
		options: AUDITED.map((value) => ({
			name: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
			value,
		})),
		default: [],
	}),
	run_id: optionalId({ displayName: 'Run ID' }),
	status: choice({
		displayName: 'Status',
		options: [
			{ name: 'Failure', value: 'FAILURE' },
			{ name: 'Success', value: 'SUCCESS' },
		],
		default: 'FAILURE',
	}),
	webhookEventId: optionalId({ displayName: 'Webhook Event ID' }),
	webhookId: optionalId({ displayName: 'Webhook ID' }),
});

/** GET /audit-log, newest first, in windows of time that Port can return at once. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many audit log entries',
	description:
		'Retrieve a list of entries: who changed what in Port. Non-admins must filter by event, entity or run.',
	fields: {
		integrationId: anyIntegration,
		from: emptyOnPurpose(
			optionalTime({ displayName: 'From', description: "Leave empty to start seven days before 'To'" }),
		),
		to: emptyOnPurpose(
			optionalEnd({
				displayName: 'To',
				description: 'Leave empty to end now. A day without a time is included whole.',
			}),
		),
		filters: auditFilters,
		additionalQuery: queryBeside(['from', 'includes', 'limit', 'to'], "'From', 'To', 'Limit' and 'Filters'"),
	},
	simplify: withIntegrationId(simplifyEntry),
	check: ({ from, to }) => checkTimeRange(from, to ?? isoTime(Date.now() + CLOCK_DIFFERENCE_MS)),
	list: async function* (api, { integrationId, from, to, filters, additionalQuery }) {
		const query: Query = { InstallationId: integrationId, ...auditQuery(filters), ...additionalQuery };
		let isFound = false;
		for await (const entry of auditEntries(api, query, auditSpan(from, to))) {
			isFound = true;
			yield entry;
		}
		if (!isFound && from === undefined && OF_ONE.some((name) => query[name] !== undefined)) {
			api.remark(
				`Only the ${to === undefined ? 'last seven days' : "seven days before 'To'"} were searched. ${OLDER}`,
			);
		}
	},
});

function auditSpan(from: string | undefined, to: string | undefined): AuditSpan {
	const endMs = epochMs(to);
	return {
		fromMs: epochMs(from) ?? (endMs ?? Date.now()) - WEEK_MS,
		toMs: endMs ?? Date.now() + CLOCK_DIFFERENCE_MS,
	};
}

/** Identifier and trigger always come along: without them entries cannot be distinguished. */
function auditQuery({ includes = [], ...others }: ReturnType<typeof auditFilters.read>): Query {
	return {
		...others,
		...(includes.length > 0 && { includes: uniq([...includes, 'identifier', 'trigger']) }),
	};
}

export const auditLogResource = resource('Audit Log', [getMany]);
