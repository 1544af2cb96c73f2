import { createCipheriv, createHash, randomBytes } from 'node:crypto';

import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosResponse } from 'axios';

import {
	publicKeyOf,
	startDuctape,
	type DuctapeOptions,
	type DuctapeSimulator,
} from '../../../simulators/ductape';
import type { Integration } from '../../../simulators/ductape/records';
import { Clock } from '../../../simulators/switchboard';

let ductape: DuctapeSimulator | undefined;

afterEach(async () => {
	await ductape?.stop();
});

/** Whatever the platform may say; a test looks at what its route answers. */
interface Data extends Partial<Omit<Integration, 'status'>> {
	auth_token?: string;
	public_key?: string;
	result?: Data;
	data?: Data;
	password?: string;
	status?: string;
	phase?: string;
	hasMore?: boolean;
	items?: unknown[];
	app_id?: string;
	access?: { access_tag: string };
	process_id?: string;
	logs?: {
		metadata: Record<string, number>;
		data: Array<{ _id: string; timestamp: string; status: string }>;
	};
}

interface Said {
	status: boolean | string;
	data: Data & Data[];
	errors: string & { message: string };
	message: string;
	upstream_error: { errors: string };
}

type Values = Record<string, unknown>;
type Send = (
	method: string,
	path: string,
	given?: Values,
	headers?: Record<string, string>,
) => Promise<AxiosResponse<Said>>;

/** A running simulator, and a client that signed in and sends AUTH where the document wants it. */
async function open(options: DuctapeOptions = {}) {
	const simulator = await startDuctape(options);
	ductape = simulator;
	const { user, workspace, orders } = simulator.seeded;
	const anonymous = axios.create({ baseURL: simulator.url, validateStatus: () => true });
	const login = { user_id: user._id, workspace_id: workspace._id, private_key: user.privateKey };
	const signIn = async (given: Values = login, path = '/users/v1/login/authKey') =>
		await anonymous.post<Said>(path, given);
	const said = (await signIn()).data.data;
	const { auth_token: token = '', public_key = '' } = said.result ?? said;
	const auth = { user_id: user._id, workspace_id: workspace._id, public_key };
	const send: Send = async (method, url, given = {}, headers = {}) => {
		const values = { ...auth, ...given };
		return await anonymous.request<Said>({
			method,
			url,
			headers: { authorization: `Bearer ${token}`, ...headers },
			...(['POST', 'PUT'].includes(method) ? { data: values } : { params: values }),
		});
	};
	const put = async (body: Values) => await send('PUT', `/integrations/v1/${orders._id}`, body);
	return { simulator, anonymous, user, workspace, orders, login, signIn, token, auth, send, put };
}

