import { describe, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject, type INodeExecutionData, type INodeParameters } from 'n8n-workflow';

import { hash, textOf } from '../../../core';
import { PolarityTrigger } from '../../../nodes/Polarity/PolarityTrigger.node';
import { forEachTest } from '../../lifecycle';
import { recordLog } from '../../engine';
import { ownDate, pass } from '../ownDate';
import { byId, PolarityBench, VIRUS_TOTAL } from './bench';

const ERRORS = '/api/integrations/errors';
const errors: INodeParameters = { events: ['newErrorOccurrence'] };
const status: INodeParameters = { events: ['integrationStatusChanged'] };
const health: INodeParameters = { events: ['healthChanged'] };
const MINUTE_MS = 60_000;

let bench: PolarityBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await PolarityBench.start()));

const json = (items: INodeExecutionData[] | null) => items?.map((item) => item.json) ?? [];
const setStatus = (id: string, value: string) => {
	const integration = bench.state.integrations.get(id);
	if (integration) integration.status = value;
};

/** One run of every event that the dropdown offers. */
const cases: Record<string, () => Promise<void>> = {
	newErrorOccurrence: async () => {
		const session = bench.watch(errors);
		expect(await session.activate()).toBeNull();
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9', occurredOn: '2024-04-08T14:20:07.834943Z' });
		expect(json(await session.poll())).toEqual([
			{
				platform: 'polarity',
				kind: 'lookupError',
				errorId: 'b1946ac9',
				eventId: 'polarity:lookupError:virustotal_node_18_1725278818:b1946ac9:1:2024-04-08 14:20:07.834943Z',
				fingerprint: expect.any(String),
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				severity: 'error',
				code: '401',
				message: 'The API key was rejected',
				detail: {
					id: 'b1946ac9',
					title: 'Unauthorized',
					status: 401,
					changeType: 'new',
					'error-count': 1,
					'occurred-on': '2024-04-08 14:20:07.834943Z',
					occurredAt: '2024-04-08T14:20:07.834943Z',
					affectedUsers: [{ id: 7, username: 'analyst' }],
				},
				occurredAt: '2024-04-08T14:20:07.834Z',
				occurrences: 1,
				url: null,
			},
		]);
		expect(await session.poll()).toBeNull();
		expect(bench.lines().slice(0, 3)).toEqual([
			`GET ${ERRORS}`,
			`GET ${ERRORS}`,
			'GET /api/integrations?filter[integration.integration-errors]=true&page[size]=300&page[number]=1',
		]);
	},
	integrationStatusChanged: async () => {
		const session = bench.watch(status);
		expect(await session.activate()).toBeNull();
		setStatus(VIRUS_TOTAL, 'stopped');
		bench.state.addError('aws_ec2');
		expect(json(await session.poll())).toMatchObject([
			{
				kind: 'statusChanged',
				errorId: null,
				eventId: expect.stringMatching(
					/^polarity:statusChanged:virustotal_node_18_1725278818:0:stopped:[0-9a-z]{6}$/,
				),
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				severity: 'warning',
				code: 'stopped',
				message: 'VirusTotal is stopped, without errors',
				detail: { status: 'stopped', hasErrors: false, previousStatus: 'running', hadErrors: false },
			},
			{ integrationId: 'aws_ec2', severity: 'error', detail: { hasErrors: true, hadErrors: false } },
		]);
		expect(await session.poll()).toBeNull();
	},
	healthChanged: async () => {
		bench.state.errors.clear();
		setStatus(VIRUS_TOTAL, 'running');
		const session = bench.watch(health);
		expect(await session.activate()).toBeNull();
		bench.state.addError(VIRUS_TOTAL, { detail: 'The quota is used up' });
		pass(90 * MINUTE_MS);
		expect(json(await session.poll())).toMatchObject([
			{
				kind: 'healthChanged',
				severity: 'error',
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				message: 'VirusTotal went from ACTIVE to ERROR after 1 hour, 30 minutes: The quota is used up',
				detail: { from: 'ACTIVE', to: 'ERROR', lastErrorMessage: 'The quota is used up', openErrors: 1 },
			},
		]);
		expect(await session.poll()).toBeNull();
		bench.state.errors.clear();
		expect(json(await session.poll())).toMatchObject([
			{ severity: 'info', detail: { from: 'ERROR', to: 'ACTIVE' } },
		]);
		setStatus(VIRUS_TOTAL, 'stopped');
		expect(json(await session.poll())).toMatchObject([{ severity: 'warning', detail: { to: 'INACTIVE' } }]);
	},
};

test('a change of status says nothing of errors where Polarity does not', async () => {
	const session = bench.watch(status);
	expect(await session.activate()).toBeNull();
	const attributes = { name: 'VirusTotal', status: 'stopped' };
	const answer = { body: { data: [{ id: VIRUS_TOTAL, type: 'integrations', attributes }] } };
	bench.simulator.faults.add({ path: '/api/integrations', answer });
	expect(json(await session.poll())).toMatchObject([
		{ message: 'VirusTotal is stopped', severity: 'warning', detail: { hasErrors: null } },
	]);
});

