import { describe, expect, test } from '@jest/globals';
import { range, sortBy } from 'lodash';

import { textOf } from '../../../core/data/json';
import { epochMs } from '../../../core/data/times';
import { celigoSample as ids, type CeligoSwitches } from '../../../simulators/celigo';
import { recordLog } from '../../engine';
import { forEachTest, movableClock } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

const minuteMs = 60_000;

let bench: CeligoBench;

const clock = movableClock();

forEachTest(async () => (bench = await CeligoBench.start()));

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const add = (errorId: string, agoMs = 0, stepId: string = ids.importId) =>
	bench.state.addError(ids.flowId, stepId, { errorId, occurredAt: ago(agoMs) });
const idsOf = (items: Parameters<typeof emitted>[0]) => emitted(items).map(({ errorId }) => textOf(errorId));

test.each([
	['newError', /\/errors$/, 'errors', { errorId: '77', message: 'undated', occurredAt: '' }],
	['auditEntry', /\/audit$/, '', { _id: 'undated', resourceType: 'flow', event: 'update' }],
])(
	"%s: what has no time is dated by Celigo's clock, which n8n's is behind",
	async (event, path, key, record) => {
		bench.simulator.clock.advance(90 * 60_000);
		const session = await bench.watching({ events: [event] });
		bench.state.addError(ids.flowId, ids.importId, { errorId: '77' });
		bench.simulator.clock.advance(2 * 60_000);
		const body = key === '' ? [record] : { [key]: [record] };
		const stepPath = event === 'newError' ? `/v1/flows/${ids.flowId}/${ids.importId}/errors` : path;
		bench.faults.add({ path: stepPath, answer: { body } });
		const found = emitted(await session.poll());
		expect(found.length).toBeGreaterThan(0);
		for (const { occurredAt } of found)
			expect(epochMs(occurredAt)).toBeGreaterThan(bench.simulator.clock.now() - 60_000);
		expect(await session.poll()).toBeNull();
	},
);

