import { describe, expect, test } from '@jest/globals';
import { sumBy } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const COUNT = 2500;
const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start({ seed: { errors: COUNT } })));

/** The seeded errors as items, as Error: Get Many returns them. */
const seeded = () =>
	[...(bench.state.errorStore(ids.flowId, ids.importId)?.open.values() ?? [])]
		.slice(-COUNT)
		.map(({ errorId, retryDataKey = '' }) => ({ errorId, retryDataKey }));

const changes = () => [...bench.simulator.requests].filter(({ method }) => method !== 'GET');
const open = () => bench.state.errorStore(ids.flowId, ids.importId)?.open;

describe('2,500 items of one step are three requests, each of the items with its own result', () => {
	test.each([
		['error.resolve', {}, 'errors'],
		['error.assign', { email: 'mona@example.com' }, 'errorIds'],
		['error.retry', {}, 'retryDataKeys'],
		['error.tag', { tagIds: ids.tagId }, 'errors'],
	] as Array<[string, INodeParameters, string]>)('%s', async (task, parameters, key) => {
		const items = seeded();
		const run = await bench.run(task, { ...place, ...parameters }, { items });
		expect(run.error).toBeUndefined();
		const lists = changes().map(({ body }) => (body as Record<string, unknown[]>)[key] ?? []);
		expect(lists.map(({ length }) => length)).toEqual([1000, 1000, 500]);
		expect(new Set(lists.flat().map((entry) => JSON.stringify(entry))).size).toBe(COUNT);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(sumBy(run.json, 'requested')).toBe(COUNT);
	});
});

describe("behind the result of two errors, $('...').item finds the one that each is of", () => {
	const two = [
		{ errorId: '4210987651', retryDataKey: 'retry-4210987651', name: 'first' },
		{ errorId: '4210987652', retryDataKey: 'retry-4210987652', name: 'second' },
	];
	const behind = "={{ $('Source').item.json.name }}";

	test.each([
		['error.resolve', {}, { resolved: 1 }],
		['error.resolve', { verify: false }, {}],
		['error.assign', { email: 'mona@example.com' }, { assignTo: 'mona@example.com' }],
		['error.unassign', {}, {}],
		['error.tag', { tagIds: ids.tagId }, { tagIds: [ids.tagId] }],
		['error.deleteResolved', {}, {}],
	] as Array<[string, INodeParameters, object]>)('%s %j', async (task, parameters, outcome) => {
		const run = await bench.run(task, { ...place, ...parameters }, { items: two, behind });
		expect(run.error).toBeUndefined();
		expect(run.behind).toEqual(['first', 'second']);
		expect(changes()).toHaveLength(1);
		expect(run.json).toEqual(
			two.map(({ errorId }) => ({
				_flowId: ids.flowId,
				_expOrImpId: ids.importId,
				requested: 1,
				...outcome,
				errorIds: [errorId],
			})),
		);
		expect(run.hints).toEqual([]);
	});

	test.each([true, false])('error.retry, simplified: %s', async (simplify) => {
		const run = await bench.run('error.retry', { ...place, simplify }, { items: two, behind });
		expect(run.behind).toEqual(['first', 'second']);
		expect(changes()).toHaveLength(1);
		const [{ _id: job } = {}] = run.json;
		expect(job).toEqual(expect.any(String));
		expect(run.json).toMatchObject(
			two.map(({ retryDataKey }) => ({
				_id: job,
				...(simplify && { requested: 1, retryDataKeys: [retryDataKey] }),
			})),
		);
	});

	test('an error that is no longer open is said at its own item', async () => {
		const items = [...two, { errorId: '9999', name: 'third' }];
		const run = await bench.run('error.resolve', place, { items, behind });
		expect(run.behind).toEqual(['first', 'second', 'third']);
		expect(run.json.map(({ resolved, notOpen }) => [resolved, notOpen])).toEqual([
			[1, undefined],
			[1, undefined],
			[0, ['9999']],
		]);
	});
});

test('really resolves all of them', async () => {
	const before = open()?.size ?? 0;
	await bench.json('error.resolve', { ...place, errorIds: '={{ $json.errorId }}' }, { items: seeded() });
	expect(before - (open()?.size ?? 0)).toBe(COUNT);
});

test('ids of several steps, lists in one item and ids that come twice', async () => {
	const items = [
		{ step: ids.importId, ids: '4210987651,4210987652' },
		{ step: ids.exportId, ids: ['4210987653'] },
		{ step: ids.importId, ids: 4210987651 },
	];
	const parameters = {
		flowId: place.flowId,
		stepId: chosen('={{ $json.step }}'),
		errorIds: '={{ $json.ids }}',
	};
	const run = await bench.run('error.resolve', parameters, { items });
	expect(bench.sent()).toEqual([{ errors: ['4210987651', '4210987652'] }, { errors: ['4210987653'] }]);
	expect(run.items.map(({ json, pairedItem }) => [json['resolved'], pairedItem])).toEqual([
		[2, { item: 0 }],
		[1, { item: 1 }],
		// The same error as in the first item.
		[1, { item: 2 }],
	]);
});

