import type { IDataObject } from 'n8n-workflow';
import { inRange, orderBy } from 'lodash';

import { choice, flag, operation, optionalId, optionalText, resource } from '../../../core';
import type { ApiClient } from '../../../core';
import { filtersBy, knownTag, logReader, runFilters } from '../fields';
import { anyIntegration } from '../locators';
import { COMPONENTS, isLineOf } from '../reading/askedFor';
import { DAY_MS, dayOf, daysToAsk, isOfDays } from '../reading/days';
import { logLines, timeOf } from '../reading/logs';
import { isOwnLine } from '../reading/ownLines';

const filters = filtersBy({
	...runFilters,
	action: optionalId({ displayName: 'Action' }),
	app_env: optionalId({ displayName: 'Environment of the App' }),
	app_id: optionalId({ displayName: 'App ID' }),
	child_tag: knownTag({ displayName: 'Child Tag' }),
	component: choice({
		displayName: 'Component',
		options: COMPONENTS.map((component) => ({
			name: component.replace(/^./, (letter) => letter.toUpperCase()).replace('_s', ' S'),
			value: component,
		})),
		default: 'feature',
	}),
	only_completed_execution: flag({
		displayName: 'Only Completed Executions',
		default: true,
		description:
			'Whether to return only lines that end an execution. Ductape may count each step of a run as one.',
	}),
	parent_tag: knownTag({ displayName: 'Parent Tag', placeholder: 'e.g. sync_orders' }),
	process_id: optionalId({
		displayName: 'Process ID',
		description:
			"Lines of a run's steps may have an ID of their own: that of the run, a colon and the step's tag",
	}),
	product_tag: knownTag({ displayName: 'Product Tag', placeholder: 'e.g. orders_hub' }),
	search: { ...optionalText({ displayName: 'Search' }), isSearched: true },
	status: choice({
		displayName: 'Status',
		options: [
			{ name: 'Fail', value: 'fail' },
			{ name: 'Processing', value: 'processing' },
			{ name: 'Success', value: 'success' },
		],
		default: 'fail',
	}),
	tag: knownTag({ displayName: 'Tag' }),
	type: optionalId({ displayName: 'Type', placeholder: 'e.g. feature' }),
});

const shortLine = [
	'_id',
	'timestamp',
	'status',
	'message',
	'name',
	'process_id',
	'parent_tag',
	'env',
	'product_tag',
	'integrationId',
];

/** GET /log/v1/analytics/{workspace} or /log/v1/workspace-logs/{workspace}, paged by number. Their order is not documented. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many log lines',
	description:
		"Retrieve the lines that runs wrote, newest first with 'Return All', otherwise in Ductape's order. A failing run writes several entries, one at each level.",
	fields: { integrationId: anyIntegration, logReader, filters },
	simplify: shortLine,
	list: async function* (api, { integrationId, logReader, filters }) {
		const query = {
			...daysToAsk(filters),
			// The API knows `true` only.
			only_completed_execution: filters.only_completed_execution || undefined,
			product_id: integrationId,
		};
		const found = logLines(api, logReader, query);
		const lines = Number.isFinite(api.wanted) ? found : newestFirst(found);
		let oldestMs = Number.POSITIVE_INFINITY;
		for await (const line of lines) {
			oldestMs = Math.min(oldestMs, timeOf(line) || oldestMs);
			if (!isOfDays(filters, line, ['timestamp']) || !isLineOf(query, line)) continue;
			if (!(await isOwnLine(api, integrationId, line))) continue;
			yield { ...line, integrationId: integrationId ?? line['integration_id'] ?? line['product_id'] ?? null };
		}
		if (filters.start_date === undefined) remarkWeek(api, oldestMs);
	},
});

/** The workbench never reads a log without a first day: a server may have one of its own then, and a week is what clients ask for. */
function remarkWeek(api: ApiClient, oldestMs: number): void {
	if (!inRange(api.run.platformNowMs() - oldestMs, 6 * DAY_MS, 9 * DAY_MS)) return;
	api.remark(
		`The oldest line is of ${dayOf(oldestMs)}, about a week ago. If you expect older ones, set 'From': without it, Ductape may return no more than the last week.`,
	);
}

/** Newest first. Where a later page fails, what came before it is returned, as of any list. */
async function* newestFirst(found: AsyncIterable<IDataObject>): AsyncGenerator<IDataObject> {
	const lines: IDataObject[] = [];
	try {
		for await (const line of found) lines.push(line);
	} finally {
		yield* orderBy(lines, timeOf, 'desc');
	}
}

export const logResource = resource('Log', [getMany]);