describe('New Error', () => {
	test('late ones inside the window, and none from before the activation', async () => {
		add('before', minuteMs);
		const session = await bench.watching({ events: ['newError'] });
		add('late', 5 * minuteMs);
		add('far too late', 60 * minuteMs);
		expect(idsOf(await session.poll())).toEqual(['late']);
		expect(await session.poll()).toBeNull();
	});

	test('of a retry that failed, under an ID of its own; not one that comes back under the same ID', async () => {
		bench.switches.retryResult = 'failsAgain';
		const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
		const session = await bench.watching({ events: ['newError'] });
		add('901', 2 * minuteMs);
		expect(idsOf(await session.poll())).toEqual(['901']);
		add('901', minuteMs);
		expect(await session.poll()).toBeNull();
		const [job = {}] = await bench.json('error.retry', { ...place, retryDataKeys: 'retry-901' });
		bench.simulator.runs.finish(textOf(job['_id']) ?? '');
		const [again = '', ...more] = idsOf(await session.poll());
		expect(more).toEqual([]);
		expect(again).not.toBe('901');
		expect(bench.state.errorStore(ids.flowId, ids.importId)?.open.has(again)).toBe(true);
	});

	test('that comes back under its ID hours later is emitted again, as the same event', async () => {
		const session = await bench.watching({ events: ['newError'] });
		const comesBackAfter = async (ms: number) => {
			clock.pass(ms);
			add('901');
			return emitted(await session.poll()).map(({ eventId }) => eventId);
		};
		const [eventId] = await comesBackAfter(minuteMs);
		expect(await comesBackAfter(8 * minuteMs)).toEqual([]);
		expect(await comesBackAfter(8 * minuteMs)).toEqual([]);
		clock.pass(8 * 60 * minuteMs);
		expect(await session.poll()).toBeNull();
		expect(await comesBackAfter(minuteMs)).toEqual([eventId]);
	});

	test.each([{ errorId: '' }, { errorId: '', _id: '' }, {}])(
		'without an ID, each once: %j',
		async (blank) => {
			const session = await bench.watching({ events: ['newError'] });
			const rows = ['one', 'two', 'three'].map((message) => ({ ...blank, message, occurredAt: ago(0) }));
			const shows = (some: typeof rows) => {
				add('shows that there are new ones');
				bench.faults.clear();
				const path = `/v1/flows/${ids.flowId}/${ids.importId}/errors`;
				bench.faults.add({ path, answer: { body: { errors: some } } });
			};
			shows(rows.slice(0, 2));
			const found = emitted(await session.poll());
			expect(sortBy(found, 'message')).toMatchObject([
				{ message: 'one', errorId: null },
				{ message: 'two', errorId: null },
			]);
			shows(rows);
			expect(emitted(await session.poll())).toMatchObject([{ message: 'three', errorId: null }]);
			expect(await session.poll()).toBeNull();
		},
	);

	test('as late as the window is made', async () => {
		const session = await bench.watching({ events: ['newError'], options: { lateWindowMinutes: 120 } });
		add('late', 90 * minuteMs);
		expect(idsOf(await session.poll())).toEqual(['late']);
	});

	test('steps without new errors are not read', async () => {
		const session = await bench.watching({ events: ['newError'] });
		add('new');
		bench.simulator.requests.clear();
		await session.poll();
		const read = bench.asked().filter((line) => /\/flows\/\w+\/\w+\/errors/.test(line));
		expect(read).toEqual([expect.stringContaining(`/flows/${ids.flowId}/${ids.importId}/errors?`)]);
	});

	test.each([
		{ lastErrorAt: 'absent' },
		{ lastErrorAt: 'null', errorIdForm: 'number' },
		{ flowErrorCounts: 'missing', errorIdForm: 'mixed' },
		{ errorIdField: '_id', missingValues: 'emptyText', errorOrder: 'random' },
		{ nextPageUrl: 'otherHost', errorPageSize: 1 },
		{ nextPageUrl: 'absolute', errorPageSize: 1, nextPageKey: 'skip', errorOrder: 'oldestFirst' },
		{ listWrapping: 'data', nextLink: 'none', emptyErrorList: 'noContent' },
		{ emptyList: 'emptyText', purgeAtForm: 'epochMs' },
	] as Array<Partial<CeligoSwitches>>)('each once with %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const session = await bench.watching({ events: ['newError'] });
		for (const errorId of ['901', '902', '903']) add(errorId);
		add('904', 0, ids.exportId);
		expect(idsOf(await session.poll()).sort()).toEqual(['901', '902', '903', '904']);
		expect(await session.poll()).toBeNull();
	});

	test('of a sandbox, where they show only when asked for as such', async () => {
		bench.switches.sandboxErrors = 'onlyWhenAsked';
		const session = await bench.watching({ events: ['newError', 'newErrorsPerFlow'] });
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId);
		expect(emitted(await session.poll())).toMatchObject([
			{ integrationId: ids.sandboxIntegrationId },
			{ integrationId: ids.sandboxIntegrationId },
		]);
	});

	test('of all integrations and flows where a server sends 100 rows at most, without links', async () => {
		Object.assign(bench.switches, { nextLink: 'none', maxPageSize: 100 });
		for (let number = 1; number <= 250; number += 1) bench.state.addIntegration({ name: `${number}` });
		const last = [...bench.state.integrations.keys()].sort().at(-1);
		const pageProcessors = [{ _importId: ids.importId }];
		const addFlow = (more: { _integrationId?: string }) =>
			bench.state.addFlow({ name: 'Last', pageProcessors, ...more })._id;
		const ofLast = addFlow(last === undefined ? {} : { _integrationId: last });
		for (let number = 1; number <= 150; number += 1) addFlow({ _integrationId: ids.integrationId });
		const alone = addFlow({});
		const session = await bench.watching({ events: ['newError'] });
		for (const flowId of [ofLast, alone]) bench.state.addError(flowId, ids.importId);
		const found = emitted(await session.poll()).map(({ integrationId }) => integrationId);
		expect(found.sort()).toEqual([last, null].sort());
	});

	test('thousands over several polls, oldest first, none twice and none missing', async () => {
		const session = await bench.watching({ events: ['newError'] });
		const expected = Array.from({ length: 2500 }, (_, index) => String(10_000 + index));
		for (const [index, errorId] of expected.entries()) add(errorId, 2500 - index);
		const counts: number[] = [];
		const found: Array<string | undefined> = [];
		for (let items = await session.poll(); items !== null; items = await session.poll()) {
			counts.push(items.length);
			found.push(...idsOf(items));
		}
		expect(counts).toEqual([1000, 1000, 500]);
		expect(found).toEqual(expected);
	});

	test.each(['after', 'skip'] as const)('pages that shift while they are read (%s)', async (nextPageKey) => {
		Object.assign(bench.switches, { nextPageKey, errorPageSize: 5 });
		const session = await bench.watching({ events: ['newError'] });
		const expected = Array.from({ length: 12 }, (_, index) => String(1000 + index));
		for (const [index, errorId] of expected.entries()) add(errorId, 12_000 - index * 1000);
		const path = new RegExp(`${ids.importId}/errors$`);
		bench.faults.add({ path, after: 1, times: 1, answer: { delayMs: 200 } });
		const polling = session.poll();
		await bench.simulator.requests.waitFor({ path }, bench.simulator.requests.count({ path }) + 2);
		for (const errorId of ['2001', '2002', '2003']) add(errorId);
		const found = [...idsOf(await polling), ...idsOf(await session.poll()), ...idsOf(await session.poll())];
		expect(found.sort()).toEqual([...expected, '2001', '2002', '2003'].sort());
	});

	test.each([1, 3, 5])(
		'each that stays open, although %i on an earlier page are resolved meanwhile',
		async (count) => {
			Object.assign(bench.switches, { nextPageKey: 'skip', errorPageSize: 5, errorOrder: 'oldestFirst' });
			const store = bench.state.errorStore(ids.flowId, ids.importId);
			store?.resolve([...store.open.keys()], 'somebody', ago(0));
			const session = await bench.watching({ events: ['newError'] });
			clock.pass(60 * minuteMs);
			// So old that no later poll reads again what this one misses.
			const expected = Array.from({ length: 13 }, (_, index) => String(1000 + index));
			for (const [index, errorId] of expected.entries()) add(errorId, (50 - 4 * index) * minuteMs);
			const path = new RegExp(`${ids.importId}/errors$`);
			bench.faults.add({ path, after: 1, times: 1, answer: { delayMs: 200 } });
			const polling = session.poll();
			await bench.simulator.requests.waitFor({ path }, bench.simulator.requests.count({ path }) + 2);
			store?.resolve(expected.slice(0, count), 'somebody', ago(0));
			expect([...idsOf(await polling), ...idsOf(await session.poll())].sort()).toEqual(expected);
		},
	);

	test('resolved ones that no poll saw open, when asked for', async () => {
		const hasty = await bench.watching({ events: ['newError'] });
		const thorough = await bench.watching({ events: ['newError'], includeResolved: true });
		add('gone');
		add('stays');
		bench.state.errorStore(ids.flowId, ids.importId)?.resolve(['gone'], 'somebody', ago(0));
		expect(idsOf(await thorough.poll()).sort()).toEqual(['gone', 'stays']);
		expect(idsOf(await hasty.poll())).toEqual(['stays']);
		bench.state.errorStore(ids.flowId, ids.importId)?.resolve(['stays'], 'somebody', ago(0));
		expect(await thorough.poll()).toBeNull();
	});

	test('of one flow only', async () => {
		const { _id } = bench.state.addFlow({
			name: 'Other',
			_integrationId: ids.integrationId,
			pageProcessors: [{ _importId: 'other-step' }],
		});
		for (const includeResolved of [false, true]) {
			const session = await bench.watching({ flowId: chosen(ids.flowId), includeResolved });
			bench.state.addError(_id, 'other-step');
			add(`mine ${includeResolved}`);
			expect(idsOf(await session.poll())).toEqual([`mine ${includeResolved}`]);
		}
		expect(bench.asked().slice(0, 3)).toEqual([
			'GET /tokenInfo',
			`GET /flows/${ids.flowId}`,
			`GET /integrations/${ids.integrationId}`,
		]);
	});

	test('one integration that cannot be read does not hold up the others, and is emitted later', async () => {
		const log = recordLog();
		const session = await bench.watching({ events: ['newError'] });
		add('1');
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId, { errorId: '2' });
		const fault = bench.faults.add({
			path: new RegExp(`${ids.integrationId}/errors`),
			answer: { status: 403 },
		});
		expect(idsOf(await session.poll())).toEqual(['2']);
		expect(JSON.stringify(log)).toContain('Celigo');
		expect(JSON.stringify(log)).not.toContain(ids.token);
		fault.remove();
		expect(idsOf(await session.poll())).toEqual(['1']);
		expect(await session.poll()).toBeNull();
	});

	test('of an integration that is new', async () => {
		const session = await bench.watching({ events: ['newError'] });
		const { _id: _integrationId } = bench.state.addIntegration({ name: 'Brand new' });
		const { _id } = bench.state.addFlow({ name: 'F', _integrationId, pageProcessors: [{ _importId: 's' }] });
		bench.state.addError(_id, 's', { errorId: '5' });
		expect(emitted(await session.poll())).toMatchObject([{ integrationName: 'Brand new' }]);
	});

	test('says so where Celigo returns no message', async () => {
		const session = await bench.watching({ events: ['newError'] });
		bench.state.addError(ids.flowId, ids.importId, { message: '', code: '' });
		expect(emitted(await session.poll())).toMatchObject([
			{ code: null, message: 'Celigo returned no message' },
		]);
	});

	test('waits for a busy platform', async () => {
		const session = await bench.watching({ events: ['newError'] });
		add('1');
		bench.faults.add({ times: 2, answer: { status: 429, headers: { 'retry-after': '0' } } });
		expect(idsOf(await session.poll())).toEqual(['1']);
	});
});

