import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { omit, range } from 'lodash';

import { recordsIn, textOf } from '../../../core/data/json';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, celigoNode, chosen, emitted } from './bench';

const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
const errorId = '4210987651';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const store = () => bench.state.errorStore(ids.flowId, ids.importId);

/** What the trigger emits of two new errors of one step. */
async function emittedErrors(): Promise<IDataObject[]> {
	const session = await bench.watching({ events: ['newError'] });
	for (const id of ['901', '902']) bench.state.addError(ids.flowId, ids.importId, { errorId: id });
	return emitted(await session.poll());
}

/** What Error: Get Many returns. */
const listedErrors = async () => await bench.json('error.getMany', { of: 'step', ...place, returnAll: true });

test.each(['error.resolve', 'error.deleteResolved', 'error.assign', 'error.unassign'])(
	'%s without any ID is refused before anything is sent',
	async (operation) => {
		const items = [
			{ errorId: null, detail: { _flowId: ids.flowId, _expOrImpId: ids.importId } },
			{ errorId: '' },
		];
		const given = { ...place, ...(operation === 'error.assign' && { email: 'a@example.com' }) };
		const run = await bench.run(operation, given, { items, onError: 'continueRegularOutput' });
		expect(run.json).toEqual([
			expect.objectContaining({ error: expect.stringContaining('must not be empty') }),
			expect.objectContaining({ error: expect.stringContaining('must not be empty') }),
		]);
		expect(bench.asked()).toEqual([]);
	},
);

test('an item of the trigger for errors of several steps is refused with what to set', async () => {
	const session = await bench.watching({ events: ['newError'], options: { emit: 'fingerprint' } });
	for (const stepId of [ids.importId, ids.routedImportId]) {
		bench.state.addError(ids.flowId, stepId, { message: 'Unauthorized' });
	}
	const items = emitted(await session.poll());
	expect(items).toMatchObject([
		{ detail: { flowId: ids.flowId, stepIds: [ids.importId, ids.routedImportId] } },
	]);
	const run = await bench.run('error.retry', {}, { items, onError: 'continueRegularOutput' });
	expect(run.json).toEqual([
		expect.objectContaining({
			error: expect.stringContaining("'Step' must not be empty"),
			details: expect.objectContaining({
				description: expect.stringContaining(
					"This item stands for several errors. Set 'Emit' in the trigger to Each Event.",
				),
			}),
		}),
	]);
});

describe('what an expression leaves out is not taken from the item instead', () => {
	const open = () => [...(store()?.open.keys() ?? [])];
	const item = { flowId: ids.flowId, stepId: ids.importId, errorIds: [errorId], retryDataKey: 'retry-1' };
	const more = { toResolve: [], email: 'a@example.com' };
	const tasks = ['error.resolve', 'error.deleteResolved', 'error.assign', 'error.unassign'];
	const lists: Array<[string, RegExp]> = [
		['={{ $json.toResolve }}', /'Error IDs' must not be empty/],
		['={{ $json.none }}', /'Error IDs' has no value/],
		['={{ null }}', /'Error IDs' has no value/],
	];

	test.each(tasks.flatMap((task) => lists.map((list) => [task, ...list] as const)))(
		'%s with the Error IDs %s',
		async (task, given, message) => {
			const before = open();
			const email = task === 'error.assign' ? { email: more.email } : {};
			const parameters = { ...email, errorIds: given };
			expect(await bench.failure(task, parameters, { items: [{ ...item, ...more }] })).toMatch(message);
			expect(bench.asked()).toEqual([]);
			expect(open()).toEqual(before);
		},
	);

	test.each<[string, INodeParameters, RegExp]>([
		['error.resolve', { stepId: chosen('={{ $json.none }}') }, /'Step' has no value/],
		['error.resolve', { stepId: chosen('={{ null }}') }, /'Step' has no value/],
		['error.resolve', { flowId: chosen('={{ $json.none }}') }, /'Flow' has no value/],
		['error.getRetryData', { retryDataKey: '={{ $json.none }}' }, /'Retry Data Key' has no value/],
		['error.getRequest', { requestKey: '={{ $json.none }}' }, /'Request Key' has no value/],
		['error.tag', { errors: '={{ $json.none }}' }, /'Errors \(JSON\)' has no value/],
		['error.tag', { errors: '={{ null }}' }, /'Errors \(JSON\)' has no value/],
		['error.tag', { errors: '={{ $json.toResolve }}' }, /must be a list such as/],
		['error.tag', { errors: '={{ JSON.stringify($json.toResolve) }}' }, /'Errors \(JSON\)' has no value/],
		[
			'error.tag',
			{ errors: '={{ JSON.stringify($json.toResolve, null, 1) + " " }}' },
			/must be a list such as/,
		],
		['error.retry', { retryDataKeys: '={{ $json.none }}' }, /'Retry Data Keys' has no value/],
		['error.retry', { retryDataKeys: '={{ null }}' }, /'Retry Data Keys' has no value/],
	])('%s with %j', async (task, parameters, message) => {
		const items = [{ ...item, ...more, errorId, reqAndResKey: 'key' }];
		expect(await bench.failure(task, parameters, { items })).toMatch(message);
		expect(bench.asked()).toEqual([]);
	});

	test('an empty list of Retry retries nothing', async () => {
		const parameters = { retryDataKeys: '={{ $json.toResolve }}' };
		const rows = await bench.json('error.retry', parameters, { items: [{ ...item, ...more }] });
		const reason = 'No retry data key was given, or the error has none';
		expect(rows).toMatchObject([{ requested: 0, retried: 0, reason }]);
		expect(bench.asked()).toEqual([]);
	});

	test.each(['={{ $json.retryDataKey }}', '={{ $json.detail?.retryDataKey }}'])(
		'an error without a key is still marked where Retry is given %s',
		async (retryDataKeys) => {
			const items = [null, ''].map((retryDataKey) => ({ ...item, errorId, retryDataKey }));
			const rows = await bench.json('error.retry', { retryDataKeys }, { items });
			expect(rows).toMatchObject(items.map(() => ({ requested: 0, retried: 0 })));
			expect(bench.asked()).toEqual([]);
		},
	);
});

