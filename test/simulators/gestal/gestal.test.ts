import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';

import { startGestal, type Gestal } from '../../../simulators/gestal';
import { Clock } from '../../../simulators/switchboard';

const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
const HOUR_MS = 3_600_000;

let gestal: Gestal;
let integrator: Client;
let site: Client;
let anyone: Client;

/** What the platform may show of anything; each answer has some of it. */
interface Shown {
	cloud_id: string;
	id: string;
	token: string;
	access_key: string;
	state: string;
	description: string | null;
	pin_tag: string;
	sow_id: string;
	updated_at: string;
}

interface Answer extends Shown {
	data: Shown[];
	meta: { total: number; page_total: number; per_page: number };
}

/** An HTTP client with one credential; no status is an exception. */
class Client {
	private readonly http: AxiosInstance;

	constructor(authorization?: string) {
		const headers = authorization === undefined ? {} : { authorization };
		const baseURL = gestal.url;
		this.http = axios.create({ baseURL, validateStatus: () => true, headers, timeout: 5000 });
	}

	async get(path: string) {
		return await this.http.get<Answer>(path);
	}

	/** The answer's text: numbers keep all their digits. */
	async text(path: string): Promise<string> {
		return (await this.http.get<string>(path, { responseType: 'text' })).data;
	}

	async post(path: string, body?: unknown, more: AxiosRequestConfig = {}) {
		return await this.http.post<Answer>(path, body, more);
	}

	async put(path: string, body: unknown) {
		return await this.http.put<Answer>(path, body);
	}

	async patch(path: string, body: unknown) {
		return await this.http.patch<Answer>(path, body);
	}

	async delete(path: string) {
		return await this.http.delete<Answer>(path);
	}
}

function client(authorization?: string): Client {
	return new Client(authorization);
}

async function signIn() {
	const { email, password } = gestal.state.account;
	return await client(basic(`${email}:${password}`)).post('/auth');
}

function firstSow() {
	const [sow] = gestal.seeded.farm.sows.values();
	if (sow === undefined) throw new Error('the seed has no sow');
	return sow;
}

beforeEach(async () => {
	gestal = await startGestal({ clock: new Clock('2024-05-01T12:00:00.000Z') });
	const { data } = await signIn();
	integrator = client(`Bearer ${data.token}`);
	site = client(basic(`${gestal.seeded.key.secret}:`));
	anyone = client();
});

afterEach(() => gestal.stop());

