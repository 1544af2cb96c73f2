import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice, optionalText, text } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { tagOf } from '../reading/documents';
import { anyIntegration } from '../locators';
import { getRecord } from '../platform';
import { processesOf } from '../reading/runs';
import { environment, optionalDay } from '../fields';

/** GET /integrations/v1/processor/{processId}, which may come without the envelope. */
export const get = operation({
	name: 'Get',
	action: 'Get a process',
	description: 'A run of a feature, with its result',
	fields: {
		processId: text({
			displayName: 'Process ID',
			description: 'As log lines and runs of features name it',
			placeholder: 'e.g. 8f0c2f1e-0001',
		}),
	},
	run: async (api, { processId }) => ({
		process_id: processId,
		...(await getRecord(api, route`/integrations/v1/processor/${processId}`, 'start')),
	}),
});

/** GET /integrations/v1/processor/list: a limit, no pages. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many processes',
	description: 'Runs of features and of their steps; Ductape lists at most 1,000 at once',
	fields: {
		integrationId: anyIntegration,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				component: choice({
					displayName: 'Component',
					options: [
						{ name: 'Feature', value: 'feature' },
						{ name: 'Feature Step', value: 'feature_step' },
					],
					default: 'feature',
				}),
				end_date: optionalDay('To'),
				env: environment,
				feature_tag: optionalText({ displayName: 'Feature Tag', placeholder: 'e.g. sync_orders' }),
				start_date: optionalDay('From'),
				status: optionalText({ displayName: 'Status', placeholder: 'e.g. fail' }),
			},
		}),
	},
	simplify: simplifyProcess,
	list: async function* (api, { integrationId, filters }) {
		const productTag = integrationId === undefined ? undefined : await tagOf(api, integrationId);
		yield* processesOf(api, { ...filters, product_tag: productTag });
	},
});

function simplifyProcess(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'process_id',
		'status',
		'env',
		'feature_tag',
		'step_tag',
		'step_error',
		'start',
		'end',
	]);
}

export const processResource = resource('Process', [get, getMany]);
