import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { byIntegration } from '../../../nodes/Polarity/reading/errors';
import { healthIn } from '../../../nodes/Polarity/reading/health';
import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const SECRET = 'vt-secret-value-123';
const virusTotal = () => bench.state.integrations.get(VIRUS_TOTAL);

describe('Integration', () => {
	test('reads 1,250 integrations in order, pages ahead of one another, each once', async () => {
		bench.fillUpTo(1250);
		bench.switches.latencyMs = 100;
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(found.map(({ id }) => id)).toEqual([...bench.state.integrations.keys()]);
		expect(bench.lines()).toHaveLength(5);
		expect(bench.simulator.requests.maxInFlight).toBeGreaterThan(2);
	});

	test('stops at the limit, and reads no page beyond it', async () => {
		bench.fillUpTo(250);
		expect(
			await bench.json('integration', 'getMany', { limit: 120, options: { rowsPerPage: 50 } }),
		).toHaveLength(120);
		expect(bench.lines()).toHaveLength(3);
		expect(await bench.json('integration', 'getMany', { limit: 3 })).toHaveLength(3);
		expect(bench.lines().at(-1)).toBe('GET /api/integrations?page[size]=3&page[number]=1');
	});

	test('trusts the size that the server returns, and takes a response without meta for complete', async () => {
		bench.fillUpTo(250);
		bench.switches.maxPageSize = 40;
		const all = async () => await bench.json('integration', 'getMany', { returnAll: true });
		expect(new Set((await all()).map(({ id }) => id)).size).toBe(250);
		expect(bench.lines()).toHaveLength(7);
		bench.switches.pageMeta = 'absent';
		expect(await all()).toHaveLength(250);
		expect(bench.lines()).toHaveLength(8);
		bench.switches.pageMeta = 'withoutTotal';
		expect(await all()).toHaveLength(250);
		expect(bench.lines()).toHaveLength(16);
	});

	test.each(['present', 'withoutTotal'] as const)(
		'are all read where the server cuts pages, and shows the size that was asked for (total %s)',
		async (pageMeta) => {
			bench.fillUpTo(250);
			Object.assign(bench.switches, { maxPageSize: 100, largePages: 'cutInSilence', pageMeta });
			const run = await bench.run('integration', 'getMany', { returnAll: true });
			expect(new Set(run.json.map(({ id }) => id)).size).toBe(250);
			expect(run.hints).toEqual([]);
			expect(bench.lines().slice(0, 3)).toEqual([
				'GET /api/integrations?page[size]=300&page[number]=1',
				'GET /api/integrations?page[size]=100&page[number]=2',
				'GET /api/integrations?page[size]=100&page[number]=3',
			]);
		},
	);

	test.each([25, 75])('are all read where a server cuts pages to %d rows', async (maxPageSize) => {
		bench.fillUpTo(655);
		Object.assign(bench.switches, { maxPageSize, largePages: 'cutInSilence' });
		const run = await bench.run('integration', 'getMany', { returnAll: true });
		expect(new Set(run.json.map(({ id }) => id)).size).toBe(655);
		expect(run.hints).toEqual([]);
		const called = await bench.run('api', 'customCall', { path: '/api/integrations', returnAll: true });
		expect(new Set(called.json.map(({ id }) => id)).size).toBe(655);
	});

	test.each(['present', 'withoutTotal'] as const)(
		'of which a caller sees few are read in pages as large as otherwise (total %s)',
		async (pageMeta) => {
			bench.fillUpTo(800);
			Object.assign(bench.switches, { hiddenRows: [10, 590], pageMeta });
			const found = await bench.json('integration', 'getMany', { returnAll: true });
			expect(found).toHaveLength(220);
			const reading = [
				'GET /api/integrations?page[size]=300&page[number]=1',
				'GET /api/integrations?page[size]=10&page[number]=2',
				...(pageMeta === 'present' ? ['GET /api/integrations?page[size]=300&page[number]=80'] : []),
				'GET /api/integrations?page[size]=300&page[number]=2',
				'GET /api/integrations?page[size]=300&page[number]=3',
			];
			expect(bench.lines().slice(0, reading.length)).toEqual(reading);
			// What is missing of a told total may have slipped past: it is read once more. Without one, an empty page is the end.
			expect(bench.lines().slice(reading.length)).toEqual(
				pageMeta === 'present' ? reading : ['GET /api/integrations?page[size]=300&page[number]=4'],
			);
		},
	);

	test.each([
		['none of the second page', [50, 100], 200],
		['few of the second page', [50, 99], 201],
	] as const)('that a server cuts are all read where a caller sees %s', async (_, hiddenRows, visible) => {
		bench.fillUpTo(250);
		Object.assign(bench.switches, { maxPageSize: 50, largePages: 'cutInSilence', hiddenRows });
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(new Set(found.map(({ id }) => id)).size).toBe(visible);
	});

	test('whose largest page is refused is read by the usual one, and so are later lists', async () => {
		bench.fillUpTo(250);
		Object.assign(bench.switches, { maxPageSize: 100, largePages: 'refused' });
		const all = async () => await bench.json('integration', 'getMany', { returnAll: true });
		expect(await all()).toHaveLength(250);
		const usual = [1, 2, 3].map((page) => `GET /api/integrations?page[size]=100&page[number]=${page}`);
		expect(bench.lines()).toEqual(['GET /api/integrations?page[size]=300&page[number]=1', ...usual]);
		expect(await all()).toHaveLength(250);
		expect(bench.lines()).toHaveLength(7);
	});

	test('that is refused for another reason fails in the words of that', async () => {
		const answer = { status: 400, body: { errors: [{ detail: 'Closed' }] } };
		bench.simulator.faults.add({ path: '/api/integrations', answer });
		const run = await bench.run('integration', 'getMany', { returnAll: true });
		expect(run.error?.message).toBe('Polarity: Closed');
	});

	test.each(['samePage', 'endless'] as const)('ends when the server never does (%s)', async (pagingLoop) => {
		bench.switches.pagingLoop = pagingLoop;
		const run = await bench.run('integration', 'getMany', { returnAll: true, options: { rowsPerPage: 2 } });
		expect(run.error?.message).toMatch(/a second time/);
		expect(bench.lines().length).toBeLessThan(20);
	});

	test('returns one without ID once, though the list is read twice', async () => {
		const data = ['A', 'B'].map((name) => ({ type: 'integrations', attributes: { name } }));
		const body = { data, meta: { page: { number: 1, size: 100, total: 3 } } };
		bench.simulator.faults.add({ path: '/api/integrations', answer: { body } });
		const run = await bench.run('integration', 'getMany', { returnAll: true });
		expect(run.json.map(({ name }) => name)).toEqual(['A', 'B']);
		expect(run.hints).toMatchObject([{ message: expect.stringContaining('2 of 3 integrations') }]);
		expect(bench.lines()).toHaveLength(2);
	});

	test('returns an integration once that moves to a later page meanwhile', async () => {
		const moved = ['aws_ec2', 'shodan'].map((id) => ({ id, type: 'integrations', attributes: {} }));
		const body = { data: moved, meta: { page: { number: 2, size: 2, total: 4 } } };
		bench.simulator.faults.add({ path: '/api/integrations', after: 1, times: 1, answer: { body } });
		const found = await bench.json('integration', 'getMany', {
			returnAll: true,
			options: { rowsPerPage: 2 },
		});
		// Three of four came: what slipped past is read in a second reading.
		expect(found.map(({ id }) => id)).toEqual([VIRUS_TOTAL, 'aws_ec2', 'shodan', 'jira']);
	});

	test.each([
		['removed', 3],
		['added', 1],
	] as const)(
		'reads the list again where integrations were %s meanwhile: no other is missing',
		async (change, count) => {
			bench.fillUpTo(1234);
			const before = [...bench.state.integrations.keys()];
			bench.switches.latencyMs = 20;
			const list = { path: '/api/integrations' };
			const running = bench.run('integration', 'getMany', { returnAll: true });
			await bench.simulator.requests.waitFor(list, 4);
			const removed = change === 'removed' ? before.slice(0, count) : [];
			for (const id of removed) bench.state.integrations.delete(id);
			if (change === 'added') {
				const others = [...bench.state.integrations];
				bench.state.integrations.clear();
				bench.state.addIntegration({ name: 'First of all' });
				for (const [id, other] of others) bench.state.integrations.set(id, other);
			}
			bench.switches.latencyMs = 0;
			const run = await running;
			const found = new Set(run.json.map(({ id }) => id));
			expect(before.filter((id) => !removed.includes(id) && !found.has(id))).toEqual([]);
			expect(run.hints).toEqual([]);
		},
	);

	test.each([
		['an empty page in the middle', 3],
		['an empty first page', 1],
	])('%s does not end the list; what stays missing is said beside the output', async (_what, empty) => {
		bench.fillUpTo(450);
		bench.switches.emptyPage = empty;
		const options = { rowsPerPage: 100 };
		const run = await bench.run('integration', 'getMany', { returnAll: true, options });
		expect(run.json).toHaveLength(350);
		expect(run.hints).toMatchObject([{ message: expect.stringContaining('350 of 450 integrations') }]);
	});

	test('a full page at the told end is worth one more request: some totals count one page only', async () => {
		bench.fillUpTo(630);
		bench.switches.pageTotal = 'ofThePage';
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(found).toHaveLength(630);
		expect(bench.lines()).toHaveLength(3);
	});

	test('another record than the one that was asked for is no success', async () => {
		const body = { data: { id: 'jira', type: 'integrations', attributes: {} } };
		bench.simulator.faults.add({ path: `/api/integrations/${VIRUS_TOTAL}`, answer: { body } });
		for (const [operation, parameters] of [
			['get', ONE],
			['update', { ...ONE, changes: { autosubscribe: true } }],
			['getHealth', ONE],
		] as const) {
			const run = await bench.run('integration', operation, parameters);
			expect(run.error?.message).toBe(`Polarity returned a different record than ${VIRUS_TOTAL}`);
		}
	});

	test('sends the filters as text', async () => {
		bench.state.addError('shodan');
		const filters = { status: 'running', withErrors: true };
		expect(await bench.json('integration', 'getMany', { filters })).toMatchObject([{ id: 'shodan' }]);
		expect(bench.lines()[0]).toContain(
			'filter[integration.status]=running&filter[integration.integration-errors]=true',
		);
		expect(await bench.json('integration', 'getMany', { filters: { status: 'stopped' } })).toMatchObject([
			{ id: 'jira' },
		]);
	});

	test('leaves out what a server that ignores filters returns as well, and counts it as received', async () => {
		bench.fillUpTo(250);
		bench.switches.integrationFilters = 'ignored';
		bench.state.addError('shodan');
		bench.state.addError('jira');
		const found = async (filters: INodeParameters) => {
			const given = { filters, returnAll: true, options: { rowsPerPage: 100 } };
			const run = await bench.run('integration', 'getMany', given);
			expect(run.hints).toEqual([]);
			return run.json.map(({ id }) => id);
		};
		const running = [...bench.state.integrations.values()].filter(({ status }) => status === 'running');
		expect(await found({ status: 'Running' })).toEqual(running.map(({ id }) => id));
		expect(await found({ status: 'stopped' })).toHaveLength(250 - running.length);
		expect(await found({ withErrors: true })).toEqual(['shodan', 'jira']);
		expect(await found({ status: 'stopped', withErrors: true })).toEqual(['jira']);
		expect(await found({ withErrors: false })).toHaveLength(250);
		expect(
			await bench.json('integration', 'getMany', { filters: { status: 'stopped' }, limit: 2 }),
		).toMatchObject([{ id: 'jira', status: 'stopped' }, { status: 'stopped' }]);
	});

	test('finds the one that is wanted behind many others with few requests', async () => {
		bench.fillUpTo(250);
		bench.switches.integrationFilters = 'ignored';
		const id = [...bench.state.integrations.keys()].at(-1) ?? '';
		bench.state.addError(id);
		const given = { filters: { withErrors: true }, limit: 1 };
		expect(await bench.json('integration', 'getMany', given)).toMatchObject([{ id }]);
		expect(bench.lines().length).toBeLessThanOrEqual(3);
		await bench.json('integration', 'getMany', { ...given, options: { rowsPerPage: 50 } });
		expect(bench.lines().at(-1)).toContain('page[size]=50');
	});

	test.each([{}, { 'integration-errors': { links: { self: '/api/integration-errors' } } }])(
		'keeps one that says nothing of what it is filtered by (%j)',
		async (relationships) => {
			const body = { data: [{ id: VIRUS_TOTAL, type: 'integrations', attributes: {}, relationships }] };
			bench.faults.add({ path: '/api/integrations', answer: { body } });
			const filters = { status: 'stopped', withErrors: true };
			expect(await bench.json('integration', 'getMany', { filters })).toMatchObject([{ id: VIRUS_TOTAL }]);
		},
	);

	test.each(['entityTypes', 'integration-entity-types', 'entity-types', 'dataTypes', 'data-types'] as const)(
		'reads entity types written as %s',
		async (entityTypes) => {
			bench.switches.entityTypes = entityTypes;
			const [found] = await bench.json('integration', 'get', { integrationId: byId('jira') });
			expect(found?.['entityTypes']).toEqual(['custom.issue']);
			expect(Object.keys(found ?? {}).filter((key) => /types$/i.test(key))).toEqual(['entityTypes']);
		},
	);

	test('hides option values wherever they stand, unless asked for', async () => {
		bench.switches.relatedOptions = 'full';
		bench.switches.optionsAttribute = 'present';
		for (const simplify of [true, false]) {
			for (const [operation, parameters] of [
				['get', ONE],
				['getMany', {}],
				['getOptions', ONE],
				['getHealth', ONE],
			] as const) {
				const hidden = await bench.run('integration', operation, { ...parameters, simplify });
				expect(hidden.error).toBeUndefined();
				expect(visible(hidden)).not.toContain(SECRET);
			}
		}
		const asked = { simplify: false, includeValues: true };
		expect(visible(await bench.run('integration', 'get', { ...ONE, ...asked }))).toContain(SECRET);
		expect(visible(await bench.run('integration', 'getMany', asked))).toContain(SECRET);
		expect(visible(await bench.run('integration', 'getOptions', { ...ONE, includeValues: true }))).toContain(
			SECRET,
		);
	});

	test.each(['shown', 'masked', 'absent'] as const)(
		'hides the default of a password, which may be one (its value is %s)',
		async (secretValues) => {
			Object.assign(bench.switches, { secretValues, relatedOptions: 'full', optionsAttribute: 'present' });
			const [option] = virusTotal()?.options ?? [];
			if (option) option.default = 'vt-default-secret';
			for (const [operation, parameters] of [
				['get', ONE],
				['getMany', {}],
				['getOptions', ONE],
				['getHealth', ONE],
			] as const) {
				const run = await bench.run('integration', operation, { ...parameters, simplify: false });
				expect(run.error).toBeUndefined();
				expect(visible(run)).not.toContain('vt-default-secret');
			}
			const path = `/api/integrations/${VIRUS_TOTAL}`;
			expect(visible(await bench.run('api', 'customCall', { path }))).not.toContain('vt-default-secret');
		},
	);

	test('hides option values that stand within an option', async () => {
		const inner = { key: 'inner', type: 'password', value: SECRET, default: SECRET };
		const attributes = { key: 'outer', type: 'password', value: '', more: [{ inner }] };
		const option = { type: 'integration-options', id: 'outer', attributes };
		bench.faults.add({ path: /options/, answer: { status: 200, body: { data: [option] } } });
		const run = await bench.run('api', 'customCall', { path: '/api/integration-options' });
		expect(run.error).toBeUndefined();
		expect(run.json).toMatchObject([{ id: 'outer' }]);
		expect(visible(run)).not.toContain(SECRET);
	});

	test.each(['noContent', 'emptyBody', 'metaOnly'] as const)(
		'reads the integration when the response to the update does not hold it (%s)',
		async (updateAnswer) => {
			bench.switches.updateAnswer = updateAnswer;
			const updated = await bench.json('integration', 'update', { ...ONE, changes: { autosubscribe: true } });
			expect(updated).toMatchObject([{ autosubscribe: true }]);
			expect(bench.lines()).toEqual([
				`PATCH /api/integrations/${VIRUS_TOTAL}`,
				`GET /api/integrations/${VIRUS_TOTAL}`,
			]);
		},
	);

	test('says which attributes are writable when one is refused', async () => {
		bench.switches.otherAttributes = 'refused';
		const run = await bench.run('integration', 'update', {
			...ONE,
			changes: { attributes: { acronym: 'X' } },
		});
		expect(run.error).toMatchObject({
			message: 'Polarity: Attribute acronym cannot be changed',
			description: expect.stringContaining('/api/openapi'),
		});
	});

	test.each(['integration', 'noContent'] as const)(
		'an attribute may be ignored: the output shows what the server has, and the editor says so (%s)',
		async (updateAnswer) => {
			Object.assign(bench.switches, { otherAttributes: 'ignored', updateAnswer });
			const changes = { autosubscribe: true, attributes: { acronym: 'X' } };
			const run = await bench.run('integration', 'update', { ...ONE, changes, simplify: false });
			expect(run.json).toMatchObject([{ attributes: { acronym: 'VT', autosubscribe: true } }]);
			expect(run.hints).toMatchObject([
				{
					message:
						'Polarity accepted the change of the integration, but does not return these fields as they were sent: acronym. Check the integration in Polarity.',
				},
			]);
			bench.switches.otherAttributes = 'applied';
			expect((await bench.run('integration', 'update', { ...ONE, changes })).hints).toEqual([]);
		},
	);

	test('an attribute that is kept in another form is no other value', async () => {
		const returned = (attributes: object) => {
			const data = { id: VIRUS_TOTAL, type: 'integrations', attributes };
			bench.faults.add({ method: 'PATCH', times: 1, answer: { body: { data } } });
		};
		let attributes: INodeParameters = { acronym: ' VT ', about: { rank: 5, note: 'New\n' } };
		const update = async () =>
			(await bench.run('integration', 'update', { ...ONE, changes: { attributes } })).hints;
		returned({ acronym: 'VT', about: { rank: '5', note: 'New' } });
		expect(await update()).toEqual([]);
		returned({ acronym: 'VT', about: { rank: 6, note: 'New' } });
		expect(await update()).toMatchObject([{ message: expect.stringContaining('sent: about. Check') }]);
		attributes = { acronym: '', note: null, shown: false, color: 'true', about: { rank: 5 }, tags: ['a'] };
		returned({ acronym: null, color: true, about: { rank: 5, note: 'New' }, tags: ['a'] });
		expect(await update()).toEqual([]);
		returned({ acronym: 'VT', note: 'Old', shown: true, color: false, about: {}, tags: ['a', 'b'] });
		expect(await update()).toMatchObject([
			{ message: expect.stringContaining('sent: acronym, note, shown, color, about, tags. Check') },
		]);
	});

	test('an attribute that an expression leaves undefined is kept; one of which it left a part is refused', async () => {
		const others = bench.state.integrations.get(VIRUS_TOTAL)?.otherAttributes ?? {};
		Object.assign(others, { 'default-color': 'red', about: { short: 'VT', long: 'VirusTotal' } });
		const attributes = '={{ ({ "default-color": $json.nothing, note: "new" }) }}';
		await bench.json('integration', 'update', { ...ONE, changes: { attributes } });
		expect(others).toMatchObject({ 'default-color': 'red', note: 'new' });
		bench.simulator.requests.clear();
		const inPart = { attributes: '={{ ({ about: { short: $json.nothing, long: "X" } }) }}' };
		expect((await bench.run('integration', 'update', { ...ONE, changes: inPart })).error?.message).toMatch(
			/'Additional Attributes \(JSON\)' has no value for "about\.short"/,
		);
		expect(bench.lines()).toEqual([]);
		expect(others).toMatchObject({ about: { short: 'VT', long: 'VirusTotal' } });
	});

	test('responses may come as plain JSON', async () => {
		bench.switches.contentType = 'application/json';
		expect(await bench.json('integration', 'get', ONE)).toMatchObject([{ id: VIRUS_TOTAL }]);
	});
});

