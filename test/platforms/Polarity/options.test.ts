import { describe, expect, test } from '@jest/globals';
import { once } from 'lodash';

import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const SECRET = 'vt-secret-value-123';
const virusTotal = () => bench.state.integrations.get(VIRUS_TOTAL);
const lastBody = (method: string) => bench.simulator.requests.last({ method })?.body;
const row = (optionId: string, value: string, more: object = {}) => ({
	optionId: byId(optionId),
	value,
	...more,
});

test('a new value stands in no error, though the server repeats it', async () => {
	const detail = `Invalid value "${SECRET}" for option apiKey`;
	bench.simulator.faults.add({ method: 'PATCH', answer: { status: 422, body: { errors: [{ detail }] } } });
	const optionChanges = { rows: [row('apiKey', SECRET, { adminOnly: 'yes', userCanEdit: 'no' })] };
	const shown = await bench.failure('integration', 'updateOptions', { ...ONE, optionChanges });
	expect(shown).toMatch(/Invalid value "\[redacted\]" for option apiKey/);
});

describe('a server that ignores the filter of options', () => {
	const others = () => [...bench.state.integrations.values()].filter(({ id }) => id !== VIRUS_TOTAL);
	const isOwn = (value: unknown) => String(value).startsWith(`${VIRUS_TOTAL}-`);
	const options = async () => (await bench.json('integration', 'getOptions', ONE)).map(({ id }) => id);

	test('shows those of the chosen integration only, in the list of choices too', async () => {
		const wanted = await options();
		expect(wanted).not.toHaveLength(0);
		bench.switches.optionsFilter = 'ignored';
		const [other] = others();
		other?.options.push(...(virusTotal()?.options ?? []));
		expect(await options()).toEqual(wanted);
		const { results } = await bench.choices('searchOptions', {
			resource: 'integration',
			operation: 'updateOptions',
			...ONE,
		});
		expect(results.every(({ value }) => isOwn(value))).toBe(true);
		expect(results).toHaveLength(wanted.length);
	});
});

describe('an integration without options, on a server that ignores the filter', () => {
	const others = ['apiKey', 'aws_ec2-region'];
	const withoutRelationship = () =>
		bench.faults.add({
			path: `/api/integrations/${VIRUS_TOTAL}`,
			answer: { body: { data: { id: VIRUS_TOTAL, type: 'integrations', attributes: {} } } },
		});
	const prepared = () => {
		bench.switches.optionsFilter = 'ignored';
		virusTotal()?.options.splice(0);
	};

	test.each(['references', 'full'] as const)('shows none of those of others (%s)', async (relatedOptions) => {
		prepared();
		bench.switches.relatedOptions = relatedOptions;
		expect(await bench.json('integration', 'getOptions', ONE)).toEqual([]);
		expect(await bench.json('integration', 'getOptions', { integrationId: byId('aws_ec2') })).toHaveLength(1);
	});

	test('shows those that the integration itself names', async () => {
		bench.faults.add({
			path: '/api/integration-options',
			answer: { body: { data: [{ id: 'one' }, { id: 'other' }] } },
		});
		const data = { id: VIRUS_TOTAL, relationships: { 'integration-options': { data: [{ id: 'one' }] } } };
		bench.faults.add({ path: `/api/integrations/${VIRUS_TOTAL}`, answer: { body: { data } } });
		expect(await bench.json('integration', 'getOptions', ONE)).toMatchObject([{ id: 'one' }]);
	});

	test('shows all where the integration does not say which are its own', async () => {
		prepared();
		withoutRelationship();
		expect((await bench.json('integration', 'getOptions', ONE)).length).toBeGreaterThan(0);
	});

	test.each(['relationship', 'no relationship'])('changes none of another integration (%s)', async (what) => {
		prepared();
		if (what === 'no relationship') withoutRelationship();
		const region = bench.state.integrations.get('aws_ec2')?.options[0]?.value;
		for (const optionId of others) {
			const { error, json } = await bench.run('integration', 'updateOptions', {
				...ONE,
				optionChanges: { rows: [{ ...row(optionId, 'x') }] },
			});
			expect(json).toEqual([]);
			expect(error?.message).toContain(optionId);
		}
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		expect(bench.state.integrations.get('aws_ec2')?.options[0]?.value).toBe(region);
	});
});

