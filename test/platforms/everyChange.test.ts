import { describe, expect, test } from '@jest/globals';
import { camelCase } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import type { StatusFault } from '../../simulators/switchboard';
import { ThingsServer } from '../core/things';
import { runNode } from '../engine';
import type { ChangeSubject, FaultPlatform } from '../faults/FaultPlatform';
import { faultPlatforms } from '../faults/platforms';
import { forAllTests, forEachTest } from '../lifecycle';
import { everyCredential } from './everyCredential';
import { everyNode } from './everyNode';

/** What holds for each kind of change on every platform, whatever the server says: by the simulator's own state. */

const kinds = ['create', 'update', 'delete', 'action', 'customChange'] as const;

let elsewhere: ThingsServer;
forAllTests(
	async () => (elsewhere = await ThingsServer.start()),
	() => elsewhere.clear(),
);

/** To another host, and on the own one. */
const another = () => `${elsewhere.url}/other`;
const own = () => '/elsewhere/';
const redirects = [
	[301, own],
	[302, own],
	[303, another],
	[307, another],
	[308, another],
] as const;

describe.each(faultPlatforms)('$name', ({ start, lacks = [] }) => {
	let running: FaultPlatform;
	forEachTest(async () => (running = await start({})));

	const subjectOf = (kind: (typeof kinds)[number]) => {
		const subject = running[kind];
		if (subject === undefined) throw new Error('The platform has no such kind.');
		return subject;
	};

	/** A change with these items; what it says where it fails. */
	async function failure(
		{ task, parameters, items, credentials }: ChangeSubject,
		more: INodeParameters = {},
	) {
		const [resource = '', operation = ''] = task.split(': ').map(camelCase);
		const { error } = await running.run(
			resource,
			operation,
			{ ...parameters, ...more },
			{ ...(items && { items }), ...(credentials && { credentials }) },
		);
		return `${error?.message ?? 'no error'} | ${error?.description ?? ''}`;
	}

	const answers = (status: number, location: string): StatusFault => ({ status, headers: { location } });
	const ofThis = kinds.filter((kind) => kind === 'customChange' || !lacks.includes(kind));

	test.each(ofThis)('%s is done nowhere where the server redirects, and says where to', async (kind) => {
		const subject = subjectOf(kind);
		const { struck } = subject;
		for (const [status, location] of redirects) {
			const before = running.simulator.requests.count(struck);
			const fault = running.simulator.faults.add({ ...struck, answer: answers(status, location()) });
			expect(await failure(subject, { options: { concurrency: 1 } })).toMatch(
				/the server redirects to http.*Redirects are not followed/i,
			);
			expect(fault.hits).toBe(1);
			expect(running.simulator.requests.count(struck)).toBe(before + 1);
			fault.remove();
		}
		expect(subject.done()).toBe(0);
		expect(elsewhere.received).toEqual([]);
		expect(running.simulator.requests.count({ path: '/elsewhere/' })).toBe(0);
	});

	if (!lacks.includes('delete')) {
		test('delete of one thing by two items is one', async () => {
			const { task, parameters, items = [{}], struck, credentials, done } = subjectOf('delete');
			const [resource = '', operation = ''] = task.split(': ').map(camelCase);
			const twice = [...items.slice(0, 1), ...items.slice(0, 1)];
			const { error, json } = await running.run(
				resource,
				operation,
				{ ...parameters },
				{ items: twice, ...(credentials && { credentials }) },
			);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ deleted: true }, { deleted: true }]);
			expect(json[1]).toEqual(json[0]);
			expect(running.simulator.requests.count(struck)).toBe(1);
			expect(done()).toBe(1);
		});
	}

	test('a run of many that failed at one sends no more of them', async () => {
		const subject = subjectOf('update');
		const [first] = subject.items ?? [];
		const items = Array.from({ length: 60 }, () => ({ ...first }));
		running.simulator.faults.add({ ...subject.struck, answer: { status: 400, body: { message: 'no' } } });
		expect(await failure({ ...subject, items })).toMatch(/HTTP 400/);
		expect(running.simulator.requests.count(subject.struck)).toBeLessThan(6);
	});

	test('30 items after a 429 that asks for an hour: one request, none of the next execution', async () => {
		const { customGet, credentialType, credentials, simulator } = running;
		const { parameters, struck } = customGet;
		// The node as it ships: one platform, and so one pace, for all its executions.
		const node = (await everyNode()).find(
			({ description: { group, credentials: types } }) =>
				!group.includes('trigger') && types?.some(({ name }) => name === credentialType.name),
		);
		if (node === undefined) throw new Error('No node takes this credential.');
		simulator.faults.add({
			...struck,
			answer: { status: 429, headers: { 'retry-after': '3600' }, body: { message: 'slow down' } },
		});
		const run = async () =>
			await runNode({
				node,
				credentials,
				credentialTypes: everyCredential.map(({ type }) => type),
				parameters: { resource: 'api', operation: 'customCall', ...parameters, options: { concurrency: 1 } },
				items: Array.from({ length: 30 }, () => ({})),
				onError: 'continueRegularOutput',
			});
		const { json } = await run();
		expect(json).toHaveLength(30);
		expect(running.simulator.requests.count(struck)).toBe(1);
		const next = await run();
		expect(running.simulator.requests.count(struck)).toBe(1);
		expect(JSON.stringify(next.json)).toMatch(/asked to wait 3\d\d\d seconds/);
	});
});
