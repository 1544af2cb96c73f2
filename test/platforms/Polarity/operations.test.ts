import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Polarity } from '../../../nodes/Polarity/Polarity.node';
import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

const SECRET = 'vt-secret-value-123';
const ONE = { integrationId: byId(VIRUS_TOTAL) };
const OCCURRED = '2024-04-08T14:20:07.834943Z';

let bench: PolarityBench;
beforeEach(async () => {
	bench = await PolarityBench.start();
});
afterEach(async () => await bench.stop());

const virusTotal = () => bench.state.integrations.get(VIRUS_TOTAL);
const lastBody = (method: string) => bench.simulator.requests.last({ method })?.body;
const row = (optionId: string, value: string, more: object = {}) => ({
	optionId: byId(optionId),
	value,
	...more,
});

/** One run of every operation that the dropdowns offer, by resource and operation. */
const cases: Record<string, () => Promise<void>> = {
	'integration/getMany': async () => {
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9' });
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(found).toHaveLength(4);
		expect(found[0]).toEqual({
			id: VIRUS_TOTAL,
			name: 'VirusTotal',
			acronym: 'VT',
			description: 'Looks up entities in VirusTotal',
			version: '3.9.1',
			status: 'running',
			subscribed: true,
			autosubscribe: false,
			entityTypes: ['IPv4', 'domain', 'url', 'hash'],
			hasErrors: true,
			errorIds: ['b1946ac9'],
			optionIds: [`${VIRUS_TOTAL}-apiKey`, `${VIRUS_TOTAL}-showNoResults`, `${VIRUS_TOTAL}-baseUrl`],
		});
		expect(bench.lines()).toEqual(['GET /api/integrations?page[size]=100&page[number]=1']);
		const { headers } = bench.simulator.requests.last() ?? {};
		expect(headers).toMatchObject({
			accept: 'application/vnd.api+json',
			'content-type': 'application/vnd.api+json',
		});
	},
	'integration/get': async () => {
		expect(await bench.json('integration', 'get', ONE)).toMatchObject([
			{ id: VIRUS_TOTAL, hasErrors: false },
		]);
		const [raw] = await bench.json('integration', 'get', { ...ONE, simplify: false });
		expect(raw).toMatchObject({ type: 'integrations', links: { self: `/api/integrations/${VIRUS_TOTAL}` } });
		expect(bench.lines()).toEqual([
			`GET /api/integrations/${VIRUS_TOTAL}`,
			`GET /api/integrations/${VIRUS_TOTAL}`,
		]);
	},
	'integration/update': async () => {
		const changes = { autosubscribe: true, attributes: '{"default-color": "blue"}' };
		const updated = await bench.json('integration', 'update', { ...ONE, changes });
		expect(updated).toMatchObject([{ id: VIRUS_TOTAL, autosubscribe: true, 'default-color': 'blue' }]);
		expect(lastBody('PATCH')).toEqual({
			data: { id: VIRUS_TOTAL, attributes: { autosubscribe: true, 'default-color': 'blue' } },
		});
	},
	'integration/getOptions': async () => {
		const found = await bench.json('integration', 'getOptions', ONE);
		expect(found).toHaveLength(3);
		expect(found[0]).toEqual({
			id: `${VIRUS_TOTAL}-apiKey`,
			key: 'apiKey',
			name: 'apiKey',
			description: 'The apiKey of the integration',
			type: 'password',
			default: '',
			value: '[redacted]',
			'admin-only': true,
			'user-can-edit': false,
		});
		expect(bench.lines()).toEqual([`GET /api/integration-options?filter[integration.id]=${VIRUS_TOTAL}`]);
	},
	'integration/updateOptions': async () => {
		const optionChanges = {
			rows: [
				row('apiKey', 'new-value', { adminOnly: 'yes', userCanEdit: 'no' }),
				row(`${VIRUS_TOTAL}-showNoResults`, 'true', {
					valueType: 'json',
					adminOnly: 'no',
					userCanEdit: 'yes',
				}),
			],
		};
		const updated = await bench.json('integration', 'updateOptions', { ...ONE, optionChanges });
		expect(updated).toEqual([
			{
				id: `${VIRUS_TOTAL}-apiKey`,
				'admin-only': true,
				'user-can-edit': false,
				value: '[redacted]',
			},
			{
				id: `${VIRUS_TOTAL}-showNoResults`,
				'admin-only': false,
				'user-can-edit': true,
				value: '[redacted]',
			},
		]);
		expect(lastBody('PATCH')).toEqual({
			data: [
				{
					id: `${VIRUS_TOTAL}-apiKey`,
					type: 'integration-option',
					attributes: { value: 'new-value', 'admin-only': true, 'user-can-edit': false },
				},
				{
					id: `${VIRUS_TOTAL}-showNoResults`,
					type: 'integration-option',
					attributes: { value: true, 'admin-only': false, 'user-can-edit': true },
				},
			],
		});
		expect(bench.lines()).toEqual(['PATCH /api/integration-options']);
	},
	'integration/setPermissions': async () => {
		const permissions = { rows: [{ groupId: '1' }, { groupId: 4, granted: ['read', 'admin'] }] };
		const set = await bench.json('integration', 'setPermissions', { ...ONE, permissions });
		expect(set).toEqual([
			{ integrationId: VIRUS_TOTAL, groupId: '1', permissions: ['read'] },
			{ integrationId: VIRUS_TOTAL, groupId: '4', permissions: ['read', 'admin'] },
		]);
		expect(lastBody('POST')).toMatchObject({
			data: [
				{
					type: 'permissions',
					attributes: { permissions: ['read'] },
					relationships: {
						group: { data: { type: 'groups', id: '1' } },
						integration: { data: { type: 'integrations', id: VIRUS_TOTAL } },
					},
				},
				{ attributes: { permissions: ['read', 'admin'] } },
			],
		});
		expect(virusTotal()?.permissions.get('4')).toEqual(['read', 'admin']);
	},
	'integration/getHealth': async () => {
		bench.state.addError(VIRUS_TOTAL, { occurredOn: '2024-04-08T13:00:00.000000Z', title: 'Older' });
		bench.state.addError(VIRUS_TOTAL, { occurredOn: OCCURRED });
		bench.state.addError('aws_ec2');
		expect(await bench.json('integration', 'getHealth', ONE)).toEqual([
			{
				platform: 'polarity',
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				status: 'ERROR',
				lastError: { message: 'The API key was rejected', occurredAt: '2024-04-08T14:20:07.834Z' },
				lastRunAt: null,
				openErrors: 2,
			},
		]);
		expect(bench.lines().sort()).toEqual([
			'GET /api/integrations/errors',
			`GET /api/integrations/${VIRUS_TOTAL}`,
		]);
	},
	'integrationError/getMany': async () => {
		bench.state.addError(VIRUS_TOTAL, { id: 'b1946ac9', occurredOn: OCCURRED });
		bench.state.addError('aws_ec2', { id: 'c0000001' });
		const found = await bench.json('integrationError', 'getMany', ONE);
		expect(found).toEqual([
			{
				id: 'b1946ac9',
				code: '401',
				title: 'Unauthorized',
				detail: 'The API key was rejected',
				'error-count': 1,
				'integration-id': VIRUS_TOTAL,
				'occurred-on': '2024-04-08 14:20:07.834943Z',
				occurredAt: OCCURRED,
				status: 401,
				affectedUsers: [{ id: 7, username: 'analyst' }],
			},
		]);
		expect(await bench.json('integrationError', 'getMany', { returnAll: true })).toHaveLength(2);
		expect(await bench.json('integrationError', 'getMany', { limit: 1 })).toHaveLength(1);
		expect(new Set(bench.lines())).toEqual(new Set(['GET /api/integrations/errors']));
	},
	'lookup/parseText': async () => {
		bench.state.annotations.set('8.8.8.8', ['resolver', 'google']);
		const text = 'From 8.8.8.8 to evil.example.com';
		expect(await bench.json('lookup', 'parseText', { text })).toEqual([
			{
				value: '8.8.8.8',
				type: 'IPv4',
				types: ['IPv4'],
				displayValue: '8.8.8.8',
				hashType: '',
				isPrivateIP: false,
				tags: ['resolver', 'google'],
			},
			expect.objectContaining({ value: 'evil.example.com', type: 'domain', tags: [] }),
		]);
		expect(lastBody('POST')).toEqual({ data: { type: 'parsed-entities', attributes: { text } } });
	},
	'lookup/lookUp': async () => {
		const found = await bench.json('lookup', 'lookUp', { text: 'From 8.8.8.8 to evil.example.com' });
		expect(found).toEqual([
			{
				integrationId: VIRUS_TOTAL,
				integrationName: 'VirusTotal',
				value: '8.8.8.8',
				type: 'IPv4',
				displayValue: '8.8.8.8',
				isHit: true,
				summary: ['Score: 0'],
				details: { country: 'US' },
			},
			expect.objectContaining({ integrationId: VIRUS_TOTAL, value: 'evil.example.com' }),
			expect.objectContaining({ integrationId: 'aws_ec2', summary: ['i-0123456789'] }),
			{
				integrationId: 'shodan',
				integrationName: 'Shodan',
				warning: 'Polarity: Shodan quota exceeded for this month',
			},
		]);
		expect(bench.lines().sort()).toEqual([
			'GET /api/integrations?filter[integration.status]=running&page[size]=100&page[number]=1',
			'POST /api/integrations/aws_ec2/lookup',
			'POST /api/integrations/shodan/lookup',
			`POST /api/integrations/${VIRUS_TOTAL}/lookup`,
			'POST /api/parsed-entities',
		]);
	},
};

