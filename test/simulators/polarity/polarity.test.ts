import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';

import {
	seededApiKey,
	seededLogin,
	startPolarity,
	type PolaritySimulator,
} from '../../../simulators/polarity';

interface Resource {
	attributes: Record<string, unknown> & {
		entities: Array<{ type: string; value: string }>;
		results: unknown[];
		meta: Record<string, unknown>;
	};
	relationships: Record<string, { data: Resource[] }>;
}

/** A JSON:API answer; what a test reads of it is there or the test fails. */
interface Reply {
	data: Resource & Resource[] & { token: string; expiration_time: number };
	meta?: { page: { size: number; total: number } };
	jsonapi: unknown;
	errors: Array<{ detail: string; meta?: { errors: Array<{ detail: string }> } }>;
}

const VT = 'virustotal_node_18_1725278818';
const mediaType = 'application/vnd.api+json';

let polarity: PolaritySimulator;
const http = axios.create({ validateStatus: () => true, timeout: 5000 });

const as = (bearer: string) => {
	http.defaults.headers.common = {
		authorization: `Bearer ${bearer}`,
		accept: mediaType,
		'content-type': mediaType,
	};
};
const get = async (path: string) => await http.get<Reply>(path, { data: '' });
const violations = () => polarity.violations.lines();
const update = (key: string, value: unknown, adminOnly = true, userCanEdit = false) => ({
	id: `${VT}-${key}`,
	type: 'integration-option',
	attributes: { value, 'admin-only': adminOnly, 'user-can-edit': userCanEdit },
});
const permission = (group: string, permissions: string[], integration = VT) => ({
	type: 'permissions',
	attributes: { permissions },
	relationships: {
		group: { data: { type: 'groups', id: group } },
		integration: { data: { type: 'integrations', id: integration } },
	},
});
const lookup = async (id: string, values: string[]) =>
	await http.post<Reply>(`/api/integrations/${id}/lookup`, {
		data: {
			type: 'integration-lookups',
			attributes: { entities: values.map((value) => ({ value, type: 'IPv4' })) },
		},
	});
const parse = async (text: string) =>
	await http.post<Reply>('/api/parsed-entities', { data: { type: 'parsed-entities', attributes: { text } } });

beforeEach(async () => {
	polarity = await startPolarity();
	http.defaults.baseURL = polarity.url;
	as(seededApiKey);
});
afterEach(async () => await polarity.stop());

