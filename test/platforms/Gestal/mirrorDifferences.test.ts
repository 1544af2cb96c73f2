import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../../core';
import { forEachTest } from '../../lifecycle';
import { GestalBench, type RunOptions } from './bench';

/** What the editor says of a result that n8n cannot follow back to one row. */
const shared = { message: expect.stringMatching(/^Several items share a result/) };

let bench: GestalBench;
forEachTest(async () => {
	bench = await GestalBench.start();
	bench.simulator.seeded.farm.mirrors.clear();
	return bench;
});

const RFID = '982000123456789012';
const farm = () => bench.simulator.seeded.farm;
const current: RunOptions = { generation: 'current' };

/** What differs, of these rows as input items. */
const compare = async (items: IDataObject[], more: RunOptions = {}) =>
	await bench.json('sowMirror', 'compareMany', {}, { items, ...more });

const upsert = async (items: IDataObject[], more: RunOptions = {}, parameters = {}) =>
	await bench.json('sowMirror', 'upsertMany', { onlyChanges: true, ...parameters }, { items, ...more });

const sentRows = () =>
	bench.requests().flatMap(({ method, body }) => (method === 'POST' ? recordsIn(body) : []));

describe('Compare Many', () => {
	test('finds what to create, update and remove in all items together, and writes nothing', async () => {
		const kept = farm().addMirror({ vendor_id: 'kept', pin_tag: '1', state: 'open' });
		const moved = farm().addMirror({ vendor_id: 'moved', pin_tag: '2', state: 'open', last_location: 'A' });
		const gone = farm().addMirror({ vendor_id: 'gone', pin_tag: '3' });
		const before = structuredClone([...farm().mirrors.values()]);
		const found = await compare([
			{ vendor_id: 'new', pin_tag: '4' },
			{ vendor_id: 'kept', state: 'open' },
			{ vendor_id: 'moved', pin_tag: '2', state: 'bred', last_location: 'B' },
		]);
		expect(found).toEqual([
			{ change: 'create', vendor_id: 'new', pin_tag: '4' },
			{
				change: 'update',
				vendor_id: 'moved',
				pin_tag: '2',
				state: 'bred',
				last_location: 'B',
				cloud_id: moved.cloud_id,
				changed: ['state', 'last_location'],
				stored: { state: 'open', last_location: 'A' },
			},
			{ change: 'remove', vendor_id: 'gone', cloud_id: gone.cloud_id, pin_tag: '3' },
		]);
		expect(bench.requests().map(({ method }) => method)).toEqual(['GET']);
		expect([...farm().mirrors.values()]).toEqual(before);
		expect(farm().mirrorOf('kept')).toEqual(kept);
	});

	test.each([
		{ vendor_id: 'b', state: 'open' },
		{ vendor_id: 'b', pin_tag: '2', state: 'odd' },
		{ pin_tag: '2' },
	])(
		'lists nothing to remove where an item failed, because that may be the item of it: %j',
		async (wrong) => {
			for (const vendor_id of ['a', 'b']) farm().addMirror({ vendor_id, pin_tag: '2', state: 'open' });
			const items = [{ vendor_id: 'a', pin_tag: '2', state: 'bred' }, wrong];
			const onError = { ...current, onError: 'continueErrorOutput' } as const;
			const run = await bench.run('sowMirror', 'compareMany', {}, { items, ...onError });
			expect(run.json).toMatchObject([{ change: 'update', vendor_id: 'a' }]);
			expect(run.errorItems).toMatchObject([{ pairedItem: { item: 1 } }]);
			expect(JSON.stringify(run.hints)).toMatch(/mirrors to remove are not listed/);
		},
	);

	test("what is to be created or updated is of its row, so that $('...').item finds it; what is to be removed is of all", async () => {
		farm().addMirror({ vendor_id: 'moved', pin_tag: '2', state: 'open' });
		farm().addMirror({ vendor_id: 'kept', pin_tag: '5' });
		const items = [
			{ vendor_id: 'kept', row: 2 },
			{ vendor_id: 'new', pin_tag: '4', row: 3 },
			{ vendor_id: 'moved', state: 'bred', row: 4 },
		];
		const behind = "={{ $('Source').item.json.row }}";
		const upserts = await bench.run('sowMirror', 'compareMany', {}, { items, behind });
		expect(upserts.behind).toEqual([3, 4]);
		expect(upserts.hints).toEqual([]);
		farm().addMirror({ vendor_id: 'gone', pin_tag: '3' });
		const { items: all, hints } = await bench.run('sowMirror', 'compareMany', {}, { items });
		expect(all.map(({ json, pairedItem }) => [json['change'], pairedItem])).toEqual([
			['create', { item: 1 }],
			['update', { item: 2 }],
			['remove', [{ item: 0 }, { item: 1 }, { item: 2 }]],
		]);
		expect(JSON.stringify(hints)).toMatch(/Several items share a result/);
	});

	test('its result goes into Upsert Many and Delete, and nothing differs any more', async () => {
		farm().addMirror({ vendor_id: 'moved', pin_tag: '2', state: 'open' });
		farm().addMirror({ vendor_id: 'gone', pin_tag: '3' });
		const rows = [
			{ vendor_id: 'new', pin_tag: '4', rfid1: RFID },
			{ vendor_id: 'moved', pin_tag: '2', state: 'bred' },
		];
		const found = await compare(rows);
		const [upserts, removals] = [
			found.filter(({ change }) => change !== 'remove'),
			found.filter(({ change }) => change === 'remove'),
		];
		await bench.json('sowMirror', 'upsertMany', { wait: true }, { items: upserts });
		const mirrorId = { __rl: true, mode: 'id', value: '={{ $json.vendor_id }}' };
		await bench.json('sowMirror', 'delete', { mirrorId }, { items: removals });
		expect([...farm().mirrors.values()].map((mirror) => mirror.vendor_id).sort()).toEqual(['moved', 'new']);
		expect(farm().mirrorOf('moved')).toMatchObject({ state: 'bred' });
		expect(await compare(rows)).toEqual([]);
	});

	test('what is to be removed is no mirror for Upsert Many, and says where it belongs', async () => {
		const gone = farm().addMirror({ vendor_id: 'gone', pin_tag: '3' });
		const found = await compare([{ vendor_id: 'new', pin_tag: '4' }]);
		expect(found.map(({ change }) => change)).toEqual(['create', 'remove']);
		const onError = { onError: 'continueErrorOutput' } as const;
		const run = await bench.run('sowMirror', 'upsertMany', {}, { items: found, ...onError });
		expect(sentRows()).toEqual([{ vendor_id: 'new', pin_tag: '4' }]);
		expect(JSON.stringify(run.errorItems)).toMatch(
			/The mirror gone is marked to be removed.*Send it to Sow Mirror: Delete/,
		);
		// A field of the same name in somebody's own data says nothing.
		await upsert([{ vendor_id: 'gone', pin_tag: '5', change: 'remove' }], {}, { wait: true });
		expect(farm().mirrorOf('gone')).toMatchObject({ cloud_id: gone.cloud_id, pin_tag: '5' });
	});

	test.each(['number', 'text'] as const)('64-bit IDs are compared digit for digit (as %s)', async (form) => {
		bench.simulator.switches.longIds = form;
		farm().addMirror({ vendor_id: '1', pin_tag: '1', rfid1: RFID, rfid2: '17' });
		expect(await compare([{ vendor_id: 1, pin_tag: 1, rfid1: RFID, rfid2: 17 }])).toEqual([]);
		const [other] = await compare([{ vendor_id: '1', rfid1: '982000123456789013' }]);
		expect(other).toMatchObject({ changed: ['rfid1'], stored: { rfid1: RFID } });
	});

	test.each(['number', 'text'] as const)(
		'zeros before a 64-bit ID are no difference: Gestal stores an integer (as %s)',
		async (form) => {
			bench.simulator.switches.longIds = form;
			const row = { vendor_id: '1', pin_tag: '007', rfid1: '076000123456789', gestal_id: '0' };
			await upsert([row], current, { wait: true });
			expect(farm().mirrorOf('1')).toMatchObject({ rfid1: '76000123456789', gestal_id: '0' });
			expect(await compare([row], current)).toEqual([]);
			const others = { pin_tag: '7', rfid1: '076000123456780' };
			expect(await compare([{ ...row, ...others }], current)).toMatchObject([
				{ changed: ['pin_tag', 'rfid1'] },
			]);
			const parameters = { mirrorId: { __rl: true, mode: 'id', value: '1' }, details: { rfid2: '0017' } };
			bench.switches.currentIds = 'anyId';
			expect((await bench.run('sowMirror', 'update', parameters, current)).hints).toEqual([]);
		},
	);

	test('a text of blanks is left out, as an empty one is', async () => {
		farm().addMirror({ vendor_id: '1', pin_tag: '1', notes: 'stored' });
		expect(await compare([{ vendor_id: '1', notes: ' ' }])).toEqual([]);
	});

	test('a time is the same in every form, a day is its midnight, and null is what is not stored', async () => {
		const stored = { state_updated_at: '2024-05-01T00:00:00Z', birth_at: '2023-01-31', accepted: false };
		farm().addMirror({ vendor_id: '1', pin_tag: '1', ...stored });
		const row = { vendor_id: '1', pin_tag: '1' };
		const same = {
			...row,
			state_updated_at: '2024-05-01T02:00:00+02:00',
			birth_at: '2023-01-31T00:00:00.000Z',
			accepted: false,
			notes: null,
			tattoo: '',
		};
		expect(await compare([same], current)).toEqual([]);
		const other = { ...row, state_updated_at: '2024-05-02', accepted: true, adapted: true, notes: 'x' };
		expect(await compare([other], current)).toMatchObject([
			{ changed: ['state_updated_at', 'accepted', 'adapted', 'notes'] },
		]);
		expect(await compare([{ ...row, state_updated_at: '2024-05-01' }], current)).toEqual([]);
	});

	test('what the paths of 2018 do not know is not compared there: it would differ for ever', async () => {
		farm().addMirror({ vendor_id: '1', pin_tag: '1' });
		const row = { vendor_id: '1', pin_tag: '1', notes: 'x' };
		expect(await compare([row])).toEqual([]);
		expect(await compare([row], current)).toMatchObject([{ changed: ['notes'] }]);
	});

	test('a state of null is none: Gestal knows no empty state, and keeps the one it has', async () => {
		farm().addMirror({ vendor_id: '1', pin_tag: '1', state: 'gilt' });
		expect(await compare([{ vendor_id: '1', pin_tag: '1', state: null }])).toEqual([]);
		const rows = [
			{ vendor_id: '1', state: null },
			{ vendor_id: '2', pin_tag: null },
		];
		expect(await upsert(rows, {}, { wait: true, onlyChanges: false })).toMatchObject([
			{ total: 2, failures: 0 },
		]);
		expect(sentRows()).toEqual([{ vendor_id: '1' }, rows[1]]);
	});

	test('reads all stored mirrors, page after page', async () => {
		const rows = Array.from({ length: 1203 }, (_, index) => ({
			vendor_id: `v-${index}`,
			pin_tag: `${index}`,
		}));
		for (const row of rows) farm().addMirror(row);
		expect(await compare(rows, current)).toEqual([]);
		expect(await compare(rows.slice(1), current)).toMatchObject([{ change: 'remove', vendor_id: 'v-0' }]);
	});

	test('one mirror twice is refused', async () => {
		const row = { vendor_id: '1', pin_tag: '1' };
		const { error } = await bench.run('sowMirror', 'compareMany', {}, { items: [row, row] });
		expect(error?.message).toBe('The vendor_id 1 occurs 2 times');
		expect(bench.lines()).toEqual([]);
	});
});

