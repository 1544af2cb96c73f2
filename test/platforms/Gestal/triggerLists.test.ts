import { describe, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { hash } from '../../../core/data/hash';
import { epochMs } from '../../../core/data/times';
import { Clock } from '../../../simulators/switchboard';
import { isLastTrouble, rememberedBatch } from '../../../nodes/Gestal/integrationErrors';
import { recordLog, type PollSession } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { GestalBench, jsonOf, locator } from './bench';
import { broughtBy, events, installation, integration, second } from './cases/eventCases';
import { DAY_MS, ownDate, pass } from '../ownDate';

/** What the trigger makes of the lists it reads; what it must not take for a sign of a problem, and must not show. */
let bench: GestalBench;

/** An installation counts as removed when two polls do not find it. */
const twice = { polls: 2 };
forEachTest(ownDate);
forEachTest(async () => (bench = await GestalBench.start({ clock: new Clock() })));

describe('the watched lists', () => {
	test('one integration only, where one is chosen', async () => {
		const { cloud_id: id } = integration(bench);
		const running = bench.watch({ events: ['newInstallation'], integrationId: locator(id) });
		await running.activate();
		bench.simulator.state.addInstallation({ integrationId: second(bench)?.cloud_id ?? '' });
		expect(await running.poll()).toBeNull();
		expect(bench.lines().some((line) => line.includes(String(second(bench)?.cloud_id)))).toBe(false);
	});

	test('of one integration takes two requests, and one more per installation for its keys', async () => {
		const { cloud_id: integrationId } = integration(bench);
		for (const siteName of ['Barn 5', 'Barn 6']) bench.state.addInstallation({ integrationId, siteName });
		const ofOne = ['healthChanged', 'installationRemoved', 'integrationChanged', 'newInstallation'];
		for (const generation of ['seed', 'current'] as const) {
			for (const [chosen, requests] of [
				[ofOne, 2],
				[['accessKeyUnused', ...ofOne], 2 + 3],
			] as const) {
				const running = bench.watch(
					{ events: [...chosen], integrationId: locator(integrationId) },
					{ generation },
				);
				await running.activate();
				const before = bench.lines().length;
				await running.poll();
				expect(bench.lines().slice(before)).toHaveLength(requests);
			}
		}
	});

	test('several events share the lists of one poll', async () => {
		const chosen = events.map(({ event }) => event).filter((event) => !/batch|mirror/i.test(event));
		await bench.watch({ events: chosen }).activate();
		expect(bench.lines().sort()).toEqual(
			[
				'GET /integrations?per_page=1000&page=1',
				...[integration(bench), second(bench)].map(
					(one) => `GET /integrations/${one?.cloud_id}/installations?per_page=1000&page=1`,
				),
				`GET /integrations/installations/${installation(bench).cloud_id}/accesskeys?per_page=1000&page=1`,
			].sort(),
		);
	});

	test('an installation that comes back is emitted when it goes again', async () => {
		const running = bench.watch({ events: ['installationRemoved'] });
		await running.activate();
		const ids: unknown[] = [];
		for (let time = 0; time < 2; time += 1) {
			installation(bench).activated = false;
			const [removed, ...others] = (await broughtBy(twice, async () => await running.poll())) ?? [];
			expect(others).toEqual([]);
			ids.push(removed?.['eventId']);
			expect(await running.poll()).toBeNull();
			pass(60_000);
			installation(bench).activated = true;
			expect(await running.poll()).toBeNull();
		}
		expect(ids).not.toContain(undefined);
		expect(new Set(ids).size).toBe(2);
	});

	describe.each(['seed', 'current'] as const)('(paths: %s)', (generation) => {
		test.each([
			['newIntegration', ({ state }: GestalBench) => state.integrations],
			['newInstallation', ({ state }: GestalBench) => state.installations],
			['integrationChanged', ({ state }: GestalBench) => state.integrations],
			['accessKeyUnused', ({ state }: GestalBench) => state.accessKeys],
			['mirrorNotMatched', ({ simulator }: GestalBench) => simulator.seeded.farm.mirrors],
		] as ReadonlyArray<readonly [string, (bench: GestalBench) => Map<string, unknown>]>)(
			'what one list leaves out is not told again when it is back: %s',
			async (event, listed) => {
				const { parameters, prepare, change } = events.find((each) => each.event === event) ?? {};
				prepare?.(bench);
				const running = bench.watch({ events: [event], ...parameters?.(bench) }, { generation });
				await running.activate();
				change?.(bench);
				expect(await running.poll()).toHaveLength(1);
				const all = [...listed(bench)];
				for (const missing of [all, all.slice(-1), all]) {
					for (const [id] of missing) listed(bench).delete(id);
					expect(await running.poll()).toBeNull();
					pass(60_000);
					for (const [id, record] of all) listed(bench).set(id, record);
					expect(await running.poll()).toBeNull();
				}
			},
		);

		test('an installation that was gone for a version before this one is new when it is back, under the same ID', async () => {
			const chosen = { events: ['newInstallation'] };
			const running = bench.watch(chosen, { generation, durable: true });
			await running.activate();
			installation(bench).activated = false;
			expect(await broughtBy({ polls: 3 }, async () => await running.poll())).toBeNull();
			const former = JSON.stringify(running.state).replace(/\?(?=\\*",\d)/, '');
			expect(former).not.toBe(JSON.stringify(running.state));
			const upgraded = bench.watch(chosen, { generation, state: jsonParse<IDataObject>(former) });
			installation(bench).activated = true;
			pass(60_000);
			const emitted = jsonOf(await upgraded.restart());
			expect(emitted).toMatchObject([{ kind: 'newInstallation' }]);
			expect(jsonOf(await running.poll())?.map(({ eventId }) => eventId)).toEqual([
				emitted?.[0]?.['eventId'],
			]);
		});
	});

	test('an integration that cannot be read holds up no other, and nothing of it is gone or new', async () => {
		const other = second(bench)?.cloud_id ?? '';
		bench.simulator.state.addInstallation({ integrationId: other, siteName: 'Barn 2' });
		const running = bench.watch({ events: ['installationRemoved', 'newInstallation'] });
		await running.activate();
		const path = `/integrations/${other}/installations`;
		const fault = bench.simulator.faults.add({ path, answer: { status: 403, body: { message: 'Closed' } } });
		installation(bench).activated = false;
		await expect(running.poll()).rejects.toThrow('Closed');
		expect(jsonOf(await running.poll())?.map(({ kind }) => kind)).toEqual(['installationRemoved']);
		fault.remove();
		bench.simulator.state.addInstallation({ integrationId: other, siteName: 'Barn 3' });
		expect(jsonOf(await running.poll())).toMatchObject([
			{ kind: 'newInstallation', integrationId: other, detail: { site: { name: 'Barn 3' } } },
		]);
	});

	test.each(['seed', 'current'] as const)(
		'each coming and each going is an event of its own (%s)',
		async (generation) => {
			const chosen = { events: ['installationRemoved', 'newInstallation'] };
			const running = bench.watch(chosen, { generation });
			await running.activate();
			const ids: unknown[] = [];
			for (const activated of [false, true, false, true]) {
				pass(60_000);
				installation(bench).activated = activated;
				const before = running.state;
				const polls = activated ? 1 : 2;
				const [event] = (await broughtBy({ polls }, async () => await running.poll())) ?? [];
				ids.push(event?.['eventId']);
				// n8n may lose what it stored last: the same change is then seen again.
				pass(60_000);
				const other = bench.watch(chosen, { generation, state: before });
				const started = await other.restart();
				const again = jsonOf(activated ? started : await other.poll());
				expect(again?.map((json) => json['eventId'])).toEqual([event?.['eventId']]);
			}
			expect(new Set(ids).size).toBe(4);
			expect(ids).not.toContain(undefined);
		},
	);

	describe("the current site's list of all installations", () => {
		const add = () => bench.state.addInstallation({ integrationId: integration(bench).cloud_id });
		const named = async (running: { poll: () => ReturnType<ReturnType<GestalBench['watch']>['poll']> }) =>
			jsonOf(await running.poll())?.map((json) => [json['integrationName'], json['integrationId']]);
		const own = () => `/integrator/${integration(bench).cloud_id}/installations`;

		test('has names only: where two integrations share one, or none has it, their own lists are read', async () => {
			const running = bench.watch({ events: ['newInstallation'] }, { generation: 'current' });
			await running.activate();
			add();
			expect(await named(running)).toEqual([['Herd Mirror', integration(bench).cloud_id]]);
			expect(bench.requests().map(({ path }) => path)).not.toContain(own());
			add();
			const { cloud_id: alike } = bench.state.addIntegration({ name: 'Herd Mirror' });
			expect(await named(running)).toEqual([['Herd Mirror', integration(bench).cloud_id]]);
			expect(bench.requests().map(({ path }) => path)).toContain(own());
			bench.state.removeIntegration(alike);
			add();
			bench.faults.add({ path: '/integrator/installations', answer: { body: [{ cloud_id: 'inst_1' }] } });
			expect(await named(running)).toEqual([['Herd Mirror', integration(bench).cloud_id]]);
		});

		test.each(['newInstallation', 'installationRemoved'])(
			'and that of one integration lose nothing between them (%s)',
			async (event) => {
				const running = bench.watch({ events: [event] }, { generation: 'current', durable: true });
				await running.activate();
				const id = integration(bench).cloud_id;
				for (const integrationId of [locator(id), locator('')]) {
					const { cloud_id: installationId } = add();
					expect((await running.poll()) === null).toBe(event === 'installationRemoved');
					if (event === 'newInstallation') add();
					else bench.state.removeInstallation(installationId);
					const published = await running.activate({ events: [event], integrationId });
					const isSeenOnce = event === 'installationRemoved';
					expect(published === null).toBe(isSeenOnce);
					expect(isSeenOnce ? await running.poll() : published).toHaveLength(1);
					expect(await running.poll()).toBeNull();
				}
			},
		);

		test.each(['newInstallation', 'installationRemoved'])(
			'emits nothing of an integration that is excluded, also where another has its name (%s)',
			async (event) => {
				const { cloud_id: alike } = bench.state.addIntegration({ name: 'Herd Mirror' });
				const [excluded, other] = [add(), bench.state.addInstallation({ integrationId: alike })];
				const options = { excludedIntegrations: integration(bench).cloud_id };
				const running = bench.watch({ events: [event], options }, { generation: 'current' });
				await running.activate();
				add();
				bench.state.addInstallation({ integrationId: alike });
				bench.state.removeInstallation(excluded.cloud_id);
				bench.state.removeInstallation(other.cloud_id);
				if (event === 'installationRemoved') expect(await named(running)).toBeUndefined();
				expect(await named(running)).toEqual([['Herd Mirror', alike]]);
				expect(bench.requests().map(({ path }) => path)).not.toContain(own());
			},
		);

		test('that cannot be read is one failure', async () => {
			const running = bench.watch(
				{ events: ['newInstallation', 'newIntegration'] },
				{ generation: 'current' },
			);
			await running.activate();
			const closed = { status: 403, body: { message: 'Closed' } };
			bench.faults.add({ path: '/integrator/installations', answer: closed });
			await expect(running.poll()).rejects.toThrow(/^Gestal Cloud: Closed \(event "New Installation"\)$/);
		});
	});

	test("the current site's other list of integrations is asked for in vain once only", async () => {
		bench.simulator.switches.integratorList = '/integrator/integrations';
		const running = bench.watch({ events: ['newIntegration'] }, { generation: 'current' });
		await running.activate();
		expect(bench.lines()).toHaveLength(2);
		await running.poll();
		expect(bench.lines().slice(2)).toEqual(['GET /integrator/integrations?per_page=1000&page=1']);
		bench.simulator.switches.integratorList = '/integrator';
		await running.poll();
		bench.simulator.state.addIntegration({ name: 'Newest' });
		expect(await running.poll()).toHaveLength(1);
		expect(
			bench
				.lines()
				.slice(3)
				.map((line) => line.split('?')[0]),
		).toEqual(['GET /integrator/integrations', 'GET /integrator', 'GET /integrator']);
	});

	test('a list that shrinks while it is read is read once more, and makes only gone what is', async () => {
		for (let count = 0; count < 1200; count += 1)
			bench.simulator.state.addInstallation({ integrationId: integration(bench).cloud_id });
		const running = bench.watch({ events: ['installationRemoved'] });
		await running.activate();
		const list = { method: 'GET', path: `/integrations/${integration(bench).cloud_id}/installations` };
		const asked = bench.simulator.requests.count(list);
		bench.simulator.switches.latencyMs = 20;
		const polled = running.poll();
		await bench.simulator.requests.waitFor(list, asked + 2);
		// The second page is on its way: what is removed from the first now moves the others up.
		const removed = [...bench.simulator.state.installations.keys()].sort().slice(0, 3);
		for (const id of removed) bench.simulator.state.removeInstallation(id);
		expect(await polled).toBeNull();
		expect(bench.simulator.requests.count(list)).toBe(asked + 4);
		const gone = jsonOf(await running.poll())?.map((json) => json['detail']);
		expect(gone).toHaveLength(3);
		expect(gone).toEqual(
			expect.arrayContaining(removed.map((id) => expect.objectContaining({ installationId: id }))),
		);
		expect(bench.simulator.requests.count(list)).toBe(asked + 6);
		expect(await running.poll()).toBeNull();
	});

	describe.each(['seed', 'current'] as const)('(paths: %s)', (generation) => {
		const isSeed = generation === 'seed';

		test.each<[string, string, (count: number) => { cloud_id: string }, () => Map<string, object>]>([
			[
				'newIntegration',
				isSeed ? '/integrations' : '/integrator',
				(count) => bench.state.addIntegration({ name: `Made ${count}` }),
				() => bench.state.integrations,
			],
			[
				'mirrorNotMatched',
				isSeed ? '/integration/mirrors/sows' : '/integration/sow-mirrors',
				(count) => bench.simulator.seeded.farm.addMirror({ vendor_id: `made ${count}` }),
				() => bench.simulator.seeded.farm.mirrors,
			],
		])(
			'what slips past while the list of %s is read for the first time is no news afterwards',
			async (event, path, add, listed) => {
				for (let count = 0; count < 1200; count += 1) add(count);
				pass(10 * DAY_MS);
				const running = bench.watch({ events: [event] }, { generation });
				const list = { method: 'GET', path };
				bench.switches.latencyMs = 20;
				const activated = running.activate();
				await bench.simulator.requests.waitFor(list, 2);
				// In whichever order they are listed, others move up to the first page.
				const ids = [...listed().keys()];
				for (const id of [...ids.slice(0, 3), ...ids.slice(-3)]) listed().delete(id);
				expect(await activated).toBeNull();
				expect(await running.poll()).toBeNull();
			},
		);
	});

	test('an integration without updated_at is compared by what it says', async () => {
		bench.simulator.switches.integrationUpdatedAt = 'never';
		const running = bench.watch({ events: ['integrationChanged'] });
		await running.activate();
		integration(bench).url = 'https://example.com/other';
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { url: 'https://example.com/other' } }]);
		expect(await running.poll()).toBeNull();
	});

	test('a used key is emitted again only after it was used again', async () => {
		const { key } = bench.simulator.seeded;
		key.last_active_at = bench.simulator.clock.iso();
		const running = bench.watch({ events: ['accessKeyUnused'], unusedDays: 1 }, { generation: 'current' });
		await running.activate();
		pass(2 * DAY_MS);
		expect(jsonOf(await running.poll())).toMatchObject([
			{ message: 'The access key was not used for 1 day' },
		]);
		pass(2 * DAY_MS);
		expect(await running.poll()).toBeNull();
		key.last_active_at = bench.simulator.clock.iso();
		expect(await running.poll()).toBeNull();
		pass(2 * DAY_MS);
		expect(await running.poll()).toHaveLength(1);
	});
});

