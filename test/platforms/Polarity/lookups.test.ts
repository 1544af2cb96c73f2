import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL } from './bench';

const LOOKUP = /\/lookup$/;
const TYPE_SPELLINGS = [
	'entityTypes',
	'integration-entity-types',
	'entity-types',
	'dataTypes',
	'data-types',
] as const;

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const entities = (...values: string[]) => ({ rows: values.map((value) => ({ value, type: 'IPv4' })) });
const lookUp = async (parameters: INodeParameters) => await bench.run('lookup', 'lookUp', parameters);
const inOne = (id: string, ...values: string[]) => ({
	input: 'entities',
	entities: entities(...values),
	in: 'one',
	integrationId: byId(id),
});
const asked = () => bench.simulator.requests.all({ path: LOOKUP }).map(({ path }) => path.split('/')[3]);

describe('Look Up', () => {
	test('asks one integration about entities, without parsing and without the list', async () => {
		const run = await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8', '1.1.1.1'));
		expect(run.json).toMatchObject([{ value: '8.8.8.8', isHit: true, integrationName: null }]);
		expect(bench.lines()).toEqual([`POST /api/integrations/${VIRUS_TOTAL}/lookup`]);
		expect(bench.simulator.requests.last()?.body).toEqual({
			data: {
				type: 'integration-lookups',
				attributes: {
					entities: [
						{ value: '8.8.8.8', type: 'IPv4' },
						{ value: '1.1.1.1', type: 'IPv4' },
					],
				},
			},
		});
	});

	test('refuses an entity whose type nobody entered: under a wrong one it has no hits', async () => {
		const given = { input: 'entities', entities: { rows: [{ value: 'evil.example.com' }] } };
		await expect(lookUp(given)).rejects.toThrow('Parameter "Type" is required');
		expect(bench.lines()).toEqual([]);
	});

	test('takes the text of an error in which a secret is hidden: nothing is written', async () => {
		const text = 'GET https://8.8.8.8/?apikey=[redacted]';
		for (const operation of ['lookUp', 'parseText']) {
			expect((await bench.json('lookup', operation, { text })).length).toBeGreaterThan(0);
		}
	});

	test('asks several integrations, each once', async () => {
		const chosen = ['aws_ec2', VIRUS_TOTAL, 'aws_ec2'].map((id) => ({ integrationId: byId(id) }));
		const run = await lookUp({
			input: 'entities',
			entities: entities('8.8.8.8'),
			in: 'several',
			integrations: { rows: chosen },
		});
		expect(run.json).toMatchObject([{ integrationId: 'aws_ec2' }, { integrationId: VIRUS_TOTAL }]);
		expect(asked().sort()).toEqual(['aws_ec2', VIRUS_TOTAL]);
	});

	test('reads the list of running integrations once for all items', async () => {
		const given = { input: 'entities', entities: entities('={{ $json.ip }}') };
		const items = [{ ip: '8.8.8.8' }, { ip: '1.1.1.1' }];
		const run = await bench.run('lookup', 'lookUp', given, { items });
		expect(run.error).toBeUndefined();
		expect(bench.simulator.requests.count({ path: '/api/integrations' })).toBe(1);
		expect(asked()).toHaveLength(6);
	});

	test('asks none that does not run, also on a server that ignores the filter', async () => {
		bench.switches.integrationFilters = 'ignored';
		await lookUp({ input: 'entities', entities: entities('8.8.8.8') });
		expect(asked().sort()).toEqual(['aws_ec2', 'shodan', VIRUS_TOTAL]);
	});

	test.each([
		['displayValue', '8.8.8.8'],
		['display-value', '8.8.8.8'],
		['absent', '8.8.8.8'],
	] as const)('reads the display value as %s', async (displayValue, expected) => {
		bench.switches.displayValue = displayValue;
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toMatchObject([{ displayValue: expected }]);
	});

	test.each(['null', 'absent'] as const)(
		'returns misses only when asked for (rows of them: %s)',
		async (misses) => {
			bench.switches.misses = misses;
			const withMisses = { ...inOne(VIRUS_TOTAL, '8.8.8.8', '1.1.1.1'), includeMisses: true };
			expect((await lookUp(withMisses)).json).toMatchObject([
				{ integrationId: VIRUS_TOTAL, value: '8.8.8.8', isHit: true },
				{
					integrationId: VIRUS_TOTAL,
					value: '1.1.1.1',
					type: 'IPv4',
					isHit: false,
					summary: [],
					details: {},
				},
			]);
			expect((await lookUp({ ...withMisses, simplify: false })).json[1]).toMatchObject({
				entity: { value: '1.1.1.1', type: 'IPv4' },
				data: null,
			});
			expect((await lookUp(inOne(VIRUS_TOTAL, '1.1.1.1'))).json).toEqual([]);
		},
	);

	test.each(['null', 'absent'] as const)(
		'where there are no results (%s), all are misses',
		async (emptyLists) => {
			Object.assign(bench.switches, { emptyLists, misses: 'absent' });
			const withMisses = { ...inOne(VIRUS_TOTAL, '1.1.1.1', '9.9.9.9'), includeMisses: true };
			expect((await lookUp(withMisses)).json).toMatchObject([
				{ value: '1.1.1.1', isHit: false },
				{ value: '9.9.9.9', isHit: false },
			]);
		},
	);

	test('a hit is no miss where the server writes its value in another way, or only displays it', async () => {
		const data = { summary: ['Score: 0'], details: {} };
		const results = [
			{ entity: { value: 'evil.example.com', type: 'domain' }, data },
			{ 'display-value': '8.8.8.8', data },
		];
		const body = { data: { type: 'integration-lookups', attributes: { results } } };
		bench.simulator.faults.add({ path: LOOKUP, answer: { body } });
		const asked = inOne(VIRUS_TOTAL, 'Evil.example.com', '8.8.8.8', '1.1.1.1');
		expect((await lookUp({ ...asked, includeMisses: true })).json).toMatchObject([
			{ value: 'evil.example.com', isHit: true },
			{ value: '8.8.8.8', isHit: true },
			{ value: '1.1.1.1', isHit: false },
		]);
	});

	test('asks only about matching types when that is wanted, and hands parsed entities on whole', async () => {
		const text = 'https://evil.example.com/ and 8.8.8.8';
		const run = await lookUp({ text, matchingTypesOnly: true });
		expect(run.error).toBeUndefined();
		const [ec2] = bench.simulator.requests.all({ path: /aws_ec2\/lookup$/ });
		expect(ec2?.body).toMatchObject({
			data: { attributes: { entities: [{ value: '8.8.8.8', type: 'IPv4', isIPv4: true }] } },
		});
		expect(JSON.stringify(ec2?.body)).not.toContain('annotations');
		const onlyUrl = await lookUp({ text: 'https://evil.example.com/', matchingTypesOnly: true });
		expect(onlyUrl.error).toBeUndefined();
		expect(asked().filter((id) => id === 'aws_ec2')).toHaveLength(1);
	});

	test('looks nothing up when a text has no entity', async () => {
		expect((await lookUp({ text: 'nothing to see' })).json).toEqual([]);
		expect(bench.lines()).toEqual(['POST /api/parsed-entities']);
	});

	test('keeps the raw result when not simplified', async () => {
		const run = await lookUp({ ...inOne(VIRUS_TOTAL, '8.8.8.8'), simplify: false });
		expect(run.json).toEqual([
			{
				integrationId: VIRUS_TOTAL,
				integrationName: null,
				entity: { value: '8.8.8.8', type: 'IPv4' },
				displayValue: '8.8.8.8',
				data: { summary: ['Score: 0'], details: { country: 'US' } },
			},
		]);
	});

	test('at most ten lookups are under way, over all items', async () => {
		for (let number = 0; number < 30; number += 1) bench.state.addIntegration({ name: `Feed ${number}` });
		bench.switches.latencyMs = 100;
		const run = await bench.run(
			'lookup',
			'lookUp',
			{ input: 'entities', entities: entities('8.8.8.8') },
			{ items: [{}, {}] },
		);
		expect(run.error).toBeUndefined();
		expect(asked()).toHaveLength(66);
		expect(bench.simulator.requests.maxInFlight).toBe(10);
	});

	test('refuses to run without entities or integrations', async () => {
		expect((await lookUp({ input: 'entities' })).error?.message).toMatch(/at least one Entity/);
		const none = { input: 'entities', entities: entities('8.8.8.8'), in: 'several' };
		expect((await lookUp(none)).error?.message).toMatch(/at least one Integration/);
		expect((await lookUp({ text: ' ' })).error?.message).toBe("'Text' must not be empty");
		expect(bench.lines()).toEqual([]);
	});
});