describe('Set Permissions', () => {
	test.each([
		['no group', [], /at least one Group/],
		['no permission', [{ groupId: '1', granted: [] }], /has no permission/],
		['a group twice', [{ groupId: '1' }, { groupId: '1' }], /twice/],
		['an unknown permission', [{ groupId: '1', granted: ['write'] }], /not one of/],
	])('refuses %s before anything is sent', async (_what, rows, message) => {
		const run = await bench.run('integration', 'setPermissions', { ...ONE, permissions: { rows } });
		expect(run.error?.message).toMatch(message);
		expect(bench.lines()).toEqual([]);
	});

	test('takes null for an empty response to a change', async () => {
		const nothing = { status: 200, bodyText: 'null', contentType: 'application/json' };
		for (const method of ['POST', 'PATCH']) bench.faults.add({ method, answer: { afterExecuting: nothing } });
		const permissions = { rows: [{ groupId: '4', granted: ['read'] }] };
		expect(await bench.json('integration', 'setPermissions', { ...ONE, permissions })).toHaveLength(1);
		const changes = { autosubscribe: true };
		expect(await bench.json('integration', 'update', { ...ONE, changes })).toMatchObject([changes]);
	});

	test.each(['read,admin', '["read", "admin"]'])('takes the permissions as the text %s', async (text) => {
		const granted = `={{ ${JSON.stringify(text)} }}`;
		const permissions = { rows: [{ groupId: '4', granted }] };
		const json = await bench.json('integration', 'setPermissions', { ...ONE, permissions });
		expect(json).toMatchObject([{ groupId: '4', permissions: ['read', 'admin'] }]);
	});

	test.each([
		['rows', 'Parameter "Group ID" is required'],
		[undefined, "'Permissions' must have at least one Group"],
	])('takes no list of an expression, which n8n does not hand on (%s)', async (name, refusal) => {
		const list = '={{ [{ group_id: "4", granted: ["admin"] }] }}';
		const permissions = name === undefined ? list : { [name]: list };
		const refused = async () => {
			const run = await bench.run('integration', 'setPermissions', { ...ONE, permissions });
			throw new Error(run.error?.message);
		};
		await expect(refused()).rejects.toThrow(refusal);
		expect(bench.lines()).toEqual([]);
	});

	test('refuses a row whose group nobody entered: all users are no default', async () => {
		const permissions = { rows: [{ granted: ['admin'] }] };
		await expect(bench.run('integration', 'setPermissions', { ...ONE, permissions })).rejects.toThrow(
			'Parameter "Group ID" is required',
		);
		expect(bench.lines()).toEqual([]);
	});

	test.each([{}, { group: '' }, { group: null }])(
		'takes no group for the group of all users (%j)',
		async (item) => {
			const rows = [{ groupId: '={{ $json.group }}', granted: ['read', 'admin'] }];
			const given = { ...ONE, permissions: { rows } };
			const run = await bench.run('integration', 'setPermissions', given, { items: [item] });
			expect(run.error?.message).toMatch(/'Group ID' must not be empty/);
			expect(bench.lines()).toEqual([]);
		},
	);
});