describe('Audit Entry, of an integration without audit log', () => {
	const addEntry = () =>
		bench.state.addAuditEntry({
			event: 'update',
			resourceType: 'integration',
			_resourceId: ids.integrationAppId,
		});

	test.each([400, 403, 404, 422] as const)(
		'among all (status %i): it has no entries, and one line of the log says so',
		async (noAuditLogStatus) => {
			Object.assign(bench.switches, { noAuditLogStatus });
			bench.state.withoutAuditLog.add(ids.integrationId);
			bench.state.withoutAuditLog.add(ids.sandboxIntegrationId);
			const session = await bench.watching({ events: ['auditEntry'] });
			const log = recordLog();
			addEntry();
			expect(emitted(await session.poll())).toMatchObject([{ integrationId: ids.integrationAppId }]);
			expect(log).toHaveLength(1);
			expect(JSON.stringify(log)).toMatch(
				/no audit log of some integrations, such as .*Salesforce to NetSuite Sync/,
			);
			clock.pass(2 * 60 * minuteMs);
			expect(await session.poll()).toBeNull();
		},
	);

	test('that was chosen: the poll fails, for nothing would ever be emitted', async () => {
		bench.state.withoutAuditLog.add(ids.integrationId);
		const session = bench.watch({ events: ['auditEntry'], integrationId: chosen(ids.integrationId) });
		await expect(session.activate().then(async () => await session.poll())).rejects.toMatchObject({
			description: expect.stringContaining('does not keep an audit log of this'),
		});
	});

	test('among all, where anything else is wrong with it: it fails as others do', async () => {
		const session = await bench.watching({ events: ['auditEntry'] });
		const path = new RegExp(`${ids.integrationId}/audit`);
		bench.faults.add({
			path,
			answer: { status: 422, body: { errors: [{ code: 'other', message: 'Other' }] } },
		});
		await expect(session.poll()).rejects.toThrow(/Other/);
	});
});

describe('more errors than a poll emits', () => {
	const [ERRORS, PER_POLL, PER_PAGE] = [1200, 200, 100];
	const isErrorPage = ({ path }: { path: string }) => /\/errors$/.test(path) && path.includes(ids.importId);

	test('are emitted oldest first over many polls, and no page of them is read more than twice', async () => {
		bench.switches.errorPageSize = PER_PAGE;
		bench.state.errorStoresOf(ids.flowId).get(ids.importId)?.open.clear();
		for (let number = 0; number < ERRORS; number += 1)
			add(`s${number}`, 120 * minuteMs + (ERRORS - number) * 500);
		const options = { emitExisting: true, mostEvents: PER_POLL };
		const session = bench.watch({
			integrationId: chosen(ids.integrationId),
			flowId: chosen(ids.flowId),
			options,
		});
		const found = idsOf(await session.activate());
		// Another step has an error of its own.
		while (found.length < ERRORS + 1) found.push(...idsOf(await session.poll()));
		const ofStep = found.filter((id) => id?.startsWith('s'));
		expect(ofStep).toEqual(Array.from({ length: ERRORS }, (_, number) => `s${number}`));
		const pages = [...bench.simulator.requests].filter(isErrorPage).length;
		expect(pages).toBeLessThanOrEqual((2 * ERRORS) / PER_PAGE + ERRORS / PER_POLL);
	});
});

describe('what takes longer to read than a poll may', () => {
	const [EVENTS, PER_PAGE] = [1200, 100];
	/** What there is, so long before now, and the path of the list in which it stands. */
	const lists = {
		newError: {
			path: /flows\/\w+\/\w+\/errors$/,
			add: (agoMs: number) => void add(`e${agoMs}`, agoMs),
			overMs: 10 * 60 * minuteMs,
		},
		auditEntry: {
			path: /audit$/,
			add: (agoMs: number) => {
				const of = { resourceType: 'integration', _resourceId: ids.integrationId };
				bench.state.addAuditEntry({ event: 'update', time: ago(agoMs), ...of });
			},
			overMs: 10 * 60 * minuteMs,
		},
		failedJob: {
			path: /jobs$/,
			add: (agoMs: number) => {
				const times = { createdAt: ago(agoMs), endedAt: ago(agoMs), lastModified: ago(agoMs) };
				bench.simulator.runs.add({ _flowId: ids.flowId, status: 'failed', ...times });
			},
			// Jobs are listed by their creation, seven days further back than they may have failed.
			overMs: 60 * 24 * 60 * minuteMs,
		},
	};

	test.each([
		['newError', 25_000],
		['auditEntry', 25_000],
		// The end of a part is reached after the time in which a poll completes errors.
		['failedJob', 22_000],
		['failedJob', 25_000],
		// Requests that have no time left, for a page or for what an error lacks.
		['newError', 41_000],
		['auditEntry', 55_000],
		['failedJob', 35_000],
		['failedJob', 48_000],
	] as const)('%s: is read in parts, with %d ms a page', async (event, perPageMs) => {
		const { path, add: addOne, overMs } = lists[event];
		Object.assign(bench.switches, { errorPageSize: PER_PAGE, maxPageSize: PER_PAGE, jobsCap: PER_PAGE });
		bench.state.auditEntries.clear();
		bench.simulator.runs.jobs.clear();
		for (const { open } of bench.state.errorStoresOf(ids.flowId).values()) open.clear();
		for (let number = 1; number <= EVENTS; number += 1) addOne((number * overMs) / EVENTS);
		bench.faults.add({ path, answer: { first: () => clock.pass(perPageMs) } });
		const options = { emitExisting: true };
		const session = bench.watch({ events: [event], integrationId: chosen(ids.integrationId), options });
		const found = emitted(await session.activate()).map(({ eventId }) => eventId);
		for (let polls = 0; polls < 60 && found.length < EVENTS; polls += 1) {
			found.push(...emitted(await session.poll()).map(({ eventId }) => eventId));
		}
		expect(found).toHaveLength(EVENTS);
		expect(new Set(found).size).toBe(EVENTS);
	});
});

