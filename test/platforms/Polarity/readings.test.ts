import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

/** Answers and values at the edge of what the documents tell. */
let bench: PolarityBench;
beforeEach(async () => {
	bench = await PolarityBench.start();
});
afterEach(async () => await bench.stop());

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const SECRET = 'vt-secret-value-123';
const LOOKUP = /\/lookup$/;
const lookUp = async (parameters: INodeParameters) => await bench.run('lookup', 'lookUp', parameters);
const entity = (value: string, type = 'IPv4') => ({
	input: 'entities',
	entities: { rows: [{ value, type }] },
});
const asked = () => bench.simulator.requests.all({ path: LOOKUP }).map(({ path }) => path.split('/')[3]);

describe('Look Up', () => {
	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['no results', { body: { data: { type: 'integration-lookups', attributes: {} } } }],
	])('an integration that answers with %s is a warning, and the others go on', async (_what, answer) => {
		bench.simulator.faults.add({ path: /aws_ec2\/lookup$/, answer });
		const run = await lookUp(entity('8.8.8.8'));
		expect(run.error).toBeUndefined();
		expect(run.json).toMatchObject([
			{ integrationId: VIRUS_TOTAL, isHit: true },
			{ integrationId: 'aws_ec2', warning: expect.stringContaining('answered') },
			{ integrationId: 'shodan', warning: expect.any(String) },
		]);
	});

	test('an answer without entities is no text without entities', async () => {
		const body = { data: { type: 'parsed-entities', attributes: {} } };
		bench.simulator.faults.add({ path: '/api/parsed-entities', answer: { body } });
		for (const operation of ['lookUp', 'parseText']) {
			const run = await bench.run('lookup', operation, { text: '8.8.8.8' });
			expect(run.error?.message).toBe('Polarity answered no list of entities');
		}
	});

	test('an integration that tells no types is asked about all', async () => {
		const integration = bench.state.integrations.get('aws_ec2');
		if (integration) integration.entityTypes = [];
		await lookUp({ ...entity('8.8.8.8'), matchingTypesOnly: true });
		expect(asked()).toContain('aws_ec2');
	});

	test('that asks no integration says why', async () => {
		const remark = { message: expect.stringContaining('No integration was asked') };
		const noMatch = { ...entity('anything', 'custom.order'), matchingTypesOnly: true };
		expect(await lookUp(noMatch)).toMatchObject({ json: [], hints: [remark] });
		for (const integration of bench.state.integrations.values()) integration.status = 'stopped';
		expect(await lookUp(entity('8.8.8.8'))).toMatchObject({ json: [], hints: [remark] });
		expect(asked()).toEqual([]);
	});

	test('a hash of a kind is a hash', async () => {
		await lookUp({ ...entity('d41d8cd98f00b204e9800998ecf8427e', 'MD5'), matchingTypesOnly: true });
		expect(asked()).toEqual([VIRUS_TOTAL]);
	});
});

describe('options', () => {
	const update = async (...rows: object[]) =>
		await bench.run('integration', 'updateOptions', {
			...ONE,
			optionChanges: { rows: rows.map((row) => ({ ...row })) },
		});
	const flags = { adminOnly: 'yes', userCanEdit: 'no' };
	const stored = (key: string) =>
		bench.state.integrations.get(VIRUS_TOTAL)?.options.find((option) => option.key === key)?.value;

	test('one that is there twice is refused, under its key or its ID', async () => {
		const run = await update(
			{ optionId: byId('apiKey'), value: 'one', ...flags },
			{ optionId: byId(`${VIRUS_TOTAL}-apiKey`), value: 'two', ...flags },
		);
		expect(run.error?.message).toBe(`Option ${VIRUS_TOTAL}-apiKey is there twice`);
		expect(bench.lines()).toEqual([]);
	});

	test.each([
		['missing', undefined],
		['withoutFlags', undefined],
		['readable', 403],
	] as const)('flags that cannot be read (%s %s) are to be set', async (optionListing, status) => {
		bench.switches.optionListing = optionListing;
		const path = '/api/integration-options';
		if (status) bench.simulator.faults.add({ method: 'GET', path, answer: { status, body: {} } });
		const run = await update({ optionId: byId('apiKey'), value: 'x', adminOnly: 'yes' });
		expect(run.error?.description).toContain('set both "Admin Only" and "User Can Edit"');
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
	});

	test('a value is sent as it was typed, spaces included', async () => {
		await update({ optionId: byId('apiKey'), value: ' pass phrase ', ...flags });
		expect(stored('apiKey')).toBe(' pass phrase ');
	});

	test("an expression's value need not be text", async () => {
		const row = { optionId: byId('showNoResults'), adminOnly: 'no', userCanEdit: 'yes' };
		expect((await update({ ...row, value: '={{ true }}', valueType: 'json' })).error).toBeUndefined();
		expect(stored('showNoResults')).toBe(true);
	});

	test.each(['integration-option', 'integration-options'] as const)(
		'of the type %s are hidden',
		async (optionType) => {
			Object.assign(bench.switches, { optionType, relatedOptions: 'full', optionsAttribute: 'present' });
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
	const run = await bench.run('integrationError', 'getMany', { includeMeta: true, simplify: false });
	expect(run.json).toMatchObject([
		{
			attributes: {
				meta: ['GET https://api.example.com/?apikey=[redacted]', { token: '[redacted]', step: 'kept' }],
			},
		},
	]);
});
