import { choice, id, operation, optionalId, resource, simplified } from '../../../core';
import { filtersBy, includeResultSecrets, includeSecrets, knownTag, runFilters } from '../fields';
import { anyIntegration } from '../locators';
import { chosenTag } from '../reading/documents';
import { processWith } from '../reading/oneRun';
import { processesOf } from '../reading/runs';
import { withoutAnySecrets } from '../redaction';

const processId = id({
	displayName: 'Process ID',
	description: 'The process_id of a log line or of a feature run',
	placeholder: 'e.g. 8f0c2f1e-0001',
});

const filters = filtersBy({
	...runFilters,
	component: choice({
		displayName: 'Component',
		options: [
			{ name: 'Feature', value: 'feature' },
			{ name: 'Feature Step', value: 'feature_step' },
		],
		default: 'feature',
	}),
	feature_id: optionalId({
		displayName: 'Run ID',
		description:
			"The run's feature_id, as returned by Process: Get. If that finds nothing, its process ID. Set 'Component' to Feature Step to list the run's steps.",
	}),
	feature_tag: knownTag({ displayName: 'Feature Tag', placeholder: 'e.g. sync_orders' }),
	status: optionalId({ displayName: 'Status', placeholder: 'e.g. fail' }),
});

/** GET /integrations/v1/processor/{processId}, which may come without the envelope. */
export const get = operation({
	name: 'Get',
	action: 'Get process',
	description: 'Retrieve a single process, the run of a feature, with its result',
	fields: { processId, includeSecrets: includeResultSecrets },
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	run: async (api, { processId }) => await processWith(api, processId),
});

const shortRow = [
	'_id',
	'process_id',
	'status',
	'env',
	'feature_tag',
	'step_tag',
	'step_error',
	'start',
	'end',
	'integrationId',
];

/** GET /integrations/v1/processor/list: a limit, and pages where Ductape counts them. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many processes',
	description:
		'Retrieve a list of processes, the runs of features, or of their steps. Ductape may return no more than 1,000.',
	fields: { integrationId: anyIntegration, filters, includeSecrets },
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	// The error of a step may quote a request, and is never whole here.
	simplify: (row) => withoutAnySecrets(simplified(row, shortRow)),
	list: async function* (api, { integrationId, filters }) {
		const productTag = await chosenTag(api, integrationId);
		const found = processesOf(api, { ...filters, product_tag: productTag });
		for await (const row of found) yield { ...row, integrationId: integrationId ?? null };
	},
});

export const processResource = resource('Process', [get, getMany]);