describe('signing in (section 1)', () => {
	it('takes the three values that users hold and answers a token and the public key', async () => {
		const { signIn, user, simulator } = await open();
		const { status, data } = await signIn();
		expect(status).toBe(201);
		expect(data.data).toMatchObject({ _id: user._id, public_key: publicKeyOf(user) });
		expect(data.data.public_key).toMatch(/^[0-9a-f]{40}$/);
		expect(data.data.auth_token?.split('.')).toHaveLength(3);
		expect(data.data.password).toMatch(/^\$2b/);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it.each([
		[422, { user_id: 'short' }],
		[422, { private_key: undefined }],
		[401, { private_key: 'wrong' }],
		[401, { user_id: 'f'.repeat(24) }],
		[403, { workspace_id: 'f'.repeat(24) }],
	])('refuses with %i what is wrong: %o', async (status, change) => {
		const { signIn, login } = await open();
		expect((await signIn({ ...login, ...change })).status).toBe(status);
	});

	it('also signs in by e-mail and password, and with a second factor', async () => {
		const { signIn, user } = await open();
		const byPassword = { email: user.email, password: user.password };
		expect((await signIn(byPassword, '/users/v1/login')).data.data.auth_token).toBeDefined();
		expect((await signIn({ ...byPassword, password: 'no' }, '/users/v1/login')).status).toBe(401);
		user.otp = '123456';
		expect((await signIn(byPassword, '/users/v1/login')).data.data.auth_token).toBeUndefined();
		const otp = { token: '123456', user_id: user._id };
		expect((await signIn(otp, '/users/v1/login/otp')).data.data.auth_token).toBeDefined();
		expect((await signIn({ ...otp, token: '0' }, '/users/v1/login/otp')).status).toBe(401);
	});

	it('serves the doubled path of the SDK, nests its answer, or has no key login any more', async () => {
		const { signIn, login, simulator } = await open({ switches: { loginNesting: 'result' } });
		const { data } = await signIn(login, '/users/users/v1/login/authKey');
		expect(data.data.result?.auth_token).toBeDefined();
		simulator.switches.authKeyLogin = 'gone';
		expect((await signIn()).status).toBe(404);
	});

	it('takes the token with or without Bearer, and only with the right user, key and workspace', async () => {
		const { send, token, workspace, simulator } = await open();
		const path = `/workspaces/v1/get/${workspace._id}`;
		expect((await send('GET', path)).data.data).toMatchObject({ name: 'Acme' });
		expect((await send('GET', path, {}, { authorization: token })).status).toBe(200);
		expect((await send('GET', path, { public_key: 'wrong' })).status).toBe(401);
		expect((await send('GET', path, { user_id: 'f'.repeat(24) })).status).toBe(401);
		expect((await send('GET', `/workspaces/v1/get/${'f'.repeat(24)}`)).status).toBe(403);
		expect((await send('GET', path, {}, { authorization: 'Bearer a.b.c' })).status).toBe(401);
		expect((await send('GET', path, {}, { authorization: '' })).status).toBe(401);
		expect(simulator.violations.lines()).toEqual([]);
		expect((await send('GET', path, { public_key: undefined })).status).toBe(401);
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
	});

	it('forgets tokens when the key is rotated, and reports a login that carries one', async () => {
		const { send, token, user, workspace, simulator, anonymous } = await open();
		simulator.state.rotateKey(user);
		expect((await send('GET', `/workspaces/v1/fetch/${user._id}`)).status).toBe(401);
		const again = { user_id: user._id, workspace_id: workspace._id, private_key: user.privateKey };
		const headers = { authorization: `Bearer ${token}` };
		expect((await anonymous.post('/users/v1/login/authKey', again, { headers })).status).toBe(201);
		expect(simulator.violations.kinds()).toEqual(['leakedCredential']);
	});

	it('wants AUTH in the body of POST and PUT, in the query of GET', async () => {
		const { anonymous, auth, token, simulator } = await open();
		const headers = { authorization: `Bearer ${token}` };
		const path = '/integrations/v1/check-integration-exists';
		const { status } = await anonymous.post(path, { name: 'Orders Hub' }, { headers, params: auth });
		expect(status).toBe(401);
		expect(simulator.violations.length).toBe(1);
	});
});

describe('integrations (section 2.1)', () => {
	it('creates, shows, lists by status, finds by tag and deletes', async () => {
		const { send, workspace, simulator } = await open({ switches: { successStatus: 201 } });
		const created = await send('POST', '/integrations/v1/create', {
			name: 'New One',
			description: 'd',
			unique: true,
		});
		expect(created.status).toBe(201);
		expect(created.data.data).toMatchObject({ tag: 'new_one' });
		const id = String(created.data.data._id);
		expect((await send('GET', `/integrations/v1/${id}`)).data.data).toMatchObject({
			unique: true,
			status: 'draft',
		});
		const list = async (status: string) =>
			(await send('GET', `/integrations/v1/workspace/${workspace._id}/${status}`)).data.data;
		expect(await list('all')).toHaveLength(3);
		expect(await list('private')).toHaveLength(1);
		expect((await send('GET', '/integrations/v1/fetch/tag', { tag: 'new_one' })).data.data).toMatchObject({
			_id: id,
		});
		expect((await send('DELETE', `/integrations/v1/${id}`)).status).toBe(201);
		expect((await send('GET', `/integrations/v1/${id}`)).status).toBe(404);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('says in one of three ways that a name is free, and refuses a taken one', async () => {
		const { send, simulator } = await open();
		const check = async (name: string) =>
			await send('POST', '/integrations/v1/check-integration-exists', { name });
		expect((await check('Orders Hub')).data.data).toMatchObject({ tag: 'orders_hub' });
		expect((await check('Free')).data.data).toBeNull();
		simulator.switches.freeName = 'false';
		expect((await check('Free')).data.data).toBe(false);
		simulator.switches.freeName = 'notFound';
		expect((await check('Free')).status).toBe(404);
		const taken = await send('POST', '/integrations/v1/create', { name: 'Orders Hub', description: 'd' });
		expect(taken.status).toBe(400);
	});

	it('refuses what create does not know, and hides the other workspaces', async () => {
		const { send, simulator, orders } = await open();
		const path = '/integrations/v1/create';
		expect((await send('POST', path, { name: 'x' })).status).toBe(422);
		expect((await send('POST', path, { name: 'x', description: 'd', unique: 'true' })).status).toBe(422);
		expect((await send('POST', path, { name: 'x', description: 'd', colour: 'red' })).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidBody', 'invalidBody', 'invalidBody']);
		orders.workspace_id = 'f'.repeat(24);
		expect((await send('GET', `/integrations/v1/${orders._id}`)).status).toBe(404);
	});

	it('updates name and description without a component, or says yes and does nothing, or refuses', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ name: 'Renamed', description: 'd' })).status).toBe(200);
		expect(orders.name).toBe('Renamed');
		simulator.switches.bareUpdate = 'ignored';
		expect((await put({ name: 'Again', description: 'd' })).status).toBe(200);
		expect(orders.name).toBe('Renamed');
		simulator.switches.bareUpdate = 'refused';
		expect((await put({ name: 'Again', description: 'd' })).status).toBe(422);
		expect((await put({ name: 'Again' })).status).toBe(422);
	});

	it('has switches for its answers', async () => {
		const { send, orders, simulator } = await open({ switches: { nesting: 'result', fetchTag: 'missing' } });
		const path = `/integrations/v1/${orders._id}`;
		expect((await send('GET', path)).data.data.result).toMatchObject({ _id: orders._id });
		simulator.switches.nesting = 'dataData';
		expect((await send('GET', path)).data.data.data).toMatchObject({ _id: orders._id });
		expect((await send('GET', '/integrations/v1/fetch/tag', { tag: 'orders_hub' })).status).toBe(404);
		simulator.switches.deleteAnswer = 'noContent';
		expect((await send('DELETE', path)).status).toBe(204);
		const [second] = simulator.state.integrations.keys();
		simulator.switches.deleteAnswer = 'emptyBody';
		expect(await send('DELETE', `/integrations/v1/${second}`)).toMatchObject({ status: 200, data: '' });
	});
});

