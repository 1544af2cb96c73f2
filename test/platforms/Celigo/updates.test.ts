import { describe, expect, test } from '@jest/globals';
import { once } from 'lodash';

import { textOf } from '../../../core';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const integrationId = chosen(ids.integrationId);

/** What Celigo says of a record itself. */
const OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('Update', () => {
	const stored = () => ({ ...bench.state.integrations.get(ids.integrationId), lastModified: '' });

	test('keeps every stored field that is not given', async () => {
		const before = stored();
		const details = { description: 'New words', more: '{"apiGroupings": [{"name": "Api"}]}' };
		await bench.json('integration.update', { integrationId, details });
		expect(stored()).toEqual({ ...before, description: 'New words', apiGroupings: [{ name: 'Api' }] });
	});

	test("of a whole record sends back nothing that is the server's", async () => {
		const [record] = await bench.json('integration.get', { integrationId, simplify: false });
		const details = { more: JSON.stringify({ ...record, name: 'New name' }) };
		for (const mode of ['merge', 'replace']) {
			await bench.json('integration.update', { integrationId, mode, details });
		}
		const sent = bench.simulator.requests.all({ method: 'PUT' }).map(({ body }) => body);
		expect(sent).toHaveLength(2);
		for (const body of sent) {
			expect(body).toMatchObject({ name: 'New name' });
			for (const name of OWNED) expect(body).not.toHaveProperty(name);
		}
	});

	test.each([
		['flow.update', { flowId: chosen(ids.flowId) }],
		['integration.update', { integrationId }],
		['integration.update', { integrationId, mode: 'replace' }],
	])('refuses the record of another one: %s %j', async (task, place) => {
		const details = { name: 'New name', more: `{"_id": "${ids.connectionId}"}` };
		expect(await bench.failure(task, { ...place, details })).toMatch(
			/the record of another one, .* Leave out '_id'/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('takes a field that was left empty for none', async () => {
		const before = stored();
		const details = { name: 'Customer Sync', description: '', settings: '', readme: '={{ $json.nothing }}' };
		await bench.json('integration.update', { integrationId, details });
		expect(stored()).toEqual({ ...before, name: 'Customer Sync' });
		expect(
			await bench.failure('integration.update', { integrationId, details: { description: '' } }),
		).toMatch(/'Update Fields' is empty/);
		await bench.json('integration.update', { integrationId, details: { more: '{"description": ""}' } });
		expect(stored()).toMatchObject({ name: 'Customer Sync', description: '', settings: { region: 'EMEA' } });
	});

	describe('that waits to be sent again', () => {
		const path = `/v1/integrations/${ids.integrationId}`;
		const details = { description: 'New words' };
		const refusedOnce = () => {
			const answer = { status: 429, headers: { 'retry-after': '0' } };
			bench.faults.add({ method: 'PUT', times: 1, answer });
		};

		test('is merged anew: what others changed meanwhile stays', async () => {
			const integration = bench.state.integrations.get(ids.integrationId);
			const first = once(() => Object.assign(integration ?? {}, { readme: 'Kept' }));
			refusedOnce();
			bench.faults.add({ method: 'GET', path, after: 1, times: 1, answer: { first } });
			bench.faults.add({ method: 'PUT', times: 1, answer: { first } });
			const given = { integrationId, details, simplify: false };
			const [updated] = await bench.json('integration.update', given);
			expect(updated).toMatchObject({ description: 'New words', readme: 'Kept' });
			expect(stored()).toMatchObject({ description: 'New words', readme: 'Kept' });
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(2);
		});

		test('keeps what others changed meanwhile of what an expression leaves undefined', async () => {
			const integration = bench.state.integrations.get(ids.integrationId);
			const settle = (code: string) =>
				Object.assign(integration ?? {}, { settings: { code, name: 'Europe' } });
			settle('EMEA');
			const first = once(() => settle('EU'));
			const answer = { status: 429, headers: { 'retry-after': '0' } };
			bench.faults.add({ method: 'PATCH', times: 1, answer });
			bench.faults.add({ method: 'GET', path, after: 1, times: 1, answer: { first } });
			bench.faults.add({ method: 'PATCH', times: 1, answer: { first } });
			const more = '={{ ({ settings: { code: $json.none, name: "Asia" } }) }}';
			await bench.json('integration.update', { integrationId, details: { more } });
			expect(stored()).toMatchObject({ settings: { code: 'EU', name: 'Asia' } });
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
		});

		test('says that it may be applied where it cannot be merged anew after a lost response', async () => {
			bench.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: { status: 502 } } });
			bench.faults.add({ method: 'GET', path, after: 1, answer: { status: 403 } });
			const { error } = await bench.run('integration.update', { integrationId, details });
			expect(error).toMatchObject({
				httpCode: '502',
				description: expect.stringContaining('Check whether the change was applied'),
			});
			expect(stored()).toMatchObject(details);
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		});

		test("is not sent where it would overwrite the credential's secret that others stored meanwhile", async () => {
			const integration = bench.state.integrations.get(ids.integrationId);
			const first = once(() => Object.assign(integration ?? {}, { readme: bench.simulator.token }));
			refusedOnce();
			bench.faults.add({ method: 'GET', path, after: 1, times: 1, answer: { first } });
			const { error } = await bench.run('integration.update', { integrationId, details });
			expect(error?.message).toContain('contains a secret of the credential');
			expect(stored()).toMatchObject({ readme: bench.simulator.token });
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		});

		test('is not sent where it cannot be merged anew', async () => {
			refusedOnce();
			bench.faults.add({ method: 'GET', path, after: 1, answer: { status: 403 } });
			const { error } = await bench.run('integration.update', { integrationId, details });
			expect(error).toMatchObject({ httpCode: '403' });
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		});
	});

	describe('with a number that JavaScript would round', () => {
		const accountId = 7615917337495251231n;
		const inSettings = (settings: object) => {
			const integration = bench.state.integrations.get(ids.integrationId);
			Object.assign(integration ?? {}, { settings });
		};

		test('sends back the same number where only the name is changed', async () => {
			inSettings({ accountId, nested: [{ accountId, rate: 0.5 }] });
			const [updated] = await bench.json('integration.update', {
				integrationId,
				details: { name: 'Renamed' },
			});
			expect(stored()).toMatchObject({
				name: 'Renamed',
				settings: { accountId, nested: [{ accountId, rate: 0.5 }] },
			});
			expect(updated).toMatchObject({ name: 'Renamed' });
		});

		test('takes the text that a node returned of it for the number', async () => {
			inSettings({ accountId, region: 'EMEA' });
			const [found] = await bench.json('integration.get', { integrationId, simplify: false });
			expect(found).toMatchObject({ settings: { accountId: `${accountId}` } });
			const details = { settings: "={{ ({ ...$json.settings, region: 'APAC' }) }}" };
			await bench.json('integration.update', { integrationId, details }, { items: [found ?? {}] });
			expect(stored()).toMatchObject({ settings: { accountId, region: 'APAC' } });
		});

		test('takes that text for the number also where all else is replaced', async () => {
			inSettings({ accountId, accounts: ['first', accountId] });
			const settings = JSON.stringify({ accountId: `${accountId}`, accounts: [`${accountId}`] });
			const details = { name: 'Renamed', settings };
			await bench.json('integration.update', { integrationId, mode: 'replace', details });
			expect(stored()).toMatchObject({ name: 'Renamed', settings: { accountId, accounts: [accountId] } });
			expect(stored()).not.toHaveProperty('description');
		});

		test('keeps the digits that were typed', async () => {
			const details = { settings: `{"accountId": ${accountId}}` };
			await bench.json('integration.update', { integrationId, details });
			expect(stored()).toMatchObject({ settings: { accountId } });
		});

		test('refuses one that an expression rounded, before any request', async () => {
			const details = { settings: `={{ ({ accountId: ${accountId} }) }}` };
			expect(await bench.failure('integration.update', { integrationId, details })).toMatch(
				/'Settings \(JSON\)': accountId is too large for a number and has lost digits: pass it as text/,
			);
			expect(bench.asked()).toEqual([]);
		});

		test('keeps what an expression leaves undefined', async () => {
			const before = stored();
			const details = { name: 'Renamed', more: '={{ ({ description: undefined, readme: $json.none }) }}' };
			await bench.json('integration.update', { integrationId, details });
			expect(stored()).toEqual({ ...before, name: 'Renamed' });
		});

		test('keeps what an expression leaves undefined below the top level', async () => {
			inSettings({ accountId, region: { code: 'EMEA', name: 'Europe' } });
			const settings = '({ accountId: "1", region: { code: $json.none, name: "Asia" } })';
			const more = `={{ ({ settings: ${settings} }) }}`;
			await bench.json('integration.update', { integrationId, details: { more } });
			expect(stored()).toMatchObject({
				settings: { accountId: '1', region: { code: 'EMEA', name: 'Asia' } },
			});
		});

		test.each([
			[{ settings: '={{ ({ region: { code: $json.none } }) }}' }, 'Settings', 'region.code'],
			[
				{ more: '={{ ({ flowGroupings: [{ name: $json.none }] }) }}' },
				'Additional Fields',
				'flowGroupings[0].name',
			],
		])('refuses it, with its path, where the value replaces: %j', async (details, field, path) => {
			const before = stored();
			expect(await bench.failure('integration.update', { integrationId, details })).toContain(
				`'${field} (JSON)' has no value for "${path}"`,
			);
			expect(bench.asked()).toEqual([]);
			expect(stored()).toEqual(before);
		});

		test('takes the text for the number in a list entry that was moved and changed', async () => {
			inSettings({ accounts: [{ name: 'A' }, { accountId, name: 'B' }] });
			const settings = `{"accounts": [{"name": "changed", "accountId": "${accountId}"}]}`;
			await bench.json('integration.update', { integrationId, details: { settings } });
			expect(stored()).toMatchObject({ settings: { accounts: [{ name: 'changed', accountId }] } });
		});

		test('stores it as a number where Create is given JSON text around the text of it', async () => {
			const settings = '={"accountId": {{ $json.accountId }}}';
			const more = { details: { settings } };
			const items = [{ accountId: `${accountId}` }];
			const [made] = await bench.json('integration.create', { name: 'Copy', ...more }, { items });
			expect(bench.state.integrations.get(textOf(made?.['integrationId']) ?? '')).toMatchObject({
				settings: { accountId },
			});
		});

		test.each([
			['merge', { settings: '={{ ({ region: $json.none, a: 1 }) }}' }, 'Settings', 'region'],
			['replace', { name: 'N', more: '={{ ({ readme: undefined }) }}' }, 'Additional Fields', 'readme'],
		])('refuses such a key where what is stored would be removed (%s)', async (mode, details, field, key) => {
			const before = stored();
			expect(await bench.failure('integration.update', { integrationId, mode, details })).toContain(
				`'${field} (JSON)' has no value for "${key}"`,
			);
			expect(bench.asked()).toEqual([]);
			expect(stored()).toEqual(before);
		});
	});

	test('of lists has an example with the IDs of the entries, and says that a list replaces the stored one', () => {
		const shown = (operation: string) =>
			JSON.stringify(
				new Celigo().description.properties.filter(
					({ displayOptions: { show } = {}, type }) =>
						type === 'collection' &&
						show?.['resource']?.includes('integration') &&
						show['operation']?.includes(operation),
				),
			);
		expect(shown('create')).toContain('[{\\"name\\"');
		expect(shown('update')).not.toContain('[{\\"name\\"');
		expect(shown('update')).toContain('[{\\"_id\\"');
		expect(shown('update')).toMatch(/A list replaces the stored one/);
	});

	describe('of settings and groupings', () => {
		const details = {
			settings: '{"region": "APAC"}',
			more: '{"apiGroupings": [{"name": "Api"}], "flowGroupings": []}',
		};
		const changed = { settings: { region: 'APAC' }, apiGroupings: [{ name: 'Api' }], flowGroupings: [] };

		test('changes these alone, by PATCH', async () => {
			const before = stored();
			const [shown] = await bench.json('integration.update', { integrationId, details, simplify: false });
			expect(stored()).toEqual({ ...before, ...changed });
			expect(shown).toMatchObject(changed);
			const path = `/integrations/${ids.integrationId}`;
			expect(bench.asked()).toEqual([`PATCH ${path}`, `GET ${path}`]);
		});

		test('by PUT where the server has no such PATCH', async () => {
			bench.switches.integrationPatch = 'missing';
			const before = stored();
			await bench.json('integration.update', { integrationId, details });
			expect(stored()).toEqual({ ...before, ...changed });
		});

		test('by PUT where the server only replaces what is there', async () => {
			bench.switches.patchTarget = 'required';
			const integration = bench.state.integrations.get(ids.integrationId);
			Reflect.deleteProperty(integration ?? {}, 'settings');
			const before = stored();
			await bench.json('integration.update', { integrationId, details });
			expect(stored()).toEqual({ ...before, ...changed });
		});

		test('of an Integration App that ignores them gives a remark', async () => {
			const parameters = { integrationId: chosen(ids.integrationAppId), details };
			const { hints } = await bench.run('integration.update', parameters);
			expect(JSON.stringify(hints)).toMatch(/did not change this Integration App/);
		});

		test('by several items: none undoes another, and the last of one field counts', async () => {
			const items = [
				{ settings: { a: 1 } },
				{ apiGroupings: [{ name: 'Api' }] },
				{ settings: { a: 2 } },
				{ description: 'Described' },
			].map((more) => ({ more }));
			const each = { integrationId, details: { more: '={{ $json.more }}' } };
			await bench.json('integration.update', each, { items });
			const together = { settings: { a: 2 }, apiGroupings: [{ name: 'Api' }], description: 'Described' };
			expect(stored()).toMatchObject(together);
		});
	});

	test('replaces all in the mode Replace', async () => {
		const details = { name: 'Only a name' };
		await bench.json('integration.update', { integrationId, mode: 'replace', details });
		expect(bench.asked()).toEqual([`PUT /integrations/${ids.integrationId}`]);
		expect(bench.sent()).toEqual([{ name: 'Only a name' }]);
		expect(stored()).toMatchObject({ name: 'Only a name', settings: {} });
	});

	describe.each(['merge', 'replace'])('of an Integration App (%s)', (mode) => {
		const app = { integrationId: chosen(ids.integrationAppId), mode, details: { name: 'Mine' } };

		test('that is ignored gives a remark and what is really stored', async () => {
			const run = await bench.run('integration.update', app);
			expect(run.json).toMatchObject([{ name: 'Shop Connector' }]);
			expect(run.hints).toMatchObject([
				{ message: expect.stringMatching(/did not change this Integration App/) },
			]);
			expect(bench.asked().at(-1)).toBe(`GET /integrations/${ids.integrationAppId}`);
		});

		test('that is refused is an error', async () => {
			bench.switches.integrationAppPut = 'refused';
			expect(await bench.failure('integration.update', app)).toMatch(/field_locked_by_integration_app/);
		});

		test('that is applied gives none', async () => {
			bench.switches.integrationAppPut = 'applied';
			const run = await bench.run('integration.update', app);
			expect(run.json).toMatchObject([{ name: 'Mine' }]);
			expect(run.hints).toEqual([]);
		});
	});
});

