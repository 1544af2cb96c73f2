import { afterEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosResponse } from 'axios';

import { CLIENT, startPort, type PortOptions, type PortSimulator } from '../../simulators/port';
import type { Integration } from '../../simulators/port/records';
import { Clock } from '../../simulators/switchboard';

let port: PortSimulator | undefined;

afterEach(async () => {
	await port?.stop();
});

/** Whatever the platform may say; a test looks at what its route answers. */
interface Said {
	ok?: boolean;
	error: unknown;
	message: string;
	accessToken: string;
	expiresIn: number;
	title: string;
	count: number;
	integration: Integration;
	integrations: Integration[];
	audits: Array<{ trigger: { at: string } }>;
	data: Array<{ _id: string; timestamp: string; message: string; eventId: string; syncState: string }>;
}

type Send = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<AxiosResponse<Said>>;

/** A running simulator and a client that has signed in. */
async function open(options: PortOptions = {}) {
	const simulator = await startPort(options);
	port = simulator;
	const anonymous = axios.create({ baseURL: `${simulator.url}/v1`, validateStatus: () => true });
	const signIn = async () => (await anonymous.post<Said>('/auth/access_token', CLIENT)).data;
	const { accessToken } = await signIn();
	const send: Send = (method, url, data, headers = {}) =>
		anonymous.request<Said>({
			method,
			url,
			headers: { authorization: `Bearer ${accessToken}`, ...headers },
			...(data !== undefined && { data }),
		});
	return { simulator, anonymous, signIn, send };
}

const get = async (send: Send, path: string) => (await send('GET', path)).data;
const paths = (rows: Array<{ installationId: string }>) => rows.map(({ installationId }) => installationId);