test.each(['accessKeyUnused', 'mirrorNotMatched'])(
	'%s occurs when its days are over, not when they begin',
	async (event) => {
		const { key, farm } = bench.simulator.seeded;
		const begin = bench.simulator.clock.iso();
		key.last_active_at = begin;
		for (const mirror of farm.mirrors.values()) mirror.created_at = begin;
		const running = bench.watch({ events: [event], unusedDays: 3, unmatchedDays: 3 });
		await running.activate();
		pass(5 * DAY_MS);
		const found = jsonOf(await running.poll())?.[0];
		expect((epochMs(found?.['occurredAt']) ?? NaN) - Date.parse(begin)).toBe(3 * DAY_MS);
	},
);

describe('what cannot be read', () => {
	const closed = { status: 403, body: { message: 'Closed' } };
	const unusedDays = 5;
	/** Another integration, with an installation and its key. */
	const addSecond = () => {
		const integrationId = second(bench)?.cloud_id ?? '';
		const { cloud_id: installationId } = bench.state.addInstallation({ integrationId, siteName: 'Barn 2' });
		return { integrationId, installationId, key: bench.state.addAccessKey(installationId) };
	};

	test.each([
		['an integration', () => `/integrations/${integration(bench).cloud_id}/installations`],
		['an installation', () => `/integrations/installations/${installation(bench).cloud_id}/accesskeys`],
	])('of %s holds up no keys of another integration, and is named', async (_what, path) => {
		const { key } = addSecond();
		const running = bench.watch({ events: ['accessKeyUnused'], unusedDays });
		await running.activate();
		pass(6 * DAY_MS);
		const fault = bench.faults.add({ path: path(), answer: closed });
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { accessKeyId: key.id } }]);
		await expect(running.poll()).rejects.toThrow('Closed (integration "Herd Mirror")');
		fault.remove();
		const { id: accessKeyId } = bench.simulator.seeded.key;
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { accessKeyId } }]);
		expect(await running.poll()).toBeNull();
	});

	test.each(['seed', 'current'] as const)(
		'is not asked for where its integration is excluded (%s)',
		async (generation) => {
			const { integrationId, installationId, key } = addSecond();
			const options = { excludedIntegrations: integration(bench).cloud_id };
			const parameters = { events: ['accessKeyUnused'], unusedDays, options };
			const running = bench.watch(parameters, { generation });
			await running.activate();
			pass(6 * DAY_MS);
			expect(jsonOf(await running.poll())).toMatchObject([
				{ integrationId, detail: { accessKeyId: key.id, installationId } },
			]);
			expect(await running.poll()).toBeNull();
			const asked = bench.lines().join();
			expect(asked).not.toContain(`/${integration(bench).cloud_id}/`);
			expect(asked).not.toContain(`/${installation(bench).cloud_id}/`);
			expect(await running.activate({ ...parameters, options: {} })).toBeNull();
			expect(await running.poll()).toBeNull();
		},
	);

	test('of a batch holds up no other batch', async () => {
		bench.switches.batchProgress = 'manual';
		const { cloud_id: installationId } = installation(bench);
		const [first, other] = [1, 2].map(() => bench.state.addBatch(installationId, { total: 5, pending: 5 }));
		const batchIds = [first, other].map((batch) => batch?.cloud_id ?? '').join(', ');
		const running = bench.watch({ events: ['batchWithFailures'], batchIds });
		await running.activate();
		bench.faults.add({ path: new RegExp(`${first?.cloud_id}$`), answer: closed });
		Object.assign(other ?? {}, { failures: 1 });
		expect(jsonOf(await running.poll())).toMatchObject([{ detail: { batchId: other?.cloud_id } }]);
		await expect(running.poll()).rejects.toThrow('Closed');
	});
});