describe('Get Options', () => {
	test('of an integration that is not there are no empty list; of one without options they are', async () => {
		bench.faults.add({ path: '/api/integration-options', times: 1, answer: { body: { data: [] } } });
		expect(await bench.failure('integration', 'getOptions', { integrationId: byId('nothing') })).toMatch(
			/Integration nothing .*Check the ID/,
		);
		virusTotal()?.options.splice(0);
		expect(await bench.json('integration', 'getOptions', ONE)).toEqual([]);
	});

	test('are those of the integration itself where the list has none of them', async () => {
		bench.faults.add({ path: '/api/integration-options', answer: { body: { data: [] } } });
		bench.switches.optionsAttribute = 'present';
		const found = await bench.json('integration', 'getOptions', ONE);
		expect(found).toHaveLength(virusTotal()?.options.length ?? 0);
		expect(found).toMatchObject([{ id: `${VIRUS_TOTAL}-apiKey`, 'admin-only': true }, {}, {}]);
	});

	test.each([
		['masked', '**********'],
		['absent', undefined],
	] as const)('option values may be %s, also for who asks for them', async (secretValues, value) => {
		bench.switches.secretValues = secretValues;
		const [found] = await bench.json('integration', 'getOptions', { ...ONE, includeValues: true });
		expect(found?.['value']).toBe(value);
	});

	test('the default of a password is hidden also where only the type of the entry says that it is one', async () => {
		const attributes = { key: 'apiKey', value: SECRET, default: SECRET };
		const data = [{ id: `${VIRUS_TOTAL}-apiKey`, type: 'password', attributes }];
		bench.faults.add({ path: '/api/integration-options', answer: { body: { data } } });
		for (const simplify of [true, false]) {
			const run = await bench.run('integration', 'getOptions', { ...ONE, simplify });
			expect(run.json).toHaveLength(1);
			expect(visible(run)).not.toContain(SECRET);
		}
		const [raw] = await bench.json('integration', 'getOptions', { ...ONE, simplify: false });
		expect(raw).toMatchObject({ type: 'password' });
	});

	test.each([
		['integration-option', 'present', 'readable'],
		['integration-options', 'present', 'readable'],
		['IntegrationOption', 'bare', 'withoutFlags'],
		['setting', 'bare', 'readable'],
		['absent', 'bare', 'readable'],
		['absent', 'absent', 'withoutFlags'],
	] as const)(
		'of the type %s, and of the attribute (%s), are hidden (%s)',
		async (optionType, optionsAttribute, optionListing) => {
			for (const option of virusTotal()?.options ?? [])
				Object.assign(option, { type: 'text', value: SECRET });
			const relatedOptions = optionListing === 'readable' ? 'full' : 'references';
			Object.assign(bench.switches, { optionType, relatedOptions, optionsAttribute, optionListing });
			for (const simplify of [true, false]) {
				for (const operation of ['getOptions', 'get', 'getHealth']) {
					const run = await bench.run('integration', operation, { ...ONE, simplify });
					expect(run.error).toBeUndefined();
					expect(visible(run)).not.toContain(SECRET);
				}
			}
		},
	);
});

