import { describe, expect, test } from '@jest/globals';

import { seededApiKey } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL, visible } from './bench';

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const permissions = { rows: [{ groupId: '1' }] };
const optionChanges = {
	rows: [{ optionId: byId('apiKey'), value: 'new', access: { adminOnly: 'yes', userCanEdit: 'no' } }],
};

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

describe('what the server refuses', () => {
	test('401: an expired key is said to be expired, and is sent once', async () => {
		bench.simulator.clock.advance(31 * 24 * 3_600_000);
		const run = await bench.run('integration', 'get', ONE);
		expect(run.error).toMatchObject({
			message: 'Polarity rejected the credential: The token or API key is invalid or has expired',
			httpCode: '401',
			description: expect.stringContaining('API keys expire'),
		});
		expect(bench.lines()).toHaveLength(1);
		expect(visible(run)).not.toContain(seededApiKey);
	});

	test('errors beside an empty list are no empty list', async () => {
		const body = { data: [], errors: [{ detail: 'The database is not available' }] };
		bench.simulator.faults.add({ method: 'GET', path: /integration/, answer: { body } });
		for (const [resource, operation] of [
			['integration', 'getMany'],
			['integrationError', 'getMany'],
			['integration', 'getOptions'],
		] as const) {
			expect(await bench.failure(resource, operation, operation === 'getOptions' ? ONE : {})).toMatch(
				/^Polarity: The database is not available/,
			);
		}
	});

	test.each([
		['texts', ['The database is down'], 'The database is down'],
		['one text', 'The database is down', 'The database is down'],
		['one record', { detail: 'The database is down' }, 'The database is down'],
		['records with a message', [{ message: 'The database is down', title: 'Error' }], 'The database is down'],
		['one record with a message', { message: 'The database is down' }, 'The database is down'],
		['texts in meta', [{ meta: { errors: ['Quota exceeded'] }, title: 'Error' }], 'Quota exceeded'],
		['messages in meta', [{ meta: { errors: [{ message: 'Quota exceeded' }] } }], 'Quota exceeded'],
		['only a title in meta', [{ meta: { errors: [{ title: 'Error' }] }, detail: 'Down' }], 'Down'],
		['only a code', [{ code: 'E_DB' }], 'The server returned errors without a message (E_DB)'],
		['only a status', [{ status: '503' }], 'The server returned errors without a message (503)'],
		['nothing', [{}], 'The server returned errors without a message'],
	])('errors beside data that are %s are errors, too', async (_what, errors, words) => {
		bench.faults.add({ method: 'GET', answer: { body: { data: [], errors } } });
		const lists = [
			['integration', 'getMany', {}],
			['integrationError', 'getMany', {}],
			['integration', 'getOptions', ONE],
		] as const;
		for (const [resource, operation, parameters] of lists) {
			const run = await bench.run(resource, operation, parameters);
			expect(run.error?.message).toBe(`Polarity: ${words}`);
		}
		bench.faults.clear();
		bench.faults.add({ method: 'PATCH', answer: { body: { data: { id: VIRUS_TOTAL }, errors } } });
		const changed = await bench.run('integration', 'update', { ...ONE, changes: { autosubscribe: true } });
		expect(changed.error?.message).toContain(words);
		bench.faults.add({ method: 'POST', answer: { body: { errors } } });
		const refused = await bench.run('integration', 'setPermissions', { ...ONE, permissions });
		expect(refused.error?.message).toBe(`Polarity: ${words}`);
	});

	test.each([[null], [[]], [''], [{}]])('errors beside data that are %j are none', async (errors) => {
		bench.faults.add({ method: 'GET', answer: { body: { data: [], errors } } });
		expect(await bench.json('integration', 'getMany', {})).toEqual([]);
	});

	describe('errors beside some rows of a list', () => {
		const errors = [{ detail: 'The database timed out' }];
		const hints = [
			{
				message: 'Other records of the list may be missing. Polarity: The database timed out',
				location: 'outputPane',
			},
		];

		test('are a hint, one for all pages', async () => {
			for (const number of [1, 2]) {
				const data = [{ id: `${number}-1` }, { id: `${number}-2` }];
				const body = { data, errors, meta: { page: { number, size: 2, total: 4 } } };
				bench.faults.add({ path: '/api/integrations', times: 1, answer: { body } });
			}
			const run = await bench.run('integration', 'getMany', { returnAll: true });
			expect(run.json).toHaveLength(4);
			expect(run.hints).toEqual(hints);
		});

		test.each([
			['integrationError', 'getMany', {}],
			['integration', 'getOptions', ONE],
			['integration', 'getHealth', ONE],
			['lookup', 'lookUp', { text: '8.8.8.8' }],
		])('are a hint: %s, %s', async (resource, operation, parameters) => {
			const body = { data: [{ id: VIRUS_TOTAL }], errors };
			for (const path of ['/api/integrations', '/api/integrations/errors', '/api/integration-options']) {
				bench.faults.add({ method: 'GET', path, answer: { body } });
			}
			const run = await bench.run(resource, operation, parameters);
			expect(run.error).toBeUndefined();
			expect(run.hints.filter(({ message }) => message.startsWith('Other'))).toEqual(hints);
		});
	});

	test.each([{}, { errors: [] }, { errors: null }])(
		'a message beside no errors is shown: %j',
		async (beside) => {
			bench.faults.add({ answer: { status: 403, body: { message: 'Not from this network', ...beside } } });
			expect(await bench.failure('integration', 'get', ONE)).toMatch(/^Polarity: Not from this network \|/);
		},
	);

	test('a refusal in plain text is shown, as one of a gateway', async () => {
		const answer = { status: 403, bodyText: 'Not from this network', contentType: 'text/plain' };
		bench.simulator.faults.add({ path: /integrations/, answer });
		expect(await bench.failure('integration', 'get', ONE)).toMatch(/^Polarity: Not from this network/);
	});

	test('403: who may change an integration', async () => {
		bench.state.addApiKey('plain-key', { role: 'user' });
		const credentials = bench.withKey('plain-key');
		const run = await bench.run('integration', 'setPermissions', { ...ONE, permissions }, { credentials });
		expect(run.error).toMatchObject({
			message: 'Polarity: You must be an administrator of the integration',
			description: expect.stringContaining('users with the permission Admin on the integration'),
		});
	});

	test('404: names the request, with the id encoded', async () => {
		const run = await bench.run('integration', 'get', { integrationId: byId('a/../b?c') });
		expect(run.error).toMatchObject({
			message: 'Polarity: Integration a/../b?c not found',
			description: expect.stringContaining(
				'[Integration: Get: GET /api/integrations/a%2F..%2Fb%3Fc: HTTP 404',
			),
		});
	});

	test.each([
		['html', 'Polarity: returned a web page (404 Not Found)'],
		['empty', 'Polarity: status 404'],
	] as const)('a body of %s is no obstacle', async (errorBody, message) => {
		bench.switches.errorBody = errorBody;
		const run = await bench.run('integration', 'get', { integrationId: byId('nope') });
		expect(run.error).toMatchObject({ message, httpCode: '404' });
	});

	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['something else', { body: { items: [] } }],
		['nothing', { bodyText: '' }],
	])('200 with %s is no empty list', async (_what, answer) => {
		bench.simulator.faults.add({ path: /^\/api\/integration/, answer });
		for (const [resource, operation, parameters] of [
			['integration', 'getMany', {}],
			['integration', 'getOptions', ONE],
			['integration', 'get', ONE],
			['integrationError', 'getMany', {}],
		] as const) {
			const run = await bench.run(resource, operation, parameters);
			expect(run.error?.message).toMatch(/returned an? .+ \((expected a (list|record)|200 OK)\)/);
		}
	});

	test('a key without grants sees nothing, or is refused', async () => {
		bench.state.addApiKey('new-key', { role: 'user', sees: [] });
		const credentials = bench.withKey('new-key');
		expect((await bench.run('integration', 'getMany', {}, { credentials })).json).toEqual([]);
		bench.switches.noGrants = 'forbidden';
		expect((await bench.run('integration', 'getMany', {}, { credentials })).error).toMatchObject({
			httpCode: '403',
		});
	});
});