describe('Upsert Many with Only Changes', () => {
	test('sends only what is not stored as given', async () => {
		farm().addMirror({ vendor_id: 'kept', pin_tag: '1', state: 'open', rfid1: RFID });
		farm().addMirror({ vendor_id: 'moved', pin_tag: '2', state: 'open' });
		const rows = [
			{ vendor_id: 'kept', pin_tag: '1', rfid1: RFID },
			{ vendor_id: 'moved', pin_tag: '2', state: 'bred' },
			{ vendor_id: 'new', pin_tag: '3' },
		];
		expect(await upsert(rows, {}, { wait: true })).toMatchObject([
			{ state: 'completed', total: 2, failures: 0 },
		]);
		expect(sentRows()).toEqual([rows[1], rows[2]]);
		expect(farm().mirrorOf('moved')).toMatchObject({ state: 'bred' });
		expect(farm().mirrorOf('new')).toMatchObject({ pin_tag: '3' });
	});

	test.each(['seed', 'current'] as const)(
		'takes what Compare Many returned, where Gestal refuses fields that it does not know (paths: %s)',
		async (generation) => {
			bench.switches.unknownAttributes = 'refused';
			farm().addMirror({ vendor_id: 'moved', pin_tag: '2', state: 'open' });
			const rows = [
				{ vendor_id: 'moved', pin_tag: '2', state: 'bred' },
				{ vendor_id: 'new', pin_tag: '3' },
			];
			const found = await compare(rows, { generation });
			expect(found.map(({ change }) => change)).toEqual(['update', 'create']);
			expect(await upsert(found, { generation }, { wait: true })).toMatchObject([{ total: 2, failures: 0 }]);
			expect(sentRows()).toEqual(rows);
		},
	);

	describe.each(['seed', 'current'] as const)('and Wait Until Done (paths: %s)', (generation) => {
		const rows = [
			{ vendor_id: 'all', pin_tag: '2', state: 'bred' },
			{ vendor_id: 'more', pin_tag: '3' },
			{ vendor_id: 'last', pin_tag: '5' },
		];
		const run = async (parameters = {}) => {
			farm().addMirror({ vendor_id: 'all', pin_tag: '1', state: 'open' });
			for (const vendor_id of ['more', 'last'])
				farm().addMirror({ vendor_id, pin_tag: '4', state: 'bred', rfid1: RFID });
			return await bench.run(
				'sowMirror',
				'upsertMany',
				{ onlyChanges: true, wait: true, ...parameters },
				{ items: rows, generation },
			);
		};
		const looks = () => bench.lines().filter((line) => /GET .*\/wos_/.test(line));

		test('remarks what a changed mirror lost, by one look at one of them', async () => {
			bench.switches.bulkRow = 'replaced';
			const { json, hints } = await run();
			expect(json).toMatchObject([{ state: 'completed', total: 3, failures: 0 }]);
			expect(hints).toMatchObject([
				{
					message: expect.stringMatching(
						/^Gestal did not keep .* not given: rfid1, state .*\(vendor_id more\)/,
					),
				},
				shared,
			]);
			expect(looks()).toHaveLength(1);
		});

		test('remarks nothing where what is not given stays', async () => {
			expect((await run()).hints).toMatchObject([shared]);
			expect(looks()).toHaveLength(1);
		});

		test('is no failure where that look is one: the mirrors are stored', async () => {
			bench.faults.add({ method: 'GET', path: /\/wos_/, answer: { status: 403 } });
			expect((await run()).json).toMatchObject([{ state: 'completed' }]);
		});

		test.each([{ wait: false }, { onlyChanges: false }])('does not look with %j', async (parameters) => {
			expect((await run(parameters)).error).toBeUndefined();
			expect(looks()).toEqual([]);
		});
	});

	test('sends nothing where everything is stored as given, and does not wait', async () => {
		farm().addMirror({ vendor_id: 'kept', pin_tag: '1' });
		const found = await upsert([{ vendor_id: 'kept', pin_tag: '1' }], {}, { wait: true });
		expect(found).toMatchObject([{ state: 'unchanged', total: 0, failures: 0, cloud_id: null }]);
		expect(bench.requests().map(({ method }) => method)).toEqual(['GET']);
	});

	test('reads the stored mirrors once for all batches', async () => {
		const rows = Array.from({ length: 2100 }, (_, index) => ({
			vendor_id: `v-${index}`,
			pin_tag: `${index}`,
		}));
		for (const row of rows.slice(0, 900)) farm().addMirror(row);
		expect(await upsert(rows)).toMatchObject([{ total: 100 }, { total: 1000 }, { total: 100 }]);
		expect(bench.requests().filter(({ method }) => method === 'GET')).toHaveLength(1);
		expect(sentRows()).toHaveLength(1200);
	});

	test('sends nothing when the stored mirrors cannot be read', async () => {
		bench.simulator.faults.add({ method: 'GET', path: /mirrors/, answer: { status: 403 } });
		const items = [{ vendor_id: 'new', pin_tag: '1' }];
		const { error } = await bench.run('sowMirror', 'upsertMany', { onlyChanges: true }, { items });
		expect(error).toMatchObject({ httpCode: '403' });
		expect(sentRows()).toEqual([]);
	});
});