describe('New Errors per Flow', () => {
	const open = () => bench.state.errorStore(ids.flowId, ids.importId);
	const resolveAll = () => open()?.resolve([...(open()?.open.keys() ?? [])], 'somebody', ago(0));

	test('emits rises, and nothing when the number falls', async () => {
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		add('1');
		add('2');
		expect(emitted(await session.poll())).toMatchObject([
			{ occurrences: 2, detail: { numError: 5, previous: 3, newErrors: 2 } },
		]);
		resolveAll();
		expect(await session.poll()).toBeNull();
		add('3');
		expect(emitted(await session.poll())).toMatchObject([
			{ detail: { numError: 2, previous: 1, newErrors: 1 } },
		]);
	});

	describe.each([
		{ flowsWithoutErrors: 'listed' },
		{ flowsWithoutErrors: 'omitted' },
		{ flowsWithoutErrors: 'omitted', lastErrorAt: 'absent' },
	] as Array<Partial<CeligoSwitches>>)('after all errors of a flow were resolved (%j)', (switches) => {
		const parameters = { events: ['newErrorsPerFlow'], flowId: chosen(ids.flowId) };
		const withoutErrors = async () => {
			Object.assign(bench.switches, switches);
			add('4');
			const session = await bench.watching(parameters);
			for (const { open: errors } of bench.state.errorStoresOf(ids.flowId).values()) errors.clear();
			clock.pass(minuteMs);
			expect(await session.poll()).toBeNull();
			return session;
		};

		test.each([1, 3, 4, 5])('all %s that came since are new', async (numError) => {
			const session = await withoutErrors();
			clock.pass(minuteMs);
			for (let error = 1; error <= numError; error += 1) add(`new ${error}`);
			expect(emitted(await session.poll())).toMatchObject([
				{
					message: expect.stringMatching(/, 0 at the last poll$/),
					occurrences: numError,
					detail: { numError, previous: 0, newErrors: numError },
				},
			]);
			expect(await session.poll()).toBeNull();
			add('more');
			expect(emitted(await session.poll())).toMatchObject([
				{ detail: { numError: numError + 1, previous: numError, newErrors: 1 } },
			]);
		});
	});

	const unknownCounts = [{ numError: null }, {}, { numError: '' }, { numError: '1,234' }, { numError: -1 }];

	test.each(unknownCounts)(
		'are found in a step of which the number is not given, by both events: %j',
		async (number) => {
			bench.faults.add({
				path: `/v1/flows/${ids.flowId}/errors`,
				answer: { body: { flowErrors: [{ _expOrImpId: ids.importId, ...number }] } },
			});
			const session = await bench.watching({ events: ['newErrorsPerFlow', 'newError'] });
			add('1');
			expect(sortBy(emitted(await session.poll()), 'kind')).toMatchObject([
				{ kind: 'flowErrors', detail: { numError: 4, previous: 3 } },
				{ kind: 'stepError', errorId: '1' },
			]);
			expect(await session.poll()).toBeNull();
		},
	);

	test.each(unknownCounts)(
		'emits none again where the summary does not give its number for a while: %j',
		async (number) => {
			const session = await bench.watching({ events: ['newErrorsPerFlow', 'newError'] });
			const path = `/v1/integrations/${ids.integrationId}/errors`;
			const body = [{ _flowId: ids.flowId, ...number }];
			bench.faults.add({ path, answer: { body } });
			expect(await session.poll()).toBeNull();
			bench.faults.clear();
			expect(await session.poll()).toBeNull();
			bench.faults.add({ path, answer: { body } });
			add('1');
			const found = sortBy(emitted(await session.poll()), 'kind');
			expect(found).toMatchObject([
				{ kind: 'flowErrors', detail: { numError: 4, previous: 3 } },
				{ kind: 'stepError', errorId: '1' },
			]);
			const [one] = await bench.json('error.getMany', { integrationId: chosen(ids.integrationId) });
			expect(one).toMatchObject({ _flowId: ids.flowId });
			bench.faults.clear();
			expect(await session.poll()).toBeNull();
		},
	);

	test('emits a new error that replaces another', async () => {
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		resolveAll();
		add('1');
		expect(emitted(await session.poll())).toMatchObject([
			{ detail: { numError: 2, previous: 3, newErrors: 1 } },
		]);
		expect(await session.poll()).toBeNull();
	});

	test.each(['absent', 'null'] as const)(
		'by the number alone where lastErrorAt is %s',
		async (lastErrorAt) => {
			bench.switches.lastErrorAt = lastErrorAt;
			const session = await bench.watching({ events: ['newErrorsPerFlow'], flowId: chosen(ids.flowId) });
			bench.state.addFlow({ name: 'Other', _integrationId: ids.integrationId, _importId: ids.importId });
			add('1');
			expect(emitted(await session.poll())).toMatchObject([{ detail: { numError: 4, previous: 3 } }]);
			expect(await session.poll()).toBeNull();
		},
	);

	describe.each(['absent', 'null'] as const)(
		'of a flow whose errors are old, with lastErrorAt %s',
		(times) => {
			const weekMs = 7 * 24 * 60 * minuteMs;
			const withOldErrors = async () => {
				bench.switches.lastErrorAt = times;
				for (const store of bench.state.errorStoresOf(ids.flowId).values()) {
					store.open.clear();
					store.lastErrorAt = undefined;
				}
				for (const errorId of ['1', '2', '3', '4', '5']) add(errorId, weekMs + 60 * minuteMs);
				return await bench.watching({ events: ['newErrorsPerFlow'] });
			};

			test('emits a new one although others were resolved', async () => {
				const session = await withOldErrors();
				expect(await session.poll()).toBeNull();
				open()?.resolve(['1', '2', '3'], 'somebody', ago(0));
				add('new');
				expect(emitted(await session.poll())).toMatchObject([
					{ detail: { numError: 3, previous: 5, newErrors: 1 } },
				]);
				expect(await session.poll()).toBeNull();
			});

			test('emits nothing where only the time of an old one comes to be known', async () => {
				const session = await withOldErrors();
				open()?.resolve(['1', '2', '3'], 'somebody', ago(0));
				bench.switches.lastErrorAt = 'present';
				expect(await session.poll()).toBeNull();
			});
		},
	);

	describe.each(['present', 'absent', 'null'] as const)('with lastErrorAt %s', (lastErrorAt) => {
		test('emits a new error after the number fell and n8n was stopped', async () => {
			bench.switches.lastErrorAt = lastErrorAt;
			add('1');
			const session = await bench.watching({ events: ['newErrorsPerFlow'] });
			resolveAll();
			expect(await session.poll()).toBeNull();
			add('2');
			const after = emitted(await session.restart());
			expect([...after, ...emitted(await session.poll())]).toMatchObject([
				{ detail: { flowId: ids.flowId, numError: 2 } },
			]);
			expect(await session.poll()).toBeNull();
		});

		test('gives each rise an ID of its own, which is the same for whoever sees it', async () => {
			bench.switches.lastErrorAt = lastErrorAt;
			const parameters = { events: ['newErrorsPerFlow'], integrationId: chosen(ids.integrationId) };
			const session = await bench.watching(parameters);
			const seen = new Set<unknown>();
			for (const errorId of ['1', '2', '3']) {
				const { state } = session;
				add(errorId);
				const [rise] = emitted(await session.poll());
				const other = bench.watch(parameters, { state });
				expect(emitted(await other.restart())).toMatchObject([{ eventId: rise?.['eventId'] }]);
				seen.add(rise?.['eventId']);
				open()?.resolve([errorId], 'somebody', ago(0));
				expect(await session.poll()).toBeNull();
			}
			expect(seen.size).toBe(3);
		});
	});

	test.each([
		['the flows are counted', 'present', /integrations\/\w+\/errors$/],
		['its steps are read', 'present', /flows\/\w+\/errors$/],
		['its steps are read', 'absent', /flows\/\w+\/errors$/],
		['its errors are read', 'absent', /flows\/\w+\/\w+\/errors$/],
	] as const)(
		'an error that comes in before %s is emitted once, where times of steps are %s, and flows have none',
		async (_, timesOfSteps, cameBefore) => {
			let toCome = 0;
			const timesAre = (path: RegExp, times: 'present' | 'absent') => ({
				path,
				answer: {
					first: () => {
						if (path.source === cameBefore.source && toCome-- > 0) add('meanwhile', 0);
						bench.switches.lastErrorAt = times;
					},
				},
			});
			bench.faults.add(timesAre(/integrations\/\w+\/errors$/, 'absent'));
			bench.faults.add(timesAre(/flows\/\w+\/errors$/, timesOfSteps));
			bench.faults.add(timesAre(/flows\/\w+\/\w+\/errors$/, 'absent'));
			const session = await bench.watching({ events: ['newErrorsPerFlow'] });
			toCome = 1;
			const found = [...emitted(await session.poll()), ...emitted(await session.poll())];
			expect(found).toMatchObject([{ occurrences: 1, detail: { newErrors: 1 } }]);
		},
	);

	test('nothing is new when the time of the last error, which Celigo did not give for a while, is there again', async () => {
		bench.switches.lastErrorAt = 'absent';
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		add('new', 0);
		expect(emitted(await session.poll())).toHaveLength(1);
		bench.faults.add({
			path: `/v1/flows/${ids.flowId}/errors`,
			times: 1,
			answer: { body: { flowErrors: [] } },
		});
		expect(await session.poll()).toBeNull();
		expect(await session.poll()).toBeNull();
	});

	test('an integration that is missing from one list has nothing new when it is back', async () => {
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		const integration = bench.state.integrations.get(ids.integrationId);
		bench.state.integrations.delete(ids.integrationId);
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId);
		expect(emitted(await session.poll())).toMatchObject([{ integrationId: ids.sandboxIntegrationId }]);
		if (integration !== undefined) bench.state.integrations.set(ids.integrationId, integration);
		expect(await session.poll()).toBeNull();
		add('1');
		expect(emitted(await session.poll())).toMatchObject([{ detail: { numError: 4, previous: 3 } }]);
	});

	test('of an integration that was missing from one list are counted from what was known before', async () => {
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		const integration = bench.state.integrations.get(ids.integrationId);
		bench.state.integrations.delete(ids.integrationId);
		expect(await session.poll()).toBeNull();
		add('1');
		if (integration !== undefined) bench.state.integrations.set(ids.integrationId, integration);
		expect(emitted(await session.poll())).toMatchObject([
			{ occurrences: 1, detail: { numError: 4, previous: 3, newErrors: 1 } },
		]);
		expect(await session.poll()).toBeNull();
	});

	test('an integration that cannot be read does not hold up the others, and its numbers stay as they were', async () => {
		const log = recordLog();
		const { _id: integrationId } = bench.state.addIntegration({ name: 'Other' });
		const { _id: flowId } = bench.state.addFlow({
			name: 'Other',
			_integrationId: integrationId,
			pageProcessors: [{ _importId: 's' }],
		});
		bench.state.addError(flowId, 's');
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		bench.simulator.faults.add({
			path: `/v1/integrations/${integrationId}/errors`,
			times: 2,
			answer: { status: 400, body: { errors: [{ code: 'odd', message: 'Odd' }] } },
		});
		add('1');
		bench.state.addError(flowId, 's');
		expect(emitted(await session.poll())).toMatchObject([{ detail: { flowId: ids.flowId, newErrors: 1 } }]);
		expect(JSON.stringify(log)).toContain('Odd');
		await expect(session.poll()).rejects.toThrow('Odd');
		expect(emitted(await session.poll())).toMatchObject([{ detail: { flowId, numError: 2, previous: 1 } }]);
		expect(await session.poll()).toBeNull();
	});

	test('are known of an integration that could not be read at publication, and was missing in a list since', async () => {
		const { _id: integrationId, ...record } = bench.state.addIntegration({ name: 'Other' });
		const flow = { name: 'Other', _integrationId: integrationId, pageProcessors: [{ _importId: 's' }] };
		const { _id: flowId } = bench.state.addFlow(flow);
		bench.state.addError(flowId, 's');
		const path = `/v1/integrations/${integrationId}/errors`;
		bench.faults.add({ path, times: 1, answer: { status: 403 } });
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		bench.state.integrations.delete(integrationId);
		expect(await session.poll()).toBeNull();
		bench.state.addIntegration({ _id: integrationId, ...record });
		expect(await session.poll()).toBeNull();
		bench.state.addError(flowId, 's');
		expect(emitted(await session.poll())).toMatchObject([{ detail: { numError: 2, previous: 1 } }]);
	});

	test('of a flow that is new', async () => {
		const session = await bench.watching({ events: ['newErrorsPerFlow'] });
		const { _id } = bench.state.addFlow({
			name: 'New',
			_integrationId: ids.integrationId,
			pageProcessors: [{ _importId: 's' }],
		});
		bench.state.addError(_id, 's');
		expect(emitted(await session.poll())).toMatchObject([
			{ message: '1 open error in the flow New, 0 at the last poll', detail: { flowId: _id } },
		]);
	});
});