describe('parts of an integration (section 2.2)', () => {
	it('creates without and updates with an _id', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ component: 'cache', tag: 'prices', expiry: 2, period: 'hours' })).status).toBe(200);
		const cache = orders.caches?.find(({ tag }) => tag === 'prices');
		expect(cache).toMatchObject({ expiry: 2 });
		expect((await put({ component: 'cache', _id: cache?._id, tag: 'costs' })).status).toBe(200);
		expect(cache).toMatchObject({ tag: 'costs', expiry: 2 });
		expect((await put({ component: 'cache', _id: 'f'.repeat(24), tag: 'x' })).status).toBe(404);
		expect((await put({ component: 'cache', tag: 'orders' })).status).toBe(400);
		expect((await put({ component: 'cache', _id: cache?._id, tag: 'orders' })).status).toBe(400);
		expect(simulator.violations.lines()).toEqual([]);
		simulator.switches.duplicatePart = 'stored';
		expect((await put({ component: 'cache', tag: 'orders' })).status).toBe(200);
		simulator.switches.componentPut = 'ignored';
		expect((await put({ component: 'cache', tag: 'nothing' })).status).toBe(200);
		expect(orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'costs', 'orders']);
	});

	it('wants an action for environments and apps, and for the others when the switch says so', async () => {
		const { put, orders, simulator } = await open();
		const env = { component: 'env', env_name: 'Production', slug: 'prd', description: 'Live' };
		expect((await put(env)).status).toBe(422);
		expect((await put({ ...env, action: 'update' })).status).toBe(422);
		expect((await put({ ...env, action: 'create' })).status).toBe(200);
		expect((await put({ ...env, slug: 'long', action: 'create' })).status).toBe(422);
		simulator.switches.action = 'required';
		expect((await put({ component: 'job', tag: 'hourly' })).status).toBe(422);
		expect((await put({ component: 'job', tag: 'hourly', action: 'create' })).status).toBe(200);
		const job = { component: 'job', _id: orders.jobs?.[0]?._id, tag: 'nightly', action: 'delete' };
		expect((await put(job)).status).toBe(422);
		simulator.switches.partDelete = 'applied';
		expect((await put(job)).status).toBe(200);
		expect(orders.jobs?.map(({ tag }) => tag)).toEqual(['hourly']);
	});

	it.each([
		[{ component: 'teapot', tag: 'x' }],
		[{ component: 'cache' }],
		[{ component: 'cache', tag: 'x', period: 'fortnights' }],
		[{ component: 'function', tag: 'x', language: 'TypeScript' }],
		[{ component: 'function', tag: 'x', input: [{ key: 'a', type: 'bigint' }] }],
		[{ component: 'job', tag: 'x', event_type: 'NOTHING' }],
		[{ component: 'feature', tag: 'x', language: 'js', function: 'f', input: [], output: {} }],
		[
			{
				component: 'feature',
				tag: 'x',
				input_type: 'json',
				input: {},
				output: {},
				sequence: [{ sequence_tag: 'a' }],
			},
		],
		[
			{
				component: 'feature',
				tag: 'x',
				input_type: 'json',
				input: {},
				output: {},
				sequence: [
					{ sequence_tag: 'a', events: [], parents: ['b'] },
					{ sequence_tag: 'b', events: [] },
				],
			},
		],
	])('refuses %o', async (body) => {
		const { put } = await open();
		expect((await put(body)).status).toBe(422);
	});

	it('drops unknown fields and says so here', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ component: 'database', tag: 'x', colour: 'red' })).status).toBe(200);
		expect(orders.databases?.[1]).not.toHaveProperty('colour');
		expect(simulator.violations.kinds()).toEqual(['ignoredBody']);
	});

	it('has switches for what the 2024 validators refused', async () => {
		const { put, orders, simulator } = await open({
			switches: {
				environmentExtras: 'refused',
				environmentUpdate: 'slugOnly',
				featureShape: 'both',
				functionLanguages: 'any',
			},
		});
		const env = { component: 'env', action: 'update', _id: orders.envs?.[0]?._id };
		expect((await put({ ...env, slug: 'dev', envs: [] })).status).toBe(422);
		expect((await put({ ...env, env_name: 'Other' })).status).toBe(422);
		expect((await put({ ...env, slug: 'tst' })).status).toBe(200);
		const seed = {
			component: 'feature',
			tag: 'x',
			language: 'TypeScript',
			function: 'f',
			input: [],
			output: {},
		};
		expect((await put(seed)).status).toBe(200);
		expect((await put({ component: 'function', tag: 'x', language: 'TypeScript' })).status).toBe(200);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('adds an app only with access, known environments and an unchanged tag', async () => {
		const { put, send, orders, simulator } = await open();
		const shop = (await send('GET', '/apps/v1/fetch/tag', { tag: 'shop' })).data.data;
		const access = { app_id: shop._id, integration_id: orders._id, access_tag: 'shop:second' };
		const app = { component: 'app', action: 'create', access_tag: 'shop:second' };
		const envs = [{ app_env_slug: 'dev', integration_env_slug: 'dev' }];
		expect((await put({ ...app, envs })).status).toBe(404);
		expect((await send('POST', '/apps/v1/access', access)).data.data.access).toMatchObject({
			access_tag: 'shop:second',
		});
		expect((await send('POST', '/apps/v1/access', access)).status).toBe(400);
		expect((await put({ ...app, envs: [{ app_env_slug: 'dev', integration_env_slug: 'prd' }] })).status).toBe(
			404,
		);
		expect((await put({ ...app, envs: [{ app_env_slug: 'prd', integration_env_slug: 'dev' }] })).status).toBe(
			404,
		);
		simulator.switches.appEnvironmentSlug = 'product_env_slug';
		expect((await put({ ...app, envs })).status).toBe(422);
		simulator.switches.appEnvironmentSlug = 'integration_env_slug';
		expect((await put({ ...app, envs })).status).toBe(200);
		const found = (
			await send('GET', `/apps/v1/access/${orders.workspace_id}/${encodeURIComponent('shop:second')}`)
		).data;
		expect(found.data.app_id).toBe(shop._id);
		expect((await send('GET', `/apps/v1/${found.data.app_id}`)).data.data).toMatchObject({ tag: 'shop' });
		expect((await send('GET', `/integrations/v1/fetch-product-apps/${orders._id}`)).data.data).toHaveLength(
			2,
		);
		expect((await send('GET', `/apps/v1/workspace/${orders.workspace_id}/all`)).data.data).toHaveLength(1);
		expect(simulator.violations.lines()).toEqual([]);
		simulator.switches.accessId = 'product_id';
		expect((await send('POST', '/apps/v1/access', { ...access, access_tag: 'shop:third' })).status).toBe(422);
		const renamed = { ...app, action: 'update', _id: orders.apps?.[1]?._id, access_tag: 'other' };
		expect((await put(renamed)).status).toBe(422);
	});
});