test('a record is retried once however the IDs of its flow and step are written', async () => {
	const [{ retryDataKey = '' } = {}] = seeded();
	const places = [ids, { flowId: ids.flowId.toUpperCase(), importId: ids.importId.toUpperCase() }];
	const items = places.map(({ flowId, importId }) => ({ flowId, step: importId, retryDataKey }));
	const chosenByItem = { flowId: chosen('={{ $json.flowId }}'), stepId: chosen('={{ $json.step }}') };
	for (const place of [chosenByItem, {}]) {
		bench.simulator.requests.clear();
		const ofItem = items.map(({ step, ...item }) => ({ ...item, step, stepId: step }));
		await bench.json('error.retry', place, { items: ofItem });
		expect(bench.sent()).toEqual([{ retryDataKeys: [retryDataKey] }]);
	}
});

test.each([
	[
		'error.assign',
		{ errorIds: 'E1', email: 'mona@example.com' },
		'PUT /flows/FlowAbc123/StepDef456/errors/assign',
	],
	['error.retry', { retryDataKeys: 'Key1' }, 'POST /flows/FlowAbc123/StepDef456/retry'],
] as Array<[string, INodeParameters, string]>)(
	'%s sends IDs that are not hexadecimal as they are given',
	async (task, parameters, sent) => {
		bench.faults.add({ answer: { status: 400 } });
		await bench.run(task, { flowId: chosen('FlowAbc123'), stepId: chosen('StepDef456'), ...parameters });
		expect(bench.asked()).toContain(sent);
	},
);

test('a request that fails marks its own items only', async () => {
	bench.faults.add({ method: 'POST', after: 1, times: 1, answer: { status: 400 } });
	const items = seeded();
	const run = await bench.run(
		'error.retry',
		{ ...place, options: { concurrency: 1 } },
		{ items, onError: 'continueErrorOutput' },
	);
	expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
		[...items.keys()].filter((item) => item < 1000 || item >= 2000).map((item) => ({ item })),
	);
	expect(run.errorItems.map(({ pairedItem }) => pairedItem)).toEqual(
		Array.from({ length: 1000 }, (_, index) => ({ item: 1000 + index })),
	);
});

test('of 2,500 keys in one item the error says how many were retried when a later request fails', async () => {
	bench.faults.add({ method: 'POST', after: 1, times: 1, answer: { status: 400 } });
	const items = [{ keys: seeded().map(({ retryDataKey }) => retryDataKey) }];
	const parameters = { ...place, retryDataKeys: '={{ $json.keys }}' };
	const run = await bench.run('error.retry', { ...parameters, options: { concurrency: 1 } }, { items });
	expect(run.error?.description).toContain(
		"Of this item, 1,000 of 2,500 'Retry Data Keys' were already processed",
	);
	expect(run.error?.description).not.toMatch(/other item/);
	const retried = [...(open()?.values() ?? [])].filter(({ retryAt }) => retryAt !== undefined);
	expect(retried).toHaveLength(1000);
});

test('a retry that fails again comes back as new errors', async () => {
	bench.switches.retryResult = 'failsAgain';
	const [job = {}] = await bench.json('error.retry', { ...place, retryDataKeys: 'retry-4210987651' });
	bench.simulator.runs.finish(textOf(job['_id']) ?? '');
	expect(open()?.has('4210987651')).toBe(false);
	expect(await bench.json('job.get', { jobId: textOf(job['_id']) ?? '' })).toMatchObject([
		{ type: 'retry', status: 'completed', numError: 1 },
	]);
});

test('thousands of errors are read page by page, none twice and none missing', async () => {
	bench.switches.errorPageSize = 300;
	const found = await bench.json('error.getMany', { of: 'step', ...place, returnAll: true });
	expect(new Set(found.map(({ errorId }) => errorId)).size).toBe(COUNT + 2);
	expect(found).toHaveLength(COUNT + 2);
});

test('empty tags clear all tags', async () => {
	const errors = '[{"id": "4210987651"}]';
	await bench.json('error.tag', { ...place, errors, tagIds: ids.tagId });
	expect(open()?.get('4210987651')?.tags).toEqual([ids.tagId]);
	await bench.json('error.tag', { ...place, errors, tagIds: '' });
	expect(open()?.get('4210987651')?.tags).toEqual([]);
});
