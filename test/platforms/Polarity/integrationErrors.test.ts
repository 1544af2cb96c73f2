import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const OCCURRED = '2024-04-08T14:20:07.834943Z';

describe('Integration Error', () => {
	const one = async (parameters = {}) => (await bench.json('integrationError', 'getMany', parameters))[0];

	test.each(['array', 'map', 'single'] as const)('affected users as %s are a list', async (affectedUsers) => {
		bench.switches.affectedUsers = affectedUsers;
		bench.state.addError(VIRUS_TOTAL);
		expect(await one()).toMatchObject({ affectedUsers: [{ id: 7, username: 'analyst' }] });
	});

	test('no affected users are an empty list', async () => {
		bench.switches.affectedUsers = 'absent';
		bench.state.addError(VIRUS_TOTAL);
		expect(await one()).toMatchObject({ affectedUsers: [] });
	});

	test.each([
		['number', 401],
		['text', 401],
		['words', 'ETIMEDOUT'],
	] as const)('status written as %s', async (errorStatus, status) => {
		bench.switches.errorStatus = errorStatus;
		bench.state.addError(VIRUS_TOTAL);
		expect(await one()).toMatchObject({ status });
	});

	test('of an integration that is not there are no empty list; of one without errors they are', async () => {
		const of = async (id: string) =>
			await bench.json('integrationError', 'getMany', { integrationId: byId(id) });
		await expect(of('nope')).rejects.toThrow(/Polarity has no integration nope/);
		expect(await of('aws_ec2')).toEqual([]);
	});

	test("a gateway's page with 404 does not say that an integration is not there", async () => {
		const path = '/api/integrations/nope';
		bench.simulator.faults.add({ path, answer: { status: 404, bodyText: '<html>Not found</html>' } });
		const of = { integrationId: byId('nope') };
		expect(await bench.failure('integrationError', 'getMany', of)).toMatch(/unexpected response/);
	});

	test.each([403, 500])('names that cannot be read (%i) hold up no error', async (status) => {
		bench.state.addError(VIRUS_TOTAL);
		bench.simulator.faults.add({ path: '/api/integrations', answer: { status, body: {} } });
		const { json, hints } = await bench.run('integrationError', 'getMany');
		expect(json).toMatchObject([
			{ integrationId: VIRUS_TOTAL, integrationName: null, title: 'Unauthorized' },
		]);
		expect(JSON.stringify(hints)).toContain('Integration names could not be read');
	});

	test('shows ISO times as they are', async () => {
		bench.switches.occurredOn = 'iso';
		bench.state.addError(VIRUS_TOTAL, { occurredOn: OCCURRED });
		expect(await one()).toMatchObject({ occurredAt: OCCURRED });
	});

	test('meta comes only when asked for, and never with secrets in it', async () => {
		const meta = {
			stack: 'Error: no',
			request: { headers: { Authorization: 'Basic abc' }, api_key: 'k-1234' },
		};
		bench.state.addError(VIRUS_TOTAL, { meta });
		for (const simplify of [true, false]) {
			const without = await bench.run('integrationError', 'getMany', { simplify });
			expect(visible(without)).not.toContain('stack');
			const asked = await bench.run('integrationError', 'getMany', { simplify, includeMeta: true });
			expect(visible(asked)).toContain('Error: no');
			expect(visible(asked)).not.toMatch(/Basic abc|k-1234/);
		}
		const [raw] = await bench.json('integrationError', 'getMany', { simplify: false });
		expect(raw).toMatchObject({
			integrationId: VIRUS_TOTAL,
			attributes: { meta: { affected_users: [{ username: 'analyst' }] } },
			links: { self: expect.stringContaining('/api/integration/') },
		});
	});

	test('needs a manager: the refusal says so, an empty list is none', async () => {
		bench.state.addApiKey('plain-key', { role: 'user' });
		const credentials = bench.withKey('plain-key');
		const run = await bench.run('integrationError', 'getMany', {}, { credentials });
		expect(run.error).toMatchObject({
			httpCode: '403',
			description: expect.stringContaining('integration managers and Polarity admins'),
		});
		bench.switches.errorsForOthers = 'emptyList';
		expect((await bench.run('integrationError', 'getMany', {}, { credentials })).json).toEqual([]);
	});

	test.each([
		['ownOnes', ['aws_ec2']],
		['asOthers', []],
	] as const)('the admin of an integration sees errors: %s', async (reading, expected) => {
		bench.switches.errorsForIntegrationAdmin = reading;
		bench.switches.errorsForOthers = 'emptyList';
		bench.state.addApiKey('admin-of-one', { role: 'user', administers: ['aws_ec2'] });
		bench.state.addError('aws_ec2');
		bench.state.addError(VIRUS_TOTAL);
		const credentials = bench.withKey('admin-of-one');
		const found = await bench.json('integrationError', 'getMany', {}, { credentials });
		expect(found.map((error) => error['integrationId'])).toEqual(expected);
	});
});