test.each(['cancelled', 'completed', 'active'] as const)(
	'a batch that was cancelled is an event, once, where the current site calls it %s',
	async (cancelledState) => {
		Object.assign(bench.switches, { batchProgress: 'manual', cancelledState });
		const batch = bench.state.addBatch(installation(bench).cloud_id, { total: 5, pending: 5 });
		const running = bench.watch(
			{ events: ['batchWithFailures'], batchIds: batch.cloud_id },
			{ generation: 'current' },
		);
		await running.activate();
		bench.simulator.batches.cancel(batch);
		expect(jsonOf(await running.poll())).toMatchObject([
			{
				code: 'cancelled',
				message: `Batch ${batch.cloud_id}: it was canceled`,
				occurredAt: batch.cancelled_at,
			},
		]);
		expect(await running.poll()).toBeNull();
	},
);

test.each(['cancelled', 'canceled'])(
	'a batch that was canceled is no other event when its state says so, too, in either spelling: %s',
	async (state) => {
		bench.switches.batchProgress = 'manual';
		const batch = bench.state.addBatch(installation(bench).cloud_id, { total: 5, pending: 5 });
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: batch.cloud_id });
		await running.activate();
		const cancelledAt = bench.simulator.clock.iso();
		const shows = (given: string) => {
			const body = { ...batch, state: given, cancelled_at: cancelledAt };
			return bench.faults.add({ path: new RegExp(`${batch.cloud_id}$`), answer: { body } });
		};
		const first = shows('active');
		expect(await running.poll()).toHaveLength(1);
		first.remove();
		shows(state);
		expect(await running.poll()).toBeNull();
	},
);