test('a list that says nothing of errors for a while is no change, before or after it', async () => {
	bench.state.addError(VIRUS_TOTAL);
	const session = bench.watch({ ...status, integrationId: byId(VIRUS_TOTAL) });
	const hidden = () => {
		const attributes = { name: 'VirusTotal', status: 'running' };
		const answer = { body: { data: [{ id: VIRUS_TOTAL, type: 'integrations', attributes }] } };
		bench.simulator.faults.add({ path: '/api/integrations', answer });
	};
	hidden();
	expect(await session.activate()).toBeNull();
	bench.simulator.faults.clear();
	expect(await session.poll()).toBeNull();
	hidden();
	expect(await session.poll()).toBeNull();
	bench.simulator.faults.clear();
	expect(await session.poll()).toBeNull();
	bench.state.errors.clear();
	expect(json(await session.poll())).toMatchObject([{ detail: { hasErrors: false, hadErrors: true } }]);
});

describe('what Polarity does not say for a while', () => {
	/** The list, with what it says of VirusTotal, of which only the links of its errors come unless they are given. */
	const says = (value: string | null, errorIds?: readonly string[]) => {
		const links = { self: '/api/integration-errors' };
		const data = errorIds?.map((id) => ({ id, type: 'integration-errors' }));
		const row = {
			id: VIRUS_TOTAL,
			type: 'integrations',
			attributes: { name: 'VirusTotal', status: value },
			relationships: { 'integration-errors': { links, ...(data && { data }) } },
		};
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ path: '/api/integrations', answer: { body: { data: [row] } } });
	};
	const one = { integrationId: byId(VIRUS_TOTAL) };

	test.each([['running'], [null]])(
		'is no change of the status (first %s), before or after it',
		async (first) => {
			const session = bench.watch({ ...status, ...one });
			says(first, []);
			expect(await session.activate()).toBeNull();
			for (const value of ['running', null, 'running', null]) {
				says(value, []);
				expect(await session.poll()).toBeNull();
			}
			says(null, ['1']);
			expect(json(await session.poll())).toMatchObject([
				{ code: 'unknown', detail: { hasErrors: true, hadErrors: false, previousStatus: 'running' } },
			]);
			says('running', ['1']);
			expect(await session.poll()).toBeNull();
			says(null, ['1']);
			expect(await session.poll()).toBeNull();
			says('stopped', ['1']);
			expect(json(await session.poll())).toMatchObject([
				{ code: 'stopped', detail: { previousStatus: 'running', hadErrors: true } },
			]);
		},
	);

	test('is not the status "unknown", which a server may say itself', async () => {
		const session = bench.watch({ ...status, ...one });
		says('running', []);
		await session.activate();
		says('unknown', []);
		expect(json(await session.poll())).toMatchObject([
			{ code: 'unknown', detail: { previousStatus: 'running' } },
		]);
		says(null, []);
		expect(await session.poll()).toBeNull();
		says('running', []);
		expect(json(await session.poll())).toMatchObject([
			{ code: 'running', detail: { previousStatus: 'unknown' } },
		]);
	});

	test('is no status where a version before this one remembered it as "unknown"', async () => {
		says(null, []);
		const session = bench.watch({ ...status, ...one });
		await session.activate();
		const now = JSON.stringify(session.state);
		const former = now.replace(/(?<= 0)(?=\\*")/, 'unknown');
		expect(former).not.toBe(now);
		const upgraded = bench.watch({ ...status, ...one }, { state: jsonParse<IDataObject>(former) });
		says('running', []);
		expect(await upgraded.restart()).toBeNull();
		says('unknown', []);
		expect(json(await upgraded.poll())).toMatchObject([{ code: 'unknown' }]);
	});

	test('is no end of a failure where nobody may see errors meanwhile', async () => {
		const session = bench.watch({ ...health, ...one });
		says('running', ['1']);
		await session.activate();
		const unseen = (value: string) => {
			says(value);
			bench.simulator.faults.add({ path: ERRORS, answer: { status: 403, body: {} } });
		};
		unseen('running');
		expect(await session.poll()).toBeNull();
		says('running', ['1']);
		expect(await session.poll()).toBeNull();
		says('running', []);
		expect(json(await session.poll())).toMatchObject([{ detail: { from: 'ERROR', to: 'ACTIVE' } }]);
		unseen('stopped');
		expect(json(await session.poll())).toMatchObject([{ detail: { from: 'ACTIVE', to: 'INACTIVE' } }]);
		unseen('running');
		expect(json(await session.poll())).toMatchObject([{ detail: { from: 'INACTIVE', to: 'ACTIVE' } }]);
	});
});

const [events] = new PolarityTrigger().description.properties.filter(({ name }) => name === 'events');
const offered = (events?.options ?? []).flatMap((option) =>
	'value' in option ? [String(option.value)] : [],
);

describe('every event of the list', () => {
	test('there are as many as there are cases', () => {
		expect(offered).toHaveLength(3);
		expect(Object.keys(cases).sort()).toEqual([...offered].sort());
	});

	test.each(offered)('%s', async (name) => {
		const run = cases[name];
		if (run === undefined) throw new Error(`${name} is offered and has no test`);
		await run();
	});
});

