import { beforeEach, describe, expect, test } from '@jest/globals';

import { Port } from '../../../nodes/Port/Port.node';
import { listSearch } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { chosen, credentialTypes, PortBench } from './bench';

const integrationId = chosen('on-call');

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const ids = (rows: Array<{ installationId?: unknown }>) => rows.map(({ installationId }) => installationId);

describe('Get Many', () => {
	test.each([
		[{ statuses: ['ERROR', 'PENDING'] }, ['on-call', '12345678']],
		[{ types: ['gitlab'] }, ['my-gitlab']],
		[{ types: ['kubernetes'], otherTypes: 'Pager_Duty, nothing' }, ['cluster-exporter', 'on-call']],
		[{ types: ['github'] }, ['12345678']],
		[{ otherTypes: '---' }, []],
		[{ installationTypes: ['Saas'] }, ['my-gitlab']],
		[{ titleContains: 'CLUSTER' }, ['cluster-exporter']],
		[{ actionsProcessingEnabled: true }, []],
	])('filters by %j', async (filters, found) => {
		expect(ids(await bench.json('getMany', { returnAll: true, filters }))).toEqual(found);
	});

	test('finds an installation type in whatever capitals Port writes it', async () => {
		Object.assign(bench.simulator.state.installation('my-gitlab').record, { installationType: 'SaaS' });
		const filters = { installationTypes: ['Saas'] };
		expect(ids(await bench.json('getMany', { returnAll: true, filters }))).toEqual(['my-gitlab']);
	});

	test.each([true, false])(
		'leaves out what a server that ignores its filter returns as well: %s',
		async (wanted) => {
			const { record } = bench.simulator.state.installation('on-call');
			const shown = [true, false, undefined].map((actionsProcessingEnabled) => ({
				...record,
				installationId: `it is ${actionsProcessingEnabled}`,
				actionsProcessingEnabled,
			}));
			bench.simulator.faults.add({
				path: '/v1/integration',
				answer: { body: { ok: true, integrations: shown } },
			});
			const filters = { actionsProcessingEnabled: wanted };
			expect(ids(await bench.json('getMany', { filters }))).toEqual([`it is ${wanted}`, 'it is undefined']);
		},
	);

	test('finds a Kubernetes exporter under its name of today, and under that of its oldest versions', async () => {
		bench.simulator.state.addIntegration({ installationId: 'oldest', installationAppType: 'kubernetes' });
		for (const filters of [{ types: ['kubernetes'] }, { otherTypes: 'Kubernetes' }]) {
			expect(ids(await bench.json('getMany', { filters }))).toEqual(['cluster-exporter', 'oldest']);
		}
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
		expect(health).toMatchObject({ status: 'UNKNOWN', lastErrorMessage: null });
	});

	test("Port's own status is known in any capitals", async () => {
		const { switches, state } = bench.simulator;
		switches.realStatus = 'present';
		const { record } = state.installation('on-call');
		record.status = 'error';
		expect(await bench.json('getHealth', { integrationId })).toMatchObject([
			{ status: 'ERROR', lastErrorMessage: expect.any(String) },
		]);
		const filters = { statuses: ['ERROR'] };
		const rows = await bench.json('getMany', { returnAll: true, filters });
		expect(rows).toMatchObject([{ integrationId: 'on-call', status: 'ERROR' }]);
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
		const mappings = { properties: { tokenCount: '.tokens', output_tokens: '(.output_tokens // 0)' } };
		record.config = {
			token: secret,
			webhook_secret: secret,
			usesToken: true,
			nested: [{ apiKey: secret }],
			resources: [{ kind: 'a', selector: {}, port: { entity: { mappings } } }],
		};
		record.spec = { integrationSpec: { gitlabToken: 'GITLAB_TOKEN', host: 'example.com' } };
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
				resources: bench.simulator.state.installation('on-call').record.config?.resources,
			},
			spec: { integrationSpec: { gitlabToken: 'GITLAB_TOKEN', host: 'example.com' } },
			status: 'ERROR',
		});
	});

	test('do not keep a mapping from being written back as it was read', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const stored = structuredClone(record.config?.resources);
		const config = '={{ ({ resources: $json.config.resources }) }}';
		const [raw] = await bench.json('get', { integrationId, simplify: false });
		await bench.run('updateConfig', { integrationId, config }, { items: [raw ?? {}] });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
		expect(record.config).toMatchObject({ token: secret, resources: stored });
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
			/placeholder for a hidden secret/,
		);
		expect(bench.asked()).toEqual([]);
	});
});

describe('Get', () => {
	test('by log ingest id, and with an id that must be encoded', async () => {
		bench.simulator.state.addIntegration({ installationId: 'a/b+c' });
		expect(
			ids(await bench.json('get', { by: 'logIngestId', logIngestId: chosen('ingest-on-call') })),
		).toEqual(['on-call']);
		expect(ids(await bench.json('get', { integrationId: chosen('a/b+c') }))).toEqual(['a/b+c']);
		expect(bench.simulator.requests.last()?.path).toBe('/v1/integration/a%2Fb%2Bc');
	});

	test.each(['prod cluster', '[old] "eu"', "it's {one}"])('of an ID that users made up: %s', async (id) => {
		bench.simulator.state.addIntegration({ installationId: id });
		expect(ids(await bench.json('get', { integrationId: chosen(id) }))).toEqual([id]);
		expect(await bench.json('getLogs', { integrationId: chosen(id) })).toEqual([]);
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
		await expect(listSearch({ ...setup, method, parameters })).rejects.toThrow('Choose an integration first');
		const syncs = await listSearch({ ...setup, method, parameters: { ...parameters, integrationId } });
		const [{ eventId } = { eventId: '' }] = bench.simulator.state.installation('on-call').syncs;
		expect(syncs.results).toEqual([{ name: expect.stringMatching(/\(failed\)$/), value: eventId }]);
	});
});
