import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice, flag, optionalText } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { anyIntegration } from '../locators';
import { epochMs, isoTime } from '../../../core/data/times';
import { DAY_MS, dayOf, logLines } from '../reading/runs';
import { environment, optionalDay } from '../fields';

export const logReader = choice({
	displayName: 'Log Reader',
	options: [
		{ name: 'Analytics', value: 'analytics', description: 'What the older workbench reads' },
		{ name: 'Workspace Logs', value: 'workspaceLogs', description: 'Newer; may cap the total' },
	],
	default: 'analytics',
	description: 'Which of the two log readers of Ductape is asked',
});

const COMPONENTS = [
	'app',
	'broker',
	'cache',
	'database',
	'feature',
	'feature_step',
	'job',
	'product',
	'session',
];

/** GET /log/v1/analytics/{workspace} or /log/v1/workspace-logs/{workspace}, paged by number. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many log lines',
	description: 'A failing run writes several lines, one for each level',
	fields: {
		integrationId: anyIntegration,
		logReader,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				action: optionalText({ displayName: 'Action' }),
				app_env: optionalText({ displayName: 'Environment of the App' }),
				app_id: optionalText({ displayName: 'App ID' }),
				child_tag: optionalText({ displayName: 'Child Tag' }),
				component: choice({
					displayName: 'Component',
					options: [...COMPONENTS, 'storage'].map((component) => ({
						name: component.replace(/^./, (letter) => letter.toUpperCase()).replace('_s', ' S'),
						value: component,
					})),
					default: 'feature',
				}),
				end_date: optionalDay('To'),
				env: environment,
				only_completed_execution: flag({
					displayName: 'Only Completed Executions',
					default: true,
					description: 'Whether to answer only the line that ends an execution',
				}),
				parent_tag: optionalText({ displayName: 'Parent Tag', placeholder: 'e.g. sync_orders' }),
				process_id: optionalText({ displayName: 'Process ID' }),
				product_tag: optionalText({ displayName: 'Product Tag', placeholder: 'e.g. orders_hub' }),
				search: optionalText({ displayName: 'Search' }),
				start_date: optionalDay('From'),
				status: choice({
					displayName: 'Status',
					options: [
						{ name: 'Fail', value: 'fail' },
						{ name: 'Processing', value: 'processing' },
						{ name: 'Success', value: 'success' },
					],
					default: 'fail',
				}),
				tag: optionalText({ displayName: 'Tag' }),
				type: optionalText({ displayName: 'Type', placeholder: 'e.g. feature' }),
			},
		}),
	},
	simplify: simplifyLine,
	list: async function* (api, { integrationId, logReader: reader, filters: { end_date: to, ...filters } }) {
		// Whether the last day itself is included is not documented, so one more is asked for and left out here.
		const end = to === undefined ? undefined : dayOf((epochMs(to) ?? 0) + DAY_MS);
		const query = { ...filters, product_id: integrationId, end_date: end };
		for await (const line of logLines(api, reader, query)) {
			if (to === undefined || (isoTime(line['timestamp'])?.slice(0, 10) ?? to) <= to) yield line;
		}
	},
});

function simplifyLine(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'timestamp',
		'status',
		'message',
		'name',
		'component',
		'type',
		'process_id',
		'product_tag',
		'parent_tag',
		'child_tag',
		'env',
	]);
}

export const logResource = resource('Log', [getMany]);