describe('New Error Occurrence', () => {
	const occurrences = async (poll: Promise<INodeExecutionData[] | null>) =>
		json(await poll).map(({ detail, occurrences: count }) => [
			(detail as { changeType: string }).changeType,
			count,
		]);

	test('an error that occurs again is emitted again, with how often since', async () => {
		const row = bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T14:20:07.834943Z' });
		const session = bench.watch(errors);
		await session.activate();
		expect(await session.poll()).toBeNull();
		bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T14:21:00.000001Z' });
		bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T14:22:00.000001Z' });
		expect(await occurrences(session.poll())).toEqual([['recurred', 2]]);
		row.occurredOn = '2024-04-08T14:22:00.000002Z';
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
		row.errorCount = 2;
		expect(await occurrences(session.poll())).toEqual([['recurred', 2]]);
		expect(await session.poll()).toBeNull();
	});

	test.each([
		['errorCount', 'absent', { errorCount: 'number' }],
		['errorCount', 'absent', { errorCount: 'text' }],
		['occurredOn', 'absent', { occurredOn: 'space' }],
	])('a row that lacks its %s for a while did not occur again (%s, then %j)', async (name, value, shown) => {
		for (const isFirst of [true, false]) {
			const row = bench.state.addError(VIRUS_TOTAL, { title: String(isFirst) });
			Object.assign(bench.switches, isFirst ? { [name]: value } : shown);
			const session = bench.watch(errors);
			await session.activate();
			for (const each of [{ [name]: value }, shown, { [name]: value }]) {
				Object.assign(bench.switches, each);
				expect(await session.poll()).toBeNull();
			}
			row.errorCount += 2;
			row.occurredOn = '2030-04-08T14:22:00.000002Z';
			expect(await occurrences(session.poll())).toEqual([['recurred', name === 'errorCount' ? 1 : 2]]);
			expect(await session.poll()).toBeNull();
		}
	});

	test.each([
		['occurredOn', { occurredOn: 'space' }, 'polarity:lookupError:virustotal_node_18_1725278818:1:4:'],
		[
			'errorCount',
			{ errorCount: 'number' },
			'polarity:lookupError:virustotal_node_18_1725278818:1:0:2030-04-08 14:22:00.000002Z',
		],
	])('an occurrence that shows first without its %s comes once', async (name, shown, eventId) => {
		const row = bench.state.addError(VIRUS_TOTAL, { id: '1' });
		row.errorCount = 3;
		const session = bench.watch(errors);
		await session.activate();
		Object.assign(bench.switches, { [name]: 'absent' });
		row.errorCount = 4;
		row.occurredOn = '2030-04-08T14:22:00.000002Z';
		expect(json(await session.poll())).toMatchObject([{ eventId, occurrences: 1 }]);
		expect(await session.poll()).toBeNull();
		Object.assign(bench.switches, shown);
		expect(await session.poll()).toBeNull();
		expect(await session.restart()).toBeNull();
		row.errorCount = 6;
		row.occurredOn = '2030-04-08T14:23:00.000002Z';
		expect(await occurrences(session.poll())).toEqual([['recurred', 2]]);
		expect(await session.poll()).toBeNull();
	});

	test('the same time in another writing is no occurrence, and one of a microsecond later is', async () => {
		const row = bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T14:20:07.830000Z' });
		const session = bench.watch(errors);
		await session.activate();
		bench.switches.occurredOn = 'iso';
		for (const same of ['07.830000Z', '07.83Z', '07.830+00:00', '07,830Z', '07.830']) {
			row.occurredOn = `2024-04-08T14:20:${same}`;
			expect(await session.poll()).toBeNull();
		}
		row.occurredOn = String(Date.UTC(2024, 3, 8, 14, 20, 7, 830));
		expect(await session.poll()).toBeNull();
		row.occurredOn = '2024-04-08T14:20:07.830001Z';
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
		row.occurredOn = '2024-04-08T16:20:07.830001+02:00';
		expect(await session.poll()).toBeNull();
		row.occurredOn = 'yesterday';
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
		expect(await session.poll()).toBeNull();
	});

	test('a time that a version before remembered by its writing is known, and from then on in any writing', async () => {
		const row = bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T14:20:07.834943Z' });
		const session = bench.watch(errors);
		await session.activate();
		await session.poll();
		const stored = JSON.parse(textOf(session.state['events']) ?? '') as {
			events: Record<string, { snapshot: { present: Record<string, string> } }>;
		};
		const present = stored.events['newErrorOccurrence']?.snapshot.present ?? {};
		const [key = ''] = Object.keys(present);
		present[key] = `1 ${hash('2024-04-08 14:20:07.834943Z', 5)}`;
		const updated = bench.watch(errors, { state: { events: JSON.stringify(stored) } });
		expect(await updated.restart()).toBeNull();
		expect(await updated.poll()).toBeNull();
		bench.switches.occurredOn = 'iso';
		expect(await updated.poll()).toBeNull();
		row.occurredOn = '2024-04-08T14:21:00.000001Z';
		expect(await occurrences(updated.poll())).toEqual([['recurred', 1]]);
	});

	test('a count of 0 is one, also where a server sends no times: the next occurrence is emitted', async () => {
		bench.switches.occurredOn = 'absent';
		const row = bench.state.addError(VIRUS_TOTAL);
		row.errorCount = 0;
		const session = bench.watch(errors);
		await session.activate();
		expect(await session.poll()).toBeNull();
		row.errorCount = 2;
		expect(await occurrences(session.poll())).toEqual([['recurred', 2]]);
		row.errorCount = 0;
		expect(await session.poll()).toBeNull();
		row.errorCount = 1;
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
	});

	test('a row whose count comes after one of an unknown number occurred again once, as far as is known', async () => {
		bench.switches.errorCount = 'absent';
		const row = bench.state.addError(VIRUS_TOTAL);
		row.errorCount = 9;
		const session = bench.watch(errors);
		await session.activate();
		bench.switches.errorCount = 'number';
		row.occurredOn = '2030-04-08T14:22:00.000002Z';
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
	});

	test('equal times, late rows and ids are told apart; the oldest comes first', async () => {
		const session = bench.watch(errors);
		await session.activate();
		const occurredOn = '2024-04-08T14:20:07.000000Z';
		bench.state.addError(VIRUS_TOTAL, { title: 'One', occurredOn });
		bench.state.addError(VIRUS_TOTAL, { title: 'Two', occurredOn });
		expect(await session.poll()).toHaveLength(2);
		bench.state.addError('aws_ec2', { title: 'Now' });
		bench.state.addError('aws_ec2', { title: 'Years late', occurredOn: '2020-01-01T00:00:00.000000Z' });
		const titles = json(await session.poll()).map(({ detail }) => (detail as { title: string }).title);
		expect(titles).toEqual(['Years late', 'Now']);
	});

	test.each([false, true])('survives restarts and what happened meanwhile (durable: %s)', async (durable) => {
		const session = bench.watch(errors, { durable });
		await session.activate();
		bench.state.addError(VIRUS_TOTAL);
		expect(await session.poll()).toHaveLength(1);
		bench.state.addError('aws_ec2');
		const restarted = (await session.restart()) ?? (await session.poll());
		expect(json(restarted)).toMatchObject([{ integrationId: 'aws_ec2' }]);
		await session.restart();
		expect(await session.poll()).toBeNull();
	});

	test('a scope that shrinks and grows again emits nothing; a cleared error that returns is emitted', async () => {
		bench.state.addApiKey('some-key', { role: 'admin' });
		bench.state.addError(VIRUS_TOTAL);
		const session = bench.watch(errors);
		await session.activate();
		const kept = new Map(bench.state.errors);
		bench.state.errors.clear();
		expect(await session.poll()).toBeNull();
		for (const [id, row] of kept) bench.state.errors.set(id, row);
		expect(await session.poll()).toBeNull();
		bench.state.clearErrors();
		await session.poll();
		bench.state.addError(VIRUS_TOTAL);
		expect(await occurrences(session.poll())).toEqual([['recurred', 1]]);
	});

	test('errors of two integrations with one ID are two, from the first poll on', async () => {
		bench.switches.errorIds = 'uniquePerIntegration';
		bench.state.addError('aws_ec2');
		bench.state.addError(VIRUS_TOTAL);
		const session = bench.watch(errors);
		await session.activate();
		const occurredOn = '2024-04-08T14:20:07.000000Z';
		for (const id of ['aws_ec2', VIRUS_TOTAL, 'shodan'])
			bench.state.addError(id, { title: 'Other', occurredOn });
		const emitted = json(await session.poll());
		expect(emitted.map(({ integrationId, errorId, eventId }) => [integrationId, errorId, eventId])).toEqual(
			[
				['aws_ec2', '2'],
				[VIRUS_TOTAL, '2'],
				['shodan', '1'],
			].map(([of, id]) => [of, id, `polarity:lookupError:${of}:${id}:1:2024-04-08 14:20:07.000000Z`]),
		);
		expect(await session.poll()).toBeNull();
		for (const id of ['aws_ec2', VIRUS_TOTAL]) bench.state.addError(id);
		expect(await occurrences(session.poll())).toEqual([
			['recurred', 1],
			['recurred', 1],
		]);
	});

	test('errors that were known without their integrations are known with them, and those that were hidden, too', async () => {
		const occurredOn = '2024-04-08T14:20:07.000000Z';
		const session = bench.watch(errors);
		await session.activate();
		bench.state.addError('aws_ec2', { id: '1', occurredOn });
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9', occurredOn });
		await session.poll();
		const stored = JSON.parse(textOf(session.state['events']) ?? '') as { events: Record<string, object> };
		Object.assign(stored.events['newErrorOccurrence'] ?? {}, {
			snapshot: {
				present: { '/_CNRQxqS': '1 UmYYy', '/66RmC7tH': '1 UmYYy' },
				gone: { '/B1aPLIUn': ['1 UmYYy', Date.now()] },
			},
		});
		const before = bench.watch(errors, { state: { events: JSON.stringify(stored) } });
		expect(await before.restart()).toBeNull();
		bench.state.addError(VIRUS_TOTAL, { id: 'hidden', title: 'Hidden', occurredOn });
		expect(await before.poll()).toBeNull();
		bench.state.addError(VIRUS_TOTAL);
		bench.state.addError('shodan', { id: '1' });
		expect(json(await before.poll())).toMatchObject([
			{ errorId: 'b1946ac9', occurrences: 1, detail: { changeType: 'recurred' } },
			{ errorId: '1', integrationId: 'shodan', occurrences: 1, detail: { changeType: 'new' } },
		]);
		expect(await before.restart()).toBeNull();
		expect(await before.poll()).toBeNull();
	});

	test('a returning error with a new id is new', async () => {
		bench.switches.returningErrorId = 'new';
		bench.state.addError(VIRUS_TOTAL);
		const session = bench.watch(errors);
		await session.activate();
		bench.state.clearErrors();
		bench.state.addError(VIRUS_TOTAL);
		expect(await occurrences(session.poll())).toEqual([['new', 1]]);
	});

	test.each([
		['401', { status: 401, body: { errors: [{ title: 'Unauthorized' }] } }],
		['403', { status: 403, body: { errors: [{ title: 'Forbidden' }] } }],
		['500', { status: 500, body: {} }],
		['no list', { body: { jsonapi: { version: '1.0' } } }],
		['a page of a proxy', { bodyText: '<html></html>' }],
	])('a poll that fails with %s keeps the state', async (_what, answer) => {
		const session = bench.watch(errors);
		await session.activate();
		bench.state.addError(VIRUS_TOTAL);
		const before = session.state;
		const fault = bench.simulator.faults.add({ path: ERRORS, answer });
		await expect(session.poll()).rejects.toThrow(/Polarity/);
		expect(session.state).toEqual(before);
		fault.remove();
		expect(await session.poll()).toHaveLength(1);
	});

	test('concerns one integration when one is chosen; another choice does not bring up old ones', async () => {
		const session = bench.watch({ ...errors, integrationId: byId('aws_ec2') });
		await session.activate();
		bench.state.addError(VIRUS_TOTAL);
		expect(await session.poll()).toBeNull();
		bench.state.addError('aws_ec2');
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'aws_ec2' }]);
		expect(await session.activate({ ...errors, integrationId: byId(VIRUS_TOTAL) })).toBeNull();
		expect(await session.poll()).toBeNull();
	});

	describe.each([false, true])('published again (durable cursors: %s)', (durable) => {
		test.each<[string, INodeParameters, INodeParameters]>([
			['another choice', { integrationId: byId('aws_ec2') }, { integrationId: byId(VIRUS_TOTAL) }],
			['no choice anymore', { integrationId: byId('aws_ec2') }, {}],
			['nothing excluded anymore', { options: { excludedIntegrations: VIRUS_TOTAL } }, {}],
		])('%s does not bring up what was seen before, even where nothing was emitted', async (_, one, other) => {
			const session = bench.watch({ ...errors, ...one }, { durable });
			await session.activate();
			for (let count = 0; count < 3; count += 1) {
				bench.state.addError(VIRUS_TOTAL);
				expect(await session.poll()).toBeNull();
			}
			expect(await session.activate({ ...errors, ...other })).toBeNull();
			expect(await session.poll()).toBeNull();
			bench.state.addError(VIRUS_TOTAL);
			expect(await session.poll()).toHaveLength(1);
		});
	});

	test('existing errors start it when that is wanted', async () => {
		bench.state.addError(VIRUS_TOTAL);
		bench.state.addError('aws_ec2');
		const session = bench.watch({ ...errors, options: { emitExisting: true } });
		expect(await session.activate()).toHaveLength(2);
		expect(await session.poll()).toBeNull();
	});

	test('emits at most so many per poll, the oldest first, and the rest later', async () => {
		const session = bench.watch({ ...errors, options: { mostEvents: 2 } });
		await session.activate();
		for (const hour of [3, 1, 2]) {
			bench.state.addError(VIRUS_TOTAL, {
				title: `at ${hour}`,
				occurredOn: `2024-04-08T0${hour}:00:00.000000Z`,
			});
		}
		const titles = async () =>
			json(await session.poll()).map(({ detail }) => (detail as { title: string }).title);
		expect(await titles()).toEqual(['at 1', 'at 2']);
		expect(await titles()).toEqual(['at 3']);
		expect(await titles()).toEqual([]);
	});

	test('the raw record comes without meta, or with it and without secrets', async () => {
		const raw = async (more: INodeParameters) => {
			const session = bench.watch({ ...errors, simplify: false, ...more });
			return JSON.stringify(await session.manual());
		};
		bench.state.addError(VIRUS_TOTAL, { meta: { stack: 'Error: no', api_key: 'k-1234' } });
		expect(await raw({})).not.toContain('stack');
		const withMeta = await raw({ includeMeta: true });
		expect(withMeta).toContain('Error: no');
		expect(withMeta).not.toContain('k-1234');
	});

	test.each(['each', 'integration', 'digest'])(
		'no text of an error shows a secret (emit: %s)',
		async (emit) => {
			const session = bench.watch({ ...errors, options: { emit } });
			await session.activate();
			const secret = 'GET https://vt.example/api?apikey=s3cr3t-123 failed';
			const meta = { affected_users: [{ id: 7, username: secret }] };
			bench.state.addError(VIRUS_TOTAL, { title: secret, detail: '', code: secret, meta });
			bench.state.addError(VIRUS_TOTAL, { title: `Again: ${secret}`, detail: '', code: secret, meta });
			const shown = JSON.stringify(await session.poll());
			expect(shown).toContain('apikey=[redacted]');
			expect(shown).not.toContain('s3cr3t-123');
		},
	);

	test('a test in the editor shows what there is, or says that there is nothing, and keeps no state', async () => {
		const session = bench.watch(errors);
		await expect(session.manual()).rejects.toThrow(/No matching event right now/);
		bench.state.addError(VIRUS_TOTAL);
		expect(json(await session.manual())).toMatchObject([{ occurrences: 1, detail: { changeType: 'new' } }]);
		expect(session.state).toEqual({});
	});

	test('errors beside some rows are one line of the log in each poll, whatever lists have them', async () => {
		const session = bench.watch({
			events: ['newErrorOccurrence', 'integrationStatusChanged', 'healthChanged'],
		});
		await session.activate();
		const log = recordLog();
		const body = { errors: [{ detail: 'The database timed out' }], data: [{ id: 'some' }] };
		bench.simulator.faults.add({ method: 'GET', answer: { body } });
		const said = {
			message: expect.stringContaining('records of the list may be missing. Polarity: The database'),
		};
		await session.poll();
		expect(log).toMatchObject([said]);
		await session.poll();
		expect(log).toMatchObject([said, said]);
	});

	test('names that cannot be read hold up no error', async () => {
		const log = recordLog();
		const session = bench.watch(errors);
		await session.activate();
		bench.state.addError(VIRUS_TOTAL);
		bench.simulator.faults.add({ path: '/api/integrations', answer: { status: 500, body: {} } });
		expect(json(await session.poll())).toMatchObject([
			{ integrationId: VIRUS_TOTAL, integrationName: null, message: 'The API key was rejected' },
		]);
		expect(log).toContainEqual(
			expect.objectContaining({ message: expect.stringContaining('Integration names could not be read') }),
		);
		expect(await session.poll()).toBeNull();
	});

	test('10,000 errors: nothing is lost, nothing comes twice, and the state stays small', async () => {
		const session = bench.watch({ ...errors, options: { mostEvents: 10_000 } });
		await session.activate();
		const row = bench.state.addError(VIRUS_TOTAL);
		bench.state.errors.clear();
		for (let number = 0; number < 10_000; number += 1) {
			const id = number.toString(16).padStart(8, '0');
			bench.state.errors.set(id, { ...row, id });
		}
		expect(await session.poll()).toHaveLength(10_000);
		expect(JSON.stringify(session.state).length).toBeLessThan(256 * 1024);
		expect(await session.poll()).toBeNull();
	});
});