describe.each(['seed', 'current'] as const)('a single mirror (paths: %s)', (generation) => {
	const fields = { pin_tag: '7', last_location: ' Pen 4 ', rfid1: RFID, state_updated_at: '2024-05-01' };
	const notReturned = (names: string) => ({
		message: expect.stringMatching(new RegExp(`does not return .* as they were sent: ${names}\\. Check`)),
	});

	test.each([
		['create', { vendorId: 'one', details: fields }],
		['update', { mirrorId: { __rl: true, mode: 'id', value: 'one' }, details: fields }],
	] as const)('%s: the fields that are not stored are named in the editor', async (operation, parameters) => {
		bench.switches.currentIds = 'anyId';
		const run = async () => {
			farm().mirrors.clear();
			if (operation === 'update')
				farm().addMirror({ vendor_id: 'one', pin_tag: '7', last_location: 'Pen 1' });
			return await bench.run('sowMirror', operation, parameters, { generation });
		};
		expect((await run()).hints).toEqual([]);
		bench.switches.mirrorFields = 'ignored';
		expect((await run()).hints).toMatchObject([notReturned('.*rfid1, state_updated_at, last_location')]);
		bench.switches.mirrorFields = 'inPart';
		const { json, hints } = await run();
		expect(json).toMatchObject([{ vendor_id: 'one', pin_tag: '7', state_updated_at: null }]);
		expect(hints).toMatchObject([notReturned('.*state_updated_at, last_location')]);
		expect(JSON.stringify(hints)).not.toContain('pin_tag');
	});
});