describe('grouped by integration and code', () => {
	const grouped = async (more = {}) =>
		await bench.json('integrationError', 'getMany', { groupBy: 'code', returnAll: true, ...more });
	const ann = { id: 7, username: 'ann' };
	const bob = { id: 8, username: 'bob' };
	const times = ['2024-04-08T14:20:07.834943Z', '2024-04-09T14:20:07.834943Z', '2024-04-07T14:20:07.834943Z'];

	function addErrors() {
		const [first, second, third] = times;
		const error = (detail: string, occurredOn: string | undefined, affectedUsers: object[]) =>
			bench.state.addError(VIRUS_TOTAL, {
				code: '429',
				detail,
				...(occurredOn !== undefined && { occurredOn }),
				affectedUsers: affectedUsers.map((user) => ({ ...ann, ...user })),
			});
		error('Quota of key 1', first, [ann]);
		error('Quota of key 1', first, [ann]);
		error('Quota of key 2', second, [ann, bob]);
		error('Quota of key 3', third, []);
		bench.state.addError('aws_ec2', { code: '429', detail: 'Throttled', affectedUsers: [bob] });
		bench.state.addError(VIRUS_TOTAL, { code: '401', detail: 'No key', affectedUsers: [bob] });
	}

	test('is one item for each code of an integration, with all whom its errors affected, each once', async () => {
		bench.switches.occurredOn = 'iso';
		addErrors();
		const found = await grouped();
		const ids = [...bench.state.errors.values()].map(({ id }) => id);
		expect(found[0]).toEqual({
			integrationId: VIRUS_TOTAL,
			integrationName: 'VirusTotal',
			code: '429',
			title: 'Unauthorized',
			detail: 'Quota of key 2',
			status: 401,
			occurredAt: times[1],
			'error-count': 4,
			affectedUsers: [ann, bob],
			errorIds: ids.slice(0, 3),
		});
		expect(found.map(({ integrationId, code }) => [integrationId, code])).toEqual([
			[VIRUS_TOTAL, '429'],
			['aws_ec2', '429'],
			[VIRUS_TOTAL, '401'],
		]);
		expect(found.map(({ affectedUsers }) => affectedUsers)).toEqual([[ann, bob], [bob], [bob]]);
	});

	test('loses no error, whatever it lacks: all counts together are those of the list', async () => {
		addErrors();
		const attributes = { title: 'No code', 'error-count': 2, 'integration-id': VIRUS_TOTAL };
		const body = {
			data: [
				{ id: 'e1', type: 'integration-errors', attributes },
				{ id: 'e2', attributes: {} },
			],
		};
		bench.simulator.faults.add({ path: '/api/integrations/errors', answer: { body } });
		expect(await grouped()).toMatchObject([
			{ integrationId: VIRUS_TOTAL, code: null, 'error-count': 2, affectedUsers: [], errorIds: ['e1'] },
			{ integrationId: null, code: null, 'error-count': 0, occurredAt: null, errorIds: ['e2'] },
		]);
	});

	test.each(['array', 'map', 'single'] as const)(
		'affected users as %s are one list',
		async (affectedUsers) => {
			bench.switches.affectedUsers = affectedUsers;
			addErrors();
			const [found] = await grouped();
			expect(found?.['affectedUsers']).toEqual(affectedUsers === 'single' ? [ann] : [ann, bob]);
		},
	);

	test('shows every affected user, also those who have neither ID nor name', async () => {
		const users = [{ email: 'ann@example.com' }, { email: 'bob@example.com' }, { email: 'ann@example.com' }];
		const attributes = { code: '429', 'integration-id': VIRUS_TOTAL, meta: { affected_users: users } };
		const body = { data: [{ id: 'e1', type: 'integration-errors', attributes }] };
		bench.simulator.faults.add({ path: '/api/integrations/errors', answer: { body } });
		expect(await grouped()).toMatchObject([{ affectedUsers: users.slice(0, 2) }]);
	});

	test('has the meta of the newest error, when asked for', async () => {
		const [older, newer] = times;
		const add = (occurredOn = '', stack = '') =>
			bench.state.addError(VIRUS_TOTAL, { code: '429', detail: stack, occurredOn, meta: { stack } });
		add(newer, 'Error: newest');
		add(older, 'Error: older');
		const [found] = await grouped({ includeMeta: true });
		expect(found).toMatchObject({ code: '429', occurredAt: newer, meta: { stack: 'Error: newest' } });
		expect((await grouped())[0]).not.toHaveProperty('meta');
	});

	test('shows no secret that stands in a code', async () => {
		for (const secret of ['s3cr3t-1', 's3cr3t-2']) {
			const code = `GET https://api.example.com/?apikey=${secret}`;
			bench.state.addError(VIRUS_TOTAL, { code });
		}
		for (const simplify of [true, false]) {
			const run = await bench.run('integrationError', 'getMany', { groupBy: 'code', simplify });
			expect(visible(run)).not.toContain('s3cr3t');
			expect(run.json).toMatchObject([{ code: 'GET https://api.example.com/?apikey=[redacted]' }]);
		}
		const body = { data: [{ id: 'e1', type: 'integration-errors', attributes: { code: 429 } }] };
		bench.simulator.faults.add({ path: '/api/integrations/errors', answer: { body } });
		expect(await grouped()).toMatchObject([{ code: 429 }]);
	});

	test('takes one integration, a limit of groups, and all records with Simplify off', async () => {
		addErrors();
		expect(await grouped({ integrationId: { __rl: true, mode: 'id', value: 'aws_ec2' } })).toMatchObject([
			{ integrationId: 'aws_ec2', code: '429' },
		]);
		expect(await grouped({ returnAll: false, limit: 1 })).toMatchObject([{ 'error-count': 4 }]);
		const [raw] = await grouped({ simplify: false });
		expect(raw).toMatchObject({ code: '429', errors: [{ attributes: { code: '429' } }, {}, {}] });
		expect(JSON.stringify(raw)).not.toContain('stack');
	});
});