describe('an integration that fails', () => {
	test.each([401, 403, 404, 422, 429, 500, 502, 504] as const)('with %i is a warning', async (status) => {
		bench.switches.lookupFailureStatus = status;
		const run = await lookUp({ input: 'entities', entities: entities('8.8.8.8') });
		expect(run.status).toBe('success');
		expect(run.json.at(-1)).toEqual({
			integrationId: 'shodan',
			integrationName: 'Shodan',
			warning: 'Polarity: Shodan quota exceeded for this month',
		});
		expect(run.hints).toMatchObject([{ message: expect.stringContaining('1 of 3 integrations') }]);
		// After a 401 once more, because it may have been the session that had ended.
		expect(asked().filter((id) => id === 'shodan')).toHaveLength(status === 401 ? 2 : 1);
	});

	test('with 401 is asked once more only until the sign-in is known to be valid', async () => {
		const answer = { status: 401, body: { errors: [{ title: 'The third party refused the key' }] } };
		bench.simulator.faults.add({ path: LOOKUP, answer });
		const about = { input: 'entities', entities: entities('8.8.8.8') };
		const run = await bench.run('lookup', 'lookUp', about, { items: [{}, {}] });
		const warning = 'Polarity: The third party refused the key';
		expect(run.json).toEqual(Array.from({ length: 6 }, () => expect.objectContaining({ warning })));
		const checks = bench.lines().filter((line) => line.includes('page[size]=1'));
		expect(checks.filter((line) => !/page\[size\]=\d{2}/.test(line))).toHaveLength(1);
	});

	test('a session that ended before the lookup is renewed', async () => {
		const answer = { status: 401, body: { errors: [{ title: 'Unauthorized' }] } };
		bench.simulator.faults.add({ path: LOOKUP, times: 1, answer });
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toMatchObject([{ isHit: true }]);
	});

	test.each([
		['detail', 'Polarity: The lookup in Shodan failed'],
		['title', 'Polarity: Lookup Failed'],
		['html', 'Polarity: returned a web page (500 Internal Server Error)'],
		['empty', 'Polarity: status 500'],
	] as const)('shows what the server says (%s)', async (errorBody, warning) => {
		bench.switches.errorBody = errorBody;
		expect((await lookUp(inOne('shodan', '8.8.8.8'))).json).toEqual([
			{ integrationId: 'shodan', integrationName: null, warning },
		]);
	});

	test('is asked once more when the user wants retries', async () => {
		await lookUp({ ...inOne('shodan', '8.8.8.8'), retryLookups: true });
		expect(asked()).toHaveLength(2);
	});

	test('is not asked again after a response that got lost, nor after a 429: both may have cost quota', async () => {
		bench.simulator.faults.add({ path: LOOKUP, times: 1, answer: { afterExecuting: 'reset' } });
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toMatchObject([{ warning: /Polarity: / }]);
		expect(bench.state.thirdPartyLookups).toBe(1);
		bench.simulator.faults.add({ path: LOOKUP, times: 1, answer: { status: 429, body: {} } });
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toHaveLength(1);
		expect(bench.state.thirdPartyLookups).toBe(1);
	});

	test('with 429 and a pause is a warning, and the others are asked', async () => {
		const headers = { 'retry-after': '3600' };
		bench.simulator.faults.add({ path: /shodan\/lookup$/, answer: { status: 429, headers, body: {} } });
		const ids = ['shodan', VIRUS_TOTAL].map((id) => ({ integrationId: byId(id) }));
		const chosen = {
			input: 'entities',
			entities: entities('8.8.8.8'),
			in: 'several',
			integrations: { rows: ids },
		};
		expect((await lookUp(chosen)).json).toMatchObject([{ warning: /Polarity: / }, { isHit: true }]);
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toMatchObject([{ isHit: true }]);
	});

	test('is no warning when the key was refused: the run ends', async () => {
		bench.simulator.faults.add({
			path: /^\/api\/integrations/,
			after: 1,
			answer: { status: 401, body: { errors: [{ title: 'Unauthorized' }] } },
		});
		const run = await lookUp({ input: 'entities', entities: entities('8.8.8.8') });
		expect(run.error).toMatchObject({
			httpCode: '401',
			message: 'Polarity rejected the credential: Unauthorized',
			description: expect.stringMatching(/Check the credential. API keys expire/),
		});
	});

	test.each([{ status: 503 }, 'reset'] as const)(
		'with 401 is a warning where the check of the credential fails with %j: nothing says that it was refused',
		async (failure) => {
			bench.switches.lookupFailureStatus = 401;
			bench.simulator.faults.add({ method: 'GET', path: /integrations$/, after: 1, answer: failure });
			const about = { input: 'entities', entities: entities('8.8.8.8') };
			const run = await bench.run('lookup', 'lookUp', about, { items: [{}] });
			expect(run.error).toBeUndefined();
			expect(run.json.at(-1)).toMatchObject({
				integrationId: 'shodan',
				warning: 'Polarity: Shodan quota exceeded for this month',
			});
			expect(asked().filter((id) => id === 'shodan')).toHaveLength(1);
		},
	);

	test('nothing more is looked up once the run has failed: each costs quota', async () => {
		for (let number = 0; number < 100; number += 1) bench.state.addIntegration({ name: `Feed ${number}` });
		bench.switches.latencyMs = 5;
		const { faults } = bench.simulator;
		const revoked = { status: 401, body: { errors: [{ title: 'Unauthorized' }] } };
		const first = () => faults.add({ path: /^\/api\/integrations/, answer: revoked });
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			faults.clear();
			faults.add({ path: LOOKUP, after: 20, times: 1, answer: { first } });
			const before = asked().length;
			const about = { input: 'entities', entities: entities('8.8.8.8') };
			const run = await bench.run('lookup', 'lookUp', about, { items: [{}, {}, {}], onError });
			expect(run.error !== undefined || run.json.some(({ error }) => error !== undefined)).toBe(true);
			expect(asked().length - before).toBeLessThan(60);
		}
	});

	test('is no warning when the execution is stopped', async () => {
		bench.simulator.faults.add({ path: LOOKUP, answer: 'hang' });
		const stop = new AbortController();
		const running = bench.run('lookup', 'lookUp', inOne(VIRUS_TOTAL, '8.8.8.8'), { cancel: stop.signal });
		await bench.simulator.requests.waitFor({ path: LOOKUP });
		stop.abort();
		expect((await running).status).toBe('canceled');
	});
});

