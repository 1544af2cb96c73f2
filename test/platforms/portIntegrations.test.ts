import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Port } from '../../nodes/Port/Port.node';
import { listSearch } from '../engine';
import { chosen, credentialTypes, PortBench } from './portBench';

const integrationId = chosen('on-call');

let bench: PortBench;

beforeEach(async () => {
	bench = await PortBench.start();
});
afterEach(async () => await bench.stop());

const ids = (rows: Array<{ installationId?: unknown }>) => rows.map(({ installationId }) => installationId);

describe('Get Many', () => {
	test.each([
		[{ statuses: ['ERROR', 'PENDING'] }, ['on-call', '12345678']],
		[{ types: ['gitlab'] }, ['my-gitlab']],
		[{ types: ['kubernetes'], otherTypes: 'Pager_Duty, nothing' }, ['cluster-exporter', 'on-call']],
		[{ types: ['github'] }, ['12345678']],
		[{ installationTypes: ['Saas'] }, ['my-gitlab']],
		[{ titleContains: 'CLUSTER' }, ['cluster-exporter']],
		[{ actionsProcessingEnabled: true }, []],
	])('filters by %j', async (filters, found) => {
		expect(ids(await bench.json('getMany', { returnAll: true, filters }))).toEqual(found);
	});

	test('cuts the limit from one request, and sends further parameters', async () => {
		const additionalQuery = { pairs: [{ name: 'actionsProcessingEnabled', value: 'false' }] };
		expect(ids(await bench.json('getMany', { returnAll: false, limit: 2, additionalQuery }))).toEqual([
			'my-gitlab',
			'cluster-exporter',
		]);
		expect(bench.asked()).toEqual(['GET /integration?actionsProcessingEnabled=false']);
	});

	test('derives the five statuses', async () => {
		const { state, resyncs } = bench.simulator;
		for (const status of ['Error', 'UnHealthy', 'Creating', 'Updating', 'Deleting', 'Running']) {
			state.addIntegration({ installationId: status });
			state.setDeployment(status, status);
		}
		state.addIntegration({ installationId: 'aborted' });
		resyncs.run('aborted', { status: 'aborted' });
		state.addIntegration({ installationId: 'syncing' });
		resyncs.start('syncing');
		bench.simulator.switches.looksUntilDone = 9;
		const rows = await bench.json('getMany', { returnAll: true });
		expect(Object.fromEntries(rows.map((row) => [row['installationId'], row['status']]))).toMatchObject({
			Error: 'ERROR',
			UnHealthy: 'ERROR',
			Creating: 'PENDING',
			Updating: 'PENDING',
			Deleting: 'INACTIVE',
			Running: 'ACTIVE',
			aborted: 'INACTIVE',
			syncing: 'SYNCING',
		});
	});

	test("keeps Port's own status, and what it does not know", async () => {
		const { switches, state } = bench.simulator;
		switches.realStatus = 'present';
		state.installation('on-call').record.status = 'Paused';
		const [found] = await bench.json('get', { integrationId });
		expect(found).toMatchObject({ status: 'Paused', resyncStatus: 'failed' });
		const [health] = await bench.json('getHealth', { integrationId });
		expect(health).toMatchObject({ status: 'UNKNOWN', lastError: null });
	});

	test('reads thousands in one request', async () => {
		for (let count = 0; count < 3000; count += 1) {
			bench.simulator.state.addIntegration({ installationId: `more-${count}` });
		}
		expect(await bench.json('getMany', { returnAll: true })).toHaveLength(3004);
		expect(bench.asked()).toHaveLength(1);
	});
});