test('a canceled batch that a version before 0.2 remembered in the other spelling is no other event', () => {
	expect(isLastTrouble('it was canceled', 'it was cancelled@lz0')).toBe(true);
	expect(rememberedBatch('it was canceled', 'it was cancelled@lz0')).toBe('it was cancelled@lz0');
});

describe('an installation seems gone', () => {
	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['something else', { body: { status: 'maintenance' } }],
		['nothing', { status: 204, bodyText: '' }],
	])('but is not, when %s comes with success', async (_what, answer) => {
		const running = bench.watch({ events: ['installationRemoved'] });
		await running.activate();
		const path = `/integrations/${integration(bench).cloud_id}/installations`;
		const fault = bench.simulator.faults.add({ path, answer });
		await expect(running.poll()).rejects.toThrow(/returned .+ \((expected a list|200 OK)\)/);
		fault.remove();
		expect(await running.poll()).toBeNull();
		bench.simulator.seeded.installation.activated = false;
		expect(await broughtBy(twice, async () => await running.poll())).toHaveLength(1);
	});

	describe.each(['seed', 'current'] as const)('(paths: %s)', (generation) => {
		/** Shows nothing at that address, as if all was well. */
		const empty = (path: RegExp) =>
			bench.faults.add({
				method: 'GET',
				path,
				answer: { body: { data: [], meta: { total: 0, next_page: false } } },
			});

		test('but is not, when a list comes empty once', async () => {
			const running = bench.watch({ events: ['installationRemoved'] }, { generation });
			await running.activate();
			for (let time = 0; time < 2; time += 1) {
				const fault = empty(/installations$/);
				expect(await running.poll()).toBeNull();
				fault.remove();
				expect(await running.poll()).toBeNull();
			}
			installation(bench).activated = false;
			expect(await broughtBy(twice, async () => await running.poll())).toHaveLength(1);
		});

		test('but is not, while its integration is missing from the list; after an hour it is', async () => {
			const running = bench.watch({ events: ['installationRemoved'] }, { generation });
			await running.activate();
			const { cloud_id: id } = integration(bench);
			const data = [...bench.state.integrations.values()].filter(({ cloud_id: one }) => one !== id);
			const body = { data, meta: { total: data.length, next_page: false } };
			const hide = () => bench.faults.add({ path: /^\/(integrations|integrator)$/, answer: { body } });
			const hidden = hide();
			for (let minute = 0; minute < 50; minute += 10) {
				pass(10 * 60_000);
				expect(await running.poll()).toBeNull();
			}
			hidden.remove();
			pass(20 * 60_000);
			expect(await running.poll()).toBeNull();
			hide();
			expect(await running.poll()).toBeNull();
			pass(59 * 60_000);
			expect(await running.poll()).toBeNull();
			pass(60_000);
			expect(jsonOf(await running.poll())).toMatchObject([
				{ kind: 'installationRemoved', integrationId: id },
			]);
			expect(await running.poll()).toBeNull();
		});

		test('and is after that hour also where something else is excluded meanwhile', async () => {
			const events = ['installationRemoved'];
			const running = bench.watch({ events }, { generation });
			await running.activate();
			const { cloud_id: id } = integration(bench);
			const data = [...bench.state.integrations.values()].filter(({ cloud_id: one }) => one !== id);
			const body = { data, meta: { total: data.length, next_page: false } };
			bench.faults.add({ path: /^\/(integrations|integrator)$/, answer: { body } });
			expect(await running.poll()).toBeNull();
			pass(30 * 60_000);
			const options = { excludedIntegrations: 'another' };
			expect(await running.activate({ events, options })).toBeNull();
			pass(31 * 60_000);
			expect(jsonOf(await running.poll())).toMatchObject([
				{ kind: 'installationRemoved', integrationId: id },
			]);
			expect(await running.poll()).toBeNull();
		});
	});

	test('and is, once, where a version before this one knew it', async () => {
		const running = bench.watch({ events: ['installationRemoved'] });
		await running.activate();
		// Since when it was known was not kept.
		const former = JSON.stringify(running.state).replace(/,\\+"[\da-z]{6}\\+"\]/, ']');
		expect(former).not.toBe(JSON.stringify(running.state));
		const upgraded = bench.watch(
			{ events: ['installationRemoved'] },
			{ state: jsonParse<IDataObject>(former) },
		);
		expect(await upgraded.restart()).toBeNull();
		installation(bench).activated = false;
		const ids = (await broughtBy(twice, async () => await upgraded.poll()))?.map(({ eventId }) => eventId);
		expect(ids).toEqual([`gestal:installationRemoved:${installation(bench).cloud_id}:`]);
		expect(await upgraded.poll()).toBeNull();
	});
});