const changes: ReadonlyArray<[operation: string, method: string, given: INodeParameters]> = [
	['setPermissions', 'POST', { permissions: { rows: [{ groupId: '1' }] } }],
	[
		'updateOptions',
		'PATCH',
		{
			optionChanges: {
				rows: [{ optionId: byId('apiKey'), value: 'x', access: { adminOnly: 'yes', userCanEdit: 'no' } }],
			},
		},
	],
];

test.each(changes)(
	'%s: a page of a proxy, or another JSON, is no success',
	async (operation, method, parameters) => {
		for (const [answer, message] of [
			[{ bodyText: '<html>Sign in</html>' }, 'returned a web page'],
			[{ body: { status: 'maintenance' } }, 'unexpected response'],
			[{ body: {} }, 'unexpected response'],
		] as const) {
			const fault = bench.simulator.faults.add({ method, answer });
			const run = await bench.run('integration', operation, { ...ONE, ...parameters });
			expect(run.error?.message).toContain(message);
			expect(run.json).toEqual([]);
			fault.remove();
		}
	},
);

test.each(changes)(
	'%s: nothing, and each form of a JSON:API document, is success',
	async (operation, method, given) => {
		for (const body of [
			undefined,
			{ data: [] },
			{ meta: {} },
			{ jsonapi: { version: '1.0' } },
			{ links: {} },
		]) {
			const fault = bench.simulator.faults.add({ method, times: 1, answer: { body } });
			expect(await bench.json('integration', operation, { ...ONE, ...given })).toHaveLength(1);
			fault.remove();
		}
	},
);