test.each([
	['error.resolve', { errorIds: errorId }, { errorId: ['901 902'] }],
	['error.retry', { retryDataKeys: `retry-${errorId}` }, { retryDataKey: { of: 'another system' } }],
] as Array<[string, INodeParameters, IDataObject]>)(
	'%s with %j is not refused for what the item has under that name: %j',
	async (task, given, item) => {
		expect(await bench.json(task, { ...place, ...given }, { items: [item] })).toMatchObject([
			{ requested: 1 },
		]);
		expect(await bench.failure(task, place, { items: [item] })).toMatch(/^'(Error IDs|Retry Data Keys)': /);
	},
);

describe('a field that is empty, and an item that does not have it either', () => {
	test.each<[string, INodeParameters, string, string]>([
		['error.resolve', { errorIds: '1', stepId: chosen('s') }, 'Flow', 'flowId or _flowId'],
		['error.resolve', { errorIds: '1', flowId: chosen('f') }, 'Step', 'stepId or _expOrImpId'],
		['error.resolve', { ...place }, 'Error IDs', 'errorIds or errorId'],
		['error.getRetryData', { ...place }, 'Retry Data Key', 'retryDataKey'],
	])('%s with %j', async (task, parameters, field, names) => {
		for (const items of [[{ a: 1 }], [{ flowId: null, stepId: '', detail: { retryDataKey: null } }]]) {
			const message = await bench.failure(task, parameters, { items });
			expect(message).toContain(`'${field}' must not be empty`);
			expect(message).toContain(`The item has no ${names} either.`);
		}
		expect(bench.asked()).toEqual([]);
	});
});

test.each([
	['error.getRetryData', 'retryDataKey', 'failed record'],
	['error.updateRetryData', 'retryDataKey', 'failed record'],
	['error.getRequest', 'reqAndResKey', 'HTTP request'],
])('%s of an error of which Celigo keeps none says so', async (task, key, what) => {
	for (const item of [
		{ errorId: '901', [key]: null },
		{ errorId: '901', detail: { [key]: '' } },
	]) {
		const message = await bench.failure(task, place, { items: [item] });
		expect(message).toContain(`Celigo keeps no ${what} of this error.`);
		expect(message).toContain(`a filter on ${key}.`);
		expect(message).not.toContain('pass items from');
	}
	expect(bench.asked()).toEqual([]);
});

test.each(['error.getMany', 'flow.getMany', 'job.getRunning'])(
	'%s of an integration that an expression does not give is refused: it would be of all',
	async (operation) => {
		const integrationId = { __rl: true, mode: 'id', value: '={{ $json.none }}' };
		const given = { integrationId, ...(operation === 'error.getMany' && { of: 'integration' }) };
		expect(await bench.failure(operation, given, { items: [{ a: 1 }] })).toMatch(
			/has no value.*Nothing was sent/,
		);
		expect(bench.asked()).toEqual([]);
	},
);