test('signs in again in the middle of its life', async () => {
	const session = bench.watch(errors, { credentials: bench.withPassword() });
	await session.activate();
	bench.simulator.clock.advance(3_600_001);
	bench.state.addError(VIRUS_TOTAL);
	expect(await session.poll()).toHaveLength(1);
	expect(bench.lines().filter((line) => line === 'POST /api/users/login')).toHaveLength(2);
});

describe('a password that is refused', () => {
	const signIns = () => bench.lines().filter((line) => line === 'POST /api/users/login').length;
	/** A published trigger whose session ended, and whose password is not the account's any more. */
	const refused = async () => {
		const session = bench.watch(errors, { credentials: bench.withPassword() });
		await session.activate();
		session.credentials.change('polarityApi', { password: 'changed elsewhere', token: '' });
		bench.state.addError(VIRUS_TOTAL);
		const poll = async () => await session.poll().catch((error: unknown) => String(error));
		expect(await poll()).toContain('Polarity sign-in failed');
		expect(signIns()).toBe(2);
		return { session, poll };
	};

	test('is sent again after ten minutes only, however often is polled: the server may lock the account', async () => {
		const { poll } = await refused();
		for (let minute = 0; minute < 9; minute += 1) {
			pass(MINUTE_MS);
			await poll();
		}
		expect(signIns()).toBe(2);
		pass(MINUTE_MS);
		await poll();
		expect(signIns()).toBe(3);
	});

	test('is not sent by another trigger, either', async () => {
		const { session } = await refused();
		const second = bench.watch(errors, { credentials: bench.withPassword('changed elsewhere') });
		await expect(second.restart()).rejects.toMatchObject({
			message: expect.stringContaining('Polarity sign-in failed'),
			description: expect.stringContaining('sign-in: HTTP 401 earlier, not sent again yet'),
		});
		expect(signIns()).toBe(2);
		await expect(session.manual()).rejects.toMatchObject({
			description: expect.stringContaining('sign-in: HTTP 401]'),
		});
		expect(signIns()).toBe(3);
	});

	test('holds up no session that was begun elsewhere meanwhile', async () => {
		const { session, poll } = await refused();
		const elsewhere = bench.watch(errors, { credentials: bench.withPassword() });
		await elsewhere.activate();
		session.credentials.change('polarityApi', elsewhere.credentials.data('polarityApi'));
		expect(signIns()).toBe(3);
		expect(await poll()).toHaveLength(1);
		expect(signIns()).toBe(3);
	});

	test('is sent once in the five tries of a publication', async () => {
		const session = bench.watch(errors, { credentials: bench.withPassword('wrong') });
		expect(await session.publish()).toMatchObject({ isAlive: false });
		expect(signIns()).toBe(1);
	});

	test.each([
		['a server that has no such route for a while', 404, 'text/plain', '404 page not found'],
		['a server that does not know what to do', 200, 'application/json', '{"maintenance":true}'],
	])('is not what %s says: the next poll signs in again', async (_what, status, type, body) => {
		const session = bench.watch(errors, { credentials: bench.withPassword() });
		await session.activate();
		session.credentials.change('polarityApi', { token: '' });
		bench.state.addError(VIRUS_TOTAL);
		const answer = { status, body, headers: { 'content-type': type } };
		bench.simulator.faults.add({ path: '/api/users/login', answer, times: 1 });
		await expect(session.poll()).rejects.toThrow('Polarity sign-in failed');
		expect(await session.poll()).toHaveLength(1);
	});

	test.each(['changed elsewhere ', 'changed \u00E9lsewhere', 'changed elsewhere\u65E5'])(
		'is not taken for %j, which is sent at once',
		async (password) => {
			const { session, poll } = await refused();
			session.credentials.change('polarityApi', { password });
			for (const account of bench.state.accounts.values()) Object.assign(account, { password });
			expect(await poll()).toHaveLength(1);
			expect(signIns()).toBe(3);
		},
	);

	test('is sent when a person publishes; another password at once, and nothing is lost', async () => {
		const { session, poll } = await refused();
		pass(MINUTE_MS);
		expect(await session.activate()).toBeNull();
		expect(signIns()).toBe(3);
		session.credentials.change('polarityApi', bench.withPassword().polarityApi);
		expect(await poll()).toHaveLength(1);
	});
});

