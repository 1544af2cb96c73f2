import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { GestalTrigger } from '../../../nodes/Gestal/GestalTrigger.node';
import { Clock } from '../../../simulators/switchboard';
import { CredentialStore, PollSession } from '../../engine';
import { credentialTypes, GestalBench } from './bench';

/** What the trigger must not take for a sign of a problem, and what it must not show. */
let bench: GestalBench;
beforeEach(async () => {
	bench = await GestalBench.start({ clock: new Clock() });
});
afterEach(async () => await bench.stop());

function session(parameters: INodeParameters, credentials = bench.credentials()): PollSession {
	const store = new CredentialStore(credentialTypes, credentials);
	return new PollSession({ trigger: new GestalTrigger(), parameters, credentials: store, credentialTypes });
}

const integration = () => bench.simulator.seeded.integration;
const installations = () => `/integrations/${integration().cloud_id}/installations`;

describe('an installation seems gone', () => {
	test.each([
		['a page of a proxy', { bodyText: '<html>Sign in</html>' }],
		['something else', { body: { status: 'maintenance' } }],
		['nothing', { status: 204, bodyText: '' }],
	])('but is not, when %s answers with success', async (_what, answer) => {
		const running = session({ events: ['installationRemoved'] });
		await running.activate();
		const fault = bench.simulator.faults.add({ path: installations(), answer });
		await expect(running.poll()).rejects.toThrow('answered something other than a list');
		fault.remove();
		expect(await running.poll()).toBeNull();
		bench.simulator.seeded.installation.activated = false;
		expect(await running.poll()).toHaveLength(1);
	});
});

describe('another generation of paths', () => {
	test.each(['seed', 'current'] as const)('from %s makes no integration changed', async (generation) => {
		const other = generation === 'seed' ? 'current' : 'seed';
		const running = session({ events: ['integrationChanged'] }, bench.credentials(generation));
		await running.activate();
		running.credentials.change('gestalIntegratorApi', { apiPaths: other });
		expect(await running.poll()).toBeNull();
		expect(await running.restart()).toBeNull();
		integration().url = 'https://example.com/other';
		expect(await running.poll()).toHaveLength(1);
		expect(await running.poll()).toBeNull();
	});

	test('a later updated_at is a change although the texts are as before', async () => {
		const running = session({ events: ['integrationChanged'] });
		await running.activate();
		integration().updated_at = '2030-01-01T00:00:00.000Z';
		expect(await running.poll()).toHaveLength(1);
		expect(await running.poll()).toBeNull();
	});
});

test('a batch tells only the failures that came since the last poll', async () => {
	bench.simulator.switches.batchProgress = 'manual';
	const { cloud_id: installationId } = bench.simulator.seeded.installation;
	const batch = bench.simulator.state.addBatch(installationId, { total: 5, pending: 5 });
	const running = session({ events: ['batchWithFailures'], batchIds: batch.cloud_id });
	await running.activate();
	const told = async () => (await running.poll())?.map(({ json }) => [json['errorId'], json['occurrences']]);
	batch.failures = 1;
	expect(await told()).toEqual([[`batchFailed:${batch.cloud_id}:1`, 1]]);
	batch.failures = 4;
	expect(await told()).toEqual([[`batchFailed:${batch.cloud_id}:4`, 3]]);
	expect(await running.poll()).toBeNull();
});

test('an access key that the platform shows in clear is hidden', async () => {
	const { key } = bench.simulator.seeded;
	const shown = { id: key.id, access_key: key.secret, created_at: '2020-01-01T00:00:00.000Z' };
	bench.simulator.faults.add({ path: /accesskeys$/, answer: { body: { data: [shown], meta: {} } } });
	const testing = session({ events: ['accessKeyUnused'], simplify: false });
	const items = JSON.stringify(await testing.manual());
	expect(items).toContain('[redacted]');
	expect(items).not.toContain(key.secret);
});

describe('a batch that Gestal no longer knows', () => {
	const batches = () => bench.simulator.state.batches;
	const add = () => bench.simulator.state.addBatch(bench.simulator.seeded.installation.cloud_id).cloud_id;

	test('is told once, and does not hold up the others', async () => {
		bench.simulator.switches.batchProgress = 'manual';
		const [gone, other] = [add(), add()];
		const running = session({ events: ['batchWithFailures'], batchIds: `${gone}, ${other}` });
		await running.activate();
		batches().delete(gone);
		expect((await running.poll())?.map(({ json }) => json)).toMatchObject([
			{ kind: 'batchFailed', code: null, message: `Batch ${gone}: Gestal does not know it`, occurrences: 1 },
		]);
		expect(await running.poll()).toBeNull();
		Object.assign(batches().get(other)?.batch ?? {}, { failures: 2, total: 2 });
		expect((await running.poll())?.map(({ json }) => json['occurrences'])).toEqual([2]);
	});

	test('as none of them refuses activation', async () => {
		const running = session({ events: ['batchWithFailures'], batchIds: 'bu_1, bu_2' });
		await expect(running.activate()).rejects.toThrow('Gestal knows none of these batches: bu_1, bu_2');
	});
});
