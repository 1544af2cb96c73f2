import { expect, test } from '@jest/globals';

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

test.each([
	[
		'update',
		{ changes: { autosubscribe: '={{ $json.last }}' } },
		() => bench.state.integrations.get(VIRUS_TOTAL)?.autosubscribe,
		true,
	],
	[
		'setPermissions',
		{ permissions: { rows: [{ groupId: '1', granted: '={{ $json.last ? ["admin"] : ["read"] }}' }] } },
		() => bench.state.integrations.get(VIRUS_TOTAL)?.permissions.get('1'),
		['admin'],
	],
])(
	'%s: what the last item says stays, however long an earlier one takes',
	async (operation, given, stored, last) => {
		bench.faults.add({
			method: operation === 'update' ? 'PATCH' : 'POST',
			times: 1,
			answer: { delayMs: 60 },
		});
		const items = [false, false, true].map((isLast) => ({ last: isLast }));
		await bench.json('integration', operation, { integrationId, ...given }, { items });
		expect(stored()).toEqual(last);
	},
);

test('several integrations are changed side by side', async () => {
	bench.switches.latencyMs = 30;
	const ids = ['aws_ec2', 'shodan', 'jira', VIRUS_TOTAL];
	const given = { integrationId: '={{ $json.id }}', changes: { autosubscribe: true } };
	await bench.json('integration', 'update', given, { items: ids.map((id) => ({ id })) });
	expect(bench.simulator.requests.maxInFlight).toBe(4);
});