describe('Integration Status Changed', () => {
	test('concerns one integration when one is chosen, over all pages', async () => {
		bench.fillUpTo(350);
		const session = bench.watch({ ...status, integrationId: byId('feed_0349') });
		await session.activate();
		setStatus('feed_0120', 'running');
		setStatus('feed_0349', 'error');
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'feed_0349', severity: 'error' }]);
		expect(bench.lines()).toHaveLength(4);
	});

	test.each([
		['running', 'info'],
		['starting', 'warning'],
		['error', 'error'],
	])('%s is of the severity %s', async (value, severity) => {
		const session = bench.watch(status);
		await session.activate();
		setStatus('jira', value);
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'jira', code: value, severity }]);
	});

	test('a failed page keeps the state', async () => {
		const session = bench.watch(status);
		await session.activate();
		setStatus('jira', 'running');
		const fault = bench.simulator.faults.add({ answer: { status: 403, body: {} } });
		await expect(session.poll()).rejects.toThrow(/Polarity/);
		fault.remove();
		expect(json(await session.poll())).toMatchObject([{ detail: { previousStatus: 'stopped' } }]);
	});

	test('each change has an ID of its own, and the same one when it is seen again from an older state', async () => {
		const session = bench.watch(status);
		await session.activate();
		const ids: unknown[] = [];
		for (const value of ['running', 'stopped', 'running', 'stopped']) {
			pass(60_000);
			setStatus('jira', value);
			const before = session.state;
			const [event] = json(await session.poll());
			ids.push(event?.['eventId']);
			pass(60_000);
			const again = json(await bench.watch(status, { state: before }).restart());
			expect(again.map((other) => other['eventId'])).toEqual([event?.['eventId']]);
		}
		expect(new Set(ids).size).toBe(4);
		expect(ids).not.toContain(undefined);
	});

	test('shows how integrations are in a test', async () => {
		const session = bench.watch(status);
		expect(await session.manual()).toHaveLength(4);
	});

	test('both events can be had in one trigger', async () => {
		const session = bench.watch({ events: ['newErrorOccurrence', 'integrationStatusChanged'] });
		await session.activate();
		bench.state.addError(VIRUS_TOTAL);
		expect(json(await session.poll()).map(({ kind }) => kind)).toEqual(['lookupError', 'statusChanged']);
	});
});