describe('Download Template', () => {
	test.each([
		{ signedUrlHost: 'same', signedUrlKey: 'signedURL' },
		{ signedUrlHost: 'other', signedUrlKey: 'signedUrl' },
		{ signedUrlHost: 'other', signedUrlKey: 'url' },
	] as const)('%j: a ZIP, fetched without the token', async (switches) => {
		Object.assign(bench.switches, switches);
		const run = await bench.run('integration.downloadTemplate', { integrationId, binaryPropertyName: 'zip' });
		const { data = '', ...file } = run.items[0]?.binary?.['zip'] ?? {};
		expect(file).toMatchObject({ mimeType: 'application/zip', fileName: `${ids.integrationId}.zip` });
		const bytes = Buffer.from(data, 'base64');
		expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
		expect(run.json).toMatchObject([{ fileSizeBytes: bytes.length }]);
		const fetched = bench.simulator.requests.last({ path: /^\/signed/ });
		expect(fetched?.authorization).toBeUndefined();
		expect(JSON.stringify(fetched?.headers)).not.toContain(ids.token);
		expect(fetched?.headers.host).toMatch(switches.signedUrlHost === 'other' ? /^localhost/ : /^127/);
	});

	test('may return the address only', async () => {
		const answered = await bench.json('integration.downloadTemplate', { integrationId, output: 'url' });
		expect(answered).toEqual([{ _integrationId: ids.integrationId, signedURL: expect.any(String) }]);
		expect(bench.asked()).toHaveLength(1);
		const file = await fetch(textOf(answered[0]?.['signedURL']) ?? '');
		expect(file.status).toBe(200);
	});

	test('whose address has expired says so, without the address', async () => {
		bench.switches.signedUrlLifetimeMs = 0;
		const message = await bench.failure('integration.downloadTemplate', { integrationId });
		expect(message).toMatch(
			/could not be downloaded \(status 403\).*expire quickly. Run the operation again/,
		);
		expect(message).not.toContain('signature');
	});

	test('whose storage does not respond', async () => {
		bench.faults.add({ path: /^\/signed/, answer: 'reset' });
		expect(await bench.failure('integration.downloadTemplate', { integrationId })).toMatch(
			/could not be downloaded/,
		);
	});

	test('without an address', async () => {
		bench.faults.add({ path: /template$/, answer: { body: { signedURL: null } } });
		expect(await bench.failure('integration.downloadTemplate', { integrationId })).toMatch(
			/no template URL.*not available for Integration Apps/,
		);
	});
});