describe('runs and logs (sections 2.1, 2.3 and 3)', () => {
	it('answers processes, job executions page by page, and messages', async () => {
		const { send, orders, simulator } = await open();
		const run = simulator.state.addProcess(orders);
		for (let count = 0; count < 3; count += 1) simulator.state.addJobExecution(orders);
		simulator.state.addJobExecution(orders, { phase: 'COMPLETED' });
		simulator.state.addNotificationMessage(orders);
		const product_tag = orders.tag;
		expect(
			(await send('GET', '/integrations/v1/processor/list', { status: 'fail', product_tag })).data.data,
		).toHaveLength(1);
		expect((await send('GET', `/integrations/v1/processor/${run.process_id}`)).data.data.status).toBe('fail');
		simulator.switches.processEnvelope = 'bare';
		expect((await send('GET', `/integrations/v1/processor/${run.process_id}`)).data.status).toBe('fail');
		const failed = { product_tag, phase: 'FAILED', limit: 2 };
		const first = (await send('GET', '/integrations/v1/job-executions', failed)).data.data;
		expect(first).toMatchObject({ total: 3, hasMore: true });
		const second = (await send('GET', '/integrations/v1/job-executions', { ...failed, page: 2 })).data.data;
		expect(second).toMatchObject({ hasMore: false });
		const id = String(simulator.state.jobExecutions[3]?._id);
		expect((await send('GET', `/integrations/v1/job-executions/${id}`)).data.data.phase).toBe('COMPLETED');
		expect(
			(await send('GET', '/integrations/v1/notification-messages', { status: 'failed' })).data.data,
		).toHaveLength(1);
		simulator.switches.messageList = 'items';
		expect((await send('GET', '/integrations/v1/notification-messages')).data.data.items).toHaveLength(1);
		expect(simulator.violations.lines()).toEqual([]);
		expect((await send('GET', '/integrations/v1/job-executions')).status).toBe(422);
		expect((await send('GET', '/integrations/v1/processor/nothing')).status).toBe(404);
	});

	it('pages logs, cuts them by day and shows late lines', async () => {
		const clock = new Clock('2026-01-05T10:00:00Z');
		const { send, orders, workspace, simulator } = await open({ clock });
		const { state, switches } = simulator;
		state.addFailedRun(orders);
		const late = state.addLog(orders, { timestamp: '2026-01-04T23:59:00.000Z' });
		const read = async (more: Values, reader = 'analytics') =>
			(await send('GET', `/log/v1/${reader}/${workspace._id}`, { status: 'fail', ...more })).data.data.logs;
		expect((await read({ limit: 3 }))?.metadata).toEqual({ total: 4, page: 1, limit: 3, totalPages: 2 });
		expect((await read({ limit: 3, page: 2 }))?.data.map(({ _id }) => _id)).toEqual([late._id]);
		expect((await read({ start_date: '2026-01-05' }))?.data).toHaveLength(3);
		expect((await read({ end_date: '2026-01-05' }))?.data).toHaveLength(4);
		switches.endDate = 'excluded';
		expect((await read({ end_date: '2026-01-05' }))?.data).toHaveLength(1);
		switches.logDates = 'exact';
		expect((await read({ start_date: '2026-01-04', end_date: '2026-01-05' }))?.data).toHaveLength(1);
		expect((await read({ only_completed_execution: true }))?.data).toHaveLength(2);
		expect(
			(await read({ product_id: orders._id, component: 'feature_step' }, 'workspace-logs'))?.data,
		).toHaveLength(1);
		switches.logOrder = 'asWritten';
		expect((await read({}))?.data.at(-1)?._id).toBe(late._id);
		switches.longestLogPage = 2;
		switches.logTotalCap = 3;
		expect((await read({}))?.metadata).toEqual({ total: 3, page: 1, limit: 2, totalPages: 2 });
		switches.analytics = 'missing';
		expect((await send('GET', `/log/v1/analytics/${workspace._id}`)).status).toBe(404);
		switches.workspaceLogs = 'missing';
		expect((await send('GET', `/log/v1/workspace-logs/${workspace._id}`)).status).toBe(404);
		expect(simulator.violations.lines()).toEqual([]);
		expect(
			(await send('GET', `/log/v1/analytics/${workspace._id}`, { start_date: '2026-01-05T10:00:00Z' }))
				.status,
		).toBe(422);
	});
});