describe('signing in (section 1)', () => {
	it('gives a token that ends after 24 hours', async () => {
		expect((await integrator.get('/integrations')).status).toBe(200);
		gestal.clock.advance(24 * HOUR_MS);
		expect((await integrator.get('/integrations')).status).toBe(401);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('refuses a wrong password, and one that is sent anywhere else', async () => {
		expect((await client(basic('integrator@example.com:wrong')).post('/auth')).status).toBe(401);
		const { email, password } = gestal.state.account;
		expect((await client(basic(`${email}:${password}`)).get('/integrations')).status).toBe(401);
	});

	it('takes an access key with its colon and an empty password only', async () => {
		const { secret } = gestal.seeded.key;
		expect((await site.get('/integration')).status).toBe(200);
		expect((await client(basic(secret)).get('/integration')).status).toBe(401);
		expect((await client(basic(`${secret}:x`)).get('/integration')).status).toBe(401);
		expect((await client(`Bearer ${secret}`).get('/integration')).status).toBe(401);
	});

	it('answers a ping with 204 to anyone but a wrong credential', async () => {
		const statuses = await Promise.all(
			[anyone, integrator, site, client('Bearer wrong')].map(
				async (http) => (await http.get('/ping')).status,
			),
		);
		expect(statuses).toEqual([204, 204, 204, 401]);
	});

	it.each([
		['token', { token: expect.any(String) }],
		['data.token', { data: { token: expect.any(String) } }],
		['access_token', { access_token: expect.any(String) }],
	] as const)('switch tokenPlace: %s', async (tokenPlace, body) => {
		Object.assign(gestal.switches, { tokenPlace, authStatus: 201 });
		expect(await signIn()).toMatchObject({ status: 201, data: body });
	});

	it('keeps the integrator and the installations apart', async () => {
		expect((await integrator.get('/integration/sows')).status).toBe(401);
		expect((await site.get('/integrations')).status).toBe(401);
	});
});

describe('integrations (section 2.1)', () => {
	it('creates, shows, changes and deletes under the paths of 2018', async () => {
		const made = await integrator.post('/integrations', { name: 'Acme', url: 'https://example.com/acme' });
		expect(made).toMatchObject({ status: 201, data: { name: 'Acme', description: null } });
		const path = `/integrations/${made.data.cloud_id}`;
		gestal.clock.advance(1000);
		const changed = await integrator.patch(path, { url: 'https://example.com/new' });
		expect(changed).toMatchObject({ status: 200, data: { name: 'Acme', url: 'https://example.com/new' } });
		expect(changed.data.updated_at > made.data.updated_at).toBe(true);
		expect((await integrator.get(path)).data).toEqual(changed.data);
		expect(await integrator.delete(path)).toMatchObject({ status: 204, data: '' });
		expect((await integrator.delete(path)).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('deleting removes installations and their keys', async () => {
		await integrator.delete(`/integrations/${gestal.seeded.integration.cloud_id}`);
		expect(gestal.state.installations.size).toBe(0);
		expect((await site.get('/integration')).status).toBe(401);
	});

	it.each([
		[422, {}],
		[422, { name: '', url: 'x' }],
		[422, { name: 'a', url: 'b', owner: 'c' }],
	])('refuses a bad create with %s', async (status, body) => {
		expect((await integrator.post('/integrations', body)).status).toBe(status);
		expect(gestal.violations.kinds()).toEqual(['invalidBody']);
	});

	it('switches for changes', async () => {
		const path = `/integrations/${gestal.seeded.integration.cloud_id}`;
		gestal.switches.missingValueStatus = 400;
		expect((await integrator.post('/integrations', { name: 'a' })).status).toBe(400);
		gestal.switches.patchRequires = 'nameAndUrl';
		expect((await integrator.patch(path, { name: 'a' })).status).toBe(400);
		gestal.switches.patchRequires = 'nothing';
		expect((await integrator.patch(path, { description: '' })).data.description).toBe('');
		gestal.switches.emptyDescription = 'null';
		expect((await integrator.patch(path, { description: '' })).data.description).toBeNull();
		await integrator.patch(path, { description: 'kept' });
		gestal.switches.emptyDescription = 'ignored';
		expect((await integrator.patch(path, { description: '' })).data.description).toBe('kept');
	});

	it('is read-only under the current site, newest first, without updated_at', async () => {
		gestal.clock.advance(1000);
		const newest = gestal.state.addIntegration({ name: 'Newest' });
		const { data } = await integrator.get('/integrator');
		expect(data.data[0]).toMatchObject({ cloud_id: newest.cloud_id });
		expect(data.data[0]?.updated_at).toBeUndefined();
		expect(data.meta.page_total).toBe(3);
		expect((await integrator.get(`/integrator/${newest.cloud_id}`)).data).toEqual(data.data[0]);
		expect((await integrator.post('/integrator', { name: 'a', url: 'b' })).status).toBe(404);
		expect(gestal.violations.kinds()).toEqual(['wrongMethod']);
	});

	it('switches for what the current site answers', async () => {
		const { cloud_id: id } = gestal.seeded.integration;
		const one = async (currentOne: Gestal['switches']['currentOne']) => {
			gestal.switches.currentOne = currentOne;
			return (await integrator.get(`/integrator/${id}`)).data;
		};
		const object = await one('object');
		expect(await one('array')).toEqual([object]);
		expect(await one('dataObject')).toEqual({ data: object });
		expect(await one('dataArray')).toEqual({ data: [object] });
		gestal.switches.currentList = 'array';
		expect((await integrator.get('/integrator')).data).toHaveLength(2);
		gestal.switches.bareListPaging = 'ignored';
		expect((await integrator.get('/integrator?per_page=1&page=7')).data).toHaveLength(2);
		gestal.switches.currentList = 'dataArray';
		expect(Object.keys((await integrator.get('/integrator')).data)).toEqual(['data']);
		gestal.switches.currentList = 'object';
		const ofOne = `/integrator/${id}/installations`;
		expect((await integrator.get(ofOne)).data.cloud_id).toBe(gestal.seeded.installation.cloud_id);
		gestal.switches.currentList = 'dataObject';
		expect((await integrator.get(ofOne)).data.data).toMatchObject({ site: { name: 'Barn 4' } });
		gestal.switches.currentList = 'dataMeta';
		gestal.switches.integrationUpdatedAt = 'always';
		expect((await integrator.get('/integrator')).data.data[0]?.updated_at).toBeDefined();
		gestal.switches.integratorList = '/integrator/integrations';
		expect((await integrator.get('/integrator')).status).toBe(404);
		expect((await integrator.get('/integrator/integrations')).status).toBe(200);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('switch generations, with either status', async () => {
		gestal.switches.generations = 'currentOnly';
		expect((await integrator.get('/integrations')).status).toBe(404);
		gestal.switches.missingRouteStatus = 405;
		expect((await integrator.get('/integrations')).status).toBe(405);
		gestal.switches.generations = 'seedOnly';
		expect((await integrator.get('/integrator')).status).toBe(405);
		expect(gestal.violations.lines()).toEqual([]);
	});
});

describe('paging (section 4)', () => {
	beforeEach(() => {
		for (let count = 0; count < 1100; count += 1) gestal.state.addIntegration({ name: `More ${count}` });
	});

	it('100 a page, next_page a number or false, out_of_range beyond', async () => {
		const first = await integrator.get('/integrations');
		expect(first.data.data).toHaveLength(100);
		expect(first.data.meta).toEqual({
			total: 1102,
			pages: 12,
			per_page: 100,
			current_page: 1,
			next_page: 2,
			previous_page: false,
			first_page: true,
			last_page: false,
			out_of_range: false,
		});
		const last = (await integrator.get('/integrations?page=12')).data;
		expect(last).toMatchObject({ meta: { next_page: false, previous_page: 11, last_page: true } });
		expect(last.data).toHaveLength(2);
		const beyond = (await integrator.get('/integrations?page=13')).data;
		expect(beyond).toMatchObject({ data: [], meta: { out_of_range: true, next_page: false } });
	});

	it('caps a page at 1000 silently, or refuses more', async () => {
		const { data } = await integrator.get('/integrations?per_page=5000');
		expect(data.data).toHaveLength(1000);
		expect(data.meta.per_page).toBe(1000);
		gestal.switches.largePages = 'refused';
		expect((await integrator.get('/integrations?per_page=5000')).status).toBe(422);
		gestal.switches.largestPage = 40;
		expect((await integrator.get('/integrations?per_page=41')).status).toBe(422);
		expect((await integrator.get('/integrator?per_page=41')).data.data).toHaveLength(40);
	});

	it('knows no other parameter under the paths of 2018', async () => {
		expect((await integrator.get('/integrations?search=x')).status).toBe(400);
		expect((await integrator.get('/integrations?page=0')).status).toBe(400);
		expect(gestal.violations.kinds()).toEqual(['invalidQuery', 'invalidQuery']);
		expect((await integrator.get('/integrator?created_at=gt:2024')).status).toBe(200);
	});
});

describe('installations and access keys (sections 2.2 and 2.3)', () => {
	it('lists activated installations only, most recently updated first', async () => {
		const { integration, installation } = gestal.seeded;
		gestal.state.addInstallation({ integrationId: integration.cloud_id, activated: false });
		const list = `/integrations/${integration.cloud_id}/installations`;
		const { data } = await integrator.get(list);
		expect(data.data).toEqual([
			{
				cloud_id: installation.cloud_id,
				created_at: installation.created_at,
				tenant: installation.tenant,
				site: installation.site,
			},
		]);
		const current = await integrator.get('/integrator/installations');
		expect(current.data.data[0]).toMatchObject({ access_key: { last_active_at: null }, name: 'Herd Mirror' });
		const one = await integrator.get(`/integrator/installations/${installation.cloud_id}`);
		expect(one.data).toEqual(current.data.data[0]);
		gestal.switches.currentInstallationById = 'missing';
		expect((await integrator.get(`/integrator/installations/${installation.cloud_id}`)).status).toBe(404);
		expect((await integrator.get('/integrations/unknown/installations')).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('shows an installation to itself', async () => {
		expect((await site.get('/integration')).data).toMatchObject({
			type: 'third_party',
			signed: false,
			access_key: { last_active_at: '2024-05-01T12:00:00.000Z' },
		});
		Object.assign(gestal.switches, { generations: 'currentOnly', currentInstallation: 'missing' });
		expect((await site.get('/integration')).status).toBe(404);
	});

	it.each([
		['/integrations/installations/ID/accesskeys', '/integrations/accesskeys'],
		['/integrator/installations/ID/access-keys', '/integrator/access-keys'],
	])('shows a secret once: %s', async (list, one) => {
		const path = list.replace('ID', gestal.seeded.installation.cloud_id);
		const made = await integrator.post(path);
		expect(made).toMatchObject({ status: 201, data: { access_key: expect.stringMatching(/^ak_/) } });
		const { access_key: secret, id } = made.data;
		expect((await client(basic(`${secret}:`)).get('/integration')).status).toBe(200);
		const shown = (await integrator.get(`${one}/${id}`)).data;
		expect(shown.access_key).toBe(`${'*'.repeat(secret.length - 4)}${secret.slice(-4)}`);
		const listed = (await integrator.get(path)).data.data;
		expect(listed).toHaveLength(2);
		expect(JSON.stringify(listed)).not.toContain(secret);
		expect((await integrator.delete(`${one}/${id}`)).status).toBe(204);
		expect((await client(basic(`${secret}:`)).get('/integration')).status).toBe(401);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('all keys, and the switches of the current site', async () => {
		Object.assign(gestal.switches, { accessKeyId: 'cloud_id', currentKeyDelete: 'missing' });
		const { data } = await integrator.get('/integrator/access-keys');
		expect(data.data).toMatchObject([{ cloud_id: gestal.seeded.key.id }]);
		expect((await integrator.delete(`/integrator/access-keys/${gestal.seeded.key.id}`)).status).toBe(404);
	});
});

describe('farm data (sections 2.4 and 2.5)', () => {
	it('writes 64-bit ids digit for digit, as numbers or as text', async () => {
		const sow = firstSow();
		const asNumber = await site.text(`/integration/sows/${sow.gestal_id}`);
		expect(asNumber).toContain(`"gestal_id":${sow.gestal_id},`);
		expect(asNumber).toContain('"site":{');
		gestal.switches.longIds = 'text';
		const asText = await site.text(`/integration/sows/${sow.cloud_id}`);
		expect(asText).toContain(`"gestal_id":"${sow.gestal_id}"`);
	});

	it('lists sows, their versions (50 a page) and feed intakes', async () => {
		const sow = firstSow();
		expect((await site.get('/integration/sows')).data.meta.total).toBe(3);
		const versions = await site.get(`/integration/sows/${sow.cloud_id}/versions`);
		expect(versions.data).toMatchObject({ data: [{ event: 'create' }], meta: { per_page: 50 } });
		const intakes = await site.get(`/integration/sows/${sow.cloud_id}/feedintakes`);
		expect(intakes.data.meta.total).toBe(2);
		const id = intakes.data.data[0]?.cloud_id;
		expect((await site.get(`/integration/feedintakes/${id}`)).data.sow_id).toBe(sow.cloud_id);
		expect((await site.get(`/integration/feed-intakes/${id}`)).data.sow_id).toBe(sow.cloud_id);
		expect((await site.get('/integration/feed-intakes')).data.meta.total).toBe(6);
		gestal.switches.liveLists = 'missing';
		expect((await site.get('/integration/feed-intakes')).status).toBe(404);
		expect((await site.get('/integration/ges-live')).status).toBe(404);
		expect((await site.get('/integration/boars')).status).toBe(200);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it.each([
		'locations',
		'ges-live',
		'ges-visits',
		'lact-live',
		'events/breedings',
		'events/piglet-movements',
		'events/pre-weanings',
		'boars',
	])('lists and shows %s', async (resource) => {
		const { data } = await site.get(`/integration/${resource}`);
		expect(data.data).toHaveLength(1);
		expect((await site.get(`/integration/${resource}/${data.data[0]?.cloud_id}`)).data).toEqual(data.data[0]);
		expect((await site.post(`/integration/${resource}`, {})).status).toBe(404);
	});
});

describe.each([
	['/integration/mirrors/sows', { vendor_id: 'new-1' }],
	['/integration/sow-mirrors', { vendor_id: 'new-1', pin_tag: '7' }],
])('mirrors under %s', (path, draft) => {
	it('creates, shows, changes and deletes, by either id', async () => {
		const made = await site.post(path, { ...draft, rfid1: '982000123456789012' });
		expect(made).toMatchObject({ status: 201, data: { gestal_id: null, state: 'gilt' } });
		expect((await site.post(path, draft)).status).toBe(422);
		const raw = await site.text(`${path}/new-1`);
		expect(raw).toContain('"rfid1":982000123456789012');
		const changed = await site.patch(`${path}/${made.data.cloud_id}`, { state: 'open' });
		expect(changed).toMatchObject({ status: 200, data: { state: 'open' } });
		expect((await site.delete(`${path}/new-1`)).status).toBe(204);
		expect((await site.get(`${path}/new-1`)).status).toBe(404);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it.each([[{}], [{ vendor_id: 'x', pin_tag: '1', state: 'asleep' }], [{ vendor_id: 'x', colour: 'pink' }]])(
		'refuses %j',
		async (body) => {
			expect((await site.post(path, body)).status).toBe(422);
			expect(gestal.violations.kinds()).toEqual(['invalidBody']);
		},
	);

	it('upserts in the background, matching vendor_id', async () => {
		gestal.state.failingVendorIds.add('bad');
		const rows = ['vendor-1', 'bad', 'new-9'].map((vendor_id) => ({ vendor_id, pin_tag: '55' }));
		const accepted = await site.post(`${path}/bulk`, rows);
		expect(accepted).toMatchObject({ status: 202, data: { state: 'active', total: 3, pending: 3 } });
		const batch = `${path}/bulk/${accepted.data.cloud_id}`;
		expect((await site.get(batch)).data.state).toBe('active');
		expect((await site.get(batch)).data).toMatchObject({ state: 'completed', failures: 1, pending: 0 });
		expect((await site.get(`${path}/vendor-1`)).data.pin_tag).toBe('55');
		expect(gestal.seeded.farm.mirrors.size).toBe(3);
		expect(gestal.violations.lines()).toEqual([]);
	});

	it('takes 1000 objects at most', async () => {
		const rows = Array.from({ length: 1001 }, (_, index) => ({ vendor_id: `v${index}`, pin_tag: '1' }));
		expect((await site.post(`${path}/bulk`, rows)).status).toBe(422);
		expect((await site.post(`${path}/bulk`, rows.slice(1))).status).toBe(202);
		expect(gestal.violations.kinds()).toEqual(['invalidBody']);
	});

	it('cancels without rolling back, and the switches of bulk', async () => {
		Object.assign(gestal.switches, { batchProgress: 'manual', cancelledKey: 'canceled_at' });
		const { data } = await site.post(`${path}/bulk`, [{ vendor_id: 'a', pin_tag: '1' }]);
		const batch = `${path}/bulk/${data.cloud_id}`;
		expect((await site.get(batch)).data).toMatchObject({ state: 'active', canceled_at: null });
		expect((await site.delete(batch)).data).toMatchObject({ state: 'cancelled' });
		expect((await site.delete(batch)).status).toBe(200);
		gestal.switches.cancelFinished = 'refused';
		expect((await site.delete(batch)).status).toBe(422);
		Object.assign(gestal.switches, {
			bulkMatch: 'none',
			failedBatchState: 'failed',
			cancelAnswer: 'noContent',
			batchProgress: 'perRequest',
		});
		const second = await site.post(`${path}/bulk`, [
			{ vendor_id: 'vendor-1', pin_tag: '1' },
			{ pin_tag: '2' },
		]);
		expect(gestal.batches.finish(second.data.cloud_id)).toMatchObject({ state: 'failed', failures: 2 });
		const third = await site.post(`${path}/bulk`, [{ vendor_id: 'b', pin_tag: '1' }]);
		expect((await site.delete(`${path}/bulk/${third.data.cloud_id}`)).status).toBe(204);
		gestal.switches.bulkInvalidRow = 'refused';
		expect((await site.post(`${path}/bulk`, [{ pin_tag: '2' }])).status).toBe(422);
		expect((await site.get(`${path}/bulk/unknown`)).status).toBe(404);
	});
});

it('mirror versions exist under the paths of 2018 only; batches of the current site may be missing', async () => {
	const versions = await site.get('/integration/mirrors/sows/vendor-1/versions');
	expect(versions.data).toMatchObject({
		data: [{ event: 'create', changes: { vendor_id: [null, 'vendor-1'] } }],
	});
	const { data } = await site.post('/integration/sow-mirrors/bulk', [{ vendor_id: 'a', pin_tag: '1' }]);
	gestal.switches.currentBatches = 'missing';
	expect((await site.get(`/integration/sow-mirrors/bulk/${data.cloud_id}`)).status).toBe(404);
	expect((await site.get(`/integration/mirrors/sows/bulk/${data.cloud_id}`)).status).toBe(200);
	expect((await site.get('/integration/sow-mirrors/vendor-1/versions')).status).toBe(404);
	expect(gestal.violations.kinds()).toEqual(['unknownPath']);
});

describe('refusals (section 5)', () => {
	it.each([
		['typeMessage', { type: 'not_found', message: 'Integration x was not found' }],
		['typeOnly', { type: 'not_found' }],
		['error', { error: 'Integration x was not found' }],
		['errors', { errors: ['Integration x was not found'] }],
		['detail', { detail: 'Integration x was not found' }],
		['plainText', 'Integration x was not found'],
		['empty', ''],
	] as const)('switch errorBody: %s', async (errorBody, body) => {
		gestal.switches.errorBody = errorBody;
		expect(await integrator.get('/integrations/x')).toMatchObject({ status: 404, data: body });
	});

	it('after a flood refuses everything for two hours, without saying for how long', async () => {
		gestal.switches.flood = { requests: 3, withinMs: 60_000 };
		const statuses = [];
		for (let count = 0; count < 4; count += 1) statuses.push((await anyone.get('/ping')).status);
		expect(statuses).toContain(429);
		const refused = await integrator.get('/integrations');
		expect(refused.status).toBe(429);
		expect(refused.headers['retry-after']).toBeUndefined();
		gestal.clock.advance(2 * HOUR_MS - 1);
		expect((await integrator.get('/integrations')).status).toBe(429);
		gestal.clock.advance(1);
		expect((await integrator.get('/integrations')).status).toBe(200);
	});

	it('words what the switchboard refuses', async () => {
		const asText = { headers: { 'content-type': 'text/plain' } };
		expect((await integrator.post('/integrations', 'x', asText)).status).toBe(400);
		const asJson = { headers: { 'content-type': 'application/vnd.gestal+json' } };
		expect((await integrator.post('/integrations', Buffer.from('{'), asJson)).status).toBe(400);
		expect((await integrator.put('/integrations', {})).status).toBe(404);
		gestal.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.1 };
		expect((await integrator.get('/integrations')).status).toBe(429);
		expect(gestal.violations.kinds()).toEqual(['wrongMediaType', 'malformedBody', 'wrongMethod']);
	});
});