describe('a chosen integration that is not there', () => {
	const unknown = /Polarity has no integration/;

	test.each([errors, status, health])(
		'is refused when the workflow is published: $events',
		async (watched) => {
			const session = bench.watch({ ...watched, integrationId: byId('nope') });
			await expect(session.activate()).rejects.toThrow(unknown);
		},
	);

	test.each([errors, status, health])('is reported once it is removed: $events', async (watched) => {
		const session = bench.watch({ ...watched, integrationId: byId('aws_ec2') });
		await session.activate();
		const removed = bench.state.integrations.get('aws_ec2');
		bench.state.integrations.delete('aws_ec2');
		const before = session.state;
		await expect(session.poll()).rejects.toThrow(unknown);
		expect(session.state).toEqual(before);
		if (removed !== undefined) bench.state.integrations.set('aws_ec2', removed);
		bench.state.addError('aws_ec2');
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'aws_ec2' }]);
	});

	test('is not asked for where it has errors, and may be hidden from who reads errors', async () => {
		bench.state.addError('aws_ec2');
		const session = bench.watch({ ...errors, integrationId: byId('aws_ec2') });
		await session.activate();
		expect(bench.lines()).toEqual([`GET ${ERRORS}`]);
		bench.state.errors.clear();
		bench.simulator.faults.add({ path: '/api/integrations/aws_ec2', answer: { status: 403, body: {} } });
		expect(await session.poll()).toBeNull();
	});
});