describe('Failed Job', () => {
	const fail = (type: 'flow' | 'retry' | 'bulk_retry', flowId: string = ids.flowId) =>
		bench.simulator.runs.add({ _flowId: flowId, type, status: 'failed', endedAt: ago(0) });

	test('of runs and of retries; not of jobs that completed or were canceled', async () => {
		const session = await bench.watching({ events: ['failedJob'] });
		fail('flow');
		fail('retry');
		bench.simulator.runs.add({ _flowId: ids.flowId, status: 'completed', numError: 3 });
		bench.simulator.runs.add({ _flowId: ids.flowId, status: 'canceled' });
		expect(
			emitted(await session.poll())
				.map(({ message }) => message)
				.sort(),
		).toEqual(['The flow job failed with 0 errors', 'The retry job failed with 0 errors']);
	});

	test.each([
		{},
		{ jobTypeIn: 'ignored', untypedJobs: 'runs' },
		{ jobTypeIn: 'ignored', untypedJobs: 'withSteps' },
		{ jobTypeIn: 'ignored' },
		{ jobFilters: 'ignored' },
		{ states: 'capitalized' },
	] as const)('of retries of many records at once; the jobs of steps are none (%j)', async (switches) => {
		Object.assign(bench.switches, switches);
		const session = await bench.watching({ events: ['failedJob'] });
		const [run, ...retries] = [fail('flow'), fail('retry'), fail('bulk_retry')];
		const failed = [run, ...retries].map((job) => `celigo:failedJob:${job._id}`);
		const ofStep = { _flowJobId: run._id, _importId: ids.importId, endedAt: ago(0) } as const;
		bench.simulator.runs.add({ _flowId: ids.flowId, type: 'import', status: 'failed', ...ofStep });
		const found = emitted(await session.poll());
		expect(found.map(({ eventId }) => eventId).sort()).toEqual(failed.sort());
		expect(await session.poll()).toBeNull();
	});

	test('of each type that Celigo knows', async () => {
		bench.switches.bulkRetries = 'unknown';
		const session = await bench.watching({ events: ['failedJob'] });
		fail('flow');
		fail('retry');
		expect(emitted(await session.poll())).toHaveLength(2);
		expect(await session.poll()).toBeNull();
	});

	test('of each type that Celigo knows, also where it refuses all jobs of an integration that was read before', async () => {
		Object.assign(bench.switches, { jobTypeIn: 'ignored', untypedJobs: 'refused' });
		const last = range(12).map(() => bench.state.addIntegration({ name: 'Returns' })._id)[11];
		const flow = bench.state.addFlow({ name: 'Returns', _integrationId: last });
		const session = await bench.watching({ events: ['failedJob'] });
		bench.faults.add({
			path: '/v1/jobs',
			query: { _integrationId: ids.sandboxIntegrationId },
			answer: { status: 422, body: { errors: [{ code: 'invalid', message: 'This is migrated' }] } },
		});
		const retry = fail('bulk_retry', flow._id);
		const found = emitted(await session.poll());
		expect(found.map(({ eventId }) => eventId)).toEqual([`celigo:failedJob:${retry._id}`]);
	});

	test('is none that did not fail, or of another flow, where Celigo does not heed the filters', async () => {
		bench.switches.jobFilters = 'ignored';
		const session = await bench.watching({ events: ['failedJob'], flowId: chosen(ids.flowId) });
		for (const status of ['completed', 'running', 'canceled'] as const) {
			bench.simulator.runs.add({ _flowId: ids.flowId, status, endedAt: ago(0) });
		}
		fail('flow', ids.disabledFlowId);
		fail('retry');
		const found = emitted(await session.poll()).map(({ message, detail }) => [message, detail]);
		expect(found).toMatchObject([['The retry job failed with 0 errors', { flowId: ids.flowId }]]);
	});

	test('is of its own integration, and emitted once, where Celigo does not heed the filters', async () => {
		bench.switches.jobFilters = 'ignored';
		const session = await bench.watching({ events: ['failedJob'] });
		const chosenOther = { events: ['failedJob'], integrationId: chosen(ids.sandboxIntegrationId) };
		const ofOther = await bench.watching(chosenOther);
		fail('flow');
		expect(emitted(await session.poll())).toMatchObject([
			{ integrationId: ids.integrationId, detail: { flowId: ids.flowId } },
		]);
		expect(await ofOther.poll()).toBeNull();
	});

	test('without an ID, each once', async () => {
		const session = await bench.watching({ events: ['failedJob'] });
		const jobs = ['flow', 'retry', 'flow'].map((type, index) => {
			const times = { createdAt: ago(index * 1000), endedAt: ago(0) };
			return { _id: '', type, _flowId: ids.flowId, status: 'failed', ...times };
		});
		bench.faults.add({ path: '/v1/jobs', answer: { body: jobs } });
		const found = emitted(await session.poll());
		expect(found.map(({ detail }) => detail)).toMatchObject(jobs.map(() => ({ jobId: null })));
		expect(await session.poll()).toBeNull();
	});

	test('that began long before it failed, and without an end', async () => {
		const session = await bench.watching({ events: ['failedJob'], flowId: chosen(ids.flowId) });
		const createdAt = ago(20 * 3_600_000);
		bench.simulator.runs.add({ _flowId: ids.flowId, status: 'failed', createdAt, lastModified: ago(0) });
		fail('flow', ids.sandboxFlowId);
		expect(emitted(await session.poll())).toMatchObject([{ detail: { flowId: ids.flowId } }]);
	});

	test.each(['lastModified', 'lastExecutedAt'])('that Celigo dates by its %s', async (key) => {
		const session = await bench.watching({ events: ['failedJob'] });
		const createdAt = ago(6 * 24 * 3_600_000);
		const failedAt = ago(0);
		const job = { _flowId: ids.flowId, status: 'failed', createdAt, endedAt: ago(3_600_000) } as const;
		bench.simulator.runs.add({ ...job, [key]: failedAt });
		expect(emitted(await session.poll())).toMatchObject([{ occurredAt: failedAt }]);
		expect(await session.poll()).toBeNull();
	});

	test.each([
		['8 seconds', 8000],
		['3.7 days', 3.7 * 24 * 3_600_000],
	])('that shows as failed %s after its end', async (_long, jobEndsBeforeMs) => {
		Object.assign(bench.switches, { jobEndsBeforeMs, jobProgress: 'manual' });
		const { runs } = bench.simulator;
		const flow = bench.state.flows.get(ids.flowId);
		if (flow === undefined) throw new Error('the sample has the flow');
		runs.planRun(flow._id, { status: 'failed', errors: [{ stepId: ids.importId }] });
		const job = runs.start(flow);
		runs.advance(job._id);
		const session = await bench.watching({ events: ['failedJob'] });
		clock.pass(jobEndsBeforeMs);
		expect(await session.poll()).toBeNull();
		clock.pass(minuteMs);
		runs.finish(job._id);
		const endedBeforeMs = Date.parse(job.lastModified) - Date.parse(job.endedAt ?? '');
		expect(Math.abs(endedBeforeMs - jobEndsBeforeMs)).toBeLessThan(100);
		const [found, ...others] = emitted(await session.poll());
		expect(found).toMatchObject({ occurredAt: job.lastModified, detail: { jobId: job._id } });
		expect(others).toEqual([]);
		expect(await session.poll()).toBeNull();
	});

	test('that has no time of its failure, once, however long ago it was created', async () => {
		const { runs } = bench.simulator;
		const add = (daysAgo: number) => {
			const createdAt = ago(daysAgo * 24 * 3_600_000);
			const job = runs.add({ _flowId: ids.flowId, status: 'failed', createdAt });
			for (const key of ['endedAt', 'lastExecutedAt', 'lastModified']) Reflect.deleteProperty(job, key);
			return job;
		};
		add(6);
		const session = await bench.watching({ events: ['failedJob'] });
		const { _id: jobId } = add(5);
		expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId } }]);
		expect(await session.poll()).toBeNull();
		await session.restart();
		clock.pass(24 * 60 * minuteMs);
		expect(await session.poll()).toBeNull();
	});

	test.each(['modifies', 'leavesAlone'] as const)(
		'once, although its errors are resolved days later, which %s the job',
		async (resolvingJobs) => {
			Object.assign(bench.switches, { resolvingJobs, jobProgress: 'manual' });
			const { runs } = bench.simulator;
			const errors = ['901', '902', '903', '904'].map((errorId) => ({ stepId: ids.importId, errorId }));
			const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
			runs.planRun(ids.flowId, { status: 'failed', errors: errors.slice(0, 2) });
			const start = () => {
				const flow = bench.state.flows.get(ids.flowId);
				if (flow === undefined) throw new Error('the sample has the flow');
				return runs.start(flow);
			};
			const known = start();
			runs.finish(known._id);
			const session = await bench.watching({ events: ['failedJob'] });
			runs.planRun(ids.flowId, { status: 'failed', errors: errors.slice(2) });
			const job = start();
			runs.finish(job._id);
			expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId: job._id } }]);
			for (let day = 1; day <= 6; day += 1) {
				for (let hours = 0; hours < 24; hours += 4) {
					clock.pass(4 * 60 * minuteMs);
					expect(await session.poll()).toBeNull();
				}
				const errorIds = errors[day - 1]?.errorId;
				if (errorIds !== undefined) await bench.json('error.resolve', { ...place, errorIds });
				expect(await session.poll()).toBeNull();
			}
			expect(job).toMatchObject({ numOpenError: 0, numResolved: 2 });
			expect(known).toMatchObject({ numOpenError: 0, numResolved: 2 });
		},
	);

	test('that failed before the trigger could read its integration is known then, and later', async () => {
		const { runs } = bench.simulator;
		const createdAt = ago(24 * 60 * minuteMs);
		const old = runs.add({ _flowId: ids.flowId, status: 'failed', createdAt, endedAt: createdAt });
		bench.faults.add({ path: '/v1/jobs', times: 1, answer: { status: 403 } });
		const log = recordLog();
		const session = await bench.watching({ events: ['failedJob'] });
		expect(JSON.stringify(log)).toContain('403');
		clock.pass(minuteMs);
		expect(await session.poll()).toBeNull();
		clock.pass(8 * 60 * minuteMs);
		old.lastModified = ago(0);
		const added = fail('retry');
		expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId: added._id } }]);
	});

	test('that failed long before its record shows it, among many that are known', async () => {
		const { runs } = bench.simulator;
		const at = (hours: number) => ago(hours * 60 * minuteMs);
		const jobs = Array.from({ length: 30 }, (_, index) =>
			runs.add({ _flowId: ids.flowId, status: 'failed', createdAt: at(index), endedAt: at(index) }),
		);
		const late = { _flowId: ids.flowId, createdAt: at(90), endedAt: at(89), lastModified: at(89) };
		const job = runs.add({ ...late, status: 'running' });
		const session = await bench.watching({ events: ['failedJob'], options: { mostEvents: 2 } });
		for (let minute = 1; minute <= 20; minute += 1) {
			clock.pass(minuteMs);
			expect(await session.poll()).toBeNull();
		}
		Object.assign(job, { status: 'failed', lastModified: ago(0) });
		for (const old of jobs) old.lastModified = ago(0);
		clock.pass(minuteMs);
		expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId: job._id } }]);
		expect(await session.poll()).toBeNull();
	});

	const failedLongAgo = (jobs: number) =>
		Array.from({ length: jobs }, (_, index) => {
			const endedAt = ago(24 * 60 * minuteMs + index * 10_000);
			const type = index % 2 === 0 ? 'flow' : 'retry';
			const times = { createdAt: endedAt, endedAt };
			return bench.simulator.runs.add({ _flowId: ids.flowId, type, status: 'failed', ...times });
		});

	test('among more old ones than are remembered, and no old one when its errors are resolved', async () => {
		const old = failedLongAgo(20_100);
		const session = await bench.watching({ events: ['failedJob'] });
		for (let polls = 1; polls <= 2; polls += 1) {
			clock.pass(minuteMs);
			expect(await session.poll()).toBeNull();
		}
		clock.pass(minuteMs / 2);
		const added = fail('flow');
		for (const job of [old[0], old.at(-1)]) Object.assign(job ?? {}, { lastModified: ago(0) });
		clock.pass(minuteMs / 2);
		expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId: added._id } }]);
		expect(await session.poll()).toBeNull();
	}, 120_000);

	test('with the shortest late window, and no old one when its errors are resolved', async () => {
		const [old] = failedLongAgo(1);
		const options = { lateWindowMinutes: 1 };
		const session = await bench.watching({ events: ['failedJob'], options });
		clock.pass(2 * minuteMs);
		expect(await session.poll()).toBeNull();
		Object.assign(old ?? {}, { lastModified: ago(0) });
		const added = fail('flow');
		clock.pass(minuteMs);
		expect(emitted(await session.poll())).toMatchObject([{ detail: { jobId: added._id } }]);
	});

	test('hundreds, beyond what one response holds', async () => {
		bench.switches.jobsCap = 100;
		const session = await bench.watching({ events: ['failedJob'] });
		for (let index = 0; index < 250; index += 1) {
			bench.simulator.runs.add({
				_flowId: ids.flowId,
				status: 'failed',
				createdAt: ago(index * 1000),
				endedAt: ago(0),
			});
		}
		expect(await session.poll()).toHaveLength(250);
		expect(await session.poll()).toBeNull();
	});
});