describe('a list that lacks records whenever it is read', () => {
	/** Shows what is there, and says that there is more. */
	const lack = (path: string, rows: readonly object[]) =>
		bench.faults.add({
			method: 'GET',
			path,
			answer: { body: { data: rows, meta: { total: rows.length + 1, next_page: false } } },
		});
	const said = 'The list changed while it was read';

	test.each([
		['mirrorNotMatched', '/integration/mirrors/sows'],
		['newIntegration', '/integrations'],
		['integrationChanged', '/integrations'],
		['accessKeyUnused', '/integrations'],
	] as const)('keeps no %s from being emitted, and is remarked', async (event, path) => {
		const one = events.find((each) => each.event === event);
		one?.prepare?.(bench);
		const chosen = ['problemReachingIntegration', event];
		const running = bench.watch({ events: chosen, ...one?.parameters?.(bench) });
		await running.activate();
		one?.change(bench);
		const { state, seeded } = bench.simulator;
		const records = path === '/integrations' ? state.integrations : seeded.farm.mirrors;
		lack(path, [...records.values()]);
		const log = recordLog();
		expect(jsonOf(await running.poll())).toMatchObject([one?.emitted(bench)]);
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: expect.stringContaining(said) }),
		);
		expect(await running.poll()).toBeNull();
	});

	test.each([
		['mirrorNotMatched', '/integration/mirrors/sows', () => bench.simulator.seeded.farm.mirrors],
		['newIntegration', '/integrations', () => bench.state.integrations],
	] as const)(
		'and the same ones, is read and remarked twice by no later poll (%s)',
		async (event, path, listed) => {
			const running = bench.watch({ events: [event] });
			await running.activate();
			const log = recordLog();
			const poll = async () => {
				const [asked, logged] = [bench.simulator.requests.count({ path }), log.length];
				expect(await running.poll()).toBeNull();
				return [bench.simulator.requests.count({ path }) - asked, log.length - logged];
			};
			const rows = [...listed().values()];
			const fault = lack(path, rows);
			expect(await poll()).toEqual([2, 1]);
			expect(await poll()).toEqual([1, 0]);
			expect(await poll()).toEqual([1, 0]);
			fault.remove();
			lack(path, rows.slice(1));
			expect(await poll()).toEqual([2, 1]);
		},
	);

	test('twice the same is still not all of the integrations whose installations may be gone', async () => {
		const running = bench.watch({ events: ['newIntegration'] });
		await running.activate();
		lack('/integrations', [...bench.state.integrations.values()].slice(1));
		expect(await running.poll()).toBeNull();
		await expect(bench.watch({ events: ['installationRemoved'] }).activate()).rejects.toThrow(said);
	});

	test.each(['newInstallation', 'installationRemoved', 'healthChanged'] as const)(
		'moves nothing of %s, and is no problem of reaching Gestal',
		async (event) => {
			const path = `/integrations/${integration(bench).cloud_id}/installations`;
			const running = bench.watch({ events: [event] });
			await running.activate();
			const fault = lack(path, []);
			await expect(running.poll()).rejects.toThrow(
				`${said}: 0 of 1 records were received, at a second reading too`,
			);
			const watching = bench.watch({ events: [event, 'problemReachingIntegration'] });
			fault.remove();
			await watching.activate();
			lack(path, []);
			expect(await watching.poll()).toBeNull();
			expect(await watching.poll()).toBeNull();
		},
	);
});

test('a list of integrations that lacks one, twice the same, makes none of its installations gone', async () => {
	const running = bench.watch({ events: ['installationRemoved'] });
	await running.activate();
	const { cloud_id: id } = bench.state.addIntegration({ name: 'Other' });
	const body = { data: [{ cloud_id: id, name: 'Other' }], meta: { total: 3, next_page: false } };
	const fault = bench.faults.add({ path: '/integrations', answer: { body } });
	await expect(running.poll()).rejects.toThrow('1 of 3 records were received, at a second reading too');
	fault.remove();
	expect(await running.poll()).toBeNull();
});

describe.each(['seed', 'current'] as const)(
	'a list that counts more than it shows (paths: %s)',
	(generation) => {
		test.each(['newInstallation', 'installationRemoved', 'healthChanged'])(
			'holds up no %s',
			async (event) => {
				bench.switches.installationTotal = 'all';
				const integrationId = integration(bench).cloud_id;
				for (const activated of [true, true, false, false])
					bench.state.addInstallation({ integrationId, activated });
				const events = [event, 'problemReachingIntegration'];
				const running = bench.watch({ events, integrationId: locator(integrationId) }, { generation });
				const log = recordLog();
				expect(await running.activate()).toBeNull();
				expect(log.map(({ message }) => message)).toEqual([
					expect.stringMatching(/^Gestal counts 5 records in .*\/installations, and lists 3$/),
				]);
				const quietFrom = bench.lines().length;
				expect(await running.poll()).toBeNull();
				expect(
					bench
						.lines()
						.slice(quietFrom)
						.filter((line) => line.includes('/installations')),
				).toHaveLength(1);
				if (event === 'newInstallation') bench.state.addInstallation({ integrationId });
				else if (event === 'installationRemoved') installation(bench).activated = false;
				else
					for (const each of bench.state.installationsOf(integrationId))
						bench.state.removeInstallation(each.cloud_id);
				const polls = event === 'installationRemoved' ? 2 : 1;
				const emitted = await broughtBy({ polls }, async () => await running.poll());
				expect(emitted).toMatchObject([{ kind: event }]);
				expect(await running.poll()).toBeNull();
			},
		);
	},
);