test('another choice loses nothing of what was watched before and after it', async () => {
	const session = bench.watch(errors);
	await session.activate();
	bench.state.addError(VIRUS_TOTAL, { id: 'meanwhile' });
	const chosen = await session.activate({ ...errors, integrationId: byId(VIRUS_TOTAL) });
	expect(json(chosen)).toMatchObject([{ errorId: 'meanwhile' }]);
	// The same error once more: Polarity counts it in the same row.
	bench.state.addError(VIRUS_TOTAL);
	expect(json(await session.activate(errors))).toMatchObject([
		{ errorId: 'meanwhile', detail: { changeType: 'recurred' } },
	]);
	expect(await session.poll()).toBeNull();
});

test('a row without ID and link is one error, whatever else of it changes, and its ID shows nothing of it', async () => {
	const rows = (more: object) => ({
		data: ['one', 'two'].map((text) => ({
			type: 'integration-errors',
			attributes: {
				code: '401',
				title: 'Unauthorized',
				detail: text,
				'integration-id': VIRUS_TOTAL,
				'error-count': 1,
				...more,
			},
		})),
	});
	const session = bench.watch(errors);
	await session.activate();
	const show = (body: object) => bench.simulator.faults.add({ path: ERRORS, times: 1, answer: { body } });
	show(rows({ meta: { token: 's3cr3t-1' } }));
	const first = json(await session.poll());
	expect(first.map(({ detail }) => detail)).toMatchObject([{ changeType: 'new' }, { changeType: 'new' }]);
	const ids = first.map(({ eventId }) => eventId);
	expect(new Set(ids).size).toBe(2);
	const form = new RegExp(`^polarity:lookupError:${VIRUS_TOTAL}:[\\w-]{16}:1:$`);
	for (const id of ids) expect(id).toEqual(expect.stringMatching(form));
	show(rows({ 'error-count': 3, meta: { token: 's3cr3t-2' } }));
	const again = json(await session.poll());
	expect(again).toMatchObject([
		{ occurrences: 2, detail: { changeType: 'recurred' } },
		{ occurrences: 2, detail: { changeType: 'recurred' } },
	]);
	expect(JSON.stringify([first, again])).not.toMatch(/s3cr3t-[12]/);
});

