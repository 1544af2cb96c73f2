import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { grouped } from '../../../core/trigger/grouping';
import { windowFeed } from '../../../core/trigger/windowFeed';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { forAllTests } from '../../lifecycle';
import { ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';
import { Session, thingsTrigger } from './pollSubject';

const at = (minute: number) => Date.UTC(2026, 0, 1, 12, minute);

describe('a group', () => {
	const errors = [
		anError('a', at(1), { fingerprint: 'f', errorId: '1', detail: { flowId: 'flow', retryDataKey: 'k1' } }),
		anError('b', at(3), {
			fingerprint: 'f',
			errorId: '2',
			severity: 'fatal',
			message: 'newest',
			detail: { flowId: 'flow', retryDataKey: 'k2', attempt: 2 },
		}),
		anError('c', at(2), {
			fingerprint: 'f',
			errorId: '3',
			occurrences: 4,
			detail: { flowId: 'flow', retryDataKey: null },
		}),
		anError('d', at(0), { fingerprint: 'f', errorId: '4', detail: { flowId: 'flow' } }),
	];

	test('has the shape of an error: the newest, with the worst severity, all occurrences, and what differs null', () => {
		const [group, ...others] = grouped(errors, 'fingerprint');
		expect(others).toEqual([]);
		expect(Object.keys(group ?? {})).toEqual(Object.keys(anError('a', 0)));
		expect(group).toMatchObject({
			occurredAt: new Date(at(3)).toISOString(),
			severity: 'fatal',
			message: 'newest',
			occurrences: 7,
			kind: 'thingFailed',
			integrationId: 'i1',
			errorId: null,
			fingerprint: 'f',
		});
	});

	test('shows how many they are, the first and the last, what all have, the IDs of all, and the newest three', () => {
		const [group] = grouped(errors, 'fingerprint');
		expect(group?.detail).toMatchObject({
			count: 4,
			firstAt: new Date(at(0)).toISOString(),
			lastAt: new Date(at(3)).toISOString(),
			flowId: 'flow',
			errorIds: ['1', '2', '3', '4'],
			retryDataKeys: ['k1', 'k2'],
			eventIds: ['a', 'b', 'c', 'd'],
			samples: [{ eventId: 'b' }, { eventId: 'c' }, { eventId: 'a' }],
		});
		expect(group?.detail).not.toHaveProperty('attempt');
		expect(group?.raw).toEqual({ samples: [{ id: 'b' }, { id: 'c' }, { id: 'a' }] });
	});

	test('has the same event ID whatever the order, and another one with another error in it', () => {
		const idOf = (list: readonly IntegrationError[]) => grouped(list, 'digest')[0]?.eventId;
		expect(idOf([...errors].reverse())).toBe(idOf(errors));
		expect(idOf(errors.slice(1))).not.toBe(idOf(errors));
	});

	test('of several messages shows how many have each, and which integrations they are of', () => {
		const mixed = [
			...errors,
			anError('e', at(9), { fingerprint: 'g', kind: 'other', message: 'another', integrationId: 'i2' }),
		];
		const [digest] = grouped(mixed, 'digest');
		expect(digest).toMatchObject({
			message: '5 events with 2 different messages. The newest: another',
			kind: 'digest',
			integrationId: null,
			fingerprint: null,
			detail: {
				messages: [
					{ fingerprint: 'f', message: 'newest', count: 4 },
					{ fingerprint: 'g', message: 'another', count: 1 },
				],
				integrations: [
					{ integrationId: 'i1', count: 4 },
					{ integrationId: 'i2', count: 1 },
				],
			},
		});
		expect(grouped(mixed, 'integration').map(({ detail }) => detail?.['count'])).toEqual([4, 1]);
		expect(grouped(mixed, 'each')).toEqual(mixed);
	});
});

describe('a trigger that emits groups', () => {
	let server: ThingsServer;
	let failed: IntegrationError[] = [];
	forAllTests(async () => (server = await ThingsServer.start()));
	beforeEach(() => {
		failed = [];
	});

	const feed = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: {},
		sources: async function* () {
			yield await Promise.resolve({
				key: 'here',
				read: async function* () {
					yield* await Promise.resolve(failed);
				},
			});
		},
	});
	const session = (options: IDataObject) =>
		new Session(server, { trigger: thingsTrigger(thingsPlatform(), [feed]), parameters: { options } });
	const fail = (id: string, message: string, integrationId = 'i1') => {
		failed.push(anError(id, Date.now(), { message, integrationId }));
	};
	const idsIn = (detail: unknown) => z.object({ eventIds: z.array(z.string()) }).parse(detail).eventIds;
	const jsonOf = (items: Array<{ json: IDataObject }> | null) => (items ?? []).map(({ json }) => json);

	test('turns 5,000 failed records of one broken mapping into one item, with the IDs of all', async () => {
		const trigger = session({ emit: 'fingerprint' });
		await trigger.activate();
		for (let index = 0; index < 5000; index++)
			fail(`e${index}`, `Record ${1000 + index}: field "email" is missing`);
		fail('other', 'Record 1: field "phone" is missing');
		const [many, one, ...others] = jsonOf(await trigger.poll());
		expect(others).toEqual([]);
		expect(many).toMatchObject({ occurrences: 5000, detail: { count: 5000 } });
		const expected = failed.slice(0, 5000).map(({ eventId }) => eventId);
		expect(idsIn(many?.['detail']).sort()).toEqual(expected.sort());
		expect(one).toMatchObject({ detail: { count: 1, eventIds: ['other'] } });
	});

	test('emits each error in one group only, poll after poll', async () => {
		const trigger = session({ emit: 'integration', mostEvents: 3 });
		await trigger.activate();
		for (const id of ['a', 'b', 'c', 'd']) fail(id, 'no');
		fail('e', 'no', 'i2');
		const emitted: unknown[] = [];
		for (let poll = 0; poll < 3; poll++) {
			for (const { detail } of jsonOf(await trigger.poll())) emitted.push(...idsIn(detail));
		}
		expect([...emitted].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	test('leaves out what is muted for good, and only that', async () => {
		const plain = session({});
		await plain.activate();
		fail('a', 'Record 12 has no email');
		const [{ fingerprint } = {}] = jsonOf(await plain.poll());
		expect(fingerprint).toEqual(expect.stringMatching(/^[\w-]{12}$/));

		const muting = session({ mutedFingerprints: fingerprint });
		await muting.activate();
		fail('b', 'Record 13 has no email');
		expect(await muting.poll()).toBeNull();
		fail('c', 'Record 13 has no phone');
		expect(jsonOf(await muting.poll())).toMatchObject([{ eventId: 'c' }]);
		expect(await muting.activate({ events: ['thingFailed'], options: {} })).toBeNull();
	});

	test('shows a group in the editor, too', async () => {
		for (const id of ['a', 'b']) fail(id, 'Record 12 has no email');
		expect(jsonOf(await session({ emit: 'digest' }).manual())).toMatchObject([{ detail: { count: 2 } }]);
	});
});