describe.each([
	['the trigger', emittedErrors],
	['Error: Get Many', listedErrors],
])('behind %s nothing has to be dragged', (_from, errors) => {
	test('Resolve', async () => {
		const items = await errors();
		const resolved = items.map((item) => ({ requested: 1, resolved: 1, errorIds: [item['errorId']] }));
		expect(await bench.json('error.resolve', {}, { items })).toMatchObject(resolved);
		for (const item of items) expect(store()?.open.has(textOf(item['errorId']) ?? '')).toBe(false);
	});

	test('Retry', async () => {
		const items = await errors();
		const retried = items.map(() => ({ type: 'retry', requested: 1 }));
		expect(await bench.json('error.retry', {}, { items })).toMatchObject(retried);
		for (const item of items) expect(store()?.open.get(textOf(item['errorId']) ?? '')?.retryAt).toBeDefined();
	});

	test.each(['errors', 'errorIds'] as const)('Assign, Tag (known by %s) and Unassign', async (tagKey) => {
		bench.switches.tagKey = tagKey;
		const items = await errors();
		await bench.json('error.assign', { email: 'mona@example.com' }, { items });
		await bench.json('error.tag', { tagIds: ids.tagId }, { items });
		const changed = () => items.map((item) => store()?.open.get(textOf(item['errorId']) ?? ''));
		expect(changed()).toMatchObject(items.map(() => ({ assignedTo: 'mona@example.com', tags: [ids.tagId] })));
		await bench.json('error.unassign', {}, { items });
		for (const error of changed()) expect(error?.assignedTo).toBeUndefined();
	});

	test('Tag by a name, and by further IDs', async () => {
		const items = await errors();
		const { tagId: further } = bench.state.addTag('Second look');
		expect(await bench.choices('searchTags')).toMatchObject({
			results: [
				{ name: 'Customer data', value: ids.tagId },
				{ name: 'Second look', value: further },
			],
		});
		const tagId = { __rl: true, mode: 'name', value: 'Customer data' };
		const tagIds = `${further}, ${ids.tagId}`;
		expect(await bench.json('error.tag', { tagId, tagIds }, { items })).toMatchObject(
			items.map((item) => ({
				requested: 1,
				tagIds: [ids.tagId, further],
				errorIds: [item['errorId']],
			})),
		);
		for (const item of items) {
			expect(store()?.open.get(textOf(item['errorId']) ?? '')?.tags).toEqual([ids.tagId, further]);
		}
	});

	test('Tag takes the tags as Tag: Get Many returns them', async () => {
		bench.state.addTag('Second look');
		const items = await errors();
		const tags = await bench.json('tag.getMany', { returnAll: true });
		expect(tags).toMatchObject([{ _id: expect.any(String) }, { _id: expect.any(String) }]);
		const given = items.map((item) => ({ ...item, tags }));
		const tagIds = tags.map(({ tagId }) => tagId);
		expect(await bench.json('error.tag', { tagIds: '={{ $json.tags }}' }, { items: given })).toMatchObject(
			items.map(() => ({ requested: 1, tagIds })),
		);
		for (const item of items) expect(store()?.open.get(textOf(item['errorId']) ?? '')?.tags).toEqual(tagIds);
	});

	test.each(['={{ [] }}', '={{ $json.tags }}', '[]', ' , '])(
		'Tag removes no tags because a list has none: %s',
		async (tagIds) => {
			const found = await errors();
			const items = found.map((item) => ({ ...item, tags: [] }));
			expect(await bench.failure('error.tag', { tagIds }, { items })).toMatch(
				/'Further Tag IDs' is a list without an ID.*leave this and 'Tag' empty/,
			);
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
			const tagId = chosen(ids.tagId);
			await bench.json('error.tag', { tagId, tagIds }, { items });
			for (const item of found)
				expect(store()?.open.get(textOf(item['errorId']) ?? '')?.tags).toEqual([ids.tagId]);
			await bench.json('error.tag', { tagId: '', tagIds: '' }, { items });
			for (const item of found) expect(store()?.open.get(textOf(item['errorId']) ?? '')?.tags).toEqual([]);
		},
	);

	test('Tag with tags that alternate sends those of one tag together', async () => {
		const { tagId: other } = bench.state.addTag('Second look');
		const items = range(6).map((at) => ({ errorId: String(at), tag: at % 2 === 0 ? ids.tagId : other }));
		await bench.run('error.tag', { ...place, tagIds: '={{ $json.tag }}' }, { items });
		expect(bench.simulator.requests.count({ method: 'PUT', path: /\/tags$/ })).toBe(2);
	});

	test('Delete Resolved', async () => {
		const items = await errors();
		await bench.json('error.resolve', {}, { items });
		const before = store()?.resolved.size ?? 0;
		await bench.json('error.deleteResolved', {}, { items });
		expect(store()?.resolved.size).toBe(before - 2);
	});

	test('Get Request and Get Retry Data', async () => {
		const items = await errors();
		expect(await bench.json('error.getRequest', {}, { items })).toHaveLength(2);
		expect(await bench.json('error.getRetryData', {}, { items })).toHaveLength(2);
	});
});