describe('sign-in', () => {
	const login = async (
		password: string = seededLogin.password,
		identification: string = seededLogin.username,
	) => await http.post<Reply>('/api/users/login', { identification, password });

	it('logs in, refreshes and logs out; the old token is worth nothing', async () => {
		const { data, status } = await login();
		expect(status).toBe(200);
		expect(data.data.expiration_time).toBeGreaterThan(Date.now() / 1000);
		as(data.data.token);
		const refreshed = await get('/api/users/refresh');
		expect((await get('/api/integrations')).status).toBe(401);
		as(refreshed.data.data.token);
		expect((await get('/api/integrations')).status).toBe(200);
		expect((await http.post<Reply>('/api/users/logout')).status).toBe(200);
		expect((await get('/api/integrations')).status).toBe(401);
		expect(violations()).toEqual([]);
	});

	it('refuses wrong passwords, SAML accounts and malformed bodies', async () => {
		polarity.state.addAccount({ username: 'saml', password: 'x', kind: 'saml' });
		expect((await login('wrong')).status).toBe(401);
		expect((await login('x', 'saml')).status).toBe(401);
		expect(violations()).toEqual([]);
		expect((await http.post<Reply>('/api/users/login', { identification: 'manager' })).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});

	it('lets tokens and keys expire', async () => {
		const { data } = await login();
		polarity.clock.advance(3_600_001);
		as(data.data.token);
		expect((await get('/api/integrations')).status).toBe(401);
		as(seededApiKey);
		expect((await get('/api/integrations')).status).toBe(200);
		polarity.clock.advance(30 * 24 * 3_600_000);
		expect((await get('/api/integrations')).status).toBe(401);
	});

	it('knows who an API key is; a login token is refused or served', async () => {
		expect((await get('/api/api-keys/me')).data.data.attributes).toEqual({ name: 'n8n' });
		as((await login()).data.data.token);
		expect((await get('/api/api-keys/me')).status).toBe(401);
		polarity.switches.apiKeyMeWithLogin = 'served';
		expect((await get('/api/api-keys/me')).status).toBe(200);
	});

	it('shows expiration_time in three ways', async () => {
		polarity.switches.expirationTime = 'missing';
		expect((await login()).data.data).not.toHaveProperty('expiration_time');
		polarity.switches.expirationTime = 'odd';
		expect((await login()).data.data.expiration_time).toBe('soon');
	});

	it('reports calls without the JSON:API media type, GET included', async () => {
		const headers = { authorization: `Bearer ${seededApiKey}`, accept: 'application/json' };
		await axios.get(`${polarity.url}/api/integrations`, { headers });
		expect(polarity.violations.kinds()).toEqual(['wrongMediaType', 'wrongMediaType']);
	});
});

describe('integrations', () => {
	it('pages by number with 100 a page, encoded and plain brackets alike', async () => {
		await polarity.stop();
		polarity = await startPolarity({ seed: { integrations: 250 } });
		http.defaults.baseURL = polarity.url;
		const first = await get('/api/integrations');
		expect(first.headers['content-type']).toContain(mediaType);
		expect(first.data.data).toHaveLength(100);
		expect(first.data.meta).toEqual({ page: { number: 1, size: 100, total: 250 } });
		expect((await get('/api/integrations?page[size]=100&page[number]=3')).data.data).toHaveLength(50);
		expect((await get('/api/integrations?page%5Bnumber%5D=4')).data.data).toEqual([]);
		expect((await get('/api/integrations?page[size]=1000')).data.meta?.page.size).toBe(300);
		polarity.switches.pageMeta = 'absent';
		const whole = await get('/api/integrations?page[size]=10');
		expect(whole.data.data).toHaveLength(250);
		expect(whole.data).not.toHaveProperty('meta');
		polarity.switches.pageMeta = 'withoutTotal';
		const { data } = await get('/api/integrations?page[size]=10');
		expect([data.data.length, data.meta]).toEqual([10, { page: { number: 1, size: 10 } }]);
		expect(violations()).toEqual([]);
	});

	it('filters by status and by errors; total is that of the filter', async () => {
		polarity.state.addError(VT);
		const running = await get('/api/integrations?filter[integration.status]=running');
		expect(running.data.meta?.page.total).toBe(3);
		const failing = await get('/api/integrations?filter%5Bintegration.integration-errors%5D=true');
		expect(failing.data.data).toHaveLength(1);
		expect(failing.data.data[0]?.relationships['integration-errors']).toMatchObject({
			data: [{ type: 'integration-errors' }],
			links: { self: `/api/integration-errors?filter[integration.id]=${VT}` },
		});
		expect(violations()).toEqual([]);
	});

	it.each([
		'filter[integration.id]=x',
		'filter[integration.integration-errors]=1',
		'page[number]=0',
		'sort=name',
	])('refuses %s loudly', async (query) => {
		expect((await get(`/api/integrations?${query}`)).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidQuery']);
	});

	it('repeats pages when told to', async () => {
		polarity.switches.pagingLoop = 'samePage';
		const [one, two] = [
			await get('/api/integrations?page[size]=2'),
			await get('/api/integrations?page[size]=2&page[number]=2'),
		];
		expect(one.data.data).toEqual(two.data.data);
		polarity.switches.pagingLoop = 'endless';
		const five = await get('/api/integrations?page[size]=2&page[number]=5');
		expect(five.data.data).toEqual(one.data.data);
		expect(five.data.meta?.page.total).toBeGreaterThan(10);
	});

	it('shows entity types in three spellings, and options as references, whole, or as an attribute', async () => {
		const attributes = async () => (await get(`/api/integrations/${VT}`)).data.data.attributes;
		expect((await attributes()).entityTypes).toContain('hash');
		polarity.switches.entityTypes = 'integration-entity-types';
		expect((await attributes())['integration-entity-types']).toContainEqual({
			key: 'IPv4',
			integration_id: VT,
		});
		polarity.switches.entityTypes = 'entity-types';
		expect((await get('/api/integrations/jira')).data.data.attributes['custom-types']).toEqual([
			{ key: 'custom.issue' },
		]);
		polarity.switches.optionsAttribute = 'present';
		expect((await attributes()).options).toContainEqual(
			expect.objectContaining({ integration_id: VT, key: 'apiKey' }),
		);
		polarity.switches.relatedOptions = 'full';
		const { data } = await get(`/api/integrations/${VT}`);
		expect(data.data.relationships['integration-options']?.data[0]?.attributes.name).toBe('apiKey');
	});

	it('updates autosubscribe with or without type, and answers in three ways', async () => {
		const patch = async (attributes: object, more: object = {}) =>
			await http.patch<Reply>(`/api/integrations/${VT}`, { data: { id: VT, ...more, attributes } });
		expect((await patch({ autosubscribe: true })).data.data.attributes.autosubscribe).toBe(true);
		expect((await patch({ autosubscribe: false }, { type: 'integrations' })).status).toBe(200);
		polarity.switches.updateAnswer = 'noContent';
		expect((await patch({ description: 'new' })).status).toBe(204);
		polarity.switches.updateAnswer = 'emptyBody';
		expect((await patch({ description: 'newer' })).data).toBe('');
		expect(polarity.state.integrations.get(VT)?.otherAttributes).toEqual({ description: 'newer' });
		polarity.switches.otherAttributes = 'ignored';
		expect((await patch({ acronym: 'X' })).status).toBe(200);
		polarity.switches.otherAttributes = 'refused';
		expect((await patch({ acronym: 'X' })).status).toBe(422);
		expect(violations()).toEqual([]);
		expect((await patch({ autosubscribe: 'true' })).status).toBe(400);
		expect(
			(await http.patch<Reply>('/api/integrations/aws_ec2', { data: { id: VT, attributes: { a: 1 } } }))
				.status,
		).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody']);
	});

	it('hides what was not granted; a key without grants gets nothing or 403', async () => {
		polarity.state.addApiKey('few', { role: 'user', sees: ['aws_ec2'] });
		polarity.state.addApiKey('none', { role: 'user', sees: [] });
		as('few');
		expect((await get('/api/integrations')).data.meta?.page.total).toBe(1);
		expect((await get(`/api/integrations/${VT}`)).status).toBe(404);
		expect(
			(
				await http.patch<Reply>('/api/integrations/aws_ec2', {
					data: { id: 'aws_ec2', attributes: { autosubscribe: true } },
				})
			).status,
		).toBe(403);
		as('none');
		expect((await get('/api/integrations')).data.data).toEqual([]);
		polarity.switches.noGrants = 'forbidden';
		expect((await get('/api/integrations')).status).toBe(403);
	});
});

describe('options and permissions', () => {
	const listing = async () => (await get(`/api/integration-options?filter[integration.id]=${VT}`)).data.data;

	it('lists options: secrets shown, masked or absent; flags or none; or no such path', async () => {
		expect((await listing())[0]).toMatchObject({
			id: `${VT}-apiKey`,
			type: 'integration-option',
			attributes: { value: 'vt-secret-value-123', 'admin-only': true, 'user-can-edit': false },
		});
		polarity.switches.secretValues = 'masked';
		expect((await listing())[0]?.attributes.value).toBe('**********');
		polarity.switches.secretValues = 'absent';
		expect((await listing())[0]?.attributes).not.toHaveProperty('value');
		polarity.switches.optionListing = 'withoutFlags';
		expect((await listing())[0]?.attributes).not.toHaveProperty('admin-only');
		polarity.switches.optionListing = 'missing';
		expect((await get(`/api/integration-options?filter[integration.id]=${VT}`)).status).toBe(404);
	});

	it('stores several values at once, or none when one is refused', async () => {
		const patch = async (...data: object[]) => await http.patch<Reply>('/api/integration-options', { data });
		expect((await patch(update('apiKey', 'new'), update('showNoResults', true, false, true))).status).toBe(
			200,
		);
		expect((await listing())[1]?.attributes).toMatchObject({ value: true, 'user-can-edit': true });
		const refused = await patch(update('baseUrl', 'https://x.example.com'), update('showNoResults', 'yes'));
		expect(refused.status).toBe(422);
		expect(refused.data.errors[0]).toMatchObject({ status: '422', source: { pointer: '/data/1' } });
		expect((await patch(update('baseUrl', 'x', true, true))).status).toBe(422);
		expect((await patch(update('apiKey', ''))).status).toBe(422);
		expect((await patch(update('unknown', ''))).status).toBe(422);
		expect((await listing())[2]?.attributes.value).toBe('https://virustotal.example.com');
		const virusTotal = polarity.state.integrations.get(VT);
		if (virusTotal) virusTotal.status = 'stopped';
		polarity.switches.refusedValueStatus = 400;
		const stopped = await patch(update('apiKey', 'x'));
		expect(stopped.status).toBe(400);
		expect(stopped.data.errors[0]?.detail).toBe(
			'Failed to update integration options: Integration is not running',
		);
		expect(violations()).toEqual([]);
		expect((await patch({ ...update('apiKey', 'x'), attributes: { value: 'x' } })).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});

	it('replaces the permissions of a group with 204, and lists them where it can', async () => {
		const post = async (...data: object[]) =>
			await http.post<Reply>(`/api/integrations/${VT}/permissions`, { data });
		const set = await post(permission('1', ['read', 'admin']), permission('4', ['read']));
		expect([set.status, set.data]).toEqual([204, '']);
		await post(permission('1', ['read']));
		expect([...(polarity.state.integrations.get(VT)?.permissions ?? [])]).toEqual([
			['1', ['read']],
			['4', ['read']],
		]);
		const listed = await get(`/api/integrations/${VT}/permissions`);
		expect(listed.data.data[0]?.relationships).toEqual({ group: { data: { type: 'groups', id: '1' } } });
		polarity.switches.permissionListing = 'missing';
		expect((await get(`/api/integrations/${VT}/permissions`)).status).toBe(404);
		expect(violations()).toEqual([]);
		expect((await post(permission('1', ['write']))).status).toBe(400);
		expect((await post(permission('1', ['read'], 'aws_ec2'))).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody']);
	});
});

describe('integration errors', () => {
	const all = async () => await get('/api/integrations/errors');

	it('aggregates: the same error counts up its row and moves its time', async () => {
		const first = polarity.state.addError(VT, { occurredOn: '2024-04-08T14:20:07.834943Z' });
		polarity.state.addError(VT, { occurredOn: '2024-04-08T14:21:00.000001Z' });
		polarity.state.addError('aws_ec2', { title: 'Timeout', detail: 'No answer', code: '504' });
		const { data } = await all();
		expect(data).not.toHaveProperty('meta');
		expect(data.jsonapi).toEqual({ version: '1.0' });
		expect(data.data).toHaveLength(2);
		expect(data.data[0]).toMatchObject({
			id: first.id,
			attributes: { 'error-count': 2, 'occurred-on': '2024-04-08 14:21:00.000001Z', status: 401 },
			links: { self: `/api/integration/${VT}/errors/${first.id}` },
		});
		const ofOne = await get('/api/integration-errors?filter[integration.id]=aws_ec2');
		expect(ofOne.data.data).toHaveLength(1);
		polarity.switches.errorsOfOne = 'missing';
		expect((await get('/api/integration-errors?filter[integration.id]=aws_ec2')).status).toBe(404);
		expect(violations()).toEqual([]);
	});

	it('is for managers: others are refused or see nothing, an integration admin perhaps its own', async () => {
		polarity.state.addError(VT);
		polarity.state.addError('aws_ec2');
		polarity.state.addApiKey('other', { role: 'user', administers: ['aws_ec2'] });
		as('other');
		expect((await all()).status).toBe(403);
		polarity.switches.errorsForOthers = 'emptyList';
		expect((await all()).data.data).toEqual([]);
		polarity.switches.errorsForIntegrationAdmin = 'ownOnes';
		expect((await all()).data.data).toHaveLength(1);
	});

	it('takes a filter that is not documented for a violation, and honours it or not', async () => {
		polarity.state.addError(VT);
		const filtered = async () => (await get('/api/integrations/errors?filter[integration.id]=x')).data.data;
		expect(await filtered()).toHaveLength(1);
		polarity.switches.errorsFilter = 'honoured';
		expect(await filtered()).toEqual([]);
		expect(polarity.violations.kinds()).toEqual(['invalidQuery', 'invalidQuery']);
	});

	it('gives a returning error its old id or a new one', async () => {
		const { id } = polarity.state.addError(VT);
		polarity.state.clearErrors(VT);
		expect((await all()).data.data).toEqual([]);
		expect(polarity.state.addError(VT).id).toBe(id);
		polarity.state.clearErrors();
		polarity.switches.returningErrorId = 'new';
		expect(polarity.state.addError(VT).id).not.toBe(id);
	});

	it('writes status, time and users in every form', async () => {
		polarity.state.addError(VT);
		const shown = async () => (await all()).data.data[0]?.attributes;
		polarity.switches.occurredOn = 'iso';
		expect((await shown())?.['occurred-on']).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
		polarity.switches.errorStatus = 'text';
		expect((await shown())?.status).toBe('401');
		polarity.switches.errorStatus = 'words';
		expect((await shown())?.status).toBe('ETIMEDOUT');
		const user = { id: 7, username: 'analyst' };
		expect((await shown())?.meta.affected_users).toEqual([user]);
		polarity.switches.affectedUsers = 'map';
		expect((await shown())?.meta.affected_users).toEqual({ 7: user });
		polarity.switches.affectedUsers = 'single';
		expect((await shown())?.meta.affected_users).toEqual(user);
		polarity.switches.affectedUsers = 'absent';
		expect((await shown())?.meta).not.toHaveProperty('affected_users');
	});
});

describe('lookups', () => {
	it('finds entities and their annotations in a text', async () => {
		polarity.state.annotations.set('8.8.8.8', ['resolver']);
		const text =
			'Mail a@b.example.com from 8.8.8.8 to https://evil.example.com/x, CVE-2024-12345, 999.1.1.1, 10.0.0.1';
		const { entities, annotations } = (await parse(`${text} ${'a'.repeat(64)}`)).data.data.attributes;
		expect(entities.map(({ type, value }) => [type, value])).toEqual([
			['url', 'https://evil.example.com/x,'],
			['email', 'a@b.example.com'],
			['IPv4', '8.8.8.8'],
			['IPv4', '10.0.0.1'],
			['cve', 'CVE-2024-12345'],
			['hash', 'a'.repeat(64)],
		]);
		expect(annotations).toEqual([
			{ entity: { 'entity-name': '8.8.8.8' }, contexts: [{ tag: { 'tag-name': 'resolver' } }] },
		]);
		expect((await parse('nothing here')).data.data.attributes.entities).toEqual([]);
		expect(violations()).toEqual([]);
		expect((await parse('x'.repeat(5001))).status).toBe(422);
		expect((await http.post<Reply>('/api/parsed-entities', { text: 'x' })).status).toBe(400);
		expect((await http.post<Reply>('/api/parse-entities', { text: 'x' })).status).toBe(404);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody', 'unknownPath']);
	});

	it('answers hits and misses, in every form', async () => {
		const results = async () => (await lookup(VT, ['8.8.8.8', '1.1.1.1'])).data.data.attributes.results;
		expect(await results()).toEqual([
			{
				entity: { value: '8.8.8.8', type: 'IPv4' },
				displayValue: '8.8.8.8',
				data: { summary: ['Score: 0'], details: { country: 'US' } },
			},
			{ entity: { value: '1.1.1.1', type: 'IPv4' }, displayValue: '1.1.1.1', data: null },
		]);
		polarity.switches.misses = 'absent';
		polarity.switches.displayValue = 'display-value';
		expect(await results()).toEqual([expect.objectContaining({ 'display-value': '8.8.8.8' })]);
		polarity.switches.displayValue = 'absent';
		expect((await results())[0]).not.toHaveProperty('display-value');
		expect(polarity.state.thirdPartyLookups).toBe(6);
		expect(violations()).toEqual([]);
	});

	it('fails with the third party, for stopped and for unknown integrations', async () => {
		const failed = await lookup('shodan', ['8.8.8.8']);
		expect(failed.status).toBe(500);
		expect(failed.data.errors[0]?.meta?.errors[0]?.detail).toBe('Shodan quota exceeded for this month');
		expect((await lookup('jira', ['8.8.8.8'])).status).toBe(422);
		expect((await lookup('nope', ['8.8.8.8'])).status).toBe(404);
		expect(violations()).toEqual([]);
		expect((await lookup(VT, [])).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});
});

describe('refusals', () => {
	it('tells much, less, or nothing', async () => {
		const body = async () => (await lookup('shodan', ['8.8.8.8'])).data;
		polarity.switches.errorBody = 'detail';
		expect((await body()).errors[0]).toEqual({
			title: 'Lookup Failed',
			detail: 'The lookup in Shodan failed',
			status: '500',
		});
		polarity.switches.errorBody = 'title';
		expect((await body()).errors[0]).toEqual({ title: 'Lookup Failed', status: '500' });
		polarity.switches.errorBody = 'html';
		expect(await body()).toContain('<h1>500 Lookup Failed</h1>');
		polarity.switches.errorBody = 'empty';
		expect(await body()).toBe('');
	});

	it('refuses unknown paths, methods, v4 paths and broken bodies', async () => {
		expect((await get('/v2/integrations')).status).toBe(404);
		expect((await http.delete<Reply>('/api/integrations')).status).toBe(405);
		expect((await http.post<Reply>('/api/parsed-entities', Buffer.from('{'))).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['unknownPath', 'wrongMethod', 'malformedBody']);
		polarity.switches.rateLimit = { capacity: 1, refillPerSecond: 0.001 };
		await get('/api/integrations');
		expect((await get('/api/integrations')).headers).toHaveProperty('retry-after');
		polarity.switches.contentType = 'application/json';
		polarity.switches.rateLimit = 'off';
		expect((await get('/api/integrations')).headers['content-type']).toMatch(/^application\/json/);
	});
});
