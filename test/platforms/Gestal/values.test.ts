import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { GestalBench, locator } from './bench';

/** Values that the user gives, checked before anything is sent. */
let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const current = { generation: 'current' as const };

describe('an id that came as a number has lost its last digits', () => {
	const rounded = Number.MAX_SAFE_INTEGER + 1;

	test.each([
		['sow', 'get', { sowId: locator('={{ 9007199254740993 }}') }, 'Sow'],
		['sow', 'getVersions', { sowId: locator('={{ 9007199254740993 }}') }, 'Sow'],
		['feedIntake', 'getMany', { sowId: locator('={{ 9007199254740993 }}') }, 'Sow'],
		['sowMirror', 'delete', { mirrorId: locator('={{ 9007199254740993 }}') }, 'Sow Mirror'],
		['sowMirror', 'create', { vendorId: '={{ 9007199254740993 }}' }, 'Vendor ID'],
	] as const)('%s %s', async (resource, operation, parameters, label) => {
		const { error } = await bench.run(resource, operation, parameters as INodeParameters);
		expect(error?.message).toBe(`'${label}' is too large for a number and has lost digits: pass it as text`);
		expect(bench.lines()).toEqual([]);
	});

	test('vendor_id of a batch', async () => {
		const run = await bench.run('sowMirror', 'upsertMany', {}, { items: [{ vendor_id: rounded }] });
		expect(run.error?.message).toContain('entry 1: vendor_id is too large for a number and has lost digits');
		expect(bench.lines()).toEqual([]);
	});

	test('a small number is an id', async () => {
		bench.simulator.seeded.farm.addMirror({ vendor_id: '17' });
		const json = await bench.json('sowMirror', 'get', { mirrorId: locator('={{ 17 }}') });
		expect(json).toMatchObject([{ vendor_id: '17' }]);
	});
});

describe('mirrors', () => {
	const upsert = async (...items: Array<Record<string, string | number | null | boolean>>) =>
		await bench.run('sowMirror', 'upsertMany', {}, { items });

	test.each([
		[{ state: 'asleep' }, 'entry 2: state: "asleep" is not one of'],
		[{ rfid1: 'tag' }, 'entry 2: rfid1: "tag" is not a whole number'],
		[{ state_updated_at: 'yesterday' }, 'entry 2: state_updated_at: "yesterday" is not a time'],
		[{ 'Pin Tag': '1' }, 'entry 2: "Pin Tag" must be written pin_tag'],
	])('%j', async (fields, message) => {
		const run = await upsert({ vendor_id: 'a' }, { vendor_id: 'b' });
		expect(run.error).toBeUndefined();
		const { length } = bench.lines();
		const one = await bench.run('sowMirror', 'upsertMany', {
			mirrors: JSON.stringify([{ vendor_id: 'a' }, { vendor_id: 'b', ...fields }]),
		});
		expect(one.error?.message).toContain(message);
		expect(bench.lines()).toHaveLength(length);
	});

	test.each([
		[{ parity: 1.5 }, 'entry 2: parity must be a whole number', 'parity'],
		[{ parity: '2.5' }, 'entry 2: parity must be a whole number', 'parity'],
		[{ adapted: 'perhaps' }, 'entry 2: adapted must be true or false', 'adapted'],
		[{ accepted: 'yes' }, 'entry 2: accepted must be true or false', 'accepted'],
		[{ Notes: 'lame' }, 'entry 2: "Notes" must be written notes', undefined],
		[{ '\ufeffNotes': 'lame' }, 'entry 2: "\\ufeffNotes" must be written notes', undefined],
	])('%j is refused where it would be sent: by Current only', async (fields, message, leftOut) => {
		const [one, other] = ['a', 'b'].map((id) => ({ vendor_id: id, pin_tag: id }));
		const mirrors = JSON.stringify([one, { ...other, ...fields }]);
		for (const operation of ['upsertMany', 'compareMany']) {
			const { error } = await bench.run('sowMirror', operation, { mirrors }, current);
			expect(error?.message).toBe(`'Mirrors (JSON)': ${message}`);
			expect(bench.lines()).toEqual([]);
			const of2018 = await bench.run('sowMirror', operation, { mirrors });
			expect(of2018.error).toBeUndefined();
			expect(of2018.hints).toMatchObject(
				leftOut === undefined ? [] : [{ message: expect.stringMatching(new RegExp(`: ${leftOut}$`)) }],
			);
			if (operation === 'upsertMany') expect(bench.requests().at(-1)?.body).toEqual([one, other]);
			bench.simulator.requests.clear();
		}
	});

	test.each([
		[{ '\ufeffvendor_id': 'a' }, '\\ufeffvendor_id', 'vendor_id'],
		[{ vendor_id: 'a', '\ufeffpin_tag': '1' }, '\\ufeffpin_tag', 'pin_tag'],
		[{ vendor_id: 'a', 'Pin Tag': '1' }, 'Pin Tag', 'pin_tag'],
		[{ vendor_id: 'a', 'rfid-1': '7' }, 'rfid-1', 'rfid1'],
	])('a field that is written otherwise is not left out in silence: %j', async (item, given, name) => {
		for (const operation of ['upsertMany', 'compareMany']) {
			const { error } = await bench.run('sowMirror', operation, {}, { items: [item] });
			expect(error?.message).toContain(`entry 1: "${given}" must be written ${name}`);
		}
		expect(bench.lines()).toEqual([]);
	});

	test('what is no field of a mirror is left out, and so is another spelling beside the right one', async () => {
		const others = { farm: 'North', cloud_id: 'x', 'Pin Tag': '2', State: '', Notes: null };
		const run = await upsert({ vendor_id: 'a', pin_tag: '1', ...others });
		expect(run.error).toBeUndefined();
		expect(bench.requests().at(-1)?.body).toEqual([{ vendor_id: 'a', pin_tag: '1' }]);
	});

	test('texts that came as numbers are texts, empty ones are not sent, and null is', async () => {
		const run = await upsert({
			vendor_id: 17,
			pin_tag: 1017,
			rfid1: 982000123456789,
			rfid2: '',
			last_location: '',
			state_updated_at: '2024-05-01',
		});
		expect(run.error).toBeUndefined();
		expect(bench.requests().at(-1)?.body).toEqual([
			{ vendor_id: '17', pin_tag: '1017', rfid1: '982000123456789', state_updated_at: '2024-05-01' },
		]);
		await upsert({ vendor_id: 'a', pin_tag: null, state_updated_at: '2024-05-01T08:00:00+02:00' });
		expect(bench.requests().at(-1)?.body).toEqual([
			{ vendor_id: 'a', pin_tag: null, state_updated_at: '2024-05-01T06:00:00.000Z' },
		]);
	});

	test.each([
		['create', { vendorId: 'a', details: { state: 'unknown' } }],
		['update', { mirrorId: locator('vendor-1'), details: { state: 'unknown' } }],
		['upsertMany', { mirrors: '[{"vendor_id": "a", "state": "unknown"}]' }],
	])('the paths of 2018 know no state "unknown": %s', async (operation, parameters) => {
		const { error } = await bench.run('sowMirror', operation, parameters as INodeParameters);
		expect(error?.message).toContain("'State' cannot be Unknown with 'API Version' 2018");
		expect(bench.lines()).toEqual([]);
	});

	test('the current site knows it', async () => {
		const parameters = { mirrorId: locator('vendor-1'), details: { state: 'unknown' } };
		expect(await bench.json('sowMirror', 'update', parameters, current)).toMatchObject([
			{ state: 'unknown' },
		]);
	});

	test('one mirror in two batches of a run is sent once: which of them would win is not certain', async () => {
		const items = Array.from({ length: 1001 }, (_, index) => ({ vendor_id: `v-${index % 1000}` }));
		const run = await bench.run('sowMirror', 'upsertMany', {}, { items, onError: 'continueRegularOutput' });
		expect(run.json[0]).toMatchObject({ total: 1000 });
		expect(run.json.at(-1)?.['error']).toBe('The vendor_id v-0 was sent in an earlier batch of this run');
		expect(bench.lines()).toHaveLength(1);
		expect((await bench.run('sowMirror', 'upsertMany', {}, { items: items.slice(0, 1) })).status).toBe(
			'success',
		);
	});

	test('a deleted mirror is named by the kind of ID that was given', async () => {
		const [first, second] = [...bench.simulator.seeded.farm.mirrors.values()];
		const remove = async (id = '') => await bench.json('sowMirror', 'delete', { mirrorId: locator(id) });
		expect(await remove(first?.vendor_id)).toEqual([{ deleted: true, vendor_id: 'vendor-1' }]);
		expect(await remove(second?.cloud_id)).toEqual([{ deleted: true, cloud_id: second?.cloud_id }]);
	});
});