describe('at the edge of what the documents say', () => {
	const about = (value: string, type = 'IPv4') => ({
		input: 'entities',
		entities: { rows: [{ value, type }] },
	});

	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['no list of results', { body: { data: { attributes: { results: 'none' } } } }],
	])('an integration that responds with %s is a warning, and the others go on', async (_what, answer) => {
		bench.simulator.faults.add({ path: /aws_ec2\/lookup$/, answer });
		const run = await lookUp(about('8.8.8.8'));
		expect(run.error).toBeUndefined();
		expect(run.json).toMatchObject([
			{ integrationId: VIRUS_TOTAL, isHit: true },
			{
				integrationId: 'aws_ec2',
				warning: expect.stringMatching(/returned (an unexpected response|a web page)/),
			},
			{ integrationId: 'shodan', warning: expect.any(String) },
		]);
	});

	test.each(['null', 'absent'] as const)('a list that is %s is empty', async (emptyLists) => {
		Object.assign(bench.switches, { emptyLists, misses: 'absent' });
		expect(await bench.json('lookup', 'parseText', { text: 'nothing to see' })).toEqual([]);
		const [entity] = await bench.json('lookup', 'parseText', { text: '8.8.8.8' });
		expect(entity).toMatchObject({ value: '8.8.8.8', tags: [] });
		expect((await lookUp(inOne(VIRUS_TOTAL, '1.1.1.1'))).json).toEqual([]);
	});

	test('a result that has the displayed value instead of an entity keeps its data', async () => {
		bench.switches.resultEntity = 'absent';
		expect((await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'))).json).toEqual([
			{
				integrationId: VIRUS_TOTAL,
				integrationName: null,
				value: '8.8.8.8',
				type: null,
				displayValue: '8.8.8.8',
				isHit: true,
				summary: ['Score: 0'],
				details: { country: 'US' },
			},
		]);
	});

	test('a response that is none of parsing is no text without entities', async () => {
		const body = { data: { type: 'parsed-entities', attributes: { entities: 'none' } } };
		bench.simulator.faults.add({ path: '/api/parsed-entities', answer: { body } });
		for (const operation of ['lookUp', 'parseText']) {
			const run = await bench.run('lookup', operation, { text: '8.8.8.8' });
			expect(run.error?.message).toBe('Polarity returned an unexpected response (expected a list)');
		}
	});

	test('errors beside no entities are no text without entities; beside some, others may be missing', async () => {
		const errors = [{ detail: 'The parser timed out' }];
		const respond = (entities: object[]) => {
			bench.faults.clear();
			bench.faults.add({
				path: '/api/parsed-entities',
				answer: { body: { data: { attributes: { entities } }, errors } },
			});
		};
		for (const operation of ['parseText', 'lookUp']) {
			respond([]);
			const none = await bench.run('lookup', operation, { text: 'see 8.8.8.8' });
			expect(none.error?.message).toBe('Polarity: The parser timed out');
			respond([{ value: '8.8.8.8', type: 'IPv4' }]);
			const some = await bench.run('lookup', operation, { text: 'see 8.8.8.8' });
			expect(some.json[0]).toMatchObject({ value: '8.8.8.8' });
			expect(some.hints[0]).toMatchObject({ message: expect.stringContaining('The parser timed out') });
		}
	});

	test('errors beside results are a warning beside the hits', async () => {
		const entity = { value: '8.8.8.8', type: 'IPv4' };
		for (const results of [[], [{ entity, data: { summary: ['A hit'] } }]]) {
			const body = { data: { attributes: { results } }, errors: [{ detail: 'Two of three sources failed' }] };
			bench.simulator.faults.clear();
			bench.simulator.faults.add({ path: /lookup$/, times: 1, answer: { body } });
			const { json, hints } = await lookUp({
				...about('8.8.8.8'),
				in: 'one',
				integrationId: byId(VIRUS_TOTAL),
			});
			expect(json).toMatchObject([
				...results.map(() => ({ value: '8.8.8.8', isHit: true })),
				{ integrationId: VIRUS_TOTAL, warning: 'Polarity: Two of three sources failed' },
			]);
			expect(hints).toHaveLength(1);
			expect(hints).toMatchObject([
				{ message: expect.stringContaining('1 of 1 integrations reported errors') },
			]);
		}
	});

	test('errors beside results leave it open what else has no hit, and are told apart from failures', async () => {
		const entity = { value: '8.8.8.8', type: 'IPv4' };
		const results = [
			{ entity, data: { summary: ['A hit'] } },
			{ entity: { value: '9.9.9.9', type: 'IPv4' }, data: null },
		];
		const body = {
			data: { attributes: { results } },
			errors: [{ detail: 'The source timed out for 1.1.1.1' }],
		};
		bench.simulator.faults.add({ path: /aws_ec2\/lookup$/, answer: { body } });
		const chosen = ['aws_ec2', 'shodan'].map((id) => ({ integrationId: byId(id) }));
		const { json, hints } = await lookUp({
			input: 'entities',
			entities: entities('8.8.8.8', '9.9.9.9', '1.1.1.1'),
			in: 'several',
			integrations: { rows: chosen },
			includeMisses: true,
		});
		expect(json).toMatchObject([
			{ value: '8.8.8.8', isHit: true },
			{ value: '9.9.9.9', isHit: false },
			{ integrationId: 'aws_ec2', warning: 'Polarity: The source timed out for 1.1.1.1' },
			{ integrationId: 'shodan', warning: 'Polarity: Shodan quota exceeded for this month' },
		]);
		expect(hints).toMatchObject([
			{ message: expect.stringMatching(/^1 of 2 integrations could not be searched/) },
			{ message: expect.stringMatching(/^1 of 2 integrations reported errors beside their results/) },
		]);
	});

	test('what is accepted and not done yet is neither a text without entities nor a search without hits', async () => {
		const answer = { status: 202, body: { data: { id: 'job-1', type: 'jobs' } } };
		const unexpected = 'Polarity returned an unexpected response (expected attributes)';
		bench.simulator.faults.add({ path: /lookup$/, answer });
		const { json } = await lookUp(about('8.8.8.8'));
		expect(json.map(({ warning }) => warning)).toContain(unexpected);
		bench.simulator.faults.add({ path: '/api/parsed-entities', answer });
		expect((await bench.run('lookup', 'parseText', { text: '8.8.8.8' })).error?.message).toBe(unexpected);
	});

	test('an integration that names no types is asked about all', async () => {
		const integration = bench.state.integrations.get('aws_ec2');
		if (integration) integration.entityTypes = [];
		await lookUp({ ...about('8.8.8.8'), matchingTypesOnly: true });
		expect(asked()).toContain('aws_ec2');
	});

	const accepts = (...types: string[]) => {
		const integration = bench.state.integrations.get('aws_ec2');
		if (integration) integration.entityTypes = types;
	};
	const isAskedAbout = async (entity: object) => {
		bench.simulator.requests.clear();
		const given = { input: 'entities', entities: { rows: [{ value: 'x', type: 'IPv4', ...entity }] } };
		await lookUp({ ...given, matchingTypesOnly: true });
		return asked().includes('aws_ec2');
	};
	const isAskedAboutParsed = async (entity: object) => {
		bench.simulator.requests.clear();
		bench.faults.clear();
		const body = { data: { attributes: { entities: [{ value: 'x', ...entity }] } } };
		bench.faults.add({ path: '/api/parsed-entities', answer: { body } });
		await lookUp({ text: 'x', matchingTypesOnly: true });
		return asked().includes('aws_ec2');
	};

	test.each(TYPE_SPELLINGS)('an integration that accepts all types (in %s) is asked', async (entityTypes) => {
		bench.switches.entityTypes = entityTypes;
		accepts('*');
		expect(await isAskedAbout({ type: 'custom.order' })).toBe(true);
		accepts('url');
		expect(await isAskedAbout({ type: 'custom.order' })).toBe(false);
	});

	test('IP stands for both versions of addresses, in what is accepted and in what an entity is', async () => {
		accepts('IP');
		for (const type of ['IPv4', 'IPv6', 'IP']) expect(await isAskedAbout({ type })).toBe(true);
		for (const type of ['IPv4CIDR', 'domain']) expect(await isAskedAbout({ type })).toBe(false);
		accepts('IPv6');
		expect(await isAskedAbout({ type: 'IP' })).toBe(true);
		expect(await isAskedAboutParsed({ type: 'IP', IPType: 'IPv6' })).toBe(true);
		expect(await isAskedAboutParsed({ type: 'IPv4', types: ['IP', 'IPv4'] })).toBe(false);
	});

	test.each(['prefixed', 'bare'] as const)('custom types are known (keys: %s)', async (customTypes) => {
		for (const entityTypes of TYPE_SPELLINGS) {
			Object.assign(bench.switches, { entityTypes, customTypes });
			accepts('url', 'custom.allText');
			for (const type of ['custom.allText', 'custom', 'allText']) {
				expect(await isAskedAbout({ type })).toBe(true);
			}
			expect(await isAskedAboutParsed({ type: 'custom', types: ['custom.allText'] })).toBe(true);
			expect(await isAskedAboutParsed({ type: 'custom', types: ['custom.order'] })).toBe(false);
			expect(await isAskedAbout({ type: 'domain' })).toBe(false);
		}
		accepts('custom');
		for (const type of ['custom.allText', 'order']) expect(await isAskedAbout({ type })).toBe(true);
		expect(await isAskedAbout({ type: 'domain' })).toBe(false);
	});

	test('a hash of an unknown kind may be of any; one without a type may be anything', async () => {
		accepts('SHA256');
		expect(await isAskedAbout({ type: 'hash' })).toBe(true);
		expect(await isAskedAboutParsed({ type: 'hash', hashType: 'SHA256' })).toBe(true);
		expect(await isAskedAboutParsed({ type: 'hash', hashType: 'md5' })).toBe(false);
		// The document has a type in each entity: what a server makes of one without is not simulated.
		const results = { data: { attributes: { results: [] } } };
		const parsed = { data: { attributes: { entities: [{ value: 'x', hashType: '' }] } } };
		bench.simulator.requests.clear();
		bench.faults.clear();
		bench.faults.add({ path: '/api/parsed-entities', answer: { body: parsed } });
		bench.faults.add({ path: LOOKUP, answer: { body: results } });
		await lookUp({ text: 'x', matchingTypesOnly: true });
		expect(asked()).toContain('aws_ec2');
	});

	test('what is not asked is counted in a hint', async () => {
		accepts('url');
		const skipped = { ...about('8.8.8.8'), matchingTypesOnly: true };
		const leftOut =
			"'Matching Types Only' left out 1 of 3 integrations: they accept none of the entity types.";
		expect((await lookUp(skipped)).hints).toMatchObject([
			{ message: leftOut },
			{ message: expect.stringMatching(/could not be searched/) },
		]);
		accepts('IPv4');
		expect((await lookUp(skipped)).hints).toHaveLength(1);
	});

	test('that asks no integration says why', async () => {
		const remark = { message: expect.stringContaining('No integration was searched') };
		const noMatch = { ...about('anything', 'custom.order'), matchingTypesOnly: true };
		expect(await lookUp(noMatch)).toMatchObject({ json: [], hints: [remark] });
		for (const integration of bench.state.integrations.values()) integration.status = 'stopped';
		expect(await lookUp(about('8.8.8.8'))).toMatchObject({ json: [], hints: [remark] });
		expect(asked()).toEqual([]);
	});

	test('a hash of a kind is a hash', async () => {
		await lookUp({ ...about('d41d8cd98f00b204e9800998ecf8427e', 'MD5'), matchingTypesOnly: true });
		expect(asked()).toEqual([VIRUS_TOTAL]);
	});
});

