import { describe, expect, it } from '@jest/globals';

import { get, openUntilTestEnds } from './client';

const open = openUntilTestEnds();

const paths = (rows: Array<{ installationId: string }>) => rows.map(({ installationId }) => installationId);

describe('integrations (section 2)', () => {
	it('answers the list whole, and one by installation id or log ingest id', async () => {
		const { send } = await open();
		const { ok, integrations } = await get(send, '/integration');
		expect(ok).toBe(true);
		expect(paths(integrations)).toEqual(['my-gitlab', 'cluster-exporter', 'on-call', '12345678']);
		expect((await get(send, '/integration/on-call')).integration.resyncState?.status).toBe('failed');
		const byLog = await get(send, '/integration/ingest-on-call?byField=logIngestId');
		expect(byLog.integration.installationId).toBe('on-call');
		expect((await get(send, '/integration?actionsProcessingEnabled=true')).integrations).toEqual([]);
		expect((await get(send, '/integration?actionsProcessingEnabled=false')).integrations).toHaveLength(4);
		const missing = await send('GET', '/integration/nobody');
		expect(missing.status).toBe(404);
		expect(missing.headers['x-trace-id']).toMatch(/^trace-/);
		expect(missing.data).toEqual({
			ok: false,
			error: 'not_found',
			message: 'Integration with installationId "nobody" was not found',
			details: { resource: 'Integration', byField: 'installationId', withValue: 'nobody' },
		});
	});

	it.each([
		['GET', '/integrations'],
		['PUT', '/integration/my-gitlab'],
		['GET', '/integration/my-gitlab/cursor'],
	])('%s %s is 404 and a violation', async (method, path) => {
		const { send, simulator } = await open();
		expect((await send(method, path)).status).toBe(404);
		expect(simulator.violations.length).toBe(1);
	});

	it('passes over unknown query parameters, as Ocean sends them, or refuses them', async () => {
		const { send, simulator } = await open();
		const polled = '/integration/on-call?isPolling=true&oceanCoreVersion=1';
		expect((await send('GET', polled)).status).toBe(200);
		simulator.switches.unknownParameters = 'refused';
		expect((await send('GET', '/integration?page=2')).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidQuery', 'invalidQuery', 'invalidQuery']);
	});

	it('answers in every form that the switches name', async () => {
		const { send, simulator } = await open();
		const { switches } = simulator;
		switches.wrapping = 'bare';
		expect(await get(send, '/integration')).toHaveLength(4);
		expect((await get(send, '/integration/on-call')).title).toBe('On Call');
		switches.optionalFields = 'minimal';
		expect(await get(send, '/integration/on-call')).toEqual({ installationId: 'on-call' });
		switches.optionalFields = 'present';
		switches.typeKey = 'integrationType';
		switches.realStatus = 'present';
		const record = await get(send, '/integration/on-call');
		expect(record).toMatchObject({ integrationType: 'pagerduty', status: 'ACTIVE' });
		expect(record).not.toHaveProperty('installationAppType');
		switches.typeKey = 'installationAppType';
		expect(await get(send, '/integration/on-call')).not.toHaveProperty('integrationType');
		switches.metadataWrapping = 'bare';
		expect(await get(send, '/integration/metadata')).toHaveLength(4);
		switches.metadataWrapping = 'data';
		expect((await get(send, '/integration/metadata')).data).toHaveLength(4);
	});

	it('shows the rate limit in either reading', async () => {
		const { send, simulator } = await open();
		const reset = async (): Promise<unknown> =>
			(await send('GET', '/integration')).headers['x-ratelimit-reset'];
		expect(Number(await reset())).toBeGreaterThan(1e9);
		simulator.switches.rateLimitHeaders = 'delay';
		expect(await reset()).toBe('300');
		simulator.switches.rateLimitHeaders = 'none';
		expect(await reset()).toBeUndefined();
	});

	it('changes what is sent, and needs config alone for /config', async () => {
		const { send, simulator } = await open();
		const changed = await send('PATCH', '/integration/on-call', { title: 'Pager', custom: 1 });
		expect(changed.data.integration).toMatchObject({ title: 'Pager', custom: 1 });
		const config = { resources: [], extra: true };
		expect((await send('PATCH', '/integration/on-call/config', { config })).data.integration.config).toEqual(
			config,
		);
		expect(simulator.violations.lines()).toEqual([]);
		for (const body of [{}, config, { config, title: 'x' }, { config: { resources: [{ kind: 'a' }] } }]) {
			expect((await send('PATCH', '/integration/on-call/config', body)).status).toBe(422);
		}
		simulator.switches.validation = 400;
		expect((await send('PATCH', '/integration/on-call', { title: 5 })).status).toBe(400);
		expect(simulator.violations.length).toBe(5);
		expect((await send('PATCH', '/integration/on-call', { changelogDestination: {} })).status).toBe(400);
	});

	it('accepts further properties, and may drop those that it does not know', async () => {
		const { send, simulator } = await open();
		simulator.switches.furtherProperties = 'dropped';
		const changed = await send('PATCH', '/integration/on-call', { title: 'Pager', custom: 1 });
		expect(changed.data.integration).toMatchObject({ title: 'Pager' });
		expect(changed.data.integration).not.toHaveProperty('custom');
	});

	it('creates: 201, 202 for Port-hosted ones, 409, wrong configurations', async () => {
		const { send, simulator } = await open();
		const create = (body: object) => send('POST', '/integration', body);
		const own = { installationId: 'new', installationAppType: 'jira' };
		const created = await create(own);
		expect(created.status).toBe(201);
		for (const key of ['title', 'version', 'changelogDestination']) {
			expect(created.data.integration).not.toHaveProperty(key);
		}
		expect(created.data.integration).toHaveProperty('metricAttributes.ingestUrl');
		const nothing = { installationAppType: null, version: null, title: null, changelogDestination: null };
		expect((await send('PATCH', '/integration/new', nothing)).status).toBe(200);
		expect((await create(own)).data.error).toBe('integration_already_exists');
		expect((await create({ installationId: 'x' })).data.message).toBe('"installationAppType" is required');
		const hosted = { ...own, installationId: 'hosted', installationType: 'Saas' };
		expect((await create(hosted)).status).toBe(422);
		expect((await create({ ...hosted, installationId: 'Bad_Id' })).status).toBe(422);
		expect((await create({ ...hosted, installationType: 'SaasOAuth2' })).status).toBe(400);
		const spec = (token: string) => ({ ...hosted, spec: { integrationSpec: { jiraToken: token } } });
		expect((await create(spec('UNKNOWN'))).data).toMatchObject({
			error: 'invalid_configuration',
			message: 'The provided secret does not exist',
		});
		const made = await create(spec('GITLAB_TOKEN'));
		expect(made.status).toBe(202);
		const status = async () =>
			(await get(send, '/integration/hosted')).integration.statusInfo?.integrationStatus.status;
		expect([await status(), await status()]).toEqual(['Creating', 'Running']);
		const config = async () => (await get(send, '/integration/hosted')).integration.config;
		expect(simulator.state.installation('hosted').record.config).toEqual({});
		expect(await config()).toMatchObject({ resources: [{ kind: 'project' }] });
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
	});

	it('creates with an error when it is to', async () => {
		const { send } = await open({ switches: { creation: 'Error', looksUntilDone: 1 } });
		await send('POST', '/integration', {
			installationId: 'hosted',
			installationAppType: 'jira',
			installationType: 'Saas',
			spec: { integrationSpec: {} },
		});
		expect((await get(send, '/integration/hosted')).integration.statusInfo?.integrationStatus.status).toBe(
			'Error',
		);
	});

	it.each([
		['without a mapping', {}, 2],
		['with a mapping of its own', { config: { resources: [] } }, undefined],
		['to be empty', { createPortResourcesOrigin: 'Empty' }, undefined],
	])('has the default mapping some looks after it runs, created %s', async (_how, given, looks) => {
		const { send } = await open({ switches: { looksUntilDone: 1, looksUntilMapped: 2 } });
		const hosted = { installationId: 'hosted', installationAppType: 'jira', installationType: 'Saas' };
		await send('POST', '/integration', { ...hosted, spec: { integrationSpec: {} }, ...given });
		const mapped = async () => JSON.stringify((await get(send, '/integration/hosted')).integration.config);
		const seen = [await mapped(), await mapped(), await mapped(), await mapped()];
		const moved = seen.findIndex((config) => config !== seen[0]);
		expect(moved).toBe(looks ?? -1);
		expect(seen.at(-1)?.includes('"kind"')).toBe(looks !== undefined);
	});

	it('deletes at once, or by way of Deleting', async () => {
		const { send, simulator } = await open();
		expect((await send('DELETE', '/integration/on-call')).data).toEqual({ ok: true });
		expect((await send('GET', '/integration/on-call')).status).toBe(404);
		simulator.switches.changeAnswer = 'empty';
		expect((await send('DELETE', '/integration/my-gitlab')).status).toBe(204);
		expect((await get(send, '/integration/my-gitlab')).integration.statusInfo?.integrationStatus.status).toBe(
			'Deleting',
		);
		const again = await send('POST', '/integration', {
			installationId: 'my-gitlab',
			installationAppType: 'x',
		});
		expect(again.data.error).toBe('IntegrationAlreadyExistError');
		expect((await send('GET', '/integration/my-gitlab')).data.integration).toBeDefined();
		expect((await send('GET', '/integration/my-gitlab')).status).toBe(404);
	});

	it('ends a removal in the status Deleted when it is to', async () => {
		const { send } = await open({ switches: { removal: 'Deleted', looksUntilDone: 1 } });
		await send('DELETE', '/integration/my-gitlab');
		const { integration } = await get(send, '/integration/my-gitlab');
		expect(integration.statusInfo?.integrationStatus.status).toBe('Deleted');
	});

	it.each([
		['', { changelogDestination: { type: 'WEBHOOK' } }],
		['', { changelogDestination: { url: 'https://example.com' } }],
		['', { changelogDestination: { type: 'KAFKA', url: 'https://example.com' } }],
		['', { spec: { appSpec: { scheduledResyncInterval: '5h' } } }],
		['', { spec: { appSpec: { liveEventsEnabled: 'yes' } } }],
		['/config', { config: null }],
	])('refuses a PATCH %s of %j', async (path, body) => {
		const { send, simulator } = await open();
		expect((await send('PATCH', `/integration/on-call${path}`, body)).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
	});

	it('takes a webhook and a schedule', async () => {
		const { send, simulator } = await open();
		const changelogDestination = { type: 'WEBHOOK', url: 'https://example.com/changes', agent: false };
		const spec = { appSpec: { scheduledResyncInterval: '4h', incrementalSyncInterval: '15m' } };
		const changed = await send('PATCH', '/integration/on-call', { changelogDestination, spec, config: null });
		expect(changed.data.integration).toMatchObject({ changelogDestination, spec, config: null });
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('refuses a body over 1 MiB', async () => {
		const { send } = await open();
		const title = 'x'.repeat(1024 * 1024);
		expect((await send('PATCH', '/integration/on-call', { title })).status).toBe(413);
	});
});
