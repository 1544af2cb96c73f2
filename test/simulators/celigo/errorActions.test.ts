import { describe, expect, it } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { celigoSample, startCeligo, type CeligoSimulator } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { clientOf, type Row } from './client';

const { flowId, importId, tagId } = celigoSample;

describe('Celigo simulator: acting on step errors', () => {
	let celigo: CeligoSimulator;
	let http: AxiosInstance;

	forEachTest(async () => {
		celigo = await startCeligo();
		http = clientOf(celigo);
		return celigo;
	});

	const step = `/flows/${flowId}/${importId}`;
	const [first, second, resolvedId] = ['4210987651', '4210987652', '4210987650'];
	const store = () => celigo.state.addErrorStore(flowId, importId);
	const open = () => [...store().open.keys()];
	const resolve = (body: object) => http.put(`${step}/resolved`, body);
	const retry = (body: object) => http.post<Row>(`${step}/retry`, body);

	describe('resolve', () => {
		it('takes ids as text or numbers, and is harmless when repeated', async () => {
			expect(await resolve({ errors: [first, Number(second)] })).toMatchObject({ status: 204, data: '' });
			expect(open()).toEqual([]);
			expect((await resolve({ errors: [first, 'unknown'] })).status).toBe(204);
			expect(store().resolved.size).toBe(3);
			expect(celigo.violations.lines()).toEqual([]);
		});

		it('ignores another key with 204, or refuses it', async () => {
			expect((await resolve({ errorIds: [first] })).status).toBe(204);
			expect(open()).toHaveLength(2);
			expect(celigo.violations.kinds()).toEqual(['ignoredBody']);
			celigo.switches.resolveWrongKey = 'refused';
			expect((await resolve({ errorIds: [first] })).status).toBe(422);
		});

		it('may take effect later', async () => {
			celigo.switches.errorChangeDelayMs = 5000;
			expect((await resolve({ errors: [first] })).status).toBe(204);
			const isListed = async () =>
				(await http.get<{ errors: Row[] }>(`${step}/errors`)).data.errors.some(
					({ errorId }) => errorId === first,
				);
			expect(await isListed()).toBe(true);
			celigo.clock.advance(5000);
			expect(await isListed()).toBe(false);
		});

		it('may be accepted without effect', async () => {
			celigo.switches.resolveEffect = 'none';
			expect((await resolve({ errors: [first] })).status).toBe(204);
			expect(open()).toHaveLength(2);
		});

		it('takes at most 1,000 ids', async () => {
			const ids = Array.from({ length: 1001 }, (_, index) => String(index));
			expect((await resolve({ errors: ids.slice(1) })).status).toBe(204);
			expect(celigo.violations.lines()).toEqual([]);
			expect((await resolve({ errors: ids })).status).toBe(422);
			expect((await retry({ retryDataKeys: ids })).status).toBe(422);
			expect(celigo.violations.kinds()).toEqual(['invalidBody', 'invalidBody']);
		});

		it('deletes what is resolved only', async () => {
			expect((await http.delete(`${step}/resolved`, { data: { errors: [resolvedId, first] } })).status).toBe(
				204,
			);
			expect([store().resolved.size, open().length]).toEqual([0, 2]);
			expect((await http.delete(`${step}/resolved`)).status).toBe(422);
		});
	});

	describe('retry', () => {
		it('answers a retry job, at whose end the error is resolved', async () => {
			const { status, data } = await retry({ retryDataKeys: [`retry-${first}`] });
			expect(status).toBe(200);
			expect(data).toMatchObject({ type: 'retry', status: 'queued', _flowId: flowId });
			expect(store().open.get(first)).toHaveProperty('retryAt');
			expect(celigo.runs.finish(String(data._id))).toMatchObject({
				status: 'completed',
				numSuccess: 1,
				numError: 0,
			});
			expect(open()).toEqual([second]);
		});

		it('may bring the error back as a new one', async () => {
			celigo.switches.retryResult = 'failsAgain';
			const { data } = await retry({ errorIds: [first] });
			expect(celigo.runs.finish(String(data._id))).toMatchObject({ numSuccess: 0, numError: 1 });
			const returned = [...store().open.values()].filter(({ errorId }) => errorId !== second);
			expect(returned).toMatchObject([{ traceKey: `trace-${String(first)}`, _flowJobId: data._id }]);
			expect(returned[0]?.errorId).not.toBe(first);
		});

		it('204 when nothing can be retried: unknown, resolved, without a key', async () => {
			const { retryDataKey: _none, ...keyless } = celigo.state.addError(flowId, importId, { errorId: '9' });
			store().open.set('9', keyless);
			const keys = ['unknown', `retry-${String(resolvedId)}`, 'retry-9'];
			expect(await retry({ retryDataKeys: keys })).toMatchObject({ status: 204, data: '' });
			expect(celigo.violations.lines()).toEqual([]);
		});

		it.each([{}, { retryDataKeys: [] }, { keys: ['x'] }, { errors: [first] }])(
			'refuses the body %j',
			async (body) => {
				expect((await retry(body)).status).toBe(422);
			},
		);
	});

	it('reads and replaces the failed record; a part of it is a violation', async () => {
		const path = `${step}/retry-${String(first)}/data`;
		const { data } = await http.get<Row>(path);
		expect(data).toMatchObject({
			data: { email: 'customer@example.com' },
			traceKey: `trace-${String(first)}`,
		});
		const changed = { ...data, data: { id: '1', email: 'right@example.com' } };
		expect((await http.put(path, changed)).status).toBe(204);
		expect((await http.get(path)).data).toEqual(changed);
		expect(celigo.violations.lines()).toEqual([]);
		await http.put(path, { data: {} });
		expect(celigo.violations.lines()).toEqual([expect.stringContaining('stage, traceKey, errors is lost')]);
		expect((await http.get(`${step}/unknown/data`)).status).toBe(404);
	});

	it('assigns and unassigns by PUT', async () => {
		const errorIds = [first];
		expect((await http.put(`${step}/errors/assign`, { errorIds, email: 'mona@example.com' })).status).toBe(
			204,
		);
		expect(store().open.get(first)).toMatchObject({ assignedTo: 'mona@example.com' });
		expect((await http.put(`${step}/errors/unassign`, { errorIds })).status).toBe(204);
		expect(store().open.get(first)).not.toHaveProperty('assignedTo');
		expect(celigo.violations.lines()).toEqual([]);
		expect((await http.post(`${step}/errors/assign`, { errorIds, email: 'mona@example.com' })).status).toBe(
			405,
		);
		expect((await http.put(`${step}/errors/assign`, { errorIds, email: 'mona' })).status).toBe(422);
	});

	it('assigns to any user, or to the own one only', async () => {
		celigo.switches.assignment = 'ownUser';
		const assign = (email: string) => http.put(`${step}/errors/assign`, { errorIds: [first], email });
		expect(await assign('mona@example.com')).toMatchObject({
			status: 403,
			data: { errors: [{ code: 'access_restricted' }] },
		});
		expect((await assign(celigo.state.owner.email)).status).toBe(204);
	});

	it('replaces all tags, and clears them', async () => {
		const other = celigo.state.addTag('Other').tagId;
		const tag = (tagIds: string[]) =>
			http.put(`${step}/tags`, { errors: [{ id: first, rdk: `retry-${String(first)}` }], tagIds });
		const tags = () => store().open.get(first)?.tags;
		expect((await tag([tagId])).status).toBe(204);
		await tag([other]);
		expect(tags()).toEqual([other]);
		await tag([]);
		expect(tags()).toEqual([]);
		expect(celigo.violations.lines()).toEqual([]);
		expect((await tag(['unknown'])).status).toBe(422);
		expect((await http.put(`${step}/tags`, { errorIds: [first], tagIds: [] })).status).toBe(422);
		expect((await http.post(`${step}/tags`, {})).status).toBe(405);
	});

	it('ignores errors to tag under the other key, where it does not refuse them', async () => {
		celigo.switches.tagWrongKey = 'ignored';
		expect((await http.put(`${step}/tags`, { errorIds: [first], tagIds: [tagId] })).status).toBe(204);
		expect(store().open.get(first)?.tags).toEqual([]);
		const both = { errorIds: [second], errors: [{ id: first }], tagIds: [tagId] };
		expect((await http.put(`${step}/tags`, both)).status).toBe(204);
		expect([first, second].map((id) => store().open.get(id)?.tags)).toEqual([[tagId], []]);
		expect(celigo.violations.lines()).toEqual([]);
	});

	it('lists tags as their codes, as records, or not at all', async () => {
		await http.put(`${step}/tags`, { errors: [{ id: first }], tagIds: [tagId] });
		const listed = async () => {
			const { data } = await http.get<{ errors: Row[] }>(`${step}/errors`);
			return data.errors.find(({ errorId }) => errorId === first)?.['tags'];
		};
		expect(await listed()).toEqual([tagId]);
		celigo.switches.errorTags = 'records';
		expect(await listed()).toEqual([{ tagId }]);
		celigo.switches.errorTags = 'hidden';
		expect(await listed()).toBeUndefined();
	});
});
