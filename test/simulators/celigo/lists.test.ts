import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, followLinks, nextOf, type Row } from './client';

const { integrationId, emptyIntegrationId, sandboxIntegrationId } = celigoSample;

describe('Celigo simulator: lists', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;
	let all: string[];

	forEachTest(async () => {
		celigo = await startCeligo({ seed: { integrations: 21 } });
		http = clientOf(celigo);
		all = [...celigo.state.integrations.keys()].sort();
		return celigo;
	});

	const ids = (pages: Row[][]) => pages.flat().map(({ _id }) => _id);

	describe('Link paging', () => {
		it.each(['after', 'skip'] as const)('ends, complete and in order, by %s', async (nextLink) => {
			celigo.switches.nextLink = nextLink;
			const pages = await followLinks(http, '/integrations?limit=10&exclude=settings');
			expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
			expect(ids(pages)).toEqual(all);
			expect(pages[2]?.[0]).not.toHaveProperty('settings');
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('carries the filters and an opaque cursor', async () => {
			const next = nextOf(await http.get('/integrations?limit=2&sandbox=false'));
			expect(next).toContain(`${celigo.url}/v1/integrations?limit=2&sandbox=false&after=`);
		});

		it('uses the default page size and the largest one', async () => {
			celigo.switches.defaultPageSize = 4;
			celigo.switches.maxPageSize = 6;
			expect((await http.get<Row[]>('/integrations')).data).toHaveLength(4);
			expect((await http.get<Row[]>('/integrations?limit=9')).data).toHaveLength(6);
		});

		it('neither skips nor repeats when a row goes between two pages', async () => {
			const first = await http.get<Row[]>('/integrations?limit=20');
			celigo.state.integrations.delete(String(first.data[3]?._id));
			expect(ids([(await http.get<Row[]>(nextOf(first) ?? '')).data])).toEqual(all.slice(20));
		});

		it('may be relative, or lead to another host', async () => {
			celigo.switches.linkForm = 'relative';
			expect(nextOf(await http.get('/integrations?limit=2'))).toMatch(/^\/v1\/integrations\?limit=2&after=/);
			celigo.switches.linkForm = 'otherHost';
			expect(nextOf(await http.get('/integrations?limit=2'))).toMatch(
				/^http:\/\/localhost:\d+\/v1\/integrations\?/,
			);
		});

		it('refuses cursors that it never gave', async () => {
			for (const search of ['skip=10', 'after=10', 'limit=0', 'limit=2&limit=3']) {
				expect((await http.get(`/integrations?${search}`)).status).toBe(400);
			}
			celigo.switches.nextLink = 'skip';
			expect((await http.get('/integrations?after=WzAsIjEiXQ')).status).toBe(400);
			celigo.switches.nextLink = 'none';
			expect((await http.get('/integrations?skip=10')).status).toBe(400);
			expect(celigo.violations.kinds()).toEqual(Array.from({ length: 6 }, () => 'invalidQuery'));
		});

		it('repeats a page for ever: the link stays the same', async () => {
			celigo.switches.pagingLoop = 'samePage';
			const pages = await followLinks(http, '/integrations?limit=10', 4);
			expect(pages).toHaveLength(4);
			expect(pages[3]).toEqual(pages[0]);
			expect(new Set(celigo.requests.all().map(({ url }) => url)).size).toBe(1);
		});

		it.each(['after', 'skip'] as const)(
			'never ends, by %s: every link is new, the rows are not',
			async (nextLink) => {
				celigo.switches.pagingLoop = 'endless';
				celigo.switches.nextLink = nextLink;
				const pages = await followLinks(http, '/integrations?limit=10', 9);
				expect(pages).toHaveLength(9);
				expect(new Set(celigo.requests.all().map(({ url }) => url)).size).toBe(9);
				expect(new Set(ids(pages)).size).toBe(25);
			},
		);
	});

	it('pages as the seed document has it, without a Link', async () => {
		celigo.switches.nextLink = 'none';
		const first = await http.get<Row[]>('/integrations?limit=20');
		expect(first.headers.link).toBeUndefined();
		const second = await http.get<Row[]>('/integrations?limit=20&offset=20');
		expect(ids([first.data, second.data])).toEqual(all);
		expect((await http.get('/integrations?limit=20&offset=40')).status).toBe(204);
	});

	it('offset where lists are paged by Link is ignored or refused, never a violation', async () => {
		expect(ids([(await http.get<Row[]>('/integrations?limit=2&offset=2')).data])).toEqual(all.slice(0, 2));
		celigo.switches.offsetParameter = 400;
		expect((await http.get('/integrations?limit=2&offset=2')).status).toBe(400);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it.each([
		['noContent', 204, ''],
		['array', 200, []],
		['emptyText', 200, ''],
	] as const)('says nothing as %s', async (emptyList, status, data) => {
		celigo.switches.emptyList = emptyList;
		expect(await http.get(`/integrations/${emptyIntegrationId}/flows`)).toMatchObject({ status, data });
	});

	it.each([
		['data', 'data'],
		['items', 'items'],
		['resourceName', 'integrations'],
	] as const)('wraps lists: %s', async (listWrapping, key) => {
		celigo.switches.listWrapping = listWrapping;
		const { data } = await http.get<Record<string, Row[]>>('/integrations');
		expect(Object.keys(data)).toEqual([key]);
		expect(data[key]).toHaveLength(25);
	});

	it('shows chosen fields; both ways at once are refused', async () => {
		const { data } = await http.get<Row[]>('/integrations?limit=1&include=name,settings.region');
		expect(data).toEqual([
			{ _id: integrationId, name: 'Salesforce to NetSuite Sync', settings: { region: 'EMEA' } },
		]);
		expect(await http.get('/integrations?include=name&exclude=readme')).toMatchObject({
			status: 400,
			data: { errors: [{ code: 'invalid_query_params' }] },
		});
	});

	it.each([
		'/flows',
		'/exports',
		'/imports',
		'/connections',
		...['flows', 'exports', 'imports', 'connections'].map((list) => `/integrations/${integrationId}/${list}`),
	])('shows chosen fields of %s, as the official client asks for them (section 10)', async (path) => {
		const { data } = await http.get<Row[]>(`${path}?include=_id,name`);
		expect(data.length).toBeGreaterThan(1);
		for (const row of data) expect(Object.keys(row).sort()).toEqual(['_id', 'name']);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('filters by sandbox, or ignores the filter', async () => {
		const sandboxed = () => http.get<Row[]>('/integrations?sandbox=true');
		expect(ids([(await sandboxed()).data])).toEqual([sandboxIntegrationId]);
		expect(ids([(await http.get<Row[]>('/integrations?sandbox=false')).data])).toHaveLength(24);
		celigo.switches.sandboxFilter = 'ignored';
		expect(ids([(await sandboxed()).data])).toEqual(all);
	});

	it('may count what is below an integration', async () => {
		const first = async () => (await http.get<Row[]>('/integrations?limit=1')).data[0];
		expect(await first()).toMatchObject({
			numFlows: 2,
			numError: 3,
			numRegisteredConnections: 2,
			numOfflineConnections: 0,
		});
		celigo.switches.listCounters = 'absent';
		expect(await first()).not.toHaveProperty('numFlows');
	});

	it.each(['flows', 'exports', 'imports', 'connections'] as const)(
		'lists the %s of an integration',
		async (list) => {
			const path = `/integrations/${integrationId}/${list}`;
			expect((await followLinks(http, `${path}?limit=1`)).map(({ length }) => length)).toEqual([1, 1]);
			celigo.switches.subListPaging = 'whole';
			const whole = await http.get<Row[]>(`${path}?limit=1`);
			expect([whole.data.length, whole.headers.link]).toEqual([2, undefined]);
			celigo.switches.missingSubLists = [list];
			expect((await http.get(path)).status).toBe(404);
			expect((await http.get(`/integrations/${integrationId}`)).status).toBe(200);
			expect((await http.get(`/integrations/unknown/${list}`)).status).toBe(404);
			expect(celigo.violations.lines()).toEqual([]);
		},
	);

	it.each(['/flows', '/exports', '/imports', '/connections'])('pages %s by Link', async (path) => {
		const pages = await followLinks(http, `${path}?limit=2`);
		expect(pages.length).toBeGreaterThan(1);
		expect(new Set(ids(pages)).size).toBe(pages.flat().length);
	});

	it('makes thousands of records quickly', async () => {
		const large = await startCeligo({
			seed: { integrations: 3000, errors: 10_000, errorSpread: 'allSteps' },
		});
		const pages = await followLinks(clientOf(large), '/integrations');
		expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 1000, 4]);
		const counted = pages.flat().reduce((sum, { numError }) => sum + Number(numError), 0);
		expect(counted).toBe(10_003);
		await large.stop();
	});
});