describe('with little patience', () => {
	forEachTest(async () => (bench = await PolarityBench.start({}, { requestTimeoutMs: 300 })));

	test('an integration is a warning when it is stopped, unknown or too slow', async () => {
		bench.simulator.faults.add({ path: /aws_ec2\/lookup$/, answer: 'hang' });
		const chosen = ['jira', 'nope', 'aws_ec2'].map((id) => ({ integrationId: byId(id) }));
		const run = await lookUp({
			input: 'entities',
			entities: entities('8.8.8.8'),
			in: 'several',
			integrations: { rows: chosen },
		});
		expect(run.json.map(({ warning }) => warning)).toEqual([
			'Polarity: Integration is not running',
			'Polarity: Integration nope not found',
			expect.stringContaining('0.3 seconds'),
		]);
	});
});

describe('Parse Text', () => {
	test('is repeated once where that may help, and no more', async () => {
		const path = '/api/parsed-entities';
		bench.simulator.faults.add({ path, times: 1, answer: { status: 503, body: {} } });
		expect((await bench.json('lookup', 'parseText', { text: '8.8.8.8' }))[0]).toMatchObject({
			value: '8.8.8.8',
		});
		bench.simulator.faults.add({ path, answer: { status: 503, body: {} } });
		const run = await bench.run('lookup', 'parseText', { text: '8.8.8.8' });
		expect(run.error).toMatchObject({ httpCode: '503' });
		expect(run.error?.description).not.toMatch(/change/);
		expect(bench.simulator.requests.count({ path })).toBe(4);
	});

	test.each(['', '{}', '<html>Sign in</html>'])(
		'changes nothing, so nobody is to look for a change: %j',
		async (bodyText) => {
			bench.simulator.faults.add({ method: 'POST', answer: { bodyText } });
			const parsed = await bench.run('lookup', 'parseText', { text: '8.8.8.8' });
			const lookedUp = await lookUp(inOne(VIRUS_TOTAL, '8.8.8.8'));
			expect(parsed.error?.description).toMatch(/Another server may be responding/);
			expect(JSON.stringify([parsed.error, lookedUp.error, lookedUp.json])).not.toMatch(
				/whether the change was applied/,
			);
		},
	);

	test('has the annotations as they are when not simplified', async () => {
		bench.state.annotations.set('8.8.8.8', ['resolver']);
		const [raw] = await bench.json('lookup', 'parseText', { text: '8.8.8.8', simplify: false });
		expect(raw).toMatchObject({ isIPv4: true, annotations: [{ entity: { 'entity-name': '8.8.8.8' } }] });
	});

	test('says what may be wrong with a long text', async () => {
		const run = await bench.run('lookup', 'parseText', { text: 'x'.repeat(5001) });
		expect(run.error).toMatchObject({
			httpCode: '422',
			description: expect.stringContaining('Split longer texts'),
		});
		expect(bench.simulator.violations.kinds()).toEqual(['invalidBody']);
		bench.simulator.violations.clear();
	});
});