describe('secrets', () => {
	const secret = 'glpat-very-secret';

	beforeEach(() => {
		const { record } = bench.simulator.state.installation('on-call');
		const mappings = { properties: { tokenCount: '.tokens' } };
		record.config = {
			token: secret,
			webhook_secret: secret,
			usesToken: true,
			nested: [{ apiKey: secret }],
			resources: [{ kind: 'a', selector: {}, port: { entity: { mappings } } }],
		};
		record.spec = { integrationSpec: { gitlabToken: secret, host: 'example.com' } };
	});

	test.each(['get', 'getHealth', 'getMany'])('never leave %s, simplified or not', async (operation) => {
		for (const simplify of [true, false]) {
			const output = await bench.json(operation, { integrationId, returnAll: true, simplify });
			expect(JSON.stringify(output)).not.toContain(secret);
		}
	});

	test('leave the rest of the raw record as it is', async () => {
		const [raw] = await bench.json('get', { integrationId, simplify: false });
		expect(raw).toMatchObject({
			config: {
				token: '[redacted]',
				usesToken: true,
				nested: [{ apiKey: '[redacted]' }],
				resources: [{ port: { entity: { mappings: { properties: { tokenCount: '.tokens' } } } } }],
			},
			spec: { integrationSpec: { gitlabToken: '[redacted]', host: 'example.com' } },
			status: 'ERROR',
		});
	});

	test('are kept by a merge, and never overwritten by what stands for them', async () => {
		await bench.json('updateConfig', { integrationId, mode: 'merge', config: { extra: 1 } });
		expect(bench.simulator.state.installation('on-call').record.config).toMatchObject({
			token: secret,
			extra: 1,
		});
		const config = { token: '[redacted]' };
		bench.simulator.requests.clear();
		expect(await bench.failure('updateConfig', { integrationId, config })).toMatch(
			/stands where a secret was/,
		);
		expect(bench.asked()).toEqual([]);
	});
});

describe('Get', () => {
	test('by log ingest id, and with an id that must be encoded', async () => {
		bench.simulator.state.addIntegration({ installationId: 'a/b c' });
		expect(
			ids(await bench.json('get', { by: 'logIngestId', logIngestId: chosen('ingest-on-call') })),
		).toEqual(['on-call']);
		expect(ids(await bench.json('get', { integrationId: chosen('a/b c') }))).toEqual(['a/b c']);
		expect(bench.simulator.requests.last()?.path).toBe('/v1/integration/a%2Fb%20c');
	});

	test('finds integrations in the picker by title and id', async () => {
		const setup = { node: new Port(), credentials: bench.credentials, credentialTypes };
		const { results } = await listSearch({ ...setup, method: 'searchIntegrations', filter: 'call' });
		expect(results).toEqual([{ name: 'On Call (on-call)', value: 'on-call' }]);
		expect((await listSearch({ ...setup, method: 'searchIntegrations' })).results[1]).toEqual({
			name: 'cluster-exporter',
			value: 'cluster-exporter',
		});
	});

	test('finds log ingest ids, and the syncs of the chosen integration', async () => {
		const setup = { node: new Port(), credentials: bench.credentials, credentialTypes };
		const ingest = await listSearch({ ...setup, method: 'searchLogIngestIds', filter: 'on call' });
		expect(ingest.results).toEqual([{ name: 'On Call', value: 'ingest-on-call' }]);
		const parameters = { resource: 'integration', operation: 'getSyncMetrics' };
		const method = 'searchSyncs';
		expect((await listSearch({ ...setup, method, parameters })).results).toEqual([]);
		const syncs = await listSearch({ ...setup, method, parameters: { ...parameters, integrationId } });
		const [{ eventId } = { eventId: '' }] = bench.simulator.state.installation('on-call').syncs;
		expect(syncs.results).toEqual([{ name: expect.stringMatching(/\(failed\)$/), value: eventId }]);
	});
});

