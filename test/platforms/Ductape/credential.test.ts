import { describe, expect, test } from '@jest/globals';

import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { testCredential } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench, visible } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const logins = () => bench.simulator.requests.count({ path: /^\/users\/v1\/login/ });

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
		[200, { status: true, meta: {}, data: null }],
		[400, { status: false, errors: 'Workspace not found' }],
		[404, { status: false, errors: 'Workspace not found' }],
		[422, { status: false, errors: 'workspace_id is not valid' }],
	])('its test names the field of a workspace that Ductape does not know: %i %j', async (status, body) => {
		bench.simulator.faults.add({ path: /^\/workspaces/, answer: { status, body } });
		const found = await testCredential({ credentialType: new DuctapeApi(), data: bench.pasted.ductapeApi });
		expect(found).toMatchObject({ status: 'Error', message: expect.stringContaining("'Workspace ID'") });
	});

	test.each(['privateKey', 'password', 'authToken', 'publicKey'])('hides %s while it is typed', (name) => {
		const field = new DuctapeApi().properties.find((property) => property.name === name);
		expect(field?.typeOptions?.password).toBe(true);
	});

	test.each([
		[{ privateKey: 'wrong' }, /Ductape sign-in failed: Invalid Credentials/],
		[{ userId: 'short' }, /^Ductape sign-in failed: 'User ID' must have 24 letters and digits/],
		[{ workspaceId: 'f'.repeat(24) }, /Ductape sign-in failed: You do not have access/],
		[{ signInWith: 'password', email: 'test@example.com', password: 'no' }, /Invalid Credentials/],
		[
			{ signInWith: 'token', authToken: 'a.b.c', publicKey: 'd' },
			/become invalid when the private key is rotated/,
		],
	])('reports what is wrong with %j', async (changes, message) => {
		expect(await tested(changes)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(logins()).toBeLessThan(2);
	});

	test('reports that two-factor authentication needs another way to sign in', async () => {
		bench.simulator.seeded.user.otp = '123456';
		const { email, password } = bench.simulator.seeded.user;
		const { message } = await tested({ signInWith: 'password', email, password });
		expect(message).toMatch(/the response contains no token; accounts with two-factor authentication/);
	});

	test.each([
		[true, { body: {} }, /contains no token; accounts with two-factor/],
		[false, { body: {} }, /contains no token; check the URL/],
		[true, { bodyText: '<html></html>' }, /returned a web page \(status 200\); check the URL/],
		[true, { bodyText: 'ok' }, /contains no token; check the URL/],
	] as const)('a sign-in without a token, by password: %s, %j', async (byPassword, answer, message) => {
		const { email, password } = bench.simulator.seeded.user;
		bench.simulator.faults.add({ path: /^\/users\/v1\/login/, answer: { status: 200, ...answer } });
		const changes = byPassword ? { signInWith: 'password', email, password } : {};
		expect(await tested(changes)).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(message),
		});
	});

	test.each([
		['in JSON', undefined],
		['as the page of a server', { status: 404, bodyText: '<!DOCTYPE html><pre>Cannot POST /users</pre>' }],
		['as a wrong method', { status: 405, bodyText: '' }],
	])('a server without sign-in by private key, %s, leads to the other ways', async (_form, answer) => {
		bench.switches.authKeyLogin = 'gone';
		if (answer !== undefined) bench.simulator.faults.add({ path: /authKey/, answer });
		const message =
			/^Ductape sign-in failed: status 40[45]\. The server may no longer take private keys\. Check 'Base URL', or set 'Sign In With' to Email and Password or Token/;
		expect(await tested()).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(await bench.failure('cache', 'getMany', bench.ordersField)).toMatch(message);
		const { email, password } = bench.simulator.seeded.user;
		expect(await tested({ signInWith: 'password', email, password })).toMatchObject({ status: 'OK' });
		expect(await tested(bench.pasted.ductapeApi)).toMatchObject({ status: 'OK' });
	});

	test.each(['User not found', 'Workspace not found'])(
		'a 404 that says "%s" leads to both IDs first',
		async (errors) => {
			bench.simulator.faults.add({
				path: /authKey/,
				answer: { status: 404, body: { status: false, errors } },
			});
			expect((await tested()).message).toBe(
				`Ductape sign-in failed: ${errors}. Check 'User ID', 'Workspace ID' and 'Base URL'. If they are right, the server may no longer take private keys: set 'Sign In With' to Email and Password or Token`,
			);
		},
	);

	test('a password sign-in at an address without it still blames the URL', async () => {
		const { email, password } = bench.simulator.seeded.user;
		bench.simulator.faults.add({ path: /login/, answer: { status: 404, body: { status: false } } });
		const { message } = await tested({ signInWith: 'password', email, password });
		expect(message).toMatch(/status 404; check the URL in the credential/);
	});

	test('a field that is empty or wrong is named, not the URL', async () => {
		const run = async (changes: object) =>
			await bench.failure('log', 'getMany', bench.ordersField, {
				credentials: bench.credential({ ...changes }),
			});
		expect(await run({ userId: 'short' })).toMatch(
			/^Ductape sign-in failed: 'User ID' must have 24 letters and digits \| Check the credential/,
		);
		expect(await run({ ...bench.pasted.ductapeApi, workspaceId: '' })).toMatch(
			/^'Workspace ID' in the credential is empty \| Enter it/,
		);
	});

	test('nothing of a session goes to another server after the URL was changed', async () => {
		const { credentials } = await bench.run('cache', 'getMany', bench.ordersField);
		const { authenticate } = new DuctapeApi();
		if (typeof authenticate !== 'function') throw new Error('The credential no longer signs in a function.');
		const baseUrl = 'https://elsewhere.example.com';
		const changed = { ...credentials.data('ductapeApi'), baseUrl };
		const get = await authenticate(changed, { method: 'GET', url: `${baseUrl}/x` });
		const post = await authenticate(changed, { method: 'POST', url: `${baseUrl}/x`, body: {} });
		expect(get.qs).toMatchObject({ user_id: '', public_key: '' });
		expect(JSON.stringify([get, post])).not.toContain(bench.publicKey);
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
		const given = { ...bench.ordersField, part: byId('orders'), details: { expiry: 9 } };
		const run = await bench.run('cache', 'update', given, { credentials });
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

	test('encrypts a proxy call with the public key of the new login', async () => {
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
		bench.state.rotateKey(user);
		const given = { ...bench.ordersField, jobId: byId(jobId) };
		const run = await bench.run('job', 'run', given, { credentials });
		expect(run.json).toMatchObject([{ result: { phase: 'QUEUED' } }]);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	test('with a pasted token nothing signs in, and a refusal is reported', async () => {
		const credentials = bench.pasted;
		expect(await bench.json('cache', 'getMany', bench.ordersField, { credentials })).toHaveLength(1);
		bench.state.rotateKey(bench.simulator.seeded.user);
		const failure = await bench.failure('cache', 'getMany', bench.ordersField, { credentials });
		expect(failure).toMatch(/Invalid Credentials.*become invalid when the private key is rotated.*HTTP 401/);
		expect(logins()).toBe(0);
	});

	test('a refused login is reported without the secret, and is not tried twice', async () => {
		const credentials = bench.credential({ privateKey: 'wrong-secret-key' });
		const run = await bench.run('cache', 'getMany', bench.ordersField, { credentials });
		expect(run.error?.message).toMatch(/sign-in failed: Invalid Credentials/);
		expect(visible(run)).not.toContain('wrong-secret-key');
		expect(logins()).toBe(1);
	});
});