test('two accounts whose list of installations counts more than it shows do not make each other read it twice', async () => {
	const path = '/integrator/installations';
	bench.switches.installationTotal = 'all';
	bench.state.addInstallation({ integrationId: integration(bench).cloud_id, activated: false });
	const watch = () => bench.watch({ events: ['newInstallation'] }, { generation: 'current' });
	const sessions = [watch(), watch()];
	const other = { cloud_id: 'ins_other', name: integration(bench).name, activated: true };
	const ofOther = { body: { data: [other], meta: { total: 2, next_page: false } } };
	/** What happens with the account of the one, then of the other; how often each read the list. */
	const inTurn = async (happens: (session: PollSession) => Promise<unknown>) => {
		const counts: number[] = [];
		for (const [at, session] of sessions.entries()) {
			const fault = at === 0 ? undefined : bench.faults.add({ path, answer: ofOther });
			const before = bench.lines().length;
			expect(await happens(session)).toBeNull();
			const asked = bench.lines().slice(before);
			counts.push(asked.filter((line) => line.startsWith(`GET ${path}?`)).length);
			fault?.remove();
		}
		return counts;
	};
	expect(await inTurn(async (session) => await session.activate())).toEqual([2, 2]);
	expect(await inTurn(async (session) => await session.poll())).toEqual([1, 1]);
	expect(await inTurn(async (session) => await session.poll())).toEqual([1, 1]);
});

test('a list of several pages that twice lacks the same is taken as it is', async () => {
	bench.switches.installationTotal = 'all';
	const { cloud_id: integrationId } = integration(bench);
	for (let count = 0; count < 1200; count += 1)
		bench.state.addInstallation({ integrationId, activated: count > 0 });
	const running = bench.watch({ events: ['installationRemoved'] });
	expect(await running.activate()).toBeNull();
	installation(bench).activated = false;
	expect(await broughtBy(twice, async () => await running.poll())).toHaveLength(1);
});

describe.each(['seed', 'current'] as const)(
	'a list that counts some and shows none (paths: %s)',
	(generation) => {
		const chosen = () => ({
			events: ['installationRemoved'],
			integrationId: locator(integration(bench).cloud_id),
		});

		test('is believed after an hour: the only installation is still counted when it is removed', async () => {
			bench.switches.installationTotal = 'all';
			const running = bench.watch(chosen(), { generation });
			await running.activate();
			installation(bench).activated = false;
			await expect(running.poll()).rejects.toThrow('0 of 1 records');
			pass(50 * 60_000);
			expect(await running.poll()).toBeNull();
			pass(20 * 60_000);
			expect(await broughtBy(twice, async () => await running.poll())).toMatchObject([
				{ kind: 'installationRemoved' },
			]);
			pass(120 * 60_000);
			expect(await running.poll()).toBeNull();
		});

		test('is not, where it showed some in between', async () => {
			bench.switches.installationTotal = 'all';
			const running = bench.watch(chosen(), { generation });
			await running.activate();
			for (const activated of [false, true, false]) {
				installation(bench).activated = activated;
				const polled = await running.poll().then(
					() => 'read',
					() => 'failed',
				);
				expect(polled).toBe(activated ? 'read' : 'failed');
				pass(50 * 60_000);
			}
			expect(await running.poll()).toBeNull();
			installation(bench).activated = true;
			expect(await running.poll()).toBeNull();
		});
	},
);

describe('a list of all installations that counts some and shows none', () => {
	/** The one account and the other, published. */
	const twoAccounts = async () => {
		const sessions: PollSession[] = [];
		for (const email of ['one@example.com', 'other@example.com']) {
			Object.assign(bench.state.account, { email });
			const session = bench.watch({ events: ['installationRemoved'] }, { generation: 'current' });
			expect(await session.activate()).toBeNull();
			sessions.push(session);
		}
		return sessions;
	};
	const emptyFor = async (session: PollSession | undefined) => {
		const body = { data: [], meta: { total: 3, next_page: false } };
		const fault = bench.faults.add({ path: '/integrator/installations', answer: { body } });
		return await Promise.resolve(session?.poll() ?? null).finally(() => fault.remove());
	};

	test('is not believed since the list of another account shows none', async () => {
		const [one, other] = await twoAccounts();
		await expect(emptyFor(one)).rejects.toThrow('0 of 3 records');
		pass(70 * 60_000);
		await expect(emptyFor(other)).rejects.toThrow('0 of 3 records');
		expect(await emptyFor(other)).toBeNull();
		expect(await other?.poll()).toBeNull();
	});

	test('is believed after an hour, although the list of another account shows some', async () => {
		const [one, other] = await twoAccounts();
		await expect(emptyFor(one)).rejects.toThrow('0 of 3 records');
		for (let polls = 0; polls < 2; polls += 1) {
			expect(await other?.poll()).toBeNull();
			pass(35 * 60_000);
		}
		expect(await broughtBy(twice, async () => await emptyFor(one))).toMatchObject([
			{ kind: 'installationRemoved' },
		]);
	});
});

describe('no installation seems gone', () => {
	const maintenance = { status: 'maintenance' };

	test.each([
		[
			'a chosen integration',
			(id: string) => ({ path: `/integrations/${id}`, answer: { body: maintenance } }),
		],
		[
			'a chosen integration without its cloud ID',
			(id: string) => ({ path: `/integrations/${id}`, answer: { body: { id } } }),
		],
		['the integrations', () => ({ path: '/integrations', answer: { body: { data: [maintenance] } } })],
		[
			'its installations',
			(id: string) => ({
				path: `/integrations/${id}/installations`,
				answer: { body: { data: [maintenance], meta: { total: 1, next_page: false } } },
			}),
		],
	] as const)('where %s come as something else', async (what, faultOf) => {
		const { cloud_id: id } = integration(bench);
		const chosen = what.includes('chosen') ? { integrationId: locator(id) } : {};
		const running = bench.watch({ events: ['installationRemoved'], ...chosen });
		await running.activate();
		const fault = bench.faults.add(faultOf(id));
		await expect(running.poll()).rejects.toThrow(/unexpected response \(expected a (list|record)\)/);
		fault.remove();
		expect(await running.poll()).toBeNull();
		installation(bench).activated = false;
		expect(await broughtBy(twice, async () => await running.poll())).toHaveLength(1);
	});
});