describe('Update Options', () => {
	const update = async (...rows: object[]) =>
		await bench.run('integration', 'updateOptions', {
			...ONE,
			optionChanges: { rows: rows.map((entry) => ({ ...entry })) },
		});
	const flags = { access: { adminOnly: 'yes', userCanEdit: 'no' } };
	const stored = (key: string) => virusTotal()?.options.find((option) => option.key === key)?.value;

	test('keeps the flags of an option unless others are chosen, reading them first', async () => {
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

	test.each([{}, flags])(
		'says of an option that is not there that it is not listed, and sends nothing (%j)',
		async (access) => {
			bench.faults.add({ method: 'PATCH', answer: { status: 204 } });
			for (const given of ['APIKEY', `${VIRUS_TOTAL}-APIKEY`]) {
				const { error, json } = await update(row(given, 'x', access));
				expect(error).toMatchObject({
					message: `Polarity lists no option ${VIRUS_TOTAL}-APIKEY`,
					description: expect.stringMatching(/^Check the option.*Nothing was changed/),
				});
				expect(json).toEqual([]);
			}
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		},
	);

	test("one whose ID does not begin with the integration's is sent under its own ID, both flags set or not", async () => {
		const path = '/api/integration-options';
		const attributes = { key: 'apiKey', 'admin-only': true, 'user-can-edit': false };
		bench.faults.add({ method: 'GET', path, answer: { body: { data: [{ id: 'one', attributes }] } } });
		bench.faults.add({ method: 'PATCH', path, answer: { status: 204 } });
		const data = { id: VIRUS_TOTAL, relationships: { 'integration-options': { data: [{ id: 'one' }] } } };
		bench.faults.add({ path: `/api/integrations/${VIRUS_TOTAL}`, answer: { body: { data } } });
		for (const access of [{}, flags]) {
			expect((await update(row('one', 'x', access))).error).toBeUndefined();
			expect(lastBody('PATCH')).toMatchObject({ data: [{ id: 'one' }] });
		}
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
	});

	test('keeps a flag as it is when the request is sent again', async () => {
		const option = virusTotal()?.options.find(({ key }) => key === 'apiKey');
		Object.assign(option ?? {}, { adminOnly: false, userCanEdit: false });
		const change = once(() => Object.assign(option ?? {}, { adminOnly: true }));
		bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { status: 429 } });
		bench.simulator.faults.add({ method: 'GET', after: 1, times: 1, answer: { first: change } });
		bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { first: change } });
		const optionChanges = { rows: [row('apiKey', 'x')] };
		await bench.json('integration', 'updateOptions', { ...ONE, optionChanges });
		expect(option).toMatchObject({ value: 'x', adminOnly: true });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
	});

	test('does not say that nothing was changed where the response was lost and no flag is shown since', async () => {
		const id = `${VIRUS_TOTAL}-apiKey`;
		const data = [{ id, type: 'integration-option', attributes: { key: 'apiKey' } }];
		bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { afterExecuting: { status: 502 } } });
		bench.simulator.faults.add({ method: 'GET', after: 1, answer: { status: 200, body: { data } } });
		const { error } = await update(row('apiKey', 'x'));
		expect(error).toMatchObject({
			httpCode: '502',
			description: expect.stringContaining('Check whether the change was applied'),
		});
		expect(error?.description).not.toContain('Nothing was changed');
		expect(stored('apiKey')).toBe('x');
	});

	test('returns what the server shows of it, and what was sent where it shows nothing', async () => {
		const id = `${VIRUS_TOTAL}-baseUrl`;
		const other = { data: [{ id, attributes: { 'user-can-edit': true } }] };
		for (const [body, userCanEdit] of [
			[other, true],
			[{ data: [{ id: 'another' }] }, false],
			[undefined, false],
		] as const) {
			bench.faults.add({ method: 'PATCH', times: 1, answer: { afterExecuting: { status: 200, body } } });
			const { json } = await update(row('baseUrl', 'x'));
			expect(json).toMatchObject([{ id, 'admin-only': false, 'user-can-edit': userCanEdit }]);
		}
	});

	const notReturned = (...keys: string[]) => [
		{
			message: `Polarity accepted the change of the options, but does not return these fields as they were sent: ${keys.map((key) => `${VIRUS_TOTAL}-${key}`).join(', ')}. Check them in Polarity.`,
		},
	];
	const both = [
		row('showNoResults', 'true', { ...flags, valueType: 'json' }),
		row('baseUrl', 'https://new.example.com', flags),
	];

	test.each(['options', 'noContent', 'metaOnly'] as const)(
		'one that is not stored is named in the editor and returned as it is (%s)',
		async (optionAnswer) => {
			Object.assign(bench.switches, { optionUpdate: 'inPart', optionAnswer });
			const run = await update(...both);
			expect(run.error).toBeUndefined();
			expect(run.json).toMatchObject([{ 'admin-only': true }, { 'admin-only': false }]);
			expect(run.hints).toMatchObject(notReturned('baseUrl'));
			expect(visible(run)).not.toContain('virustotal.example.com');
			bench.switches.optionUpdate = 'ignored';
			const value = row('baseUrl', 'https://other.example.com');
			expect((await update(value)).hints).toMatchObject(notReturned('baseUrl'));
			bench.switches.optionUpdate = 'applied';
			expect((await update(...both, row('apiKey', 'new', flags))).hints).toEqual([]);
		},
	);

	test.each([
		['true', true],
		['5', 5],
		[' a ', 'a'],
	])('one whose text %j is stored as %j is stored', async (given, kept) => {
		const attributes = { value: kept, 'admin-only': true, 'user-can-edit': false };
		const data = [{ id: `${VIRUS_TOTAL}-baseUrl`, attributes }];
		bench.faults.add({ method: 'PATCH', answer: { status: 200, body: { data } } });
		expect((await update(row('baseUrl', given, flags))).hints).toEqual([]);
		expect((await update(row('baseUrl', 'other', flags))).hints).toMatchObject(notReturned('baseUrl'));
	});

	test('one that the response leaves out is read', async () => {
		const data = [{ id: `${VIRUS_TOTAL}-showNoResults`, attributes: { value: true, 'admin-only': true } }];
		bench.switches.optionUpdate = 'inPart';
		bench.faults.add({ method: 'PATCH', answer: { afterExecuting: { status: 200, body: { data } } } });
		const run = await update(...both);
		expect(run.hints).toMatchObject(notReturned('baseUrl'));
		const read = `GET /api/integration-options?filter[integration.id]=${VIRUS_TOTAL}`;
		expect(bench.lines()).toEqual([read, 'PATCH /api/integration-options', read]);
	});

	test.each([
		{ status: 500 },
		{ status: 403 },
		{ status: 404 },
		{ status: 200, bodyText: '<html>' },
		'reset',
	] as const)('is done where what is stored cannot be read: %j', async (answer) => {
		bench.switches.optionAnswer = 'noContent';
		bench.faults.add({ method: 'GET', after: 1, answer });
		const run = await update(...both);
		expect(run.error).toBeUndefined();
		expect(run.json).toMatchObject([
			{ id: `${VIRUS_TOTAL}-showNoResults`, 'admin-only': true, 'user-can-edit': false },
			{ id: `${VIRUS_TOTAL}-baseUrl`, 'admin-only': true, 'user-can-edit': false },
		]);
		expect(run.hints).toMatchObject([
			{ message: expect.stringMatching(/^What is stored of the options could not be read: /) },
		]);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
		expect(bench.simulator.requests.count({ method: 'GET' })).toBeGreaterThan(1);
		expect(stored('baseUrl')).toBe('https://new.example.com');
	});

	test('shows what the response has where the rest of it cannot be read', async () => {
		const data = [{ id: `${VIRUS_TOTAL}-showNoResults`, attributes: { 'admin-only': false } }];
		bench.faults.add({ method: 'PATCH', answer: { afterExecuting: { status: 200, body: { data } } } });
		bench.faults.add({ method: 'GET', after: 1, answer: { status: 500 } });
		const run = await update(...both);
		expect(run.json).toMatchObject([{ 'admin-only': false }, { 'admin-only': true }]);
		expect(run.hints.slice(1)).toMatchObject(notReturned('showNoResults'));
	});

	test.each(['masked', 'absent', 'shown'] as const)(
		'the value of a password says nothing of what is stored (%s)',
		async (secretValues) => {
			Object.assign(bench.switches, { secretValues, optionUpdate: 'ignored' });
			const entry = row('apiKey', 'new', flags);
			expect((await update(entry)).hints).toEqual([]);
			expect(
				(await update({ ...entry, access: { adminOnly: 'no', userCanEdit: 'no' } })).hints,
			).toMatchObject(notReturned('apiKey'));
		},
	);

	test.each([
		[row('baseUrl', ' https://new.example.com\n', flags), 'https://new.example.com'],
		[row('baseUrl', '5', { ...flags, valueType: 'json' }), '5'],
		[row('baseUrl', '5', flags), 5],
		[row('baseUrl', '["a ", 7]', { ...flags, valueType: 'json' }), ['a', '7']],
	])('one that is kept in another form is no other value: %j as %j', async (entry, value) => {
		const returned = (kept: unknown) => {
			const attributes = { value: kept, 'admin-only': true, 'user-can-edit': false };
			const data = [{ id: `${VIRUS_TOTAL}-baseUrl`, attributes }];
			bench.faults.add({ method: 'PATCH', times: 1, answer: { body: { data } } });
		};
		returned(value);
		expect((await update(entry)).hints).toEqual([]);
		returned('6');
		expect((await update(entry)).hints).toMatchObject(notReturned('baseUrl'));
	});

	test.each([undefined, '********'])('nor does a mask of an option without a type (%s)', async (value) => {
		const data = [{ id: `${VIRUS_TOTAL}-apiKey`, attributes: { value, 'admin-only': true } }];
		bench.faults.add({ method: 'PATCH', answer: { body: { data } } });
		expect((await update(row('apiKey', 'new', flags))).hints).toEqual([]);
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
			Object.assign(bench.switches, { optionListing: listing, optionsAttribute: 'absent' });
			const run = await update(row('apiKey', 'x', { access: { adminOnly: 'yes' } }));
			expect(run.status).toBe('error');
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
			expect(
				(await update(row('apiKey', 'x', { access: { adminOnly: 'yes', userCanEdit: 'no' } }))).error,
			).toBeUndefined();
		},
	);

	test.each([
		[
			'both flags',
			row('apiKey', 'x', { access: { adminOnly: 'yes', userCanEdit: 'yes' } }),
			/cannot both be Yes/,
		],
		['no value', row('apiKey', ''), /has no value/],
		['bad JSON', row('showNoResults', '{', { valueType: 'json' }), /not valid JSON/],
	])('refuses %s before anything is sent', async (_what, entry, message) => {
		const run = await update(entry);
		expect(run.error?.message).toMatch(message);
		expect(bench.lines()).toEqual([]);
	});

	test('shows nothing of a value that is no JSON', async () => {
		const run = await update(row('apiKey', 'hunter2pass', { valueType: 'json' }));
		expect(run.error?.message).toMatch(/apiKey: the value is not valid JSON$/);
	});

	test('refuses both flags also when one of them is what the option has', async () => {
		const run = await update(row('apiKey', 'x', { access: { userCanEdit: 'yes' } }));
		expect(run.error?.message).toMatch(/cannot both be Yes/);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
	});

	test.each([400, 422] as const)('shows why the server refused (%i)', async (status) => {
		bench.switches.refusedValueStatus = status;
		const integration = virusTotal();
		if (integration) integration.status = 'stopped';
		const run = await update(row('apiKey', 'x'));
		expect(run.error).toMatchObject({
			message: 'Polarity: Integration is not running',
			httpCode: String(status),
			description: expect.stringContaining('must be running'),
		});
		expect(visible(run)).not.toContain(SECRET);
	});

	test('says that others may have been stored when one of several is refused', async () => {
		bench.switches.refusedOptions = 'storesOthers';
		const url = row('baseUrl', 'https://y.example.com', flags);
		const run = await update(url, row('showNoResults', 'yes', flags));
		expect(run.error?.description).toContain('others may have been stored');
		expect(virusTotal()?.options[2]?.value).toBe('https://y.example.com');
		const alone = await update(row('showNoResults', 'yes', flags));
		expect(alone.error?.description).not.toContain('others may have been stored');
	});

	test('one that is there twice is refused, under its key or its ID', async () => {
		const run = await update(row('apiKey', 'one', flags), row(`${VIRUS_TOTAL}-apiKey`, 'two', flags));
		expect(run.error?.message).toBe(`'Options to Update' contains option ${VIRUS_TOTAL}-apiKey twice`);
		expect(bench.lines()).toEqual([]);
	});

	test.each([
		['missing', undefined],
		['withoutFlags', undefined],
		['readable', 403],
	] as const)('flags that cannot be read (%s %s) are to be set', async (optionListing, status) => {
		Object.assign(bench.switches, { optionListing, optionsAttribute: 'absent' });
		const path = '/api/integration-options';
		if (status) bench.simulator.faults.add({ method: 'GET', path, answer: { status, body: {} } });
		const run = await update(row('apiKey', 'x', { access: { adminOnly: 'yes' } }));
		expect(run.error?.description).toContain("set both 'Admin Only' and 'User Can Edit'");
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
	});

	test.each(['withoutFlags', 'missing'] as const)(
		"flags that the list has not (%s) are the integration's own",
		async (listing) => {
			bench.switches.optionListing = listing;
			expect((await update(row('apiKey', 'new'))).error).toBeUndefined();
			expect(stored('apiKey')).toBe('new');
			expect(virusTotal()?.options[0]).toMatchObject({ adminOnly: true, userCanEdit: false });
			expect(visible(await bench.run('integration', 'getOptions', ONE))).not.toContain('"new"');
			const listed = await bench.json('integration', 'getOptions', ONE);
			expect(listed.map(({ key }) => key)).toEqual(['apiKey', 'showNoResults', 'baseUrl']);
		},
	);

	test("a key may begin with the integration's ID", async () => {
		const integration = bench.state.integrations.get('aws_ec2');
		const [option] = integration?.options ?? [];
		if (option) integration?.options.push({ ...option, key: 'aws_ec2-region' });
		const change = async (given: string, value: string) =>
			await bench.run('integration', 'updateOptions', {
				integrationId: byId('aws_ec2'),
				optionChanges: { rows: [{ ...row(given, value, flags) }] },
			});
		await change('aws_ec2-aws_ec2-region', 'by ID');
		expect(integration?.options.map(({ value }) => value)).toEqual(['eu-west-1', 'by ID']);
		integration?.options.shift();
		await change('aws_ec2-region', 'by key');
		expect(integration?.options.map(({ value }) => value)).toEqual(['by key']);
	});

	test('every complaint of the server is shown', async () => {
		const run = await update(
			row('apiKey', '', { ...flags, valueType: 'json', value: '""' }),
			row('showNoResults', 'x', flags),
		);
		expect(run.error?.message).toBe('Polarity: apiKey is required; showNoResults must be true or false');
	});

	test('a number keeps the digits that were typed', async () => {
		const run = await update(row('baseUrl', '{"id": 7615917337495251231}', { ...flags, valueType: 'json' }));
		expect(run.error).toBeUndefined();
		expect(bench.simulator.requests.last()?.body).toMatchObject({
			data: [{ attributes: { value: { id: 7615917337495251231n } } }],
		});
	});

	test('a number that has lost digits is refused', async () => {
		const value = '={{ ({ id: 7615917337495251231 }) }}';
		const run = await update(row('baseUrl', value, { ...flags, valueType: 'json' }));
		expect(run.error?.message).toMatch(/'Value': id is too large for a number and has lost digits/);
		expect(bench.lines()).toEqual([]);
	});

	test('a value in which an expression left something undefined is refused: it would be removed', async () => {
		const value = '={{ ({ a: { b: $json.none }, c: 1 }) }}';
		const run = await update(row('baseUrl', value, { ...flags, valueType: 'json' }));
		expect(run.error?.message).toMatch(/'Value': an expression has no value for "a\.b"/);
		expect(bench.lines()).toEqual([]);
	});

	test('a value is sent as it was typed, spaces included', async () => {
		await update(row('apiKey', ' pass phrase ', flags));
		expect(stored('apiKey')).toBe(' pass phrase ');
	});

	test.each<[given: string, sent: unknown]>([
		['={{ false }}', false],
		['={{ ["a"] }}', ['a']],
		['={{ ({ a: 1 }) }}', { a: 1 }],
		// A key may be digits alone, which a spreadsheet gives as a number.
		['={{ 0 }}', '0'],
		['={{ 12345 }}', '12345'],
		['={{ "false" }}', 'false'],
		['false', 'false'],
	])('%s is sent as %j where Value Type stays Text', async (value, sent) => {
		await update(row('baseUrl', value, flags));
		expect(lastBody('PATCH')).toMatchObject({ data: [{ attributes: { value: sent } }] });
	});

	test.each<[given: string, sent: unknown]>([
		['={{ 0 }}', 0],
		['={{ "0" }}', 0],
		['={{ new Date(0) }}', '1970-01-01T00:00:00.000Z'],
	])('%s is sent as %j where Value Type is JSON', async (value, sent) => {
		await update(row('baseUrl', value, { ...flags, valueType: 'json' }));
		expect(lastBody('PATCH')).toMatchObject({ data: [{ attributes: { value: sent } }] });
	});

	test("an expression's value need not be text", async () => {
		const change = row('showNoResults', '={{ true }}', {
			access: { adminOnly: 'no', userCanEdit: 'yes' },
			valueType: 'json',
		});
		expect((await update(change)).error).toBeUndefined();
		expect(stored('showNoResults')).toBe(true);
	});
});
