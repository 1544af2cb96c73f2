import { uniq } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice, choices, optionalText, optionalTexts, optionalTime } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { epochMs } from '../../../core/data/times';
import { auditEntries, simplifyEntry } from '../reading/auditLog';
import { additionalQuery, anyIntegration } from '../locators';

const WEEK_MS = 7 * 24 * 3_600_000;
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
const RESOURCES = ['action', 'blueprint', 'entity', 'integration', 'run', 'scorecard', 'webhook'] as const;

/** GET /audit-log, newest first, in windows of time that Port can answer. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many audit log entries',
	description: 'For admins; others may ask by event, entity or run only',
	fields: {
		integrationId: anyIntegration,
		from: optionalTime({ displayName: 'From', description: 'Seven days before "To" if left empty' }),
		to: optionalTime({ displayName: 'To', description: 'Now if left empty' }),
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				action: choice({
					displayName: 'Action',
					options: [
						{ name: 'Create', value: 'CREATE' },
						{ name: 'Delete', value: 'DELETE' },
						{ name: 'Update', value: 'UPDATE' },
					],
					default: 'UPDATE',
				}),
				blueprint: optionalText({ displayName: 'Blueprint' }),
				entity: optionalText({ displayName: 'Entity' }),
				identifier: optionalText({ displayName: 'Event Identifier' }),
				includes: choices({
					displayName: 'Fields to Return',
					options: FIELDS,
					default: [],
					description: 'All of them if none is chosen; identifier and trigger always come along',
				}),
				origin: optionalTexts({ displayName: 'Origins', placeholder: 'e.g. UI, API' }),
				resources: choices({
					displayName: 'Resources',
					options: RESOURCES.map((value) => ({
						name: `${value.charAt(0).toUpperCase()}${value.slice(1)}`,
						value,
					})),
					default: [],
				}),
				run_id: optionalText({ displayName: 'Run ID' }),
				status: choice({
					displayName: 'Status',
					options: [
						{ name: 'Failure', value: 'FAILURE' },
						{ name: 'Success', value: 'SUCCESS' },
					],
					default: 'FAILURE',
				}),
				webhookEventId: optionalText({ displayName: 'Webhook Event ID' }),
				webhookId: optionalText({ displayName: 'Webhook ID' }),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyEntry,
	list: (port, { integrationId, from, to, filters, additionalQuery: more }) => {
		const toMs = epochMs(to) ?? Date.now();
		const fromMs = epochMs(from) ?? toMs - WEEK_MS;
		if (fromMs >= toMs) {
			throw port.error('"From" is not before "To"', 'Correct the times; nothing was sent.');
		}
		const { includes = [], ...others } = filters;
		const query = {
			InstallationId: integrationId,
			...others,
			...(includes.length > 0 && { includes: uniq([...includes, 'identifier', 'trigger']) }),
			...more,
		};
		return auditEntries(port, query, { fromMs, toMs });
	},
});

export const auditLogResource = resource('Audit Log', [getMany]);