describe('what is tried again', () => {
	const failures = [{ status: 429 }, { status: 502 }, { status: 503 }, { status: 504 }, 'reset'] as const;

	test.each(failures)('reads, up to three times more: %j', async (answer) => {
		bench.simulator.faults.add({ times: 3, answer });
		expect(await bench.json('integration', 'get', ONE)).toMatchObject([{ id: VIRUS_TOTAL }]);
		expect(bench.lines()).toHaveLength(4);
		bench.simulator.faults.add({ answer });
		expect((await bench.run('integration', 'get', ONE)).status).toBe('error');
		expect(bench.lines()).toHaveLength(8);
	});

	test.each([
		['update', 'PATCH', { changes: { autosubscribe: true } }],
		['updateOptions', 'PATCH', { optionChanges }],
		['setPermissions', 'POST', { permissions }],
	])('%s once: the same body leads to the same state', async (operation, method, parameters) => {
		const changes = () => bench.lines().filter((line) => !line.startsWith('GET'));
		bench.simulator.faults.add({ method, times: 1, answer: { afterExecuting: 'reset' } });
		await bench.json('integration', operation, { ...ONE, ...parameters });
		expect(changes()).toHaveLength(2);
		bench.simulator.faults.add({ method, answer: { status: 503 } });
		const run = await bench.run('integration', operation, { ...ONE, ...parameters });
		expect(run.error).toMatchObject({ httpCode: '503' });
		expect(changes()).toHaveLength(4);
	});

	test.each([400, 403, 404, 422])('nothing after a %i', async (status) => {
		bench.simulator.faults.add({ answer: { status, body: {} } });
		expect((await bench.run('integration', 'get', ONE)).error).toMatchObject({ httpCode: String(status) });
		expect(bench.lines()).toHaveLength(1);
	});

	test('waits as long as a 429 asks, but no longer than it may', async () => {
		bench.simulator.faults.add({ answer: { status: 429, headers: { 'retry-after': '120' } } });
		const run = await bench.run('integration', 'get', ONE);
		expect(run.error).toMatchObject({ httpCode: '429' });
		expect(bench.lines()).toHaveLength(1);
	});

	test('a response that was cut is an error, never a shorter list', async () => {
		bench.simulator.faults.add({ answer: { afterExecuting: 'truncate' } });
		const run = await bench.run('integration', 'getMany');
		expect(run.status).toBe('error');
		expect(run.json).toEqual([]);
	});
});