test('secrets of many names are hidden in meta', async () => {
	const hidden = {
		access_key: 's3cr3t-1',
		privateKey: 's3cr3t-2',
		passphrase: 's3cr3t-3',
		credentials: { user: 'u', value: 's3cr3t-4' },
		pass: 's3cr3t-5',
		sessionId: 's3cr3t-6',
		uri: 'https://api.example.com/v1?q=8.8.8.8&apikey=s3cr3t-7',
		nested: [{ url: 'https://user:s3cr3t-8@api.example.com/' }],
	};
	bench.state.addError(VIRUS_TOTAL, { meta: { ...hidden, passed: 'kept-1', key: 'kept-2' } });
	for (const simplify of [true, false]) {
		const run = await bench.run('integrationError', 'getMany', { includeMeta: true, simplify });
		expect(visible(run)).not.toContain('s3cr3t');
		expect(visible(run)).toMatch(/q=8\.8\.8\.8.*kept-1/);
	}
});

test('meta need not be an object', async () => {
	const row = bench.state.addError(VIRUS_TOTAL);
	const written = ['GET https://api.example.com/?apikey=s3cr3t', { token: 's3cr3t', step: 'kept' }];
	const attributes = { code: '401', 'integration-id': VIRUS_TOTAL, meta: written };
	const body = { data: [{ id: row.id, type: 'integration-errors', attributes }] };
	bench.simulator.faults.add({ path: '/api/integrations/errors', answer: { body } });
	const shown = ['GET https://api.example.com/?apikey=[redacted]', { token: '[redacted]', step: 'kept' }];
	const asked = { includeMeta: true, simplify: false };
	expect(await bench.json('integrationError', 'getMany', asked)).toMatchObject([
		{ attributes: { meta: shown } },
	]);
	expect(await bench.json('integrationError', 'getMany', { includeMeta: true })).toMatchObject([
		{ meta: shown },
	]);
	expect((await bench.json('integrationError', 'getMany'))[0]).not.toHaveProperty('meta');
});

describe('an error that names its integration only by a relationship', () => {
	const related = (data: unknown) => ({
		id: 'e1',
		type: 'integration-errors',
		attributes: { code: '401', title: 'Unauthorized', 'error-count': 1 },
		relationships: { integration: { data } },
	});
	const identifier = { id: VIRUS_TOTAL, type: 'integrations' };

	test.each([
		['one', identifier],
		['a list of one', [identifier]],
	])('is an error of that integration (%s)', async (_form, data) => {
		const body = { data: [related(data)] };
		bench.simulator.faults.add({ path: '/api/integrations/errors', answer: { body } });
		expect(await bench.json('integrationError', 'getMany')).toMatchObject([
			{ integrationId: VIRUS_TOTAL, integrationName: 'VirusTotal' },
		]);
		const integrationId = { __rl: true, mode: 'id', value: VIRUS_TOTAL };
		expect(await bench.json('integrationError', 'getMany', { integrationId })).toHaveLength(1);
		expect(await bench.json('integration', 'getHealth', { integrationId })).toMatchObject([
			{ status: 'ERROR', lastErrorMessage: 'Unauthorized' },
		]);
	});
});
