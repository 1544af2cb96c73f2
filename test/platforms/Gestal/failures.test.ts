import { describe, expect, test } from '@jest/globals';
import type { ICredentialsHelper, INodeParameters } from 'n8n-workflow';

import { GestalInstallationApi } from '../../../credentials/GestalInstallationApi.credentials';
import { GestalIntegratorApi } from '../../../credentials/GestalIntegratorApi.credentials';
import { CredentialStore, testCredential } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { credentialTypes, GestalBench, locator, nodeWith, visible } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const fault = (...rule: Parameters<GestalBench['simulator']['faults']['add']>) =>
	bench.simulator.faults.add(...rule);
const integrationId = () => bench.simulator.seeded.integration.cloud_id;

const create = { name: 'Acme', url: 'https://example.com/acme' };

describe('credentials', () => {
	test('both are tested by a real call', async () => {
		const { gestalIntegratorApi, gestalInstallationApi } = bench.credentials();
		const tested = async (type: GestalIntegratorApi | GestalInstallationApi, data: object = {}) =>
			await testCredential({ credentialType: type, data: { ...bench.credentials()[type.name], ...data } });
		expect(gestalIntegratorApi).toBeDefined();
		expect(gestalInstallationApi).toBeDefined();
		expect(await tested(new GestalIntegratorApi())).toMatchObject({ status: 'OK' });
		expect(await tested(new GestalInstallationApi())).toMatchObject({ status: 'OK' });
		expect(await tested(new GestalIntegratorApi(), { password: 'not this one' })).toEqual({
			status: 'Error',
			message: 'Gestal Cloud sign-in failed: wrong email or password of the integrator account',
		});
		expect(await tested(new GestalInstallationApi(), { apiKey: 'ak_wrong' })).toMatchObject({
			status: 'Error',
		});
	});

	test('the integrator signs in once, and again when the token has ended', async () => {
		const credentials = new CredentialStore(credentialTypes, bench.credentials());
		await bench.json('integration', 'getMany', {}, { credentials });
		await bench.json('integration', 'getMany', {}, { credentials });
		expect(bench.simulator.requests.count({ path: '/auth' })).toBe(1);
		bench.simulator.clock.advance(25 * 3_600_000);
		await bench.json('integration', 'getMany', {}, { credentials });
		expect(bench.simulator.requests.count({ path: '/auth' })).toBe(2);
		expect(bench.lines()).toHaveLength(4);
	});

	test.each(['token', 'data.token'] as const)('a token under %s, with any 2xx', async (tokenPlace) => {
		Object.assign(bench.simulator.switches, { tokenPlace, authStatus: 201 });
		expect(await bench.json('integration', 'getMany')).toHaveLength(2);
	});

	test('the token of another account is not used', async () => {
		const { credentials } = await bench.run('integration', 'getMany', {});
		credentials.change('gestalIntegratorApi', { password: 'wrong' });
		const { error } = await bench.run('integration', 'getMany', {}, { credentials });
		expect(error?.message).toMatch(/sign-in failed/);
	});

	test('a response without token says so', async () => {
		bench.simulator.switches.tokenPlace = 'access_token';
		const { error } = await bench.run('integration', 'getMany');
		expect(error?.message).toContain('the response contains no token; check the URL');
	});

	test('a wrong password and a wrong key say where to look, and neither is tried twice', async () => {
		const wrong = bench.credentials();
		Object.assign(wrong['gestalIntegratorApi'] ?? {}, { password: 'wrong password' });
		Object.assign(wrong['gestalInstallationApi'] ?? {}, { apiKey: 'ak_not_this_one' });
		const integrator = await bench.run('integration', 'getMany', {}, { credentials: wrong });
		const site = await bench.run('sow', 'getMany', {}, { credentials: wrong });
		for (const run of [integrator, site]) {
			expect(run.error).toMatchObject({
				httpCode: '401',
				description: expect.stringContaining('Check the credential'),
			});
			expect(visible(run)).not.toMatch(/wrong password|ak_not_this_one/);
		}
		expect(bench.simulator.requests.count({ path: '/auth' })).toBe(1);
		expect(bench.simulator.requests.count({ path: '/integration/sows' })).toBe(1);
	});

	test('a 429 of the sign-in is heeded like any other: nothing more is sent', async () => {
		fault({ path: '/auth', answer: { status: 429, body: { message: 'Slow down' } } });
		const items = [{}, {}, {}];
		const run = await bench.run('integration', 'getMany', {}, { items, onError: 'continueRegularOutput' });
		expect(run.json).toHaveLength(3);
		expect(JSON.stringify(run.json)).toContain('a pause of two hours');
		expect(bench.lines()).toEqual([]);
		expect(bench.simulator.requests.count({ path: '/auth' })).toBe(1);
	});
});