test('behind a trigger that emits one item for equal errors nothing has to be dragged either', async () => {
	const session = await bench.watching({ events: ['newError'], options: { emit: 'fingerprint' } });
	for (const id of ['901', '902']) bench.state.addError(ids.flowId, ids.importId, { errorId: id });
	const items = emitted(await session.poll());
	expect(items).toMatchObject([{ occurrences: 2, detail: { flowId: ids.flowId, errorIds: ['901', '902'] } }]);
	expect(await bench.json('error.retry', {}, { items })).toMatchObject([{ type: 'retry', requested: 2 }]);
	for (const id of ['901', '902']) expect(store()?.open.get(id)?.retryAt).toBeDefined();
	await bench.json('error.resolve', {}, { items });
	for (const id of ['901', '902']) expect(store()?.open.has(id)).toBe(false);
});

describe('IDs that are put together of several', () => {
	test.each([`celigo:stepError:${ids.flowId}:${ids.importId}:`, `${ids.flowId}:${ids.importId}:`])(
		'%s... of this step are taken apart',
		async (beginning) => {
			await bench.json('error.resolve', { ...place, errorIds: `${beginning}${errorId}` });
			expect(bench.sent()).toEqual([{ errors: [errorId] }]);
			expect(store()?.resolved.has(errorId)).toBe(true);
		},
	);

	test.each([ids.flowId, ids.flowId.toUpperCase()])(
		'the last item counts where they name one error in two ways, of the flow %s',
		async (flowId) => {
			const composite = `celigo:stepError:${flowId}:${ids.importId}:${errorId}`;
			const users = ['first@example.com', 'second@example.com', 'first@example.com'];
			const items = [errorId, composite, errorId].map((id, index) => ({ id, email: users[index] }));
			const assigned = { ...place, errorIds: '={{ $json.id }}', email: '={{ $json.email }}' };
			await bench.json('error.assign', assigned, { items });
			expect(bench.sent()).toEqual(users.map((email) => ({ errorIds: [errorId], email })));
			bench.simulator.requests.clear();
			const tags = [ids.tagId, bench.state.addTag('other').tagId, ids.tagId];
			const tagged = { ...place, errors: '={{ [{ id: $json.id }] }}', tagIds: '={{ $json.tag }}' };
			const ofTags = items.map(({ id }, index) => ({ id, tag: tags[index] }));
			await bench.json('error.tag', tagged, { items: ofTags });
			expect(bench.sent()).toEqual(tags.map((tag) => ({ errors: [{ id: errorId }], tagIds: [tag] })));
			expect(store()?.open.get(errorId)?.tags).toEqual([ids.tagId]);
		},
	);

	test.each([
		['error.resolve', { errorIds: `${ids.flowId}:${ids.exportId}:${errorId}` }],
		['error.deleteResolved', { errorIds: 'celigo:failedJob:1' }],
		['error.tag', { errors: [{ id: `${ids.flowId}:${ids.exportId}:${errorId}` }], tagIds: ids.tagId }],
	])('%s: those of another are refused before any request', async (task, parameters) => {
		expect(await bench.failure(task, { ...place, ...parameters })).toMatch(/is not an error of this step/);
		expect(bench.asked()).toEqual([]);
	});
});