describe('rows without ID', () => {
	const row = (integrationId: string, links: unknown, count = 1) => ({
		type: 'integration-errors',
		attributes: {
			code: '401',
			title: 'Unauthorized',
			detail: 'The key expired',
			'integration-id': integrationId,
			'error-count': count,
		},
		links,
	});
	const show = (...data: object[]) =>
		bench.simulator.faults.add({ path: ERRORS, times: 1, answer: { body: { data } } });
	const eventId = (integrationId: string, id: string, count: number) =>
		expect.stringMatching(new RegExp(`^polarity:lookupError:${integrationId}:${id}:${count}:$`));

	test.each([
		[{}, '[\\w-]{16}'],
		[{ self: null }, '[\\w-]{16}'],
		[{ self: '' }, '[\\w-]{16}'],
		[{ self: { href: '/e/1' } }, '[\\w-]{16}'],
		[null, '[\\w-]{16}'],
		[{ self: '/e/1' }, '/e/1'],
		[{ self: '/e/1', related: '/e' }, '/e/1'],
	])('of two integrations are two errors, whatever their links are: %j', async (links, id) => {
		const session = bench.watch(errors);
		await session.activate();
		for (const count of [1, 3]) {
			show(row('aws_ec2', links, count), row(VIRUS_TOTAL, links, count));
			expect(json(await session.poll())).toMatchObject(
				['aws_ec2', VIRUS_TOTAL].map((integrationId) => ({
					integrationId,
					errorId: null,
					eventId: eventId(integrationId, id, count),
					occurrences: count === 1 ? 1 : 2,
				})),
			);
			show(row('aws_ec2', links, count), row(VIRUS_TOTAL, links, count));
			expect(await session.poll()).toBeNull();
		}
	});

	test('that were known by their links, or by a hash alone, are known', async () => {
		const links = { self: '/e/1', related: '/e' };
		const shown = [row(VIRUS_TOTAL, links), row('aws_ec2', null)];
		const session = bench.watch(errors);
		await session.activate();
		show(...shown);
		await session.poll();
		const stored = JSON.parse(textOf(session.state['events']) ?? '') as { events: Record<string, object> };
		const present = { '/g9Upwfep': '1 47DEQ', '/Q3aJyuNJ': '1 47DEQ' };
		Object.assign(stored.events['newErrorOccurrence'] ?? {}, { snapshot: { present, gone: {} } });
		const before = bench.watch(errors, { state: { events: JSON.stringify(stored) } });
		show(...shown);
		expect(await before.restart()).toBeNull();
		show(...shown);
		expect(await before.poll()).toBeNull();
	});
});
