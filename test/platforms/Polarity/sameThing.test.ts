import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { byId, PolarityBench, VIRUS_TOTAL } from './bench';

/** Items of one run that change the same thing, as many at a time as Concurrency has it by default. */
let bench: PolarityBench;
forEachTest(async () => {
	bench = await PolarityBench.start();
	bench.switches.latencyMs = 2;
	return bench;
});

const integrationId = byId(VIRUS_TOTAL);

test('flags of an option that one item sets are kept by the next', async () => {
	const row = {
		optionId: byId('baseUrl'),
		value: '={{ $json.value }}',
		access: { adminOnly: '={{ $json.adminOnly }}', userCanEdit: '={{ $json.userCanEdit }}' },
	};
	const given = { integrationId, optionChanges: { rows: [row] } };
	const items = [
		{ value: 'a', adminOnly: 'yes', userCanEdit: 'no' },
		{ value: 'b', adminOnly: 'keep', userCanEdit: 'keep' },
		{ value: 'c', adminOnly: 'keep', userCanEdit: 'keep' },
	];
	await bench.json('integration', 'updateOptions', given, { items });
	const option = bench.state.integrations.get(VIRUS_TOTAL)?.options.find(({ key }) => key === 'baseUrl');
	expect(option).toMatchObject({ value: 'c', adminOnly: true, userCanEdit: false });
});

test('update: what the last item says stays, however long an earlier one takes', async () => {
	bench.faults.add({ method: 'PATCH', times: 1, answer: { delayMs: 60 } });
	const items = [false, false, true].map((isLast) => ({ last: isLast }));
	const given = { integrationId, changes: { autosubscribe: '={{ $json.last }}' } };
	await bench.json('integration', 'update', given, { items });
	expect(bench.state.integrations.get(VIRUS_TOTAL)?.autosubscribe).toBe(true);
});

describe('set permissions', () => {
	const rows = [{ groupId: '={{ $json.group }}', granted: '={{ $json.granted }}' }];
	const given = { integrationId: `={{ $json.id ?? "${VIRUS_TOTAL}" }}`, permissions: { rows } };
	const set = async (items: IDataObject[], more = {}) =>
		await bench.run('integration', 'setPermissions', given, { items, ...more });
	const stored = (id = VIRUS_TOTAL) =>
		Object.fromEntries(bench.state.integrations.get(id)?.permissions ?? []);

	test('of other groups, or of other integrations, all stay, however long an earlier item takes', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { delayMs: 60 } });
		const { json } = await set([
			{ group: '1', granted: ['read'] },
			{ group: '4', granted: ['admin'] },
			{ id: 'aws_ec2', group: '4', granted: ['read'] },
		]);
		expect(json).toMatchObject([{ groupId: '1' }, { groupId: '4' }, { integrationId: 'aws_ec2' }]);
		expect(stored()).toMatchObject({ 1: ['read'], 4: ['admin'] });
		expect(stored('aws_ec2')).toMatchObject({ 4: ['read'] });
	});

	test('of a group twice are no conflict where they are the same', async () => {
		const { json } = await set([
			{ group: '4', granted: ['read', 'admin'] },
			{ group: '4', granted: ['admin', 'read'] },
		]);
		expect(json).toHaveLength(2);
	});

	test.each([VIRUS_TOTAL, VIRUS_TOTAL.toUpperCase()])(
		'of a group that an earlier item gives others are refused before anything is sent (%s)',
		async (id) => {
			const items = [
				{ group: '1', granted: ['read'] },
				{ group: '4', granted: ['read'] },
				{ id, group: '4', granted: ['admin'] },
			];
			const { error } = await set(items);
			expect(error?.message).toBe(
				"'Permissions' gives group 4 other permissions than an earlier item [item 2]",
			);
			expect(error?.description).toContain('Nothing was sent');
			expect(bench.lines()).toEqual([]);
		},
	);

	test('of a group that an earlier item gives others are refused for their item alone where the node goes on', async () => {
		const [group, other] = [4, 5].map((groupId) => ({ groupId: `={{ $json.groups[${groupId - 4}] }}` }));
		const both = [group, other].map((row) => ({ ...row, granted: '={{ $json.granted }}' }));
		const items = [
			{ groups: ['4', '6'], granted: ['read'] },
			{ groups: ['5', '4'], granted: ['admin'] },
			{ groups: ['5', '7'], granted: ['read'] },
		];
		const { json } = await bench.run(
			'integration',
			'setPermissions',
			{ integrationId, permissions: { rows: both } },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(json.filter(({ error }) => error !== undefined)).toMatchObject([{ details: { itemIndex: 1 } }]);
		expect(stored()).toMatchObject({ 4: ['read'], 5: ['read'], 6: ['read'], 7: ['read'] });
	});
});

test('several integrations are changed side by side', async () => {
	bench.switches.latencyMs = 30;
	const ids = ['aws_ec2', 'shodan', 'jira', VIRUS_TOTAL];
	const given = { integrationId: '={{ $json.id }}', changes: { autosubscribe: true } };
	await bench.json('integration', 'update', given, { items: ids.map((id) => ({ id })) });
	expect(bench.simulator.requests.maxInFlight).toBe(4);
});