test('secrets of records are hidden, simplified or not', async () => {
	const record = bench.state.integrations.get(ids.integrationId);
	if (record) record.settings = { apiKey: 'very-secret', nested: [{ password: 'very-secret' }], token: '' };
	const raw = await bench.json('integration.get', { integrationId, simplify: false });
	expect(raw).toMatchObject([{ settings: { apiKey: '[redacted]', token: '' } }]);
	expect(JSON.stringify(raw)).not.toContain('very-secret');
});

test('items that change one integration do not undo each other', async () => {
	const settings = { readme: 'Read me', description: 'Described', name: 'Renamed' };
	const changes = Object.entries(settings).map(([key, value]) => ({ more: { [key]: value } }));
	const parameters = { integrationId: chosen(ids.integrationId), details: { more: '={{ $json.more }}' } };
	await bench.json('integration.update', parameters, { items: changes });
	expect(bench.state.integrations.get(ids.integrationId)).toMatchObject(settings);
});

// The document does not say whether Celigo changes the list of an integration's connections in one step.
test('items that register or deregister connections of one integration do it one after the other', async () => {
	const path = /\/register$/;
	bench.simulator.faults.add({ path, answer: { delayMs: 5 } });
	const items = [ids.connectionId, ids.otherConnectionId].map((id) => ({ id }));
	const registered = () => bench.state.integrations.get(ids.integrationId)?._registeredConnectionIds;
	const ofItem = { integrationId, connectionId: chosen('={{ $json.id }}') };
	await bench.json('integration.deregisterConnection', ofItem, { items });
	expect(registered()).toEqual([]);
	await bench.json(
		'integration.registerConnections',
		{ integrationId, connectionIds: '={{ $json.id }}' },
		{ items },
	);
	expect(registered()).toEqual([ids.connectionId, ids.otherConnectionId]);
	const { requests } = bench.simulator;
	expect(requests.all({ path }).map(({ inFlight }) => inFlight)).toEqual([1, 1, 1, 1]);
});