describe('another generation of paths', () => {
	test.each(['seed', 'current'] as const)('from %s makes no integration changed', async (generation) => {
		const other = generation === 'seed' ? 'current' : 'seed';
		const running = bench.watch({ events: ['integrationChanged'] }, { generation });
		await running.activate();
		running.credentials.change('gestalIntegratorApi', { apiPaths: other });
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		integration(bench).url = 'https://example.com/other';
		expect(await running.poll()).toHaveLength(1);
		expect(await running.poll()).toBeNull();
	});

	test('a later updated_at is a change although the texts are as before', async () => {
		const running = bench.watch({ events: ['integrationChanged'] });
		await running.activate();
		integration(bench).updated_at = '2030-01-01T00:00:00.000Z';
		expect(await running.poll()).toHaveLength(1);
		expect(await running.poll()).toBeNull();
	});

	test('the same updated_at in another writing is none, nor where a version before remembered its writing', async () => {
		const changed = integration(bench);
		changed.updated_at = '2030-01-01T00:00:00Z';
		const running = bench.watch({ events: ['integrationChanged'] });
		await running.activate();
		for (const writing of ['2030-01-01T00:00:00.000Z', '2030-01-01 01:00:00+01:00', '2030-01-01T00:00:00Z']) {
			changed.updated_at = writing;
			expect(await running.poll()).toBeNull();
		}
		const [own, former] = ['2030-01-01T00:00:00.000Z', changed.updated_at].map((time) => hash(time, 4));
		const state = JSON.stringify(running.state);
		expect(state).toContain(`${own}\\"`);
		const before = state.replace(`${own}\\"`, `${former}\\"`);
		const updated = bench.watch({ events: ['integrationChanged'] }, { state: jsonParse(before) });
		expect(await updated.restart()).toBeNull();
		expect(await updated.poll()).toBeNull();
		changed.updated_at = '2030-01-01T00:00:00+00:00';
		expect(await updated.poll()).toBeNull();
		changed.updated_at = '2030-01-01T00:00:01Z';
		expect(await updated.poll()).toHaveLength(1);
	});

	test('a key without ID is the same one in another writing of its time, also where a version before remembered that', async () => {
		bench.switches.accessKeyId = 'none';
		const { key } = bench.simulator.seeded;
		key.created_at = '2024-01-01T00:00:00Z';
		const parameters = { events: ['accessKeyUnused'], unusedDays: 1 };
		const running = bench.watch(parameters, { generation: 'current' });
		await running.activate();
		key.created_at = '2024-01-01T00:00:00.000Z';
		expect(await running.poll()).toBeNull();
		const state = JSON.stringify(running.state);
		const keyOf = (time: string) => hash(`${key.secret.slice(-4)}@${time}`, 8);
		const former = state.replace(keyOf('2024-01-01T00:00:00.000Z'), keyOf('2024-01-01T00:00:00Z'));
		expect(former).not.toBe(state);
		key.created_at = '2024-01-01T00:00:00Z';
		const updated = bench.watch(parameters, { generation: 'current', state: jsonParse(former) });
		expect(await updated.restart()).toBeNull();
		expect(await updated.poll()).toBeNull();
		key.created_at = '2024-01-01T00:00:01Z';
		expect(await updated.poll()).toHaveLength(1);
	});
});

test('a batch shows only the failures that came since the last poll', async () => {
	bench.simulator.switches.batchProgress = 'manual';
	const { cloud_id: installationId } = bench.simulator.seeded.installation;
	const batch = bench.simulator.state.addBatch(installationId, { total: 5, pending: 5 });
	const running = bench.watch({ events: ['batchWithFailures'], batchIds: batch.cloud_id });
	await running.activate();
	const emitted = async () =>
		(await running.poll())?.map(({ json }) => [json['eventId'], json['occurrences']]);
	batch.failures = 1;
	expect(await emitted()).toEqual([[`gestal:batchFailed:${batch.cloud_id}:1`, 1]]);
	batch.failures = 4;
	expect(await emitted()).toEqual([[`gestal:batchFailed:${batch.cloud_id}:4`, 3]]);
	expect(await running.poll()).toBeNull();
});

test('a batch that failed before publishing is emitted, as one does whose ID is added later', async () => {
	bench.simulator.switches.batchProgress = 'manual';
	const { cloud_id: installationId } = bench.simulator.seeded.installation;
	const add = () => bench.simulator.state.addBatch(installationId, { total: 5, failures: 2 }).cloud_id;
	const [first, second] = [add(), add()];
	const running = bench.watch({ events: ['batchWithFailures'], batchIds: first });
	const failed = (id: string) => [
		{ kind: 'batchFailed', occurrences: 2, detail: { batchId: id, failures: 2 } },
	];
	expect(jsonOf(await running.activate())).toMatchObject(failed(first));
	expect(await running.poll()).toBeNull();
	const both = { events: ['batchWithFailures'], batchIds: `${first}, ${second}` };
	expect(jsonOf(await running.activate(both))).toMatchObject(failed(second));
	expect(await running.poll()).toBeNull();
});

describe('the chosen integration is deleted', () => {
	test.each(['seed', 'current'] as const)(
		'its installations are emitted as removed, then its absence is reported (%s)',
		async (generation) => {
			const { cloud_id: id } = integration(bench);
			const chosen = { events: ['installationRemoved'], integrationId: locator(id) };
			const running = bench.watch(chosen, { generation });
			await running.activate();
			bench.state.removeIntegration(id);
			expect(jsonOf(await running.poll())).toMatchObject([
				{
					kind: 'installationRemoved',
					integrationId: id,
					integrationName: 'Herd Mirror',
					detail: { siteName: expect.any(String) },
				},
			]);
			await expect(running.poll()).rejects.toMatchObject({ httpCode: '404' });
		},
	);

	test('a route that is gone is no deleted integration', async () => {
		const chosen = { events: ['installationRemoved'], integrationId: locator(integration(bench).cloud_id) };
		const running = bench.watch(chosen);
		await running.activate();
		const before = running.state;
		bench.switches.generations = 'currentOnly';
		await expect(running.poll()).rejects.toMatchObject({ httpCode: '404' });
		expect(running.state).toEqual(before);
	});

	test('one that never was there is refused when the workflow is published', async () => {
		const running = bench.watch({ events: ['installationRemoved'], integrationId: locator('int_typo') });
		await expect(running.activate()).rejects.toMatchObject({ httpCode: '404' });
	});
});

