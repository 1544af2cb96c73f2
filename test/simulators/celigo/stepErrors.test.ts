import { beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, type Row } from './client';

const { flowId, importId, exportId, lookupId, integrationId, sandboxFlowId, sandboxImportId } = celigoSample;

interface ErrorPage {
	errors: Row[];
	resolved: Row[];
	nextPageURL?: string;
}

describe('Celigo simulator: reading step errors', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const path = `/flows/${flowId}/${importId}/errors`;
	const page = async (search = '') => (await http.get<ErrorPage>(`${path}?${search}`)).data;
	const ids = ({ errors }: ErrorPage) => errors.map(({ errorId }) => errorId);

	it('leads from the integration to the flow, to the step, to its errors', async () => {
		const flows = await http.get<Row[]>(`/integrations/${integrationId}/errors`);
		expect(flows.data).toContainEqual(expect.objectContaining({ _flowId: flowId, numError: 3 }));
		const steps = await http.get<{ flowErrors: Row[] }>(`/flows/${flowId}/errors`);
		expect(steps.data.flowErrors.map(({ _expOrImpId, numError }) => [_expOrImpId, numError])).toEqual([
			[exportId, 1],
			[lookupId, 0],
			[importId, 2],
			[celigoSample.routedImportId, 0],
		]);
		expect(ids(await page())).toEqual(['4210987651', '4210987652']);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('404 for the counts of a flow where the route is missing', async () => {
		celigo.switches.flowErrorCounts = 'missing';
		expect((await http.get(`/flows/${flowId}/errors`)).status).toBe(404);
		expect((await http.get(path)).status).toBe(200);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('404 for a step without an error store, and for unknown steps and flows', async () => {
		celigo.state.removeErrorStore(flowId, importId);
		for (const unknown of [path, `/flows/${flowId}/x/errors`, `/flows/x/${importId}/errors`]) {
			expect((await http.get(unknown)).status).toBe(404);
		}
		expect(() => celigo.state.addError(flowId, importId)).toThrow('no error store');
		expect((await http.get(`/flows/${flowId}/exports/${exportId}/errors`)).status).toBe(404);
		expect(celigo.violations.kinds()).toEqual(['unknownPath']);
	});

	it('an error can be added while it runs, and come late', async () => {
		const { lastErrorAt } = celigo.state.errorStore(flowId, importId) ?? {};
		celigo.state.addError(flowId, importId, { errorId: '77', occurredAt: celigo.clock.iso(3_600_000) });
		expect(ids(await page())).toEqual(['4210987651', '4210987652', '77']);
		expect(celigo.state.errorStore(flowId, importId)?.lastErrorAt).toBe(lastErrorAt);
	});

	it('says none as an empty array or as 204', async () => {
		const none = `/flows/${sandboxFlowId}/${sandboxImportId}/errors`;
		expect(await http.get(none)).toMatchObject({ status: 200, data: { errors: [] } });
		celigo.switches.emptyErrorList = 'noContent';
		expect(await http.get(none)).toMatchObject({ status: 204, data: '' });
	});

	it('shows ids, times and gaps in every form', async () => {
		const [error] = (await page()).errors;
		expect(error).toMatchObject({
			errorId: '4210987651',
			source: 'application',
			purgeAt: expect.any(String),
		});
		expect(error).not.toHaveProperty('assignedTo');
		Object.assign(celigo.switches, {
			errorIdForm: 'number',
			purgeAtForm: 'epochMs',
			missingValues: 'emptyText',
		});
		expect((await page()).errors[0]).toMatchObject({
			errorId: 4210987651,
			purgeAt: expect.any(Number),
			assignedTo: '',
			exportDataURI: '',
		});
		celigo.switches.errorIdForm = 'mixed';
		expect(ids(await page())).toEqual(['4210987651', 4210987652]);
		celigo.switches.errorIdField = '_id';
		expect((await page()).errors[0]).toMatchObject({ _id: '4210987651' });
		expect((await page()).errors[0]).not.toHaveProperty('errorId');
	});

	it('comes in any order, the same on every page', async () => {
		const order = async () => ids(await page()).join();
		for (let index = 0; index < 30; index += 1) {
			celigo.state.addError(flowId, importId, { occurredAt: celigo.clock.iso(index * 1000) });
		}
		const newest = await order();
		celigo.switches.errorOrder = 'oldestFirst';
		const oldest = await order();
		expect(oldest).toBe(newest.split(',').reverse().join());
		celigo.switches.errorOrder = 'random';
		const random = await order();
		expect([newest, oldest]).not.toContain(random);
		expect(await order()).toBe(random);
		expect(random.split(',').sort()).toEqual(newest.split(',').sort());
	});

	it('filters by time (ends included), source, classification and job', async () => {
		const at = '2024-01-15T12:00:00.000Z';
		const mark = {
			occurredAt: at,
			source: 'lookup',
			classification: 'missing',
			_flowJobId: 'job-1',
		} as const;
		celigo.state.addError(flowId, importId, { ...mark, errorId: '5' });
		expect(ids(await page(`occurredAt_gte=${at}&occurredAt_lte=${at}`))).toEqual(['5']);
		expect(ids(await page('source=lookup'))).toEqual(['5']);
		expect(ids(await page('source=lookup&source=mapping'))).toEqual(['4210987652', '5']);
		expect(ids(await page('classification=missing&classification=other'))).toEqual(['5']);
		expect(ids(await page('_flowJobId=job-1'))).toEqual(['5']);
		expect(ids(await page(`occurredAt_gte=2024-01-15T13:00:00%2B01:00&occurredAt_lte=${at}`))).toEqual(['5']);
		for (const wrong of ['source=nowhere', 'occurredAt_gte=yesterday', 'type=all']) {
			expect((await http.get(`${path}?${wrong}`)).status).toBe(400);
		}
		celigo.violations.clear();
		expect((await http.get(`${path}?occurred_gte=1`)).status).toBe(200);
		expect(celigo.violations.lines()).toHaveLength(1);
	});

	it('shows resolved errors, by their own times too', async () => {
		const resolved = async (search = '') =>
			(await http.get<ErrorPage>(`/flows/${flowId}/${importId}/resolved?${search}`)).data.resolved;
		const [error] = await resolved();
		expect(error).toMatchObject({ errorId: '4210987650', resolvedBy: celigo.state.owner._id });
		expect(await resolved(`resolvedAt_gte=${String(error?.resolvedAt)}`)).toHaveLength(1);
		expect(await resolved(`resolvedAt_gte=${celigo.clock.iso()}`)).toEqual([]);
		expect(
			await resolved(`resolvedAt_lte=${celigo.clock.iso()}&occurredAt_gte=${celigo.clock.iso()}`),
		).toEqual([]);
		expect(ids(await page('type=resolved'))).toEqual(['4210987650']);
	});

	describe('paging', () => {
		beforeEach(() => {
			for (let index = 0; index < 23; index += 1) celigo.state.addError(flowId, importId);
		});

		/** What the document tells a client to do: no host, no /api, but /v1. */
		const normalised = (url: string) =>
			celigo.url +
			url
				.replace(/^https?:\/\/[^/]+/, '')
				.replace(/^\/api/, '')
				.replace(/^(?!\/v1)/, '/v1');

		async function readAll(first: string, pages = 20): Promise<ErrorPage[]> {
			const read: ErrorPage[] = [];
			let url: string | undefined = first;
			while (url !== undefined && read.length < pages) {
				const { data }: { data: ErrorPage } = await http.get<ErrorPage>(url);
				read.push(data);
				url = data.nextPageURL === undefined ? undefined : normalised(data.nextPageURL);
			}
			return read;
		}

		it.each([
			['/v1', /^\/v1\/flows\//],
			['/api', /^\/api\/flows\//],
			['/api/v1', /^\/api\/v1\/flows\//],
			['absolute', /^http:\/\/127\.0\.0\.1:\d+\/v1\/flows\//],
			['otherHost', /^http:\/\/localhost:\d+\/api\/v1\/flows\//],
		] as const)('nextPageURL as %s, by either key', async (nextPageUrl, form) => {
			celigo.switches.nextPageUrl = nextPageUrl;
			celigo.switches.errorPageSize = 10;
			for (const nextPageKey of ['after', 'skip'] as const) {
				celigo.switches.nextPageKey = nextPageKey;
				const pages = await readAll(path);
				expect(pages[0]?.nextPageURL).toMatch(form);
				expect(pages[0]?.nextPageURL).toContain(`${nextPageKey}=`);
				expect(pages.map(({ errors }) => errors.length)).toEqual([10, 10, 5]);
				expect(new Set(pages.flatMap(ids)).size).toBe(25);
			}
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('carries the filters, so that adding them again is refused', async () => {
			celigo.switches.nextPageUrl = '/api';
			const { nextPageURL = '' } = await page('limit=10&source=application&source=mapping');
			expect(nextPageURL).toContain('limit=10&source=application&source=mapping&after=');
			const again = `${normalised(nextPageURL)}&limit=10`;
			expect((await http.get(again)).status).toBe(400);
			expect((await http.get(`${path}?skip=10`)).status).toBe(400);
			expect((await http.get(`${celigo.url}${nextPageURL}`)).status).toBe(404);
		});

		it('may repeat a page or never end', async () => {
			celigo.switches.errorPageSize = 10;
			celigo.switches.pagingLoop = 'samePage';
			const same = await readAll(path, 3);
			expect(same[2]).toEqual(same[0]);
			celigo.switches.pagingLoop = 'endless';
			const endless = await readAll(path, 9);
			expect(endless).toHaveLength(9);
			expect(new Set(endless.map(({ nextPageURL }) => nextPageURL)).size).toBe(9);
		});
	});

	it('shows the HTTP trace of an error', async () => {
		expect(await http.get(`/flows/${flowId}/${importId}/requests/http-4210987651`)).toMatchObject({
			status: 200,
			data: { response: { statusCode: 422 } },
		});
		expect((await http.get(`/flows/${flowId}/${importId}/requests/x`)).status).toBe(404);
	});

	it.each(['errors', 'resolved'])('gives %s as CSV behind a signed URL', async (kind) => {
		const { data } = await http.get<{ signedURL: string }>(`/flows/${flowId}/${importId}/${kind}/signedURL`);
		const csv = await axios.get<string>(data.signedURL);
		expect(csv.data.split('\n')).toHaveLength(kind === 'errors' ? 3 : 2);
	});

	it('says nothing to download as an empty file or as 204, and so a flow without counts', async () => {
		const flow = celigo.state.addFlow({ name: 'Without steps' });
		const nothing = [
			`/flows/${flowId}/${importId}/errors/signedURL?occurredAt_gte=2099-01-01T00:00:00.000Z`,
			`/flows/${flow._id}/errors`,
		];
		for (const path of nothing) expect((await http.get(path)).status).toBe(200);
		celigo.switches.emptyErrorList = 'noContent';
		for (const path of nothing) expect((await http.get(path)).status).toBe(204);
	});
});