describe('Audit Entry', () => {
	test.each(['live', 'seed'] as const)('says who did what and when, in the %s form', async (auditForm) => {
		bench.switches.auditForm = auditForm;
		const session = await bench.watching({ events: ['auditEntry'] });
		const time = ago(minuteMs);
		bench.state.addAuditEntry({
			time,
			event: 'update',
			resourceType: 'connection',
			_resourceId: ids.connectionId,
			_integrationId: ids.integrationId,
			fieldChanges: [
				{ fieldPath: 'name', oldValue: 'a', newValue: 'b' },
				{ fieldPath: 'http.auth.token', oldValue: 'old-secret', newValue: 'new-secret' },
			],
		});
		const items = emitted(await session.poll());
		expect(items).toMatchObject([
			{
				occurredAt: time,
				code: 'update',
				message: 'owner@example.com: update (connection)',
				detail: { user: 'owner@example.com', changes: { name: { old: 'a', new: 'b' } } },
			},
		]);
		expect(JSON.stringify(items)).not.toContain('secret');
		expect(await session.poll()).toBeNull();
	});

	test('more than a page, where the server makes no links and sends 100 at most', async () => {
		Object.assign(bench.switches, { nextLink: 'none', maxPageSize: 100 });
		const session = await bench.watching({ events: ['auditEntry'] });
		const entry = { event: 'update', resourceType: 'flow', _resourceId: ids.flowId };
		for (let index = 0; index < 250; index += 1) {
			bench.state.addAuditEntry({ ...entry, _integrationId: ids.integrationId });
		}
		expect(await session.poll()).toHaveLength(250);
		expect(await session.poll()).toBeNull();
	});

	test('page by page, whoever it was', async () => {
		bench.switches.maxPageSize = 2;
		const session = await bench.watching({ events: ['auditEntry'] });
		const entry = { event: 'update', resourceType: 'flow', _resourceId: ids.flowId };
		for (let index = 0; index < 5; index += 1) {
			bench.state.addAuditEntry({ ...entry, _integrationId: ids.integrationId });
		}
		bench.state.addAuditEntry({
			...entry,
			event: '',
			resourceType: '',
			_integrationId: ids.integrationId,
			byUser: { _id: '', email: '', name: '' },
		});
		const messages = emitted(await session.poll()).map(({ message }) => message);
		expect(messages).toHaveLength(6);
		expect(messages).toContain('Unknown user: change (unknown resource)');
		expect(await session.poll()).toBeNull();
	});
});