describe.each(['seed', 'current'] as const)('an integration (paths: %s)', (generation) => {
	const record = { cloud_id: 'int_1', name: 'Herd', url: 'https://example.com' };
	const shown = (more: IDataObject) => {
		bench.faults.clear();
		const body = { data: [{ ...record, ...more }], meta: { total: 1, next_page: false } };
		bench.faults.add({ path: /^\/integrat(ions|or)$/, answer: { body } });
	};
	const changed = { events: ['integrationChanged'] };

	test('is not changed where nothing is shown as null, as an empty text or not at all', async () => {
		const running = bench.watch(changed, { generation });
		shown({ description: null });
		await running.activate();
		for (const more of [{ description: '' }, {}, { description: null }]) {
			shown(more);
			expect(await running.poll()).toBeNull();
		}
		shown({ description: 'New' });
		expect(await running.poll()).toHaveLength(1);
	});

	test.each([
		['not at all', {}, '{"name":"Herd","url":"https://example.com"}'],
		['as an empty text', { description: '' }, '{"name":"Herd","url":"https://example.com","description":""}'],
	])('goes on from what a version before kept of one that has a text %s', async (_what, more, former) => {
		const running = bench.watch(changed, { generation });
		shown(more);
		await running.activate();
		// A hash of what was shown stood where one of what that means stands now.
		const nowHash = hash(JSON.stringify({ name: record.name, url: record.url, description: null }), 5);
		const state = JSON.stringify(running.state);
		expect(state).toContain(nowHash);
		const upgraded = bench.watch(changed, {
			generation,
			state: jsonParse<IDataObject>(state.replace(nowHash, hash(former, 5))),
		});
		expect(await upgraded.restart()).toBeNull();
		expect(await upgraded.poll()).toBeNull();
		shown({ ...more, url: 'https://example.com/new' });
		expect(await upgraded.poll()).toHaveLength(1);
	});
});

describe('a batch that Gestal no longer knows', () => {
	const batches = () => bench.simulator.state.batches;
	const add = () => bench.simulator.state.addBatch(bench.simulator.seeded.installation.cloud_id).cloud_id;

	test('is emitted once, and does not hold up the others', async () => {
		bench.simulator.switches.batchProgress = 'manual';
		const [gone, other] = [add(), add()];
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: `${gone}, ${other}` });
		await running.activate();
		batches().delete(gone);
		expect((await running.poll())?.map(({ json }) => json)).toMatchObject([
			{
				kind: 'batchFailed',
				code: null,
				message: `Batch ${gone}: Gestal does not know it`,
				occurrences: 1,
				detail: { batchId: gone },
			},
		]);
		expect(await running.poll()).toBeNull();
		Object.assign(batches().get(other)?.batch ?? {}, { failures: 2, total: 2 });
		expect((await running.poll())?.map(({ json }) => json['occurrences'])).toEqual([2]);
	});

	test('is emitted once also where it is the last, after which nothing fails', async () => {
		bench.simulator.switches.batchProgress = 'manual';
		const gone = add();
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: gone });
		await running.activate();
		batches().delete(gone);
		expect(jsonOf(await running.poll())).toMatchObject([{ kind: 'batchFailed', detail: { batchId: gone } }]);
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
	});

	test('and then knows again is not emitted once more with the failures that it had', async () => {
		bench.simulator.switches.batchProgress = 'manual';
		const [one, other] = [add(), add()];
		const running = bench.watch({ events: ['batchWithFailures'], batchIds: `${one}, ${other}` });
		await running.activate();
		const { batch } = batches().get(one) ?? {};
		const emitted = async (failures: number) => {
			Object.assign(batch ?? {}, { failures, total: 9 });
			return jsonOf(await running.poll())?.map(({ message, occurrences }) => [message, occurrences]);
		};
		expect(await emitted(4)).toEqual([[`Batch ${one}: 4 of 9 mirrors failed`, 4]]);
		for (const [failures, rise] of [
			[4, undefined],
			[6, [[`Batch ${one}: 6 of 9 mirrors failed`, 2]]],
		] as const) {
			bench.faults.add({ path: new RegExp(`${one}$`), answer: { status: 404 } });
			for (const notKnown of [[[`Batch ${one}: Gestal does not know it`, 1]], undefined])
				expect(await emitted(4)).toEqual(notKnown);
			bench.faults.clear();
			expect(await emitted(failures)).toEqual(rise);
		}
	});

	test('is not taken for gone where the route is missing', async () => {
		Object.assign(bench.simulator.switches, { batchProgress: 'manual', missingRouteStatus: 405 });
		const running = bench.watch(
			{ events: ['batchWithFailures'], batchIds: add() },
			{ generation: 'current' },
		);
		await running.activate();
		bench.simulator.switches.currentBatches = 'missing';
		await expect(running.poll()).rejects.toMatchObject({
			httpCode: '405',
			description: expect.stringContaining('may not have this route'),
		});
	});

	test.each([
		['seed', false],
		['current', true],
	] as const)(
		'as none of them refuses activation, and the route may be missing (%s)',
		async (generation, isTold) => {
			if (isTold) bench.switches.currentBatches = 'missing';
			const chosen = { events: ['batchWithFailures'], batchIds: 'bu_1, bu_2' };
			const running = bench.watch(chosen, { generation });
			const told = "'API Version' in the credential to 2018";
			await expect(running.activate()).rejects.toMatchObject({
				message: 'Gestal knows none of these batches: bu_1, bu_2',
				description: isTold ? expect.stringContaining(told) : expect.not.stringContaining(told),
			});
		},
	);
});

test('an access key that the platform shows in clear is hidden', async () => {
	const { key } = bench.simulator.seeded;
	const shown = { id: key.id, access_key: key.secret, created_at: '2020-01-01T00:00:00.000Z' };
	bench.simulator.faults.add({ path: /accesskeys$/, answer: { body: { data: [shown], meta: {} } } });
	const testing = bench.watch({ events: ['accessKeyUnused'], simplify: false });
	const items = JSON.stringify(await testing.manual());
	expect(items).toContain('[redacted]');
	expect(items).not.toContain(key.secret);
});