describe('sdk-proxy (section 2.5)', () => {
	it('decrypts a call and carries it out', async () => {
		const { send, auth, token, orders, simulator } = await open();
		const call = async (module: string, method: string, ...params: unknown[]) =>
			await send(
				'POST',
				'/proxy/v1/sdk-proxy/execute',
				{ encrypted_payload: encrypted({ module, method, params, user_id: auth.user_id }, auth.public_key) },
				{ 'x-access-token': token },
			);
		const run = await call('feature', 'execute', 'orders_hub', { tag: 'sync_orders', env: 'dev' });
		expect(run.data.data.data?.process_id).toBeDefined();
		const failed = simulator.state.addJobExecution(orders);
		expect((await call('jobs', 'retry', 'orders_hub', failed.job_id)).data.data.data?.phase).toBe('QUEUED');
		const again = await call('jobs', 'retry', 'orders_hub', failed.job_id);
		expect([again.status, again.data.upstream_error.errors]).toEqual([
			400,
			'Only a failed job can be retried',
		]);
		expect((await call('feature', 'execute', 'nowhere', {})).status).toBe(404);
		simulator.switches.rpcFailure = 'falseIn200';
		expect(await call('feature', 'execute', 'orders_hub', { tag: 'no' })).toMatchObject({
			status: 200,
			data: { status: false },
		});
		expect(simulator.violations.lines()).toEqual([]);
		expect((await call('functions', 'create', 'orders_hub')).status).toBe(400);
		expect((await send('POST', '/proxy/v1/sdk-proxy/execute', { encrypted_payload: 'x' })).status).toBe(401);
		const wrong = { encrypted_payload: encrypted({}, 'another key') };
		expect(
			(await send('POST', '/proxy/v1/sdk-proxy/execute', wrong, { 'x-access-token': token })).status,
		).toBe(400);
		simulator.switches.rpc = 'missing';
		expect((await call('jobs', 'cancel', 'orders_hub', failed.job_id)).status).toBe(404);
	});
});