describe('Create', () => {
	const hosted = (more: object) => ({
		installationId: 'hosted',
		installationAppType: 'gitlab-v2',
		details: { installationType: 'Saas', ...more },
	});

	test('waits until a Port-hosted one runs, and tells when it does not', async () => {
		const integrationSpec = '{"gitlabToken": "GITLAB_TOKEN"}';
		bench.simulator.switches.looksUntilDone = 1;
		const [made] = await bench.json('create', hosted({ integrationSpec, waitSeconds: 10 }));
		expect(made).toMatchObject({ deploymentStatus: 'Running', status: 'ACTIVE' });
		bench.simulator.switches.creation = 'Error';
		expect(
			await bench.failure('create', {
				...hosted({ integrationSpec, waitSeconds: 10 }),
				installationId: 'second',
			}),
		).toMatch(/"second" was created but does not run: The integration could not be started/);
	});

	test.each(['A-b', 'a', 'a-', '1a', 'a23456789012345678901'])(
		'refuses the installation ID "%s" of a Port-hosted one',
		async (installationId) => {
			const wrong = { ...hosted({ integrationSpec: '{}' }), installationId };
			expect(await bench.failure('create', wrong)).toMatch(/cannot be the installation ID/);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('offers only the installation types that the API can create', () => {
		const offered = JSON.stringify(
			new Port().description.properties.filter(
				({ name, displayOptions }) =>
					name === 'details' && JSON.stringify(displayOptions).includes('"create"'),
			),
		);
		expect(offered).toContain('"Saas"');
		expect(offered).not.toMatch(/SaasOAuth2|GithubApp/);
	});

	test('says what is wrong before and after asking', async () => {
		expect(await bench.failure('create', hosted({}))).toMatch(/needs an Integration Specification/);
		expect(bench.asked()).toEqual([]);
		const wrong = hosted({ integrationSpec: '{"gitlabToken": "NOT_THERE"}' });
		expect(await bench.failure('create', wrong)).toMatch(/The provided secret does not exist/);
		const twice = { installationId: 'on-call', installationAppType: 'x' };
		expect(await bench.failure('create', twice)).toMatch(/already exists.*choose another installation ID/);
	});
});

describe('Update', () => {
	test('refuses an empty change, which would be a resync', async () => {
		expect(await bench.failure('update', { integrationId, details: {} })).toMatch(/nothing to update/);
		expect(await bench.failure('update', { integrationId, details: { configMode: 'merge' } })).toMatch(
			/nothing to update/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('refuses to merge nothing, which would be a resync too', async () => {
		expect(await bench.failure('update', { integrationId, details: { config: '{}' } })).toMatch(
			/nothing to merge/,
		);
		expect(await bench.failure('updateConfig', { integrationId, config: '{}' })).toMatch(/nothing to merge/);
		expect(bench.asked()).toEqual([]);
	});

	test('merges a config, or replaces it', async () => {
		const details = { config: '{"enableMergeEntity": false}' };
		await bench.json('update', { integrationId, details });
		expect(bench.simulator.requests.last()?.body).toMatchObject({
			config: { enableMergeEntity: false, deleteDependentEntities: true, resources: [{ kind: 'project' }] },
		});
		await bench.json('update', { integrationId, details: { ...details, configMode: 'replace' } });
		expect(bench.simulator.requests.last()?.body).toEqual({ config: { enableMergeEntity: false } });
	});
});

describe('Update Config', () => {
	const resource = (kind: string, query: string) => ({ kind, selector: { query }, port: {} });

	test('merges resources by kind, and keeps all other keys and kinds', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = {
			sendRawDataExamples: true,
			resources: [resource('a', '1'), resource('b', '1'), resource('a', '2'), resource('c', '1')],
		};
		const config = { resources: [resource('d', 'new'), resource('a', 'new')], extra: 1 };
		await bench.json('updateConfig', { integrationId, config: JSON.stringify(config) });
		expect(record.config).toEqual({
			sendRawDataExamples: true,
			extra: 1,
			resources: [resource('a', 'new'), resource('b', '1'), resource('c', '1'), resource('d', 'new')],
		});
		expect(bench.asked()).toEqual(['GET /integration/on-call', 'PATCH /integration/on-call/config']);
	});

	test('does not wrap twice, starts from nothing, and resyncs unless it is to skip that', async () => {
		const { record } = bench.simulator.state.installation('12345678');
		record.config = null;
		const legacy = chosen('12345678');
		await bench.json('updateConfig', { integrationId: legacy, config: { config: { repositories: ['a'] } } });
		expect(record.config).toEqual({ repositories: ['a'] });
		const installation = bench.simulator.state.installation('on-call');
		await bench.json('updateConfig', { integrationId, config: { extra: 1 }, skipResync: true });
		expect(installation.isResyncRequested).toBe(false);
		await bench.json('updateConfig', { integrationId, config: { extra: 1 } });
		expect(installation.isResyncRequested).toBe(true);
	});
});

describe('Resync', () => {
	const wait = { resyncOptions: { waitUntilDone: true, checkEverySeconds: 1 } };

	test('waits until it has ended', async () => {
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed', status: 'ACTIVE' });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test('fails when the resync does, with the last error of its log', async () => {
		bench.simulator.resyncs.plan('on-call', { status: 'failed', message: 'Quota exceeded' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/The resync of "on-call" failed: Quota exceeded \| Read its log/,
		);
	});

	test('tells apart the one that it aborts from its own', async () => {
		bench.simulator.resyncs.start('on-call');
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
	});

	test('says that it failed also where its log cannot be read', async () => {
		bench.simulator.faults.add({ path: /on-call\/logs/, answer: { status: 400 } });
		bench.simulator.resyncs.plan('on-call', { status: 'failed', message: 'Quota exceeded' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/The resync of "on-call" failed \| Read its log/,
		);
	});

	test('says that it was asked for when Port then does not tell how it goes', async () => {
		const broken = () => {
			bench.simulator.faults.add({ method: 'GET', path: '/v1/integration/on-call', answer: { status: 400 } });
		};
		bench.simulator.switches.changeAnswer = 'empty';
		broken();
		expect(await bench.failure('resync', { integrationId })).toMatch(
			/"on-call" was carried out, but .* \| .*[Ll]ook .* before/,
		);
		bench.simulator.faults.clear();
		bench.simulator.requests.clear();
		// The first GET is the one before the request.
		bench.simulator.faults.add({
			method: 'GET',
			path: '/v1/integration/on-call',
			after: 1,
			answer: { status: 400 },
		});
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/"on-call" was carried out, but .* \| .*[Ll]ook .* before/,
		);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test('fails when its own was aborted', async () => {
		bench.simulator.resyncs.plan('on-call', { status: 'aborted' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(/"on-call" was aborted/);
	});

	test('does not wait for ever where no process runs, or outside Ocean', async () => {
		const short = { resyncOptions: { waitUntilDone: true, checkEverySeconds: 1, waitSeconds: 1 } };
		expect(await bench.failure('resync', { integrationId: chosen('12345678'), ...short })).toMatch(
			/only for Ocean integrations\) took longer than 1 seconds/,
		);
	});

	test('skips one that runs, and only that', async () => {
		const skip = { resyncOptions: { skipIfRunning: true } };
		bench.simulator.resyncs.start('on-call');
		const [skipped] = await bench.json('resync', { integrationId, ...skip });
		expect(skipped).toMatchObject({ resyncSkipped: true, status: 'SYNCING' });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		await bench.json('resync', { integrationId: chosen('my-gitlab'), ...skip });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});
});

describe('Delete', () => {
	test('waits until a Port-hosted one is gone', async () => {
		bench.simulator.switches.looksUntilDone = 1;
		const [done] = await bench.json('delete', { integrationId: chosen('my-gitlab'), waitUntilGone: true });
		expect(done).toEqual({ deleted: true, installationId: 'my-gitlab' });
		expect(bench.simulator.state.installations.has('my-gitlab')).toBe(false);
		expect(bench.asked()).toEqual([
			'DELETE /integration/my-gitlab',
			'GET /integration/my-gitlab',
			'GET /integration/my-gitlab',
		]);
	});

	test('one that ends in the status Deleted is gone too', async () => {
		Object.assign(bench.simulator.switches, { looksUntilDone: 1, removal: 'Deleted' });
		const [done] = await bench.json('delete', { integrationId: chosen('my-gitlab'), waitUntilGone: true });
		expect(done).toMatchObject({ deleted: true });
	});

	test('is done at once for a self-hosted one', async () => {
		await bench.json('delete', { integrationId, waitUntilGone: true });
		expect(bench.simulator.state.installations.has('on-call')).toBe(false);
	});
});