describe('with little patience', () => {
	forEachTest(async () => (bench = await PolarityBench.start({}, { requestTimeoutMs: 100 })));

	test('a change without a response in time fails with a hint', async () => {
		bench.simulator.faults.add({ answer: 'hang' });
		const run = await bench.run('integration', 'update', { ...ONE, changes: { autosubscribe: true } });
		expect(run.error).toMatchObject({
			description: expect.stringContaining('Check whether the change was applied'),
		});
	});
});

describe('several items', () => {
	const items = [{ id: VIRUS_TOTAL }, { id: 'nope' }, { id: 'aws_ec2' }];
	const parameters = { integrationId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };

	test('stop at the first failure, or go on with it on its own item', async () => {
		expect((await bench.run('integration', 'get', parameters, { items })).error).toMatchObject({
			httpCode: '404',
		});
		const run = await bench.run('integration', 'get', parameters, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(run.json).toMatchObject([
			{ id: VIRUS_TOTAL },
			{ error: 'Polarity: Integration nope not found' },
			{ id: 'aws_ec2' },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('are all read before the first request', async () => {
		const changes = { autosubscribe: '={{ $json.on }}' };
		const run = await bench.run(
			'integration',
			'update',
			{ ...ONE, changes },
			{ items: [{ on: true }, { on: 'perhaps' }] },
		);
		expect(run.error?.message).toContain('must be true or false');
		expect(bench.lines()).toEqual([]);
	});

	test.each([
		['an empty ID', { integrationId: byId('={{ $json.missing }}') }, /'Integration' must not be empty/],
		['nothing to update', ONE, /'Update Fields' is empty/],
		['malformed JSON', { ...ONE, changes: { attributes: '{' } }, /not valid JSON/],
	])('%s is refused before anything is sent', async (_what, given, message) => {
		const run = await bench.run('integration', 'update', given);
		expect(run.error?.message).toMatch(message);
		expect(bench.lines()).toEqual([]);
	});

	/** The second item is wrong in a way that shows only between its fields. */
	const secondWrong = [
		{
			operation: 'update',
			given: { changes: { attributes: '={{ $json.attributes }}' } },
			items: [{ attributes: { acronym: 'X' } }, { attributes: {} }],
			refusal: "'Update Fields' is empty",
		},
		{
			operation: 'updateOptions',
			given: {
				optionChanges: {
					rows: [
						{ optionId: byId('apiKey'), value: 'one', access: { adminOnly: 'yes', userCanEdit: 'no' } },
						{
							optionId: byId('={{ $json.option }}'),
							value: 'two',
							access: { adminOnly: 'yes', userCanEdit: 'no' },
						},
					],
				},
			},
			items: [{ option: 'baseUrl' }, { option: `${VIRUS_TOTAL}-apiKey` }],
			refusal: `'Options to Update' contains option ${VIRUS_TOTAL}-apiKey twice`,
		},
		{
			operation: 'setPermissions',
			given: { permissions: { rows: [{ groupId: '1' }, { groupId: '={{ $json.group }}' }] } },
			items: [{ group: '2' }, { group: '1' }],
			refusal: "'Permissions' contains group 1 twice",
		},
	];

	test.each(secondWrong)(
		'$operation: a wrong second one is refused before the first request',
		async ({ operation, given, items: input, refusal }) => {
			const run = await bench.run('integration', operation, { ...ONE, ...given }, { items: input });
			expect(run.error?.message).toBe(`${refusal} [item 1]`);
			expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
			expect(bench.lines()).toEqual([]);
		},
	);

	test.each(secondWrong)(
		'$operation: a wrong second one is marked, and the first is done',
		async ({ operation, given, items: input, refusal }) => {
			const run = await bench.run(
				'integration',
				operation,
				{ ...ONE, ...given },
				{ items: input, onError: 'continueRegularOutput' },
			);
			expect(run.error).toBeUndefined();
			const marked = run.items.filter(({ json }) => 'error' in json);
			expect(marked).toMatchObject([{ json: { error: `${refusal} [item 1]` }, pairedItem: { item: 1 } }]);
			expect(run.items.length).toBeGreaterThan(1);
			expect(bench.lines().filter((line) => !line.startsWith('GET'))).toHaveLength(1);
		},
	);
});
