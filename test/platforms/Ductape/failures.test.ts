import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { testCredential } from '../../engine';
import { byId, DuctapeBench, visible } from './bench';

const SECRETS = ['shop-secret-1', 'smtp-secret-1', 'firebase-secret-1'];
const quick = { options: { longestWaitSeconds: 3 } };

let bench: DuctapeBench;
beforeEach(async () => {
	bench = await DuctapeBench.start();
});
afterEach(async () => await bench.stop());

const logins = () => bench.simulator.requests.count({ path: /^\/users\/v1\/login/ });
const create = (more: INodeParameters = {}): [string, string, INodeParameters] => [
	'cache',
	'create',
	{ ...bench.ordersField, tag: 'prices', ...more },
];
const update = (more: INodeParameters = {}): [string, string, INodeParameters] => [
	'cache',
	'update',
	{ ...bench.ordersField, part: byId('orders'), details: { expiry: 9 }, ...more },
];

describe('the credential', () => {
	const tested = async (changes: object = {}) =>
		await testCredential({
			credentialType: new DuctapeApi(),
			data: bench.credential({ ...changes }).ductapeApi,
		});

	test('is tested by the workspace, in each of its three forms', async () => {
		const ok = { status: 'OK', message: 'Connection successful!' };
		expect(await tested()).toEqual(ok);
		const { email, password } = bench.simulator.seeded.user;
		expect(await tested({ signInWith: 'password', email, password })).toEqual(ok);
		expect(await tested(bench.pasted.ductapeApi)).toEqual(ok);
		const workspace = `GET /workspaces/v1/get/${bench.orders.workspace_id}`;
		expect(bench.asked()).toEqual([workspace, workspace, workspace]);
		expect(logins()).toBe(2);
	});

	test.each([
		[{ privateKey: 'wrong' }, /Ductape refused to sign in: Invalid Credentials/],
		[{ userId: 'short' }, /must have 24 letters and digits; nothing was sent/],
		[{ workspaceId: 'f'.repeat(24) }, /Ductape refused to sign in: You do not have access/],
		[{ signInWith: 'password', email: 'test@example.com', password: 'no' }, /Invalid Credentials/],
		[{ signInWith: 'token', authToken: 'a.b.c', publicKey: 'd' }, /dies when the private key is rotated/],
	])('says what is wrong with %j', async (changes, message) => {
		expect(await tested(changes)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(logins()).toBeLessThan(2);
	});

	test('says that a second factor needs another way to sign in', async () => {
		bench.simulator.seeded.user.otp = '123456';
		const { email, password } = bench.simulator.seeded.user;
		const said = await tested({ signInWith: 'password', email, password });
		expect(said.message).toMatch(/second factor/);
	});

	test.each([{ loginNesting: 'data' }, { loginNesting: 'result' }] as const)(
		'keeps token and public key over items and runs: %j',
		async (switches) => {
			Object.assign(bench.switches, switches);
			const first = await bench.run('cache', 'getMany', bench.ordersField);
			const before = logins();
			expect(before).toBe(1);
			const items = [1, 2, 3].map((count) => ({ count }));
			const { credentials } = first;
			const second = await bench.run('cache', 'getMany', bench.ordersField, { credentials, items });
			expect(second.items).toHaveLength(3);
			expect(logins()).toBe(before);
			expect(credentials.data('ductapeApi')).toMatchObject({
				sessionToken: expect.stringMatching(/\./),
				sessionPublicKey: bench.publicKey,
			});
		},
	);

	test('signs in once more after a 401, and sends a change once', async () => {
		const { credentials } = await bench.run('cache', 'getMany', bench.ordersField);
		credentials.change('ductapeApi', { sessionToken: 'a.b.c' });
		const run = await bench.run(...update(), { credentials });
		expect(run.json).toMatchObject([{ expiry: 9 }]);
		expect(logins()).toBe(2);
		expect(bench.simulator.requests.all({ method: 'PUT' }).map(({ status }) => status)).toEqual([200]);
	});

	test('signs in anew when another person was typed in, instead of going on as the first', async () => {
		const { credentials } = await bench.run('cache', 'getMany', bench.ordersField);
		const second = bench.state.addUser({ email: 'second@example.com' });
		second.workspaceIds.push(bench.orders.workspace_id);
		credentials.change('ductapeApi', { userId: second._id, privateKey: second.privateKey });
		const run = await bench.run('cache', 'getMany', bench.ordersField, { credentials });
		expect(run.error).toBeUndefined();
		expect(bench.simulator.requests.last({ method: 'GET' })?.query['user_id']).toBe(second._id);
	});

	test('encrypts a proxy call again with the public key of the new login', async () => {
		const { user } = bench.simulator.seeded;
		const byPassword = bench.credential({
			signInWith: 'password',
			email: user.email,
			password: user.password,
		});
		const { credentials } = await bench.run('cache', 'getMany', bench.ordersField, {
			credentials: byPassword,
		});
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		bench.simulator.faults.add({
			path: /sdk-proxy/,
			times: 1,
			answer: { status: 401, body: { status: false, errors: 'Invalid Credentials' } },
		});
		bench.state.rotateKey(user);
		const given = { ...bench.ordersField, jobId: byId(jobId) };
		const run = await bench.run('job', 'run', given, { credentials });
		expect(run.json).toMatchObject([{ phase: 'QUEUED' }]);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	test('with a pasted token nothing signs in, and a refusal is told', async () => {
		const credentials = bench.pasted;
		expect(await bench.json('cache', 'getMany', bench.ordersField, { credentials })).toHaveLength(1);
		bench.state.rotateKey(bench.simulator.seeded.user);
		const said = await bench.failure('cache', 'getMany', bench.ordersField, { credentials });
		expect(said).toMatch(/Invalid Credentials.*dies when the private key is rotated.*HTTP 401/);
		expect(logins()).toBe(0);
	});

	test('a refused login is told without the secret, and is not tried twice', async () => {
		const credentials = bench.credential({ privateKey: 'wrong-secret-key' });
		const run = await bench.run('cache', 'getMany', bench.ordersField, { credentials });
		expect(run.error?.message).toMatch(/refused to sign in: Invalid Credentials/);
		expect(visible(run)).not.toContain('wrong-secret-key');
		expect(logins()).toBe(1);
	});
});

describe('secrets', () => {
	const outputs: Array<[string, string, INodeParameters]> = [
		['integration', 'get', {}],
		['integration', 'getMany', { returnAll: true }],
		['integration', 'getHealth', {}],
		['app', 'getMany', {}],
		['app', 'get', { part: byId('shop:acme') }],
		['notification', 'getMany', {}],
		['notification', 'update', { part: byId('ops'), details: { description: 'x' } }],
	];

	test.each(outputs)('of %s: %s are redacted in raw output', async (resource, operation, given) => {
		const run = await bench.run(resource, operation, { ...bench.ordersField, ...given, simplify: false });
		expect(run.error).toBeUndefined();
		expect(visible(run)).toContain('[redacted]');
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(run)).not.toContain(secret);
		for (const secret of [bench.token, bench.publicKey]) expect(visible(run)).not.toContain(secret);
	});

	test('come with Include Secrets, and never with Simplify', async () => {
		const asked = { ...bench.ordersField, includeSecrets: true };
		const raw = await bench.run('integration', 'get', { ...asked, simplify: false });
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(raw)).toContain(secret);
		for (const [resource, part] of [
			['integration', ''],
			['app', 'shop:acme'],
			['notification', 'ops'],
		] as const) {
			const short = await bench.run(resource, 'get', { ...asked, part: byId(part), simplify: true });
			expect(short.error).toBeUndefined();
			for (const secret of [...SECRETS, bench.orders.private_key])
				expect(visible(short)).not.toContain(secret);
		}
	});

	test('of an app whose auth is a list, or a text, are redacted too', async () => {
		bench.orders.apps = [
			{
				_id: 'a'.repeat(24),
				access_tag: 'one',
				envs: [{ auth: [{ auth_tag: 'x', data: 'shop-secret-1' }] }],
			},
			{ _id: 'b'.repeat(24), access_tag: 'two', envs: [{ auth: 'shop-secret-1' }] },
		];
		const run = await bench.run('app', 'getMany', { ...bench.ordersField, simplify: false });
		expect(run.json).toHaveLength(2);
		expect(visible(run)).not.toContain('shop-secret-1');
		expect(visible(run)).toContain('"auth_tag":"x"');
	});
});

describe('refusals', () => {
	const gone = { integrationId: byId('f'.repeat(24)) };

	test.each(['string', 'object', 'list', 'message', 'upstream'] as const)(
		'in the form %s',
		async (errorBody) => {
			bench.switches.errorBody = errorBody;
			const said = await bench.failure('integration', 'get', gone);
			expect(said).toMatch(/Ductape: Integration not found.*HTTP 404/);
			bench.switches.refusalStatus = 'falseIn200';
			expect(await bench.failure('integration', 'get', gone)).toMatch(/Ductape: Integration not found/);
		},
	);

	test.each([
		[403, /no right to do it/],
		[422, /name is wrong/],
		[400, /Check the values/],
	])('with status %i', async (status, words) => {
		bench.simulator.faults.add({
			path: /integrations/,
			answer: { status, body: { status: false, errors: 'name is wrong' } },
		});
		const said = await bench.failure('integration', 'get', bench.ordersField);
		expect(said).toMatch(words);
		expect(said).toContain(`HTTP ${status}`);
		expect(bench.asked()).toHaveLength(1);
	});

	test('that are no JSON, and answers that are something else', async () => {
		bench.simulator.faults.add({
			path: /integrations/,
			times: 1,
			answer: { status: 404, bodyText: '<h1>no</h1>' },
		});
		expect(await bench.failure('integration', 'get', bench.ordersField)).toContain('<h1>no</h1>');
		bench.simulator.faults.add({
			path: /integrations/,
			times: 1,
			answer: { status: 200, bodyText: 'hello' },
		});
		expect(await bench.failure('integration', 'get', bench.ordersField)).toMatch(
			/without the field "_id".*base URL/,
		);
	});

	test('that pass: reads are tried again after 429, 5xx and a lost connection', async () => {
		const path = /integrations/;
		bench.simulator.faults.add({ path, times: 1, answer: { status: 429 } });
		bench.simulator.faults.add({ path, times: 1, answer: { status: 503 } });
		bench.simulator.faults.add({ path, times: 1, answer: 'reset' });
		expect(await bench.json('integration', 'get', bench.ordersField)).toHaveLength(1);
		expect(bench.asked()).toHaveLength(4);
	});

	test('a server that does not answer', async () => {
		bench.simulator.faults.add({ path: /integrations/, answer: 'hang' });
		const given = { ...bench.ordersField, options: { timeoutSeconds: 1, longestWaitSeconds: 0 } };
		expect(await bench.failure('integration', 'get', given)).toMatch(/Request Timeout/);
	});

	test.each([
		['integration', 'get', { integrationId: byId('={{ "" }}') }, /Integration: must not be empty/],
		['integration', 'update', {}, /nothing to update/],
		['cache', 'create', { tag: '={{ "" }}' }, /Tag: must not be empty/],
		[
			'cache',
			'create',
			{ tag: 'x', details: { period: 'fortnights' } },
			/Period: "fortnights" is not one of/,
		],
		['cache', 'update', { part: byId('orders') }, /nothing to update/],
		[
			'function',
			'create',
			{ tag: 'x', input: { rows: [{ key: '={{ "" }}' }] } },
			/Value 1: Key: must not be empty/,
		],
		['feature', 'create', { tag: 'x', sequence: '{' }, /Sequence \(JSON\): is not valid JSON/],
		['jobExecution', 'get', { executionId: byId('={{ "" }}') }, /Job Execution: must not be empty/],
	])('%s: %s says what is wrong before any request', async (resource, operation, given, words) => {
		expect(await bench.failure(resource, operation, { ...bench.ordersField, ...given })).toMatch(words);
		expect(bench.simulator.requests.length).toBe(0);
	});

	test('continue on fail marks the item and goes on', async () => {
		const items = [{ id: bench.orders._id }, { id: 'f'.repeat(24) }, { id: bench.orders._id }];
		const integrationId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const run = await bench.run(
			'integration',
			'get',
			{ integrationId },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(run.json).toMatchObject([
			{ name: 'Orders Hub' },
			{ error: 'Ductape: Integration not found', details: { itemIndex: 1 } },
			{ name: 'Orders Hub' },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});
});

describe('parts', () => {
	test('that are unknown: the error names the known ones', async () => {
		const given = { ...bench.ordersField, part: byId('nope') };
		expect(await bench.failure('cache', 'get', given)).toMatch(
			/Orders Hub has no cache with the tag "nope" \| Known: orders\./,
		);
		expect(await bench.failure('cache', 'update', { ...given, details: { expiry: 1 } })).toMatch(
			/Known: orders\./,
		);
		bench.orders.caches = Array.from({ length: 31 }, (_, index) => ({
			_id: `${index}`,
			tag: `cache${index}`,
		}));
		expect(await bench.failure('cache', 'get', given)).toMatch(/cache29, \.\.\.\./);
		delete bench.orders.caches;
		expect(await bench.failure('cache', 'get', given)).toMatch(/Known: none\./);
	});

	test('On Duplicate: error, skip, update', async () => {
		const given = { tag: 'orders', details: { expiry: 3 } };
		expect(await bench.failure(...create(given))).toMatch(/Orders Hub has a cache "orders" already/);
		expect(await bench.json(...create({ ...given, onDuplicate: 'skip' }))).toMatchObject([{ expiry: 7 }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
		expect(await bench.json(...create({ ...given, onDuplicate: 'update' }))).toMatchObject([
			{ expiry: 3, period: 'days' },
		]);
		expect(bench.sent('PUT')).toEqual({
			component: 'cache',
			_id: bench.orders.caches?.[0]?._id,
			tag: 'orders',
			expiry: 3,
		});
		const environment = { ...bench.ordersField, slug: 'dev', env_name: 'Renamed', onDuplicate: 'update' };
		expect(await bench.json('environment', 'create', environment)).toMatchObject([
			{ env_name: 'Renamed', description: 'Development Environment' },
		]);
	});

	test('a server that wants the action field gets it when asked to', async () => {
		bench.switches.action = 'required';
		expect(await bench.failure(...create())).toMatch(/action is required.*Send Action Field/);
		const writeOptions = { sendAction: true };
		expect(await bench.json(...create({ writeOptions }))).toMatchObject([{ tag: 'prices' }]);
		expect(bench.sent('PUT')).toMatchObject({ action: 'create' });
		expect(await bench.json(...update({ writeOptions }))).toMatchObject([{ expiry: 9 }]);
		expect(bench.sent('PUT')).toMatchObject({ action: 'update' });
	});

	test('a server that says yes and does nothing is found out', async () => {
		bench.switches.componentPut = 'ignored';
		expect(await bench.failure(...create())).toMatch(/accepted the cache "prices" but did not store it/);
		expect(await bench.failure(...update())).toMatch(
			/accepted the update of the cache "orders" but did not change it/,
		);
		expect(await bench.failure(...update({ details: { newKey: 'other' } }))).toMatch(/did not change it/);
		expect(await bench.json(...update({ details: { expiry: 7 } }))).toMatchObject([{ expiry: 7 }]);
	});

	test('a create that was carried out although the server failed is not carried out again', async () => {
		const path = /^\/integrations\/v1\/[0-9a-f]{24}$/;
		bench.simulator.faults.add({
			method: 'PUT',
			path,
			times: 1,
			answer: { afterExecuting: { status: 502 } },
		});
		expect(await bench.json(...create(quick))).toMatchObject([{ tag: 'prices' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		bench.simulator.faults.add({ method: 'PUT', path, times: 1, answer: { status: 502 } });
		expect(await bench.json(...create({ ...quick, tag: 'costs' }))).toMatchObject([{ tag: 'costs' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(3);
		expect(bench.orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'prices', 'costs']);
	});

	test('a create whose answer is lost says to look first, and Skip then finds it', async () => {
		bench.simulator.faults.add({ method: 'PUT', path: /./, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.failure(...create(quick))).toMatch(/look first whether it was carried out/);
		expect(await bench.json(...create({ onDuplicate: 'skip' }))).toMatchObject([{ tag: 'prices' }]);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
	});

	test('an update is repeated once at most', async () => {
		bench.simulator.faults.add({ method: 'PUT', path: /./, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json(...update(quick))).toMatchObject([{ expiry: 9 }]);
		bench.simulator.faults.add({ method: 'PUT', path: /./, answer: { status: 503 } });
		expect(await bench.failure(...update({ ...quick, details: { expiry: 10 } }))).toMatch(
			/HTTP 503 after 2 tries/,
		);
	});

	test('an app: its environments are checked before anything is sent, both slug names are understood', async () => {
		const add = async (row: object, more: object = {}) =>
			await bench.failure('app', 'add', {
				...bench.ordersField,
				appTag: byId('shop'),
				access_tag: 'shop:new',
				environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev', ...row }] },
				...more,
			});
		expect(await add({ integration_env_slug: 'prd' })).toMatch(
			/Orders Hub has no environment "prd" \| Known: dev/,
		);
		expect(await add({ app_env_slug: 'prd' })).toMatch(/The app has no environment "prd"/);
		expect(await add({}, { appTag: byId('nothing') })).toMatch(/App not found/);
		expect(bench.simulator.requests.count({ method: 'POST', path: /apps/ })).toBe(0);
		bench.switches.appEnvironmentSlug = 'product_env_slug';
		bench.switches.accessId = 'product_id';
		expect(await add({ auth: { auth_tag: 'bearer', data: 'plain text' } })).toBe('no error | ');
		expect(bench.orders.apps?.[1]?.['envs']).toMatchObject([{ auth: { data: 'plain text' } }]);
		const stored = {
			_id: 'c'.repeat(24),
			access_tag: 'newer',
			envs: [{ app_env_slug: 'dev', product_env_slug: 'dev' }],
		};
		bench.orders.apps = [stored];
		const given = { ...bench.ordersField, part: byId('newer'), simplify: false };
		expect(await bench.json('app', 'get', given)).toMatchObject([
			{ envs: [{ integration_env_slug: 'dev' }] },
		]);
	});

	test('a feature as in the older SDK document', async () => {
		bench.switches.featureShape = 'seed';
		bench.switches.functionLanguages = 'any';
		const given = {
			...bench.ordersField,
			tag: 'old',
			definitionFormat: 'seed',
			source: '(s) => s',
			language: 'TypeScript',
			inputSamples: '[{"key": "s", "type": "string"}]',
			output: '{"type": "string", "output_keys": []}',
		};
		expect(await bench.json('feature', 'create', given)).toMatchObject([
			{ tag: 'old', language: 'TypeScript' },
		]);
		expect(bench.sent('PUT')).toEqual({
			component: 'feature',
			tag: 'old',
			function: '(s) => s',
			language: 'TypeScript',
			input: [{ key: 's', type: 'string' }],
			output: { type: 'string', output_keys: [] },
		});
	});

	test('of servers that refuse the older extras say so', async () => {
		bench.switches.environmentExtras = 'refused';
		bench.switches.environmentUpdate = 'slugOnly';
		const given = { ...bench.ordersField, slug: 'prd', env_name: 'Production', details: { envs: '[1]' } };
		expect(await bench.failure('environment', 'create', given)).toMatch(/envs is not allowed/);
		const changed = { ...bench.ordersField, part: byId('dev'), details: { env_name: 'Other' } };
		expect(await bench.failure('environment', 'update', changed)).toMatch(/only slug can be changed/);
	});
});

describe('integrations', () => {
	const given = { name: 'Orders Hub', description: 'Another' };

	test('On Duplicate: error, skip, update', async () => {
		expect(await bench.failure('integration', 'create', given)).toMatch(
			/integration named "Orders Hub" already/,
		);
		expect(await bench.json('integration', 'create', { ...given, onDuplicate: 'skip' })).toMatchObject([
			{ _id: bench.orders._id, description: 'Order sync' },
		]);
		expect(await bench.json('integration', 'create', { ...given, onDuplicate: 'update' })).toMatchObject([
			{ _id: bench.orders._id, description: 'Another' },
		]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	});

	test.each([
		{ freeName: 'false' },
		{ freeName: 'notFound' },
		{ freeName: 'notFound', notFoundStatus: 400 },
		{ freeName: 'notFound', notFoundStatus: 500 },
		{ nesting: 'result', successStatus: 201 },
		{ nesting: 'dataData' },
	] as const)('are created whatever a free name is answered by: %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const answer = await bench.json('integration', 'create', { name: 'Free', description: 'd' });
		expect(answer).toMatchObject([{ name: 'Free' }]);
		expect(await bench.json('integration', 'getMany', { returnAll: true })).toHaveLength(3);
		expect(await bench.json('log', 'getMany')).toEqual([]);
		expect(await bench.json('jobExecution', 'getMany', bench.ordersField)).toEqual([]);
	});

	test('are not created when it stays open whether the name is free', async () => {
		bench.simulator.faults.add({
			path: /check/,
			answer: { status: 400, body: { status: false, errors: 'name is odd' } },
		});
		expect(await bench.failure('integration', 'create', given)).toMatch(
			/does not say whether the name is taken: name is odd/,
		);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	});

	test('are not created twice after a failure', async () => {
		const body = { name: 'Free', description: 'd', ...quick };
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: { status: 502 } } });
		expect(await bench.json('integration', 'create', body)).toMatchObject([{ name: 'Free' }]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(1);
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { status: 502 } });
		expect(await bench.json('integration', 'create', { ...body, name: 'Second' })).toMatchObject([
			{ name: 'Second' },
		]);
		expect(bench.state.integrations.size).toBe(4);
	});

	test('update: ignored or refused by the server', async () => {
		const changed = { ...bench.ordersField, details: { name: 'Other' } };
		bench.switches.bareUpdate = 'ignored';
		expect(await bench.failure('integration', 'update', changed)).toMatch(
			/accepted the update but did not change/,
		);
		bench.switches.bareUpdate = 'refused';
		expect(await bench.failure('integration', 'update', changed)).toMatch(
			/component is required.*in the workbench only/,
		);
	});

	test.each(['noContent', 'emptyBody'] as const)('delete answered by %s', async (deleteAnswer) => {
		bench.switches.deleteAnswer = deleteAnswer;
		expect(await bench.json('integration', 'delete', bench.ordersField)).toMatchObject([{ deleted: true }]);
	});

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'health reads two pages of a log that comes %s',
		async (logOrder) => {
			bench.switches.logOrder = logOrder;
			for (let ago = 1; ago <= 25; ago += 1) {
				bench.state.addLog(bench.orders, {
					timestamp: bench.simulator.clock.iso(ago * 60_000),
					message: `${ago}`,
				});
			}
			const given = { ...bench.ordersField, options: { rowsPerPage: 5 } };
			const answer = await bench.json('integration', 'getHealth', given);
			expect(answer).toMatchObject([{ lastError: { message: '1' } }]);
			expect(bench.asked()).toHaveLength(5);
		},
	);

	test('health: pending, syncing, inactive, active', async () => {
		const status = async () =>
			(await bench.json('integration', 'getHealth', bench.ordersField))[0]?.['status'];
		expect(await status()).toBe('PENDING');
		bench.orders.status = 'public';
		expect(await status()).toBe('ACTIVE');
		bench.state.addLog(bench.orders, { status: 'processing' });
		expect(await status()).toBe('SYNCING');
		bench.orders.active = false;
		expect(await status()).toBe('INACTIVE');
	});
});

describe('runs', () => {
	test('are never sent twice', async () => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const given = { ...bench.ordersField, jobId: byId(jobId), ...quick };
		bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.failure('job', 'run', given)).toMatch(/look first whether it was carried out/);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	test.each(['http', 'falseIn200'] as const)('that fail upstream say why (%s)', async (rpcFailure) => {
		bench.switches.rpcFailure = rpcFailure;
		const given = { ...bench.ordersField, jobId: byId('unknown') };
		expect(await bench.failure('job', 'run', given)).toMatch(/Upstream call failed: Job not found/);
	});

	test('send other parameters when told so, and say when there is no proxy', async () => {
		const given = {
			...bench.ordersField,
			part: byId('sync_orders'),
			environment: byId('dev'),
			mode: 'dispatch',
			parameters: '[{"tag": "sync_orders", "env": "prd"}, 5]',
		};
		await bench.json('feature', 'run', given);
		expect(bench.state.rpcCalls).toMatchObject([
			{ method: 'dispatch', params: ['orders_hub', { tag: 'sync_orders', env: 'prd' }, 5] },
		]);
		bench.switches.rpc = 'missing';
		expect(await bench.failure('feature', 'run', given)).toMatch(/HTTP 404/);
	});
});

describe('lists', () => {
	test('of logs end only where they end: totals may be capped, pages shorter than asked for', async () => {
		for (let count = 0; count < 23; count += 1) bench.state.addLog(bench.orders);
		const given = { returnAll: true, logReader: 'workspaceLogs', options: { rowsPerPage: 10 } };
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		bench.switches.logTotalCap = 5;
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		bench.switches.longestLogPage = 4;
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		expect(await bench.json('log', 'getMany', { ...given, returnAll: false, limit: 3 })).toHaveLength(3);
		bench.switches.workspaceLogs = 'missing';
		expect(await bench.failure('log', 'getMany', given)).toMatch(/HTTP 404/);
	});
});

describe('pickers', () => {
	test('list integrations, parts, apps and executions', async () => {
		const execution = bench.state.addJobExecution(bench.orders);
		expect(await bench.choices('searchIntegrations')).toMatchObject([
			{ name: 'Orders Hub', value: bench.orders._id },
			{ name: 'Empty' },
		]);
		expect(await bench.choices('searchEnvironments', bench.ordersField)).toEqual([
			{ name: 'Development', value: 'dev' },
		]);
		expect(await bench.choices('searchCaches', bench.ordersField)).toEqual([
			{ name: 'orders', value: 'orders' },
		]);
		expect(await bench.choices('searchApps', bench.ordersField)).toEqual([
			{ name: 'shop:acme', value: 'shop:acme' },
		]);
		expect(await bench.choices('searchWorkspaceApps')).toEqual([{ name: 'Shop', value: 'shop' }]);
		expect(await bench.choices('searchJobExecutions', bench.ordersField)).toMatchObject([
			{ value: execution._id },
		]);
		bench.state.addJobExecution(bench.orders, { job_id: execution.job_id, phase: 'COMPLETED' });
		expect(await bench.choices('searchExecutedJobs', bench.ordersField)).toEqual([
			{ name: 'nightly', value: execution.job_id },
		]);
		expect(await bench.choices('searchJobExecutions')).toEqual([]);
		expect(await bench.choices('searchCaches')).toEqual([]);
	});
});