const dropdown = (name: string): INodeProperties[] =>
	new Polarity().description.properties.filter((property) => property.name === name);
const valuesOf = (property: INodeProperties | undefined) =>
	(property?.options ?? []).flatMap((option) => ('value' in option ? [String(option.value)] : []));
const offered = valuesOf(dropdown('resource')[0]).flatMap((resource) =>
	dropdown('operation')
		.filter(({ displayOptions }) => displayOptions?.show?.['resource']?.includes(resource))
		.flatMap(valuesOf)
		.map((operation) => `${resource}/${operation}`),
);

describe('every operation of the dropdowns', () => {
	test('there are as many as there are cases', () => {
		expect(offered).toHaveLength(10);
		expect(Object.keys(cases).sort()).toEqual([...offered].sort());
	});

	test.each(offered)('%s', async (name) => {
		const run = cases[name];
		if (run === undefined) throw new Error(`${name} is offered and has no test`);
		await run();
	});
});

describe('Integration', () => {
	test('reads 1,250 integrations in order, pages ahead of one another, each once', async () => {
		await bench.stop();
		bench = await PolarityBench.start({ seed: { integrations: 1250 }, switches: { latencyMs: 20 } });
		const found = await bench.json('integration', 'getMany', { returnAll: true });
		expect(found.map(({ id }) => id)).toEqual([...bench.state.integrations.keys()]);
		expect(bench.lines()).toHaveLength(13);
		expect(bench.simulator.requests.maxInFlight).toBeGreaterThan(2);
	});

	test('stops at the limit, and reads no page beyond it', async () => {
		await bench.stop();
		bench = await PolarityBench.start({ seed: { integrations: 250 } });
		expect(
			await bench.json('integration', 'getMany', { limit: 120, options: { rowsPerPage: 50 } }),
		).toHaveLength(120);
		expect(bench.lines()).toHaveLength(3);
		expect(await bench.json('integration', 'getMany', { limit: 3 })).toHaveLength(3);
		expect(bench.lines().at(-1)).toBe('GET /api/integrations?page[size]=3&page[number]=1');
	});

	test('trusts the size that the server returns, and takes an answer without meta for complete', async () => {
		await bench.stop();
		bench = await PolarityBench.start({ seed: { integrations: 250 }, switches: { maxPageSize: 40 } });
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

	test.each(['samePage', 'endless'] as const)('ends when the server never does (%s)', async (pagingLoop) => {
		bench.switches.pagingLoop = pagingLoop;
		const run = await bench.run('integration', 'getMany', { returnAll: true, options: { rowsPerPage: 2 } });
		expect(run.error?.message).toMatch(/a second time/);
		expect(bench.lines().length).toBeLessThan(20);
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

	test.each(['entityTypes', 'integration-entity-types', 'entity-types'] as const)(
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

	test.each(['noContent', 'emptyBody'] as const)(
		'reads the integration when the update answers nothing (%s)',
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
});

describe('options', () => {
	const update = async (...rows: object[]) =>
		await bench.run('integration', 'updateOptions', {
			...ONE,
			optionChanges: { rows: rows.map((entry) => ({ ...entry })) },
		});

	test('keeps the flags of an option unless told otherwise, reading them first', async () => {
		expect((await update(row('baseUrl', 'https://new.example.com'))).error).toBeUndefined();
		expect(bench.lines()).toEqual([
			`GET /api/integration-options?filter[integration.id]=${VIRUS_TOTAL}`,
			'PATCH /api/integration-options',
		]);
		expect(lastBody('PATCH')).toMatchObject({
			data: [
				{ attributes: { value: 'https://new.example.com', 'admin-only': false, 'user-can-edit': false } },
			],
		});
	});

	test('sends no masked value back: only what was typed', async () => {
		bench.switches.secretValues = 'masked';
		await update(row('baseUrl', 'https://new.example.com'));
		expect(JSON.stringify(lastBody('PATCH'))).not.toContain('*');
		expect(virusTotal()?.options[0]?.value).toBe(SECRET);
	});

	test.each(['withoutFlags', 'missing'] as const)(
		'asks for both flags where they cannot be read (%s)',
		async (listing) => {
			bench.switches.optionListing = listing;
			const run = await update(row('apiKey', 'x', { adminOnly: 'yes' }));
			expect(run.status).toBe('error');
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
			expect(
				(await update(row('apiKey', 'x', { adminOnly: 'yes', userCanEdit: 'no' }))).error,
			).toBeUndefined();
		},
	);

	test.each([
		[
			'both flags',
			row('apiKey', 'x', { adminOnly: 'yes', userCanEdit: 'yes' }),
			/cannot be admin-only and editable/,
		],
		['no value', row('apiKey', ''), /has no value/],
		['bad JSON', row('showNoResults', '{', { valueType: 'json' }), /not valid JSON/],
	])('refuses %s before anything is sent', async (_what, entry, message) => {
		const run = await update(entry);
		expect(run.error?.message).toMatch(message);
		expect(bench.lines()).toEqual([]);
	});

	test('refuses both flags also when one of them is what the option has', async () => {
		const run = await update(row('apiKey', 'x', { userCanEdit: 'yes' }));
		expect(run.error?.message).toMatch(/cannot be admin-only and editable/);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
	});

	test.each([400, 422] as const)('tells why the server refused (%i)', async (status) => {
		bench.switches.refusedValueStatus = status;
		const integration = virusTotal();
		if (integration) integration.status = 'stopped';
		const run = await update(row('apiKey', 'x'));
		expect(run.error).toMatchObject({
			message: 'Polarity: Failed to update integration options: Integration is not running',
			httpCode: String(status),
			description: expect.stringContaining('must be running'),
		});
		expect(visible(run)).not.toContain(SECRET);
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
});

describe('Get Health', () => {
	const health = async (id = VIRUS_TOTAL) =>
		(await bench.json('integration', 'getHealth', { integrationId: byId(id) }))[0];

	test.each([
		['running', 'ACTIVE'],
		['stopped', 'INACTIVE'],
		['starting', 'PENDING'],
		['error', 'ERROR'],
		['updating', 'UNKNOWN'],
	])('%s is %s', async (status, expected) => {
		const integration = virusTotal();
		if (integration) integration.status = status;
		expect(await health()).toMatchObject({ status: expected, openErrors: 0, lastError: null });
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
				{ status: 'ERROR', openErrors: 1, lastError: { message: null, occurredAt: null } },
			]);
		},
	);

	test('has the records it was told from when not simplified', async () => {
		bench.state.addError(VIRUS_TOTAL, { meta: { password: 'hunter2' } });
		const run = await bench.run('integration', 'getHealth', { ...ONE, simplify: false });
		expect(run.json[0]).toMatchObject({ raw: { integration: { id: VIRUS_TOTAL }, errors: [{}] } });
		expect(visible(run)).not.toContain('hunter2');
	});
});

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

	test('tells ISO times as they are', async () => {
		bench.switches.occurredOn = 'iso';
		bench.state.addError(VIRUS_TOTAL, { occurredOn: OCCURRED });
		expect(await one()).toMatchObject({ occurredAt: OCCURRED, 'occurred-on': OCCURRED });
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
			attributes: { meta: { affected_users: [{ username: 'analyst' }] } },
			links: { self: expect.stringContaining('/api/integration/') },
		});
	});

	test('needs a manager: the refusal says so, an empty list is an answer', async () => {
		bench.state.addApiKey('plain-key', { role: 'user' });
		const credentials = bench.withKey('plain-key');
		const run = await bench.run('integrationError', 'getMany', {}, { credentials });
		expect(run.error).toMatchObject({
			httpCode: '403',
			description: expect.stringContaining('integration manager or Polarity admin'),
		});
		bench.switches.errorsForOthers = 'emptyList';
		expect((await bench.run('integrationError', 'getMany', {}, { credentials })).json).toEqual([]);
	});
});

describe('other readings of uncertain points', () => {
	test('answers may come as plain JSON', async () => {
		bench.switches.contentType = 'application/json';
		expect(await bench.json('integration', 'get', ONE)).toMatchObject([{ id: VIRUS_TOTAL }]);
	});

	test.each([
		['masked', '**********'],
		['absent', undefined],
	] as const)('option values may be %s, also for who asks for them', async (secretValues, value) => {
		bench.switches.secretValues = secretValues;
		const [found] = await bench.json('integration', 'getOptions', { ...ONE, includeValues: true });
		expect(found?.['value']).toBe(value);
	});

	test('an attribute may be ignored: the answer shows what the server has', async () => {
		bench.switches.otherAttributes = 'ignored';
		const changes = { attributes: { acronym: 'X' } };
		expect(await bench.json('integration', 'update', { ...ONE, changes })).toMatchObject([{ acronym: 'VT' }]);
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
		expect(found.map((error) => error['integration-id'])).toEqual(expected);
	});
});

describe('pickers', () => {
	test('list integrations, search them, and go on page by page', async () => {
		await bench.stop();
		bench = await PolarityBench.start({ seed: { integrations: 750 } });
		const first = await bench.choices('searchIntegrations');
		expect(first.results).toHaveLength(500);
		expect(first.results[0]).toEqual({ name: 'VirusTotal', value: VIRUS_TOTAL });
		const last = await bench.choices('searchIntegrations', {}, undefined, '500');
		expect(last).toMatchObject({ results: { length: 250 } });
		expect(last.paginationToken).toBeUndefined();
		expect((await bench.choices('searchIntegrations', {}, 'virus')).results).toHaveLength(1);
	});

	test('list the options of the integration that is chosen', async () => {
		const { results } = await bench.choices('searchOptions', {
			resource: 'integration',
			operation: 'updateOptions',
			integrationId: { __rl: true, mode: 'list', value: VIRUS_TOTAL },
		});
		expect(results.map(({ value }) => value)).toContain(`${VIRUS_TOTAL}-apiKey`);
		const unchosen = { resource: 'integration', operation: 'updateOptions' };
		expect((await bench.choices('searchOptions', unchosen)).results).toEqual([]);
	});
});