describe('signing in (section 1)', () => {
	it('gives the same token until it expires, and 401 after that', async () => {
		const clock = new Clock('2026-01-01T00:00:00Z');
		const { signIn, send, simulator } = await open({ clock, switches: { expiresIn: 'remaining' } });
		const first = await signIn();
		expect(first).toEqual({
			ok: true,
			accessToken: first.accessToken,
			expiresIn: 10_800,
			tokenType: 'Bearer',
		});
		clock.advance(10_000_000);
		expect(await signIn()).toEqual({ ...first, expiresIn: 800 });
		simulator.switches.expiresIn = 'lifetime';
		expect((await signIn()).expiresIn).toBe(10_800);
		clock.advance(800_000);
		expect((await send('GET', '/integration')).status).toBe(401);
		expect((await signIn()).accessToken).not.toBe(first.accessToken);
	});

	it('refuses wrong pairs, other bodies, too many calls and revoked tokens', async () => {
		const { anonymous, simulator, send } = await open();
		const call = async (body: unknown) => (await anonymous.post('/auth/access_token', body)).status;
		expect(await call({ ...CLIENT, clientSecret: 'wrong' })).toBe(401);
		expect(await call({ clientId: 'nobody', clientSecret: 'wrong' })).toBe(401);
		simulator.switches.unknownClient = 404;
		expect(await call({ clientId: 'nobody', clientSecret: 'wrong' })).toBe(404);
		expect(await call({ ...CLIENT, scope: 'all' })).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidBody']);
		simulator.tokens.revokeAll();
		expect((await send('GET', '/integration')).data).toMatchObject({ ok: false, error: 'unauthorized' });
		simulator.switches.tokenRateLimit = { capacity: 1, refillPerSecond: 0.001 };
		await call(CLIENT);
		const limited = await anonymous.post('/auth/access_token', CLIENT);
		expect(limited.status).toBe(429);
		expect(Number(limited.headers['x-ratelimit-reset'])).toBeGreaterThan(1e9);
	});

	it('knows roles, the IP allow-list and the organization', async () => {
		const { send, simulator } = await open({ switches: { role: 'member' } });
		expect((await send('GET', '/integration')).status).toBe(403);
		expect((await send('GET', '/integration/metadata')).status).toBe(200);
		expect(await get(send, '/organization')).toMatchObject({ ok: true, organization: { featureFlags: [] } });
		simulator.switches.ipAllowList = 'refuses';
		expect((await send('GET', '/organization')).data.message).toMatch(/^IP not whitelisted/);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('records a token that is sent to the token call', async () => {
		const { send, simulator } = await open();
		await send('POST', '/auth/access_token', CLIENT);
		expect(simulator.violations.kinds()).toEqual(['leakedCredential']);
	});
});

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

	it('refuses unknown query parameters', async () => {
		const { send, simulator } = await open();
		expect((await send('GET', '/integration?page=2')).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidQuery']);
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

	it('tells the rate limit in either reading', async () => {
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

	it('creates: 201, 202 for Port-hosted ones, 409, wrong configurations', async () => {
		const { send, simulator } = await open();
		const create = (body: object) => send('POST', '/integration', body);
		const own = { installationId: 'new', installationAppType: 'jira' };
		expect((await create(own)).status).toBe(201);
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

	it('refuses a body over 1 MiB', async () => {
		const { send } = await open();
		const title = 'x'.repeat(1024 * 1024);
		expect((await send('PATCH', '/integration/on-call', { title })).status).toBe(413);
	});
});

describe('resyncs (section 2.3)', () => {
	const state = async (send: Send, id = 'on-call') =>
		(await get(send, `/integration/${id}`)).integration.resyncState;

	it('an empty PATCH asks for one; looks move it on; another one aborts it', async () => {
		const { send } = await open();
		const asked = await send('PATCH', '/integration/on-call', {});
		expect(asked.data.integration.resyncState?.status).toBe('failed');
		const running = await state(send);
		expect(running).toMatchObject({ status: 'running', lastResyncEnd: null });
		await send('PATCH', '/integration/on-call', {});
		expect(await state(send)).toMatchObject({
			status: 'aborted',
			lastResyncStart: running?.lastResyncStart,
		});
		expect((await state(send))?.status).toBe('running');
		expect((await state(send))?.status).toBe('completed');
		expect((await state(send))?.status).toBe('completed');
	});

	it('a config PATCH asks for one, unless x-skip-resync', async () => {
		const { send, simulator } = await open();
		const change = (headers = {}) =>
			send('PATCH', '/integration/on-call/config', { config: { resources: [] } }, headers);
		await change({ 'x-skip-resync': 'true' });
		expect((await state(send))?.status).toBe('failed');
		await change();
		expect((await state(send))?.status).toBe('running');
		await send('PATCH', '/integration/my-gitlab', { title: 'x' });
		expect((await state(send, 'my-gitlab'))?.status).toBe('completed');
		simulator.switches.plainPatch = 'resyncs';
		await send('PATCH', '/integration/my-gitlab', { title: 'y' });
		expect((await state(send, 'my-gitlab'))?.status).toBe('running');
	});

	it('never starts without a process, or outside Ocean', async () => {
		const { send, simulator } = await open({ switches: { resyncProgress: 'never' } });
		await send('PATCH', '/integration/on-call', {});
		expect((await state(send))?.status).toBe('failed');
		simulator.switches.resyncProgress = 'perLook';
		await send('PATCH', '/integration/12345678', {});
		expect(await state(send, '12345678')).toBeUndefined();
	});

	it('ends as planned, in either time form', async () => {
		const { simulator, send } = await open({ switches: { startAtEnd: 'gone', timestamps: 'zulu' } });
		simulator.resyncs.plan('my-gitlab', { status: 'failed', message: 'The token has expired' });
		await send('PATCH', '/integration/my-gitlab', {});
		expect((await state(send, 'my-gitlab'))?.lastResyncStart).toMatch(/\.\d{6}Z$/);
		const ended = await state(send, 'my-gitlab');
		expect(ended?.status).toBe('failed');
		expect(ended).not.toHaveProperty('lastResyncStart');
		expect((await get(send, '/integration/my-gitlab/logs')).data.at(-1)).toMatchObject({
			level: 'ERROR',
			message: 'The token has expired',
		});
	});
});

describe('logs, syncs and kinds', () => {
	const minutes = (count: number) =>
		new Date(Date.parse('2026-01-01T00:00:00Z') + count * 60_000).toISOString();

	async function openWithLines(options: PortOptions = {}) {
		const opened = await open(options);
		for (let count = 1; count <= 5; count += 1) {
			opened.simulator.state.addLog('my-gitlab', {
				message: `line ${count}`,
				timestamp: minutes(count),
				level: count === 5 ? 'FATAL' : 'INFO',
				eventId: count > 3 ? 'late' : 'early',
				kind: 'project',
				phase: 'load',
			});
		}
		const page = async (search: string) =>
			(await get(opened.send, `/integration/my-gitlab/logs?${search}`)).data.map(
				({ message }: { message: string }) => message,
			);
		return { ...opened, page };
	}

	it('pages ascending from the newest, up and down from an edge', async () => {
		const { page, send, simulator } = await openWithLines();
		expect(await page('limit=2')).toEqual(['line 4', 'line 5']);
		const { data } = await get(send, '/integration/my-gitlab/logs?limit=2');
		const edge = `timestamp=${String(data[0]?.timestamp)}&log_id=${String(data[0]?._id)}`;
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 2', 'line 3']);
		expect(await page(`limit=2&${edge}&direction=down`)).toEqual(['line 5']);
		const { switches } = simulator;
		switches.logEdge = 'inclusive';
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 3', 'line 4']);
		switches.logUp = 'newer';
		expect(await page(`limit=2&${edge}&direction=up`)).toEqual(['line 4', 'line 5']);
		switches.logOrder = 'descending';
		expect(await page('limit=2')).toEqual(['line 5', 'line 4']);
		expect(await page('limit=0')).toEqual([]);
		expect((await send('GET', '/integration/my-gitlab/logs?limit=301')).status).toBe(422);
		expect(simulator.violations.kinds()).toEqual(['invalidQuery']);
	});

	it('filters by one generation of parameter names and ignores the other', async () => {
		const { page, simulator, send } = await openWithLines();
		expect(await page('levels=ERROR&levels=FATAL')).toEqual(['line 5']);
		expect(await page('event_id=late&kinds=project&etl_phases=load')).toEqual(['line 4', 'line 5']);
		expect(await page('level=FATAL&limit=2')).toEqual(['line 4', 'line 5']);
		simulator.switches.logParameters = 'old';
		expect(await page('levels=FATAL&limit=2')).toEqual(['line 4', 'line 5']);
		expect(await page('level=FATAL&eventId=late')).toEqual(['line 5']);
		simulator.switches.logIdKey = 'none';
		simulator.switches.highestLevel = 'CRITICAL';
		const { data } = await get(send, '/integration/my-gitlab/logs?limit=1');
		expect(data).toEqual([{ level: 'CRITICAL', message: 'line 5', timestamp: minutes(5), extra: {} }]);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('keeps a history of syncs by internal id; another id has none', async () => {
		const { simulator, send } = await open();
		const { _id } = simulator.state.installation('my-gitlab').record;
		simulator.resyncs.run('my-gitlab', {
			status: 'failed',
			kinds: [{ kind: 'project', success: 0, failed: 2 }],
		});
		const history = await get(send, `/integration/${String(_id)}/syncsMetadata`);
		expect(history).toMatchObject({ count: 2, data: [{ syncState: 'failed' }, { syncState: 'completed' }] });
		const metrics = await get(send, `/integration/${String(_id)}/syncMetrics?resyncId=`);
		expect(metrics.data[0]).toMatchObject({
			kind: 'project',
			eventId: history.data[0]?.eventId,
			metrics: {
				phase: { resync: { success: 0 }, load: { object_count_type: { failed: { object_count: 2 } } } },
			},
		});
		const older = `syncMetrics?resyncId=${String(history.data[1]?.eventId)}`;
		expect((await get(send, `/integration/${String(_id)}/${older}`)).data[0]?.syncState).toBe('completed');
		expect(await get(send, '/integration/my-gitlab/syncsMetadata')).toEqual({ ok: true, count: 0, data: [] });
		expect((await get(send, '/integration/nobody/syncMetrics')).data).toEqual([]);
		simulator.switches.internalId = 'installationId';
		expect((await get(send, '/integration/my-gitlab/syncsMetadata')).count).toBe(2);
		simulator.switches.syncEndpoints = 'missing';
		expect((await send('GET', '/integration/my-gitlab/syncsMetadata')).status).toBe(404);
		expect((await get(send, '/integration/my-gitlab/kinds')).data).toMatchObject({
			project: { examples: [{ _id: 'example_project' }] },
		});
	});
});

describe('audit log (section 2.4)', () => {
	it('ANDs its filters, includes fields, times out on too much', async () => {
		const { simulator, send } = await open();
		const { state, switches } = simulator;
		state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', at: '2026-01-01T00:00:00.000Z' });
		state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', at: '2026-01-03T00:00:00.000Z' });
		state.addAudit({ InstallationId: 'my-gitlab', resourceType: 'run', run_id: 'r1' });
		const failures = '/audit-log?InstallationId=on-call&status=FAILURE';
		expect((await get(send, failures)).audits).toHaveLength(2);
		expect((await get(send, `${failures}&from=2026-01-02T00:00:00.000Z`)).audits).toHaveLength(1);
		expect((await get(send, `${failures}&to=2026-01-02T00:00:00.000Z`)).audits).toHaveLength(1);
		expect((await get(send, `${failures}&limit=1&includes=status`)).audits).toEqual([{ status: 'FAILURE' }]);
		expect((await get(send, '/audit-log?resources=run&origin=my-gitlab')).audits).toHaveLength(1);
		switches.auditOrder = 'oldestFirst';
		const [oldest] = (await get(send, failures)).audits;
		expect(oldest?.trigger.at).toBe('2026-01-01T00:00:00.000Z');
		switches.auditEntriesUntilTimeout = 2;
		expect((await send('GET', '/audit-log')).status).toBe(504);
		switches.role = 'moderator';
		expect((await send('GET', failures)).status).toBe(403);
		expect((await send('GET', '/audit-log?run_id=r1')).status).toBe(200);
		expect(simulator.violations.lines()).toEqual([]);
	});
});

describe('refusals (section 5)', () => {
	const refusal = async (client: { send: Send }) => await client.send('GET', '/integration/nobody');

	it('in all their forms', async () => {
		const client = await open();
		const { switches } = client.simulator;
		switches.errorBody = 'short';
		expect((await refusal(client)).data).toEqual({ ok: false, error: 'not_found' });
		switches.errorBody = 'errorObject';
		expect((await refusal(client)).data.error).toEqual({ code: 'not_found', name: 'not_found' });
		switches.errorBody = 'objectObject';
		expect((await refusal(client)).data.error).toBe('[object Object]');
		switches.errorBody = 'html';
		expect((await refusal(client)).headers['content-type']).toMatch(/html/);
		switches.errorBody = 'full';
		switches.refusalStatus = 'okFalse';
		const hidden = await refusal(client);
		expect([hidden.status, hidden.data.ok]).toEqual([200, false]);
	});

	it('of what is no JSON, no JSON type, or too fast', async () => {
		const { send, simulator } = await open();
		const json = { 'content-type': 'application/json' };
		expect((await send('PATCH', '/integration/on-call', Buffer.from('{'), json)).status).toBe(400);
		expect(
			(await send('PATCH', '/integration/on-call', 'a=b', { 'content-type': 'text/plain' })).status,
		).toBe(415);
		simulator.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.01 };
		simulator.switches.retryHint = 'retryAfterSeconds';
		const limited = await send('GET', '/integration');
		expect(limited.status).toBe(429);
		expect(limited.headers['retry-after']).toMatch(/^\d+$/);
	});

	it('never of a seed of thousands', async () => {
		const { send } = await open({ seed: { integrations: 3000 } });
		expect((await get(send, '/integration')).integrations).toHaveLength(3000);
	});
});
