import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { FieldSet } from '../../../core/field/Field';
import { rows } from '../../../core/field/fieldGroups';
import { optionalText, optionalTime } from '../../../core/field/fields';
import { failureFeed } from '../../../core/trigger/failureFeed';
import { snapshotFeed } from '../../../core/trigger/snapshotFeed';
import { forAllTests } from '../../lifecycle';
import { ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';
import { idsOf, Session, thingFailed, thingsTrigger, ThingsWorld, type Parameters } from './pollSubject';

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

describe('settings', () => {
	test('no event at all is an error that says so', async () => {
		await expect(new Session(server, { parameters: { events: [] } }).activate()).rejects.toMatchObject({
			message: expect.stringContaining("'Events' must not be empty"),
		});
	});

	test.each([{ lateWindowMinutes: 0 }, { mostEvents: 0 }, { mostEvents: 'many' }])(
		'%j is refused before any request',
		async (options) => {
			await expect(new Session(server, { parameters: { options } }).activate()).rejects.toMatchObject({
				message: expect.stringContaining("'Options'"),
				description: expect.stringContaining('Nothing was sent'),
			});
			expect(server.received).toEqual([]);
		},
	);

	describe('of excluded integrations', () => {
		const excluding = (excludedIntegrations: string, platform = thingsPlatform()) =>
			new Session(server, {
				trigger: thingsTrigger(platform),
				parameters: { options: { excludedIntegrations } },
			});

		test.each(['here there', 'here,there', 'here\nthere', '["here", "there"]'])(
			'%j are two, where no ID has a blank',
			async (excluded) => {
				const trigger = excluding(excluded);
				await trigger.activate();
				world.fails('a', 0.01);
				world.fails('b', 0.01, 'there');
				expect(await trigger.poll()).toBeNull();
			},
		);

		test.each([
			[true, null],
			[false, ['a']],
		])(
			'hexadecimal ones may be written in capitals (%s); others are other ones then',
			async (hasHexIds, emitted) => {
				const trigger = excluding('HERE,there', thingsPlatform({ hasHexIds }));
				await trigger.activate();
				world.fails('a', 0.01);
				expect(idsOf(await trigger.poll())).toEqual(emitted);
			},
		);

		test.each(["'here', 'there'", '[here, there]'])('%j are refused', async (excluded) => {
			await expect(excluding(excluded).activate()).rejects.toThrow(
				/'Exclude Integrations': .* must not contain brackets, quotation marks or :/,
			);
		});

		test.each(['here there', "'here', [there]"])(
			'%j are none of these, where users make up IDs',
			async (excluded) => {
				const trigger = excluding(excluded, thingsPlatform({ takesAnyId: true }));
				await trigger.activate();
				world.fails('a', 0.01);
				expect(idsOf(await trigger.poll())).toEqual(['a']);
			},
		);
	});

	describe('of integrations that are both chosen and excluded', () => {
		const integrationId = optionalText({ displayName: 'Integration' });
		const more = { addLabel: 'Add integration', rowName: 'Integration', fields: { integrationId } };
		const choosing = (name: string, fields: FieldSet) =>
			snapshotFeed({
				name,
				description: 'A thing changed',
				fields,
				observe: async function* () {
					yield { key: 'here', value: 'there', event: () => anError('here', 0) };
					yield* await Promise.resolve([]);
				},
			});
		const feeds = [
			choosing('Of One', { integrationId }),
			choosing('Of Rows', { integrations: rows({ displayName: 'Integrations', ...more }) }),
		];
		const both = { rows: [{ integrationId: 'here' }, { integrationId: 'there' }] };
		const session = (chosen: Parameters, excludedIntegrations: string, state: IDataObject = {}) =>
			new Session(server, {
				trigger: thingsTrigger(undefined, feeds),
				parameters: { events: ['ofOne', 'ofRows'], ...chosen, options: { excludedIntegrations } },
				state,
			});

		test.each([
			['one', { integrationId: 'here' }, 'here'],
			['all rows', { integrations: both }, 'there, here'],
		])('%s: refused, since nothing would ever be emitted', async (_what, chosen, excluded) => {
			const refusal = {
				message: "All chosen integrations are also in 'Exclude Integrations'",
				description: expect.stringContaining('Nothing would trigger the workflow'),
			};
			await expect(session(chosen, excluded).activate()).rejects.toMatchObject(refusal);
			await expect(session(chosen, excluded).manual()).rejects.toMatchObject(refusal);
		});

		test('some rows, or the integration of an event that is not chosen: not refused', async () => {
			expect(await session({ integrations: both }, 'there').activate()).toBeNull();
			const ofOther = { events: ['ofRows'], integrationId: 'here' };
			expect(await session(ofOther, 'here').activate()).toBeNull();
			expect(await session({}, 'here').activate()).toBeNull();
		});

		test('a trigger that was published so by an earlier version fails until that is set right', async () => {
			const before = session({ integrationId: 'here' }, '');
			await before.activate();
			const upgraded = session({ integrationId: 'here' }, 'here', before.state);
			expect(await upgraded.restart()).toBeNull();
			await expect(upgraded.poll()).rejects.toThrow('All chosen integrations are also in');
		});
	});

	test('are checked as the fields of an operation are: a time is in the zone of the workflow', async () => {
		const seen: unknown[] = [];
		const timed = snapshotFeed({
			name: 'Timed',
			description: 'A thing changed',
			fields: { at: optionalTime({ displayName: 'At' }) },
			observe: async function* (_api, { at }) {
				seen.push(at);
				yield* await Promise.resolve([]);
			},
		});
		const timedAt = (at: string) =>
			new Session(server, {
				trigger: thingsTrigger(undefined, [timed]),
				parameters: { events: ['timed'], at },
			});
		await timedAt('2024-01-15T12:00:00').activate();
		expect(seen).toEqual(['2024-01-15T12:00:00.000Z']);
		await expect(timedAt('tomorrow').activate()).rejects.toThrow(`'At': "tomorrow" is not a time`);
	});
});

describe('the events that are chosen', () => {
	const order: string[] = [];
	const watched = (name: string) =>
		snapshotFeed({
			name,
			description: 'A thing changed',
			fields: {},
			observe: async function* () {
				order.push(name);
				yield* await Promise.resolve([]);
			},
		});
	const failures = failureFeed({
		name: 'Failures',
		description: 'Something cannot be read',
		fields: {},
		probes: async function* () {
			order.push('Failures');
			yield* await Promise.resolve([]);
		},
		failed: () => anError('failed', 0),
		recovered: () => undefined,
	});
	const trigger = thingsTrigger(thingsPlatform(), [
		failures,
		watched('One'),
		watched('Two'),
		watched('Three'),
	]);

	test('are polled in the order of their declaration; the one that reports failures is last', async () => {
		order.length = 0;
		const events = ['three', 'failures', 'one'];
		await new Session(server, { trigger, parameters: { events } }).activate();
		expect(order).toEqual(['One', 'Three', 'Failures']);
	});

	test('may have been renamed since: one that is unknown is refused', async () => {
		const session = new Session(server, { trigger, parameters: { events: ['one', 'four'] } });
		await expect(session.activate()).rejects.toThrow(`'Events': "four" is not one of`);
	});
});

describe('options', () => {
	test('the window for late arrivals is as long as chosen, and no old error is emitted when it grows', async () => {
		const trigger = new Session(server, { parameters: { options: { lateWindowMinutes: 60 } } });
		await trigger.activate();
		world.fails('a', 50);
		world.fails('b', 1);
		expect(idsOf(await trigger.poll())).toEqual(['a', 'b']);
		world.fails('c', 59);
		expect(idsOf(await trigger.poll())).toEqual(['c']);
		await trigger.activate({ events: ['thingFailed'], options: { lateWindowMinutes: 1 } });
		world.fails('d', 0.1);
		expect(idsOf(await trigger.poll())).toEqual(['d']);
		await trigger.activate({ events: ['thingFailed'], options: { lateWindowMinutes: 1000 } });
		expect(await trigger.poll()).toBeNull();
	});

	test('at the values that they show change nothing', async () => {
		for (const options of [{}, { lateWindowMinutes: 10, mostEvents: 1000, emitExisting: false }]) {
			world = new ThingsWorld(server, 'here');
			world.fails('old', 1);
			const session = new Session(server, {
				trigger: thingsTrigger(undefined, [thingFailed]),
				parameters: { options },
			});
			expect(await session.activate()).toBeNull();
			world.fails('late', 9);
			world.fails('too late', 11);
			world.fails('new');
			expect(idsOf(await session.poll())).toEqual(['late', 'new']);
		}
	});
});
