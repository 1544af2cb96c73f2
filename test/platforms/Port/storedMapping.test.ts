import { describe, expect, test } from '@jest/globals';

import { forEachTest, movableClock } from '../../lifecycle';
import { chosen, PortBench } from './bench';

let bench: PortBench;
const clock = movableClock();

forEachTest(async () => (bench = await PortBench.start()));

const integrationId = chosen('my-gitlab');
const config = '{"enableMergeEntity": false}';
const recordOf = (id: string) => bench.simulator.state.installation(id).record;
const patches = () => bench.simulator.requests.count({ method: 'PATCH' });

describe('where Port does not return the mapping', () => {
	test.each([
		['updateConfig', { config }],
		['update', { details: { config } }],
	])('%s does not merge into it', async (operation, parameters) => {
		bench.simulator.switches.optionalFields = 'minimal';
		const before = structuredClone(recordOf('my-gitlab').config);
		expect(await bench.failure(operation, { integrationId, ...parameters })).toMatch(
			/did not return the mapping of "my-gitlab".*Replace.*Nothing was sent/,
		);
		expect(patches()).toBe(0);
		expect(recordOf('my-gitlab').config).toEqual(before);
	});

	test.each(['a mapping', [], 0])('or returns %j in its place, nothing is merged', async (none) => {
		const body = { ok: true, integration: { installationId: 'my-gitlab', config: none } };
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, body } });
		expect(await bench.failure('updateConfig', { integrationId, config })).toMatch(/did not return the map/);
		expect(patches()).toBe(0);
	});

	test('because it cannot be read, the update fails without the wait for a mapping', async () => {
		bench.simulator.faults.add({ method: 'GET', answer: { status: 502 } });
		expect(await bench.failure('updateConfig', { integrationId, config })).toMatch(/HTTP 502 after 6 tries/);
		expect(bench.simulator.requests.count({ method: 'GET' })).toBe(6);
		expect(patches()).toBe(0);
	});

	test('Replace needs none', async () => {
		bench.simulator.switches.optionalFields = 'minimal';
		await bench.json('updateConfig', { integrationId, config, mode: 'replace' });
		expect(recordOf('my-gitlab').config).toEqual({ enableMergeEntity: false });
	});

	test.each(['merge', 'replace'])('Compare Config says that it cannot compare: %s', async (mode) => {
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await bench.failure('compareConfig', { integrationId, config, mode })).toMatch(
			/did not return the mapping of "my-gitlab"/,
		);
	});

	test.each(['appSpec', 'integrationSpec'])(
		'nor the specification, %s alone is not sent: Port may erase the other',
		async (name) => {
			bench.simulator.switches.optionalFields = 'minimal';
			const before = structuredClone(recordOf('my-gitlab').spec);
			const details = { [name]: '{"a": 1}' };
			expect(await bench.failure('update', { integrationId, details })).toMatch(
				/did not return the specification of "my-gitlab".*Give both.*Nothing was sent/,
			);
			expect(recordOf('my-gitlab').spec).toEqual(before);
		},
	);
});

describe('while Port is still to add the default mapping', () => {
	/** A Port-hosted one that was just created; looks at it move it on. */
	async function created(more: object = {}): Promise<void> {
		const details = { installationType: 'Saas', integrationSpec: '{"gitlabToken": "GITLAB_TOKEN"}', ...more };
		await bench.json('create', { installationId: 'hosted', installationAppType: 'gitlab-v2', details });
		bench.simulator.requests.clear();
	}
	const hosted = { integrationId: chosen('hosted') };
	const merged = { enableMergeEntity: false, resources: [{ kind: 'project' }] };

	test.each([
		['updateConfig', { config }],
		['update', { details: { config } }],
	])('%s merges into that, not into nothing', async (operation, parameters) => {
		bench.simulator.switches.looksUntilMapped = 3;
		await created();
		await bench.json(operation, { ...hosted, ...parameters });
		expect(recordOf('hosted').config).toMatchObject(merged);
		for (let look = 0; look < 4; look += 1) await bench.json('get', hosted);
		expect(recordOf('hosted').config).toMatchObject(merged);
		expect(patches()).toBe(1);
	});

	test('and creates it for longer than a merge waits, nothing is sent', async () => {
		bench.simulator.switches.looksUntilDone = 1000;
		await created();
		bench.onLook('hosted', 1, () => clock.pass(60_000));
		expect(await bench.failure('updateConfig', { ...hosted, config })).toMatch(
			/Port is still creating "hosted".*Try again.*Nothing was sent/,
		);
		expect(patches()).toBe(0);
	});

	test('one that runs without any mapping gets the given one, with a remark', async () => {
		await created({ createPortResourcesOrigin: 'Empty' });
		bench.onLook('hosted', 4, () => clock.pass(60_000));
		const { json, hints } = await bench.run('updateConfig', { ...hosted, config });
		expect(json).toHaveLength(1);
		expect(recordOf('hosted').config).toEqual({ enableMergeEntity: false });
		expect(JSON.stringify(hints)).toMatch(/had no mapping for a minute/);
	});

	test('Compare Config compares with that', async () => {
		bench.simulator.switches.looksUntilMapped = 3;
		await created();
		const [found] = await bench.json('compareConfig', { ...hosted, config });
		expect(found).toMatchObject({ changed: 1, added: 0 });
	});

	test('or after a minute with an empty one, with a remark that speaks of no change', async () => {
		await created({ createPortResourcesOrigin: 'Empty' });
		bench.onLook('hosted', 4, () => clock.pass(60_000));
		const { json, hints } = await bench.run('compareConfig', { ...hosted, config });
		expect(json).toMatchObject([{ added: 1, changed: 0 }]);
		expect(JSON.stringify(hints)).toMatch(/had no mapping for a minute, so it was taken for empty/);
		expect(JSON.stringify(hints)).not.toMatch(/merge/);
	});

	test('a self-hosted one is not waited for', async () => {
		const selfHosted = { integrationId: chosen('12345678') };
		const { hints } = await bench.run('updateConfig', { ...selfHosted, config });
		expect(bench.asked()).toEqual(['GET /integration/12345678', 'PATCH /integration/12345678/config']);
		expect(hints).toEqual([]);
	});

	describe('Create with Max Wait', () => {
		const rawly = async (more: object) => {
			const details = { installationType: 'Saas', integrationSpec: '{}', waitSeconds: 300, ...more };
			const given = { installationId: 'hosted', installationAppType: 'gitlab-v2', details };
			const [made] = await bench.json('create', { ...given, simplify: false });
			return made;
		};

		test('waits for it', async () => {
			bench.simulator.switches.looksUntilMapped = 3;
			expect(await rawly({})).toMatchObject({ config: { resources: [{ kind: 'project' }] } });
		});

		test('returns what runs without one after a minute, or at the end of Max Wait', async () => {
			bench.simulator.switches.looksUntilMapped = 1000;
			bench.onLook('hosted', 5, () => clock.pass(60_000));
			expect(await rawly({})).toMatchObject({ config: {} });
			bench.simulator.state.installations.delete('hosted');
			bench.onLook('hosted', 5, () => clock.pass(10_000));
			expect(await rawly({ waitSeconds: 10 })).toMatchObject({ config: {} });
		});

		test('does not wait for one that is to be empty', async () => {
			await rawly({ more: '{"createPortResourcesOrigin": "Empty"}' });
			expect(bench.simulator.requests.count({ method: 'GET', path: '/v1/integration/hosted' })).toBe(2);
		});
	});
});