describe('refusals (section 5)', () => {
	it('words them in every form that clients must read', async () => {
		const { send, simulator } = await open();
		const read = async () => (await send('GET', '/integrations/v1/nothing')).data;
		expect((await read()).errors).toBe('Integration not found');
		simulator.switches.errorBody = 'object';
		expect((await read()).errors).toEqual({ message: 'Integration not found' });
		simulator.switches.errorBody = 'list';
		expect((await read()).errors).toEqual([{ message: 'Integration not found' }]);
		simulator.switches.errorBody = 'message';
		expect((await read()).message).toBe('Integration not found');
		simulator.switches.errorBody = 'upstream';
		expect((await read()).upstream_error).toEqual({ errors: 'Integration not found' });
		simulator.switches.refusalStatus = 'falseIn200';
		expect(await send('GET', '/integrations/v1/nothing')).toMatchObject({
			status: 200,
			data: { status: false },
		});
	});

	it('knows no other path or method', async () => {
		const { send, simulator } = await open();
		expect((await send('GET', '/integrations/v1/a/b/c')).status).toBe(404);
		expect((await send('DELETE', '/integrations/v1/create')).status).toBe(404);
		expect((await send('PUT', '/apps/v1/access')).status).toBe(404);
		expect(simulator.violations.kinds()).toContain('unknownPath');
	});
});

function encrypted(call: object, publicKey: string): string {
	const iv = randomBytes(16);
	const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(publicKey).digest(), iv);
	return `${iv.toString('hex')}:${cipher.update(JSON.stringify(call), 'utf8', 'base64')}${cipher.final('base64')}`;
}