test('with an item of another account no access key is created: it would be lost', async () => {
	class OtherAtSecond extends CredentialStore {
		override async getDecrypted(...asked: Parameters<ICredentialsHelper['getDecrypted']>) {
			const [data, reference, name, mode] = asked;
			const typed = await super.getDecrypted(data, reference, name, mode);
			return asked[6]?.itemIndex === 1 ? { ...typed, email: 'other@example.com' } : typed;
		}
	}
	const credentials = new OtherAtSecond(credentialTypes, bench.credentials());
	const { size } = bench.simulator.state.accessKeys;
	const installationId = locator(bench.simulator.seeded.installation.cloud_id);
	const { error } = await bench.run(
		'accessKey',
		'create',
		{ installationId },
		{ items: [{}, {}], credentials },
	);
	expect(error?.message).toContain('of another account');
	expect(bench.simulator.state.accessKeys.size).toBe(size);
});

describe('what the platform refuses', () => {
	test.each([
		[401, 'Check the credential'],
		[403, 'Use the integrator account that owns the integration, or an access key of the site'],
	] as const)('%s for a credential of the other sort says which are there', async (status, hint) => {
		bench.simulator.switches.otherCredential = status;
		const calls = [
			['customCall', '/integration/sows'],
			['customCallToFarmSite', '/integrations'],
		] as const;
		for (const [operation, path] of calls) {
			const { error } = await bench.run('api', operation, { path });
			expect(error).toMatchObject({ httpCode: String(status), description: expect.stringContaining(hint) });
		}
	});

	test.each([
		[403, 'an access key of the site'],
		[404, "set 'API Version' in the credential to Current"],
		[405, "set 'API Version' in the credential to Current"],
		[422, 'values that the message names'],
	])('%s is reported once, with a hint', async (status, hint) => {
		fault({ path: '/integrations', answer: { status, body: { type: 'refused', message: 'No' } } });
		for (const operation of ['getMany', 'create']) {
			const { error } = await bench.run('integration', operation, create);
			expect(error).toMatchObject({ message: 'Gestal Cloud: No (refused)', httpCode: String(status) });
			expect(error?.description).toContain(hint);
		}
		expect(bench.lines()).toHaveLength(2);
	});

	test.each(['typeOnly', 'error', 'errors', 'detail', 'plainText'] as const)(
		'error body: %s',
		async (errorBody) => {
			bench.simulator.switches.errorBody = errorBody;
			const { error } = await bench.run('integration', 'get', { integrationId: locator('int_x') });
			expect(error?.message).toContain(
				errorBody === 'typeOnly' ? 'not_found' : 'Integration int_x was not found',
			);
			expect(error?.description).not.toContain('Another server');
		},
	);

	test('an empty error body leaves the status', async () => {
		bench.simulator.switches.errorBody = 'empty';
		const { error } = await bench.run('integration', 'get', { integrationId: locator('int_x') });
		expect(error?.message).toBe('Gestal Cloud: status 404');
	});

	test.each([
		[
			{ errors: { name: ['is taken', 'is short'], url: { message: 'is odd' } } },
			'name is taken; is short; url is odd',
		],
		[{ errors: [{ message: 'one' }, 'two'] }, 'one; two'],
		[{ type: 'invalid', name: ['is taken'], url: 'is odd' }, 'name is taken; url is odd (invalid)'],
		[{ type: 'invalid', token: 'abcdefghi', fields: {} }, 'token [redacted] (invalid)'],
		[{ type: 'invalid', name: null, fields: [] }, 'invalid'],
		[{ type: 'invalid', status: 422, request_id: 'abc', timestamp: '2026-01-05T00:00:00Z' }, 'invalid'],
		[{ type: 'invalid', statusCode: 422, requestId: 'abc', name: ['is taken'] }, 'name is taken (invalid)'],
		[{ type: 'invalid', status: ['is odd'] }, 'status is odd (invalid)'],
		[{ type: 'invalid', meta: { page: 1 }, id: 'req_1', success: false, retry: true }, 'invalid'],
		[{ type: 'invalid', id: ['is taken'], active: [true, 'is odd'] }, 'id is taken; active is odd (invalid)'],
		[
			{ type: 'invalid', data: { cloud_id: 'int_1', name: 'Farm' }, name: ['is odd'] },
			'name is odd (invalid)',
		],
		[{ type: 'invalid', data: [{ id: 7, name: 'Farm' }] }, 'invalid'],
		[{ type: 'invalid', rows: [{ id: 7, message: 'is taken' }] }, 'rows is taken (invalid)'],
		[{ type: 'invalid', cloud_id: 'int_1', name: 'Farm' }, 'invalid'],
		[{ type: 'invalid', data: { name: ['is taken'] } }, 'data name is taken (invalid)'],
		[{ success: false, data: { message: 'It is open' } }, 'It is open'],
		[{ success: false, data: { errors: { base: ['It is open'] } } }, 'base It is open'],
		[{ error: { id: 'err_1', message: 'It is open' } }, 'It is open'],
		[{ errors: { base: [], name: null, url: { to: {} } } }, 'status 422'],
		[{ code: 'E42', status: 422 }, 'E42'],
		[{ status: 422, request_id: 'abc' }, 'status 422'],
	])('errors by field: %j', async (body, message) => {
		fault({ path: '/integrations', answer: { status: 422, body } });
		expect((await bench.run('integration', 'create', create)).error?.message).toBe(
			`Gestal Cloud: ${message}`,
		);
	});

	test('a name that the server stores without the blanks around it is no other record', async () => {
		const body = { ...create, name: 'Herd Mirror', cloud_id: 'int_new' };
		fault({ method: 'POST', path: '/integrations', answer: { status: 201, body } });
		expect(await bench.json('integration', 'create', { ...create, name: ' Herd Mirror ' })).toMatchObject([
			{ cloud_id: 'int_new', name: 'Herd Mirror' },
		]);
	});

	test('a 429 is never tried again, and nothing else of the run is sent', async () => {
		fault({ path: /./, after: 1, answer: { status: 429, body: { type: 'flood_protection' } } });
		const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
		const parameters = { integrationId: locator('={{ $json.id }}') };
		const run = await bench.run('integration', 'get', parameters, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(bench.lines()).toHaveLength(1);
		expect(run.json).toHaveLength(3);
		expect(JSON.stringify(run.json[0])).toContain('two hours');
		expect(JSON.stringify(run.json[2])).toContain(
			'not sent because the platform rejected an earlier request',
		);
	});

	test('a missing value of the platform, whichever status it has', async () => {
		bench.simulator.switches.patchRequires = 'nameAndUrl';
		const parameters = { integrationId: locator(integrationId()), changes: { name: 'New' } };
		const { error } = await bench.run('integration', 'update', parameters);
		expect(error?.message).toContain('name and url are required');
	});
});

describe('what is tried again', () => {
	const broken = { status: 503, body: { message: 'Busy' } };

	test.each([
		['GET', 3, 'integration', 'get'],
		['PATCH', 2, 'integration', 'update'],
		['DELETE', 2, 'integration', 'delete'],
		['POST', 1, 'integration', 'create'],
		['POST', 1, 'accessKey', 'create'],
		['POST', 1, 'sowMirror', 'create'],
		['POST', 2, 'sowMirror', 'upsertMany'],
	])('%s: %i times in all (%s %s)', async (method, times, resource, operation) => {
		const parameters: INodeParameters = {
			...create,
			integrationId: locator(integrationId()),
			installationId: locator(bench.simulator.seeded.installation.cloud_id),
			changes: { name: 'New' },
			vendorId: 'new-1',
			mirrors: '[{"vendor_id": "new-1"}]',
		};
		fault({ method, path: /integration/, answer: broken });
		const { error } = await bench.run(resource, operation, parameters);
		expect(error).toMatchObject({ message: 'Gestal Cloud: Busy', httpCode: '503' });
		expect(bench.lines().filter((line) => line.startsWith(method))).toHaveLength(times);
	});

	test('a read that succeeds at last is no failure', async () => {
		fault({ path: '/integrations', times: 1, answer: broken });
		fault({ path: '/integrations', times: 1, answer: 'reset' });
		expect(await bench.json('integration', 'getMany')).toHaveLength(2);
		expect(bench.lines()).toHaveLength(3);
	});

	test.each([
		[
			'integration',
			'create',
			/^POST/,
			() => bench.simulator.state.integrations.size,
			3,
			{ name: create.name },
		],
		['accessKey', 'create', /^POST/, () => bench.simulator.state.accessKeys.size, 2, undefined],
		[
			'sowMirror',
			'create',
			/^POST/,
			() => bench.simulator.seeded.farm.mirrors.size,
			3,
			{ vendor_id: 'new-1' },
		],
	] as const)(
		'%s %s whose response is lost is not done twice, and looked for where it can be found',
		async (resource, operation, line, count, size, found) => {
			fault({ method: 'POST', path: /integration/, answer: { afterExecuting: 'reset' } });
			const parameters = {
				...create,
				installationId: locator(bench.simulator.seeded.installation.cloud_id),
				vendorId: 'new-1',
			};
			const { error, json } = await bench.run(resource, operation, parameters);
			if (found === undefined) {
				expect(error?.description).toMatch(
					/Check whether the change was applied.*new key.*delete it: it cannot be shown again/,
				);
			} else {
				expect(json).toMatchObject([found]);
			}
			expect(bench.lines().filter((sent) => line.test(sent))).toHaveLength(1);
			expect(count()).toBe(size);
		},
	);

	test.each([301, 302, 303, 307])('a mirror is not made where the server redirects (%i)', async (status) => {
		const { mirrors } = bench.simulator.seeded.farm;
		const before = [...mirrors.keys()];
		const answer = { status, headers: { location: '/sow_mirrors' }, body: {} };
		fault({ method: 'POST', path: /./, answer });
		expect(await bench.failure('sowMirror', 'create', { vendorId: 'new-1' })).toMatch(/redirects to/);
		expect(bench.lines().filter((sent) => sent.startsWith('POST'))).toHaveLength(1);
		expect([...mirrors.keys()]).toEqual(before);
	});

	test('of two items alike what the one made is not taken for the other', async () => {
		const { integrations } = bench.simulator.state;
		const before = integrations.size;
		fault({ method: 'POST', path: /integration/, times: 1, answer: 'reset' });
		// While it is looked for, another item's would be there already, and its response still on its way.
		fault({ method: 'POST', path: /integration/, answer: { dripMs: 1 } });
		fault({ method: 'GET', path: /integration/, answer: { delayMs: 50 } });
		const given = { ...create, options: { concurrency: 2 } };
		const items = [{}, {}];
		const run = await bench.run('integration', 'create', given, { items, onError: 'continueErrorOutput' });
		expect(run.json).toHaveLength(1);
		expect(integrations.size - before).toBe(1);
	});

	test('a deletion whose response is lost counts as done when it is repeated', async () => {
		fault({ method: 'DELETE', path: /./, times: 1, answer: { afterExecuting: 'reset' } });
		const json = await bench.json('integration', 'delete', { integrationId: locator(integrationId()) });
		expect(json).toEqual([{ deleted: true, cloud_id: integrationId(), integrationId: integrationId() }]);
		expect(bench.lines()).toHaveLength(2);
		expect(bench.simulator.state.integrations.has(integrationId())).toBe(false);
	});

	test('a page of a gateway is no deletion', async () => {
		const { integration, key } = bench.simulator.seeded;
		const page = { status: 200, bodyText: '<html><body>Sign in</body></html>' };
		bench.simulator.faults.add({ method: 'DELETE', answer: page });
		for (const [resource, given] of [
			['integration', { integrationId: locator(integration.cloud_id) }],
			['accessKey', { accessKeyId: locator(key.id) }],
			['sowMirror', { mirrorId: locator('vendor-1') }],
		] as const) {
			expect(await bench.failure(resource, 'delete', given)).toMatch(/returned a web page/);
		}
		expect(bench.simulator.state.integrations.has(integration.cloud_id)).toBe(true);
	});

	test.each([
		['success', { success: false, message: 'It has open invoices' }],
		['an error', { error: 'It has open invoices' }],
		['errors', { errors: { base: ['It has open invoices'] } }],
		['a type', { type: 'validation_error', message: 'It has open invoices' }],
		['beside null', { success: false, data: null, message: 'It has open invoices' }],
		['beside nothing', { errors: ['It has open invoices'], data: {} }],
		['beside an empty list', { error: 'It has open invoices', data: [] }],
		['beside its details', { error: 'It has open invoices', data: { invoices: 3 } }],
		['beside a code', { errors: ['It has open invoices'], data: { code: 'E42', cloud_id: null } }],
		['with a flag', { error: true, message: 'It has open invoices' }],
		['with a flag beside nothing', { error: true, data: [], detail: 'It has open invoices' }],
		['with a status', { status: 'error', message: 'It has open invoices' }],
		['with a status and its detail', { status: 'error', detail: 'It has open invoices' }],
		['a type and its detail', { type: 'validation_error', detail: 'It has open invoices' }],
		[
			'with a status and a message under data',
			{ status: 'error', data: { message: 'It has open invoices' } },
		],
		['with a status and what is wrong under data', { status: 'fail', data: { it: 'It has open invoices' } }],
		['with the ID of a request', { success: false, error: 'It has open invoices', id: 'req_1' }],
		['an error with such an ID', { error: 'It has open invoices', id: 'req_1' }],
		['of a record', { success: false, message: 'It has open invoices', data: { cloud_id: 'int_1' } }],
	])('a refusal that comes with 200 (%s) is no deletion', async (_what, body) => {
		const { integration, key } = bench.simulator.seeded;
		bench.simulator.faults.add({ method: 'DELETE', answer: { status: 200, body } });
		for (const [resource, given] of [
			['integration', { integrationId: locator(integration.cloud_id) }],
			['accessKey', { accessKeyId: locator(key.id) }],
			['sowMirror', { mirrorId: locator('vendor-1') }],
			['api', { method: 'DELETE', path: `/integrations/${integration.cloud_id}` }],
		] as const) {
			const operation = resource === 'api' ? 'customCall' : 'delete';
			expect(await bench.failure(resource, operation, given)).toMatch(/It has open invoices/);
		}
	});

	test.each([
		[{ status: 'error' }, 'status: error'],
		[{ status: 'failed', data: null, request_id: 'req_1' }, 'status: failed'],
		[{ status: 'error', code: 'E42' }, 'E42'],
		[{ status: 'error', errors: [], message: '' }, 'status: error'],
		[{ type: 'validation_error', success: null }, 'validation_error'],
	])('a refusal that comes with 200 and only says that it is one is no deletion: %j', async (body, said) => {
		bench.simulator.faults.add({ method: 'DELETE', answer: { status: 200, body } });
		const given = { integrationId: locator(bench.simulator.seeded.integration.cloud_id) };
		expect(await bench.failure('integration', 'delete', given)).toContain(`Gestal Cloud: ${said}`);
	});

	test.each([
		['a batch', { cloud_id: 'bu_1', state: 'failed', status: 'failed', failures: 3 }],
		['a job', { id: 7, status: 'failed' }],
		['a report', { status: 'error', checked: 10 }],
		['a report that counts', { status: 'failed', errors: 3 }],
		['a record', { cloud_id: 'int_1', error: 'x', type: 'third_party', message: 'y' }],
		['a record under data', { data: { cloud_id: 'int_1' }, error: 'x', success: true }],
		['a record with another ID', { data: { id: 7, name: 'Farm' }, error: 'x' }],
		['a record with such a flag', { cloud_id: 'int_1', error: true, message: 'y' }],
		['a flag that is off', { error: false, message: 'All is well', status: 'ok' }],
		['a type of something else', { type: 'report', message: 'All is well' }],
		['counts', { errors: 3, checked: 10 }],
		['nothing', { errors: [], error: null, success: true }],
		['nothing by name', { errors: { base: [] }, error: { name: null } }],
	])('what only looks like a refusal is none: %s', async (_what, body) => {
		bench.simulator.faults.add({ path: '/report', answer: { status: 200, body } });
		expect(await bench.json('api', 'customCall', { path: '/report' })).toMatchObject([body]);
	});

	test.each([
		[{}, 'success: false'],
		[{ data: { cloud_id: 'int_1', name: 'Farm' } }, 'success: false'],
		[{ data: { message: 'It has open invoices' } }, 'It has open invoices'],
		[{ success: undefined, error: true }, 'error: true'],
	])('a refusal that only says that it is one: %j', async (more, message) => {
		bench.simulator.faults.add({
			method: 'DELETE',
			answer: { status: 200, body: { success: false, ...more } },
		});
		const given = { integrationId: locator(integrationId()) };
		expect((await bench.run('integration', 'delete', given)).error?.message).toBe(`Gestal Cloud: ${message}`);
	});

	test('a first deletion of what is not there fails', async () => {
		const { error } = await bench.run('integration', 'delete', { integrationId: locator('int_x') });
		expect(error).toMatchObject({ httpCode: '404' });
	});

	test('no response in time', async () => {
		fault({ method: 'POST', path: '/integrations', answer: 'hang' });
		const node = nodeWith({ requestTimeoutMs: 1000 });
		const { error } = await bench.run('integration', 'create', create, { node });
		expect(error?.description).toContain("raise 'Request Timeout");
		expect(bench.lines().map((line) => line.split(/[ ?]/).slice(0, 2))).toEqual([
			['POST', '/integrations'],
			['GET', '/integrations'],
		]);
	});
});

describe('several items', () => {
	test('each fails or succeeds on its own, paired with its input', async () => {
		const items = [{ id: integrationId() }, { id: 'int_x' }, { id: integrationId() }];
		const parameters = { integrationId: locator('={{ $json.id }}') };
		const run = await bench.run('integration', 'get', parameters, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(run.json).toMatchObject([
			{ name: 'Herd Mirror' },
			{ error: 'Gestal Cloud: Integration int_x was not found (not_found)' },
			{ name: 'Herd Mirror' },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(bench.simulator.requests.maxInFlight).toBe(1);
	});

	test('an id never leaves its segment of the path', async () => {
		await bench.run('integration', 'get', { integrationId: locator('../integration?x=1') });
		expect(bench.lines()).toEqual(['GET /integrations/..%2Fintegration%3Fx%3D1']);
	});
});

test('an error page of a gateway is no message', async () => {
	const bodyText = '<!DOCTYPE html><html><body>Bad gateway</body></html>';
	bench.simulator.faults.add({ path: '/integrations', answer: { status: 502, bodyText } });
	const { error } = await bench.run('integration', 'create', { name: 'Acme', url: 'https://example.com/' });
	expect(error?.message).toBe('Gestal Cloud: returned a web page (502 Bad Gateway)');
});