test.each([{}, { data: null }])(
	'a success that holds errors is a failure, in the words of all of them (beside %j)',
	async (beside) => {
		const errors = [{ title: 'Failed', detail: 'One' }, { title: 'Two' }, { detail: 'One' }];
		bench.simulator.faults.add({ answer: { body: { ...beside, errors } } });
		expect((await bench.run('integration', 'get', ONE)).error?.message).toBe('Polarity: One; Two');
		const permissions = { rows: [{ groupId: '1' }] };
		const set = await bench.run('integration', 'setPermissions', { ...ONE, permissions });
		expect(set.json).toEqual([]);
		expect(set.error?.message).toBe('Polarity: One; Two');
	},
);

test.each(changes)('%s: errors beside what was stored are a failure', async (operation, method, given) => {
	const errors = [{ detail: 'Option showNoResults must be true or false' }];
	bench.simulator.faults.add({ method, answer: { body: { data: [], errors } } });
	expect((await bench.run('integration', operation, { ...ONE, ...given })).error).toMatchObject({
		message: 'Option showNoResults must be true or false',
		description: expect.stringContaining('may have been applied'),
	});
});

describe('Get Health', () => {
	test('does not count errors that nobody shows', async () => {
		bench.state.addApiKey('plain-key', { role: 'user' });
		const body = { data: { id: VIRUS_TOTAL, type: 'integrations', attributes: { status: 'running' } } };
		bench.simulator.faults.add({ path: `/api/integrations/${VIRUS_TOTAL}`, answer: { body } });
		const run = await bench.run('integration', 'getHealth', ONE, { credentials: bench.withKey('plain-key') });
		expect(run.json).toMatchObject([{ status: 'ACTIVE', openErrors: null }]);
	});

	test.each([{}, { 'integration-errors': { links: { self: '/api/integration-errors' } } }])(
		'and Get say nothing of errors where the relationships are %j',
		async (relationships) => {
			bench.state.addApiKey('plain-key', { role: 'user' });
			const attributes = { status: 'running' };
			const body = { data: { id: VIRUS_TOTAL, type: 'integrations', attributes, relationships } };
			bench.simulator.faults.add({ path: `/api/integrations/${VIRUS_TOTAL}`, answer: { body } });
			const credentials = bench.withKey('plain-key');
			const health = await bench.run('integration', 'getHealth', ONE, { credentials });
			expect(health.json).toMatchObject([{ status: 'ACTIVE', openErrors: null }]);
			const run = await bench.run('integration', 'get', ONE, { credentials });
			expect(run.json).toMatchObject([{ hasErrors: null, errorIds: null }]);
		},
	);

	const health = async (id = VIRUS_TOTAL) =>
		(await bench.json('integration', 'getHealth', { integrationId: byId(id) }))[0];

	test.each([
		['running', 'ACTIVE'],
		['stopped', 'INACTIVE'],
		['starting', 'PENDING'],
		['error', 'ERROR'],
		['Running', 'ACTIVE'],
		['STOPPED', 'INACTIVE'],
		['updating', 'UNKNOWN'],
	])('%s is %s', async (status, expected) => {
		const integration = virusTotal();
		if (integration) integration.status = status;
		expect(await health()).toMatchObject({ status: expected, openErrors: 0, lastErrorMessage: null });
	});

	test.each(['forbidden', 'emptyList'] as const)(
		"counts the integration's own references when errors may not be read (%s)",
		async (errorsForOthers) => {
			bench.switches.errorsForOthers = errorsForOthers;
			bench.state.addApiKey('plain-key', { role: 'user' });
			bench.state.addError(VIRUS_TOTAL);
			const run = await bench.run('integration', 'getHealth', ONE, {
				credentials: bench.withKey('plain-key'),
			});
			expect(run.json).toMatchObject([
				{ status: 'ERROR', openErrors: 1, lastErrorMessage: null, lastErrorAt: null },
			]);
		},
	);

	test('has the records that it was made of when not simplified', async () => {
		bench.state.addError(VIRUS_TOTAL, { meta: { password: 'hunter2' } });
		const run = await bench.run('integration', 'getHealth', { ...ONE, simplify: false });
		expect(run.json[0]).toMatchObject({ raw: { integration: { id: VIRUS_TOTAL }, errors: [{}] } });
		expect(visible(run)).not.toContain('hunter2');
	});
});

test('health looks at the errors of each integration only, however many others there are', () => {
	let reads = 0;
	const ids = Array.from({ length: 100 }, (_, index) => `integration_${index}`);
	const errors = ids.map((id) => ({
		get attributes() {
			reads += 1;
			return { 'integration-id': id, title: `Of ${id}`, 'occurred-on': '2026-01-05 09:00:00' };
		},
	}));
	const grouped = byIntegration(errors);
	const found = ids.map((id) => healthIn({ id, attributes: { status: 'running' } }, grouped));
	expect(found.map(({ openErrors, lastError }) => [openErrors, lastError?.message])).toEqual(
		ids.map((id) => [1, `Of ${id}`]),
	);
	expect(healthIn({ id: 'other' }, grouped).openErrors).toBe(0);
	expect(healthIn({ id: 'other' }, undefined).openErrors).toBeNull();
	// Each a few times, instead of once for each integration.
	expect(reads).toBeLessThan(20 * errors.length);
});