describe('Resolve says what it knows', () => {
	test('of unknown IDs and of errors that were resolved long ago', async () => {
		const errorIds = `${errorId}, 4210987650, 999`;
		expect(await bench.json('error.resolve', { ...place, errorIds })).toMatchObject([
			{ requested: 3, resolved: 1, notOpen: ['4210987650', '999'] },
		]);
	});

	test('of items that share a request: only that fails whose error is still open, and says how many are in all', async () => {
		store()?.resolve(['4210987652'], 'somebody', bench.simulator.clock.iso());
		bench.faults.add({ method: 'PUT', answer: { status: 204 } });
		const items = [{ errorId }, { errorId: '4210987652' }];
		const run = await bench.run('error.resolve', place, { items, onError: 'continueRegularOutput' });
		const failure = {
			error: expect.stringContaining(`1 of 1 errors are still open: ${errorId}`),
			details: expect.objectContaining({
				description: expect.stringContaining(
					'check them in Celigo. Of all errors sent in the same request, 1 of 2 are still open.',
				),
				itemIndex: 0,
			}),
		};
		const ofStep = { _flowId: ids.flowId, _expOrImpId: ids.importId };
		const outcome = { ...ofStep, requested: 1, resolved: 1, errorIds: ['4210987652'] };
		expect(run.json).toEqual([failure, outcome]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('without looking', async () => {
		const [outcome] = await bench.json('error.resolve', { ...place, errorIds: errorId, verify: false });
		expect(outcome).toMatchObject({ requested: 1 });
		expect(outcome).not.toHaveProperty('resolved');
	});
});

describe('Retry', () => {
	test.each<[string, IDataObject]>([
		['and has the ID of a document', { _id: 'document' }],
		['and has no other ID', {}],
	])('of a list of errors leaves out one that has no key, %s', async (_what, more) => {
		const data = [
			{ errorId: '1', retryDataKey: null, ...more },
			{ errorId: '2', retryDataKey: `retry-${errorId}`, ...more },
			{ errorId: '3', ...more },
		];
		const errors = JSON.stringify(data);
		for (const retryDataKeys of ['={{ $json.data }}', '={{ $json.errors }}']) {
			bench.simulator.requests.clear();
			const rows = await bench.json(
				'error.retry',
				{ ...place, retryDataKeys },
				{ items: [{ data, errors }] },
			);
			expect(rows).toMatchObject([{ type: 'retry', requested: 1 }]);
			expect(bench.sent()).toEqual([{ retryDataKeys: [`retry-${errorId}`] }]);
		}
		const none = { ...place, retryDataKeys: '={{ $json.data }}' };
		const items = [{ data: data.slice(0, 1) }];
		expect(await bench.json('error.retry', none, { items })).toMatchObject([{ requested: 0, retried: 0 }]);
	});

	test('of a list of other records is refused', async () => {
		const items = [{ data: [{ _id: 'customer-1' }] }];
		const given = { ...place, retryDataKeys: '={{ $json.data }}' };
		expect(await bench.failure('error.retry', given, { items })).toMatch(
			/'Retry Data Keys': entry 1 has no retryDataKeys or retryDataKey/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('an error without a key is marked, and keeps no other from being retried', async () => {
		const keyless = bench.state.addError(ids.flowId, ids.importId, { retryDataKey: '' });
		const items = await listedErrors();
		const run = await bench.run('error.retry', {}, { items });
		expect(run.error).toBeUndefined();
		const marked = items.findIndex((item) => item['errorId'] === keyless.errorId);
		expect(run.items).toHaveLength(3);
		expect(run.items).toContainEqual({
			json: expect.objectContaining({
				requested: 0,
				retried: 0,
				reason: 'No retry data key was given, or the error has none',
			}),
			pairedItem: { item: marked },
		});
		expect(run.json.filter(({ type }) => type === 'retry')).toMatchObject([
			{ requested: 1 },
			{ requested: 1 },
		]);
	});

	test.each([true, false])('also where Celigo leaves the key out (Simplify: %s)', async (simplify) => {
		const keyless = bench.state.addError(ids.flowId, ids.importId);
		delete keyless.retryDataKey;
		const items = await bench.json('error.getMany', { of: 'step', ...place, returnAll: true, simplify });
		const rows = await bench.json('error.retry', {}, { items });
		expect(rows).toContainEqual(expect.objectContaining({ requested: 0, retried: 0 }));
		expect(store()?.open.get(errorId)?.retryAt).toBeDefined();
	});

	test('raw is what Celigo said of the retry job', async () => {
		const parameters = { ...place, retryDataKeys: `retry-${errorId}`, simplify: false };
		const [raw] = await bench.json('error.retry', parameters);
		const job = [...bench.simulator.runs.jobs.values()].at(-1);
		expect(job?.type).toBe('retry');
		expect(raw).toEqual(job);
	});

	test.each(['', null])('a 200 with %j says nothing of how many', async (body) => {
		bench.faults.add({ method: 'POST', answer: { afterExecuting: { status: 200, body } } });
		const parameters = { ...place, retryDataKeys: `retry-${errorId}`, simplify: false };
		const [outcome] = await bench.json('error.retry', parameters);
		expect(outcome).toEqual({ _flowId: ids.flowId, _expOrImpId: ids.importId, requested: 1 });
	});
});

describe('what several items change in one error goes in their order', () => {
	const users = ['first@example.com', 'second@example.com', 'third@example.com'];

	test('Assign', async () => {
		const parameters = { ...place, errorIds: errorId, email: '={{ $json.email }}' };
		bench.faults.add({ path: /assign$/, times: 1, answer: { delayMs: 100 } });
		await bench.json('error.assign', parameters, { items: users.map((email) => ({ email })) });
		expect(store()?.open.get(errorId)?.assignedTo).toBe(users.at(-1));
	});

	test('Tag', async () => {
		const tags = ['One', 'Two', 'Three'].map((name) => bench.state.addTag(name).tagId);
		const parameters = { ...place, errors: [{ id: errorId }], tagIds: '={{ $json.tag }}' };
		bench.faults.add({ path: /tags$/, times: 1, answer: { delayMs: 100 } });
		await bench.json('error.tag', parameters, { items: tags.map((tag) => ({ tag })) });
		expect(store()?.open.get(errorId)?.tags).toEqual(tags.slice(-1));
	});

	test('Update Retry Data', async () => {
		const correct = { ...place, retryDataKey: `retry-${errorId}` };
		const [envelope = {}] = await bench.json('error.getRetryData', correct);
		const items = users.map((email) => ({ ...envelope, data: { email } }));
		bench.faults.add({ method: 'PUT', times: 1, answer: { delayMs: 100 } });
		await bench.json('error.updateRetryData', correct, { items });
		expect(store()?.envelope(`retry-${errorId}`)).toEqual(omit(items.at(-1), NAMES));
	});
});

test('Tag sends an error once that comes in several items and in several forms, and each of them names it', async () => {
	const eventId = `celigo:stepError:${ids.flowId}:${ids.importId}:${errorId}`;
	const items = [errorId, errorId, eventId].map((id) => ({ errorId: id, retryDataKey: 'retry-1' }));
	expect(await bench.json('error.tag', { ...place, tagIds: ids.tagId }, { items })).toMatchObject(
		items.map(() => ({ requested: 1, errorIds: [errorId] })),
	);
	expect(bench.sent()).toEqual([{ errors: [{ id: errorId, rdk: 'retry-1' }], tagIds: [ids.tagId] }]);
});

test('Tag takes the errors of an item that stands for several', async () => {
	const more = bench.state.addError(ids.flowId, ids.importId, {}).errorId;
	const items = [{ detail: { errorIds: [errorId, more] } }];
	await bench.json('error.tag', { ...place, tagIds: ids.tagId }, { items });
	for (const id of [errorId, more]) expect(store()?.open.get(id)?.tags).toEqual([ids.tagId]);
});

/** Of which error the record is: Get Retry Data adds them to what Celigo has. */
const NAMES = ['_flowId', '_expOrImpId', 'retryDataKey'];

describe('Update Retry Data', () => {
	const retryDataKey = `retry-${errorId}`;
	const correct = { ...place, retryDataKey };

	test.each([
		['a failure', { error: 'Not found', details: {} }],
		['an empty item', {}],
		['the record alone', { id: 1, email: 'a@example.com' }],
		['more than there is', { data: {}, stage: 'import', traceKey: 't', errors: [], extra: 1 }],
	])('takes no %s in place of what Get Retry Data returns', async (_what, item) => {
		const before = store()?.envelope(retryDataKey);
		const failure = await bench.failure('error.updateRetryData', correct, { items: [item] });
		expect(failure).toMatch(/'Data \(JSON\)'.*Get Retry Data/);
		expect(store()?.envelope(retryDataKey)).toEqual(before);
	});

	test('takes that, with the record corrected', async () => {
		const [envelope = {}] = await bench.json('error.getRetryData', correct);
		const corrected = { ...envelope, data: { email: 'right@example.com' } };
		await bench.json('error.updateRetryData', correct, { items: [corrected] });
		expect(store()?.envelope(retryDataKey)).toEqual(omit(corrected, NAMES));
	});

	test('takes it where the record is text', async () => {
		bench.switches.retryData = 'text';
		const [envelope = {}] = await bench.json('error.getRetryData', correct);
		const text = textOf(envelope['data']) ?? '';
		expect(text).toMatch(/^<customer/);
		const corrected = { ...envelope, data: text.replace('customer@', 'right@') };
		await bench.json('error.updateRetryData', {}, { items: [corrected] });
		expect(store()?.envelope(retryDataKey)).toEqual(omit(corrected, NAMES));
	});

	test('takes its flow, step and key from what Get Retry Data returned', async () => {
		const [returned = {}] = await bench.json('error.getRetryData', correct);
		const corrected = { ...returned, data: { email: 'right@example.com' } };
		await bench.json('error.updateRetryData', {}, { items: [corrected] });
		expect(store()?.envelope(retryDataKey)).toMatchObject({ data: { email: 'right@example.com' } });
	});

	test('takes no record of another error', async () => {
		const { retryDataKey: other = '' } = bench.state.addError(ids.flowId, ids.importId, {});
		const before = structuredClone(store()?.envelope(retryDataKey));
		const [returned = {}] = await bench.json('error.getRetryData', { ...place, retryDataKey: other });
		const failure = await bench.failure('error.updateRetryData', correct, { items: [returned] });
		expect(failure).toMatch(/'Data \(JSON\)' is the retry data of another error/);
		expect(store()?.envelope(retryDataKey)).toEqual(before);
	});

	test('refuses a record in which an expression left something undefined: it would be removed', async () => {
		const before = structuredClone(store()?.envelope(retryDataKey));
		const [envelope = {}] = await bench.json('error.getRetryData', correct);
		bench.simulator.requests.clear();
		const data = '={{ ({ ...$json, data: { email: $json.none, id: 1 } }) }}';
		expect(await bench.failure('error.updateRetryData', { ...correct, data }, { items: [envelope] })).toMatch(
			/'Data \(JSON\)' has no value for "data\.email"/,
		);
		expect(bench.asked()).toEqual([]);
		expect(store()?.envelope(retryDataKey)).toEqual(before);
	});

	test('keeps the digits of what was not corrected', async () => {
		const stored = store()?.envelope(retryDataKey) ?? {};
		const id = 7615917337495251231n;
		store()?.replaceEnvelope(retryDataKey, { ...stored, data: { id, email: 'wrong' } });
		const [envelope = {}] = await bench.json('error.getRetryData', correct);
		expect(envelope).toMatchObject({ data: { id: `${id}` } });
		const corrected = {
			...envelope,
			data: { ...recordsIn([envelope['data']])[0], email: 'right@example.com' },
		};
		await bench.json('error.updateRetryData', correct, { items: [corrected] });
		expect(store()?.envelope(retryDataKey)).toMatchObject({ data: { id, email: 'right@example.com' } });
	});
});

describe('Error IDs in every usual form', () => {
	const [one, other] = ['901', '902'];

	test.each([
		`${one}; ${other}`,
		`${one} ${other}`,
		`${one}\n${other}`,
		`["${one}","${other}"]`,
		'={{ JSON.stringify($json.ids) }}',
		'={{ $json.ids }}',
		'={{ $json.ids.map(Number) }}',
		'={{ $json.ids.map((errorId) => ({ errorId })) }}',
	])('%s', async (errorIds) => {
		for (const id of [one, other]) bench.state.addError(ids.flowId, ids.importId, { errorId: id });
		const run = bench.json('error.resolve', { ...place, errorIds }, { items: [{ ids: [one, other] }] });
		expect(await run).toMatchObject([{ requested: 2, resolved: 2 }]);
		expect([one, other].map((id) => store()?.resolved.has(id))).toEqual([true, true]);
	});

	test.each(['["901"', "'901'", '={{ ["901 902"] }}', '={{ [{ name: "901" }] }}'])(
		'%s is refused before any request',
		async (errorIds) => {
			expect(await bench.failure('error.resolve', { ...place, errorIds })).toMatch(/^'Error IDs': /);
			expect(bench.asked()).toEqual([]);
		},
	);
});

test('Tag names its own field where an ID is of another step', async () => {
	const tagged = { ...place, errors: '[{"id": "celigo:stepError:other:step:1"}]', tagIds: 'NONE1' };
	expect(await bench.failure('error.tag', tagged)).toMatch(
		/^'Errors \(JSON\)': .* is not an error of this step/,
	);
	expect(bench.sent()).toEqual([]);
});

test('Tag says what Celigo refused, not what it said of the other way to name errors', async () => {
	const tagged = { ...place, errors: `[{"id": "${errorId}"}]`, tagIds: 'NONE1' };
	expect(await bench.failure('error.tag', tagged)).toMatch(/There is no tag NONE1/);
	expect(bench.sent()).toHaveLength(2);
	expect(store()?.open.get(errorId)?.tags ?? []).toEqual([]);
});

describe('Tag looks whether its errors have the tags', () => {
	const tagged = { ...place, errors: `[{"id": "${errorId}"}]` };
	const tag = { ...tagged, tagIds: ids.tagId };
	const tags = () => store()?.open.get(errorId)?.tags;
	const puts = () => bench.sent().map((body) => Object.keys(body ?? {})[0]);

	test.each(['codes', 'records', 'hidden'] as const)(
		'and names them in the other way where the first was ignored (tags listed as %s)',
		async (errorTags) => {
			Object.assign(bench.switches, { tagKey: 'errorIds', tagWrongKey: 'ignored', errorTags });
			expect(await bench.json('error.tag', tag)).toMatchObject([{ requested: 1, tagIds: [ids.tagId] }]);
			expect(tags()).toEqual([ids.tagId]);
			expect(puts()).toEqual(['errors', 'errorIds']);
		},
	);

	test('in the first way only where that has an effect', async () => {
		await bench.json('error.tag', tag);
		expect(bench.asked().map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET']);
	});

	test.each([[''], [ids.tagId]])('also where the errors had another tag before: %j', async (tagIds) => {
		const { tagId: other } = bench.state.addTag('Second look');
		await bench.json('error.tag', { ...tagged, tagIds: `${other}, ${ids.tagId}` });
		Object.assign(bench.switches, { tagKey: 'errorIds', tagWrongKey: 'ignored' });
		await bench.json('error.tag', { ...tagged, tagIds });
		expect(tags()).toEqual(tagIds === '' ? [] : [tagIds]);
	});

	test('and waits for them a little', async () => {
		bench.switches.errorChangeDelayMs = 150;
		await bench.json('error.tag', tag, { node: celigoNode({ lookEveryMs: 100 }) });
		expect(tags()).toEqual([ids.tagId]);
	});

	test('and fails where they never have them, however they are named', async () => {
		bench.faults.add({ method: 'PUT', answer: { status: 204 } });
		expect(await bench.failure('error.tag', tag)).toMatch(
			new RegExp(
				`Celigo accepted the request, but the tags of 1 of 1 errors were not changed: ${errorId}.*Tag them`,
			),
		);
		expect(puts()).toEqual(['errors', 'errorIds']);
	});

	test('of errors that are not open any more it says nothing', async () => {
		store()?.resolve([errorId], 'somebody', bench.simulator.clock.iso());
		expect(await bench.json('error.tag', tag)).toMatchObject([{ requested: 1 }]);
		expect(puts()).toEqual(['errors']);
	});
});

test('Resolve counts what took effect after it read the resolved errors, and before the open ones', async () => {
	bench.faults.add({ method: 'GET', path: /\/resolved$/, times: 1, answer: { body: { resolved: [] } } });
	const parameters = { ...place, errorIds: errorId };
	const [outcome] = await bench.json('error.resolve', parameters);
	expect(outcome).toMatchObject({ requested: 1, resolved: 1 });
	expect(outcome).not.toHaveProperty('notOpen');
});

test('Resolve does not take an error for open that the end of the last look showed resolved', async () => {
	const none = { status: 200, body: { resolved: [] } };
	const open = { status: 200, body: { errors: [{ errorId }] } };
	// Of three looks each reads the resolved errors twice, because one error is in neither list.
	bench.faults.add({ method: 'GET', path: /resolved$/, times: 5, answer: none });
	bench.faults.add({ method: 'GET', path: /errors$/, answer: open });
	expect(await bench.json('error.resolve', { ...place, errorIds: `${errorId}, 999` })).toMatchObject([
		{ requested: 2, resolved: 1, notOpen: ['999'] },
	]);
});

test('Resolve waits a little for what takes effect later', async () => {
	bench.switches.errorChangeDelayMs = 150;
	const parameters = { ...place, errorIds: errorId };
	const slow = { node: celigoNode({ lookEveryMs: 100 }) };
	expect(await bench.json('error.resolve', parameters, slow)).toMatchObject([{ requested: 1, resolved: 1 }]);
});