describe('a number of errors that one response leaves out', () => {
	const { integrationId, flowId, importId } = ids;
	const summaryPath = `/v1/integrations/${integrationId}/errors`;
	const stepsPath = `/v1/flows/${flowId}/errors`;

	test.each(['the summary', 'the summary and the steps'])('%s: is no change of the health', async (where) => {
		const watched = { integrationId: chosen(integrationId) };
		const read = async () => await bench.json('integration.getHealth', watched);
		const before = await read();
		expect(before).toMatchObject([{ status: 'ERROR', openErrors: 3 }]);
		const session = await bench.watching({ events: ['healthChanged'], ...watched });
		const steps = [...bench.state.errorStoresOf(flowId).keys()].map((_expOrImpId) => ({ _expOrImpId }));
		bench.faults.add({ path: summaryPath, answer: { body: [{ _flowId: flowId }] } });
		if (where !== 'the summary') bench.faults.add({ path: stepsPath, answer: { body: steps } });
		expect(await session.poll()).toBeNull();
		expect(await read()).toEqual(before);
		bench.faults.clear();
		expect(await session.poll()).toBeNull();
	});

	test('of a step: its errors are read', async () => {
		const session = await bench.watching({ events: ['newError'], integrationId: chosen(integrationId) });
		add('new');
		bench.faults.add({ path: stepsPath, answer: { body: [{ _expOrImpId: importId }] } });
		expect(emitted(await session.poll())).toMatchObject([{ errorId: 'new' }]);
	});
});
