import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import type { ApiClient } from '../../../../core/request/ApiClient';
import { collection } from '../../../../core/field/fieldGroups';
import { choices, optionalTexts, optionalTime } from '../../../../core/field/fields';
import { isRecord, recordsIn } from '../../../../core/data/json';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { epochMs } from '../../../../core/data/times';
import { additionalQuery, integration, sync } from '../../locators';
import { notAList } from '../../platform';
import { LOG_LEVELS, logLines, simplifyLine } from '../../reading/logs';
import { internalIdOf, kindRunsOf, simplifyKindRun, simplifySync, syncsOf } from '../../reading/syncs';

/** GET /integration/{identifier}/logs, newest first, page by page of at most 300 lines. */
export const getLogs = operation({
	name: 'Get Logs',
	action: 'Get the logs of an integration',
	fields: {
		integrationId: integration,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				eventId: sync,
				from: optionalTime({ displayName: 'From' }),
				kinds: optionalTexts({ displayName: 'Kinds', placeholder: 'e.g. project, issue' }),
				levels: choices({
					displayName: 'Levels',
					options: LOG_LEVELS.map((level) => ({ name: level, value: level })),
					default: [],
				}),
				phases: choices({
					displayName: 'Phases',
					options: [
						{ name: 'Extract', value: 'extract' },
						{ name: 'Load', value: 'load' },
						{ name: 'Transform', value: 'transform' },
					],
					default: [],
				}),
				to: optionalTime({ displayName: 'To' }),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyLine,
	list: (port, { integrationId, filters, additionalQuery: more }) => {
		const { eventId, from, to, levels = [], kinds, phases } = filters;
		const sinceMs = epochMs(from);
		const untilMs = epochMs(to);
		if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
			throw port.error('"From" is not before "To"', 'Correct the times; nothing was sent.');
		}
		return logLines(port, integrationId, {
			levels,
			...(sinceMs !== undefined && { sinceMs }),
			...(untilMs !== undefined && { untilMs }),
			query: { event_id: eventId, etl_phases: some(phases), kinds: some(kinds), ...more },
		});
	},
});

/** GET /integration/{internal id}/syncsMetadata. */
export const getSyncHistory = operation({
	name: 'Get Sync History',
	action: 'Get the sync history of an integration',
	description: 'The last four days, or the 50 most recent syncs; Ocean integrations only',
	fields: { integrationId: integration, additionalQuery },
	simplify: simplifySync,
	list: async function* (port, { integrationId, additionalQuery: query }) {
		yield* await syncsOf(port, await internalIdOf(port, integrationId), query);
	},
});

/** GET /integration/{internal id}/syncMetrics. */
export const getSyncMetrics = operation({
	name: 'Get Sync Metrics',
	action: 'Get the sync metrics of an integration',
	description: 'What became of each kind in one sync, or in the latest; Ocean integrations only',
	fields: {
		integrationId: integration,
		resyncId: sync,
		additionalQuery,
	},
	simplify: simplifyKindRun,
	list: async function* (port, { integrationId, resyncId, additionalQuery: query }) {
		yield* await kindRunsOf(port, await internalIdOf(port, integrationId), resyncId, query);
	},
});

/** GET /integration/{identifier}/kinds: `{data: {"<kind>": {examples}}}`, one record a kind. */
export const getKinds = operation({
	name: 'Get Kinds',
	action: 'Get the kinds of an integration',
	description: 'The kinds of records that it reads, with examples',
	fields: { integrationId: integration, additionalQuery },
	simplify: simplifyKind,
	list: async function* (port, { integrationId, additionalQuery: query }) {
		const body = await port.record(route`/integration/${integrationId}/kinds`, query);
		for (const [kind, told] of Object.entries(kindsIn(port, body))) {
			const examples: IDataObject = isRecord(told) ? told : {};
			yield { kind, ...examples };
		}
	},
});

/** Under `data`, or bare. @throws when the answer is neither: it must not pass for an integration without kinds. */
function kindsIn(port: ApiClient, body: IDataObject): IDataObject {
	const kinds = 'data' in body ? body['data'] : omit(body, 'ok');
	if (isRecord(kinds) && ('data' in body || Object.values(kinds).every(isRecord))) return kinds;
	throw notAList(port);
}

/** The examples without the wrapper that Port puts around each. */
function simplifyKind({ kind, examples }: IDataObject): IDataObject {
	const data = recordsIn(examples).map((example) => example['data'] ?? null);
	return { kind, exampleCount: data.length, examples: data };
}

function some(list: readonly string[] = []): readonly string[] | undefined {
	return list.length === 0 ? undefined : list;
}