describe('lists', () => {
	test.each(['page', 'per_page'])('%s is no further query parameter', async (name) => {
		const query = { pairs: [{ name, value: '2' }] };
		const { error } = await bench.run('sow', 'getMany', { query }, current);
		expect(error?.message).toBe(`'Additional Query Parameters' cannot contain ${name}`);
		expect(bench.lines()).toEqual([]);
	});

	test('a page that is larger than the limit would lose its end', async () => {
		for (let count = 0; count < 148; count += 1)
			bench.simulator.state.addIntegration({ name: `More ${count}` });
		const paging = { page: 1, perPage: 100 };
		const { error } = await bench.run('integration', 'getMany', { paging, limit: 50 });
		expect(error?.message).toBe("'Per Page' (100) is more than 'Limit' (50), which would cut the page");
		expect(bench.lines()).toEqual([]);
		expect(await bench.json('integration', 'getMany', { paging, returnAll: true })).toHaveLength(100);
		expect(await bench.json('integration', 'getMany', { paging, limit: 100 })).toHaveLength(100);
	});

	test.each([
		[{ limit: 50 }, 50],
		[{ limit: 150 }, 100],
		[{ returnAll: true }, 100],
		[{ limit: 50, options: { rowsPerPage: 20 } }, 20],
		[{ returnAll: true, options: { rowsPerPage: 200 } }, 200],
		[{ limit: 500, options: { rowsPerPage: 200 } }, 200],
		[{ limit: 50, options: { rowsPerPage: 200 } }, 50],
		[{ returnAll: true, options: { rowsPerPage: 1000 } }, 1000],
		[{ limit: 50, options: { rowsPerPage: 20 }, paging: { page: 2, perPage: 30 } }, 30],
	])("a chosen page has 'Per Page', 'Rows per Page' or 'Limit' rows: %j", async (given, size) => {
		await bench.json('integration', 'getMany', { paging: { page: 2 }, ...given });
		expect(bench.lines()).toEqual([`GET /integrations?per_page=${size}&page=2`]);
	});

	test('pages without a size follow one another at the limit, 100 at most', async () => {
		for (let count = 0; count < 148; count += 1)
			bench.simulator.state.addIntegration({ name: `More ${count}` });
		const ids = [];
		for (const page of [1, 2, 3])
			ids.push(...(await bench.json('integration', 'getMany', { paging: { page }, limit: 50 })));
		expect(new Set(ids.map((row) => row['cloud_id'])).size).toBe(150);
		await bench.json('integration', 'getMany', { paging: { page: 1 }, returnAll: true });
		expect(bench.lines().at(-1)).toBe('GET /integrations?per_page=100&page=1');
	});
});
