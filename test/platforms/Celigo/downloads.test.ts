import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';
import { withFailedRun } from './jobCases';

const ofStep = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

/** The text of the file that an item carries. */
async function csv(parameters: object, items?: IDataObject[]): Promise<string> {
	const run = await bench.run('error.downloadCsv', { ...parameters }, { ...(items && { items }) });
	expect(run.error).toBeUndefined();
	const { data = '', ...file } = run.items[0]?.binary?.['data'] ?? {};
	expect(file).toMatchObject({ mimeType: 'text/csv', fileExtension: 'csv' });
	return Buffer.from(data, 'base64').toString();
}

describe('Error: Download CSV', () => {
	test.each([
		{ signedUrlHost: 'same', signedUrlKey: 'signedURL' },
		{ signedUrlHost: 'other', signedUrlKey: 'url' },
	] as const)('%j: the file as Celigo wrote it, fetched without the token', async (switches) => {
		Object.assign(bench.switches, switches);
		const message = 'Customer 12345678901234567890.10 has "no" e-mail; =1+1';
		bench.state.addError(ids.flowId, ids.importId, { errorId: '90071992547409931', message });
		const text = await csv(ofStep);
		expect(text.split('\n')).toHaveLength(4);
		expect(text).toContain('"90071992547409931"');
		expect(text).toContain(message.replaceAll('"', '""'));
		const fetched = bench.simulator.requests.last({ path: /^\/signed/ });
		expect(fetched?.authorization).toBeUndefined();
		expect(JSON.stringify(fetched?.headers)).not.toContain(ids.token);
	});

	test.each([
		'\uFEFF<?xml version="1.0"?><Error/>',
		'\n<Error><Code>AccessDenied</Code></Error>',
		'{"errors": []}',
	])('%j in place of it is no CSV file', async (text) => {
		bench.faults.add({ path: /^\/signed/, answer: { bodyText: text } });
		expect(await bench.failure('error.downloadCsv', ofStep)).toMatch(/is not a CSV file.*again/);
	});

	test('of one run has those of all where Celigo ignores that filter; Job: Get Errors has not', async () => {
		bench.switches.csvRunFilter = 'ignored';
		bench.state.addError(ids.flowId, ids.importId, {
			_flowJobId: ids.completedJobId,
			message: 'Of this run',
		});
		bench.state.addError(ids.flowId, ids.importId, { _flowJobId: 'another-run', message: 'Of another run' });
		const filters = { _flowJobId: ids.completedJobId };
		expect(await csv({ ...ofStep, filters })).toMatch(/Of another run/);
		const ofRun = await bench.json('job.getErrors', { jobId: ids.completedJobId, returnAll: true });
		const messages = ofRun.map(({ message }) => message);
		expect(messages).toContain('Of this run');
		expect(messages).not.toContain('Of another run');
	});

	test('of the flow and step of the item, and of one run', async () => {
		bench.state.addError(ids.flowId, ids.importId, { _flowJobId: 'another-run', message: 'Of another run' });
		const item = { detail: { flowId: ids.flowId, stepId: ids.importId } };
		expect(await csv({ filters: { _flowJobId: 'another-run' } }, [item])).toMatch(
			/^errorId.*\n.*Of another run"$/,
		);
	});

	test.each([false, true])(
		'behind a run asks for the step (raw: %s): the run is of several',
		async (isRaw) => {
			const scope = { of: 'flow', flowId: ofStep.flowId, limit: 1, simplify: !isRaw };
			const items = await bench.json('job.getMany', scope);
			expect(items).toMatchObject([
				{ type: 'flow', _flowId: ids.flowId, ...(isRaw && { _exportId: ids.exportId }) },
			]);
			expect(await bench.failure('error.downloadCsv', {}, { items })).toMatch(/'Step'.*must not be empty/);
		},
	);

	test('behind the job of a step takes that step, its flow being given', async () => {
		withFailedRun(bench);
		const ofRun = { of: 'flowJob', flowJobId: 'run-with-errors', stepType: 'import' };
		const items = await bench.json('job.getMany', ofRun);
		expect(await csv({ flowId: ofStep.flowId }, items)).toContain('The field email is not valid');
	});

	test('of resolved errors, by when they were resolved', async () => {
		const resolved = { ...ofStep, state: 'resolved' };
		expect(await csv(resolved)).toContain('4210987650');
		expect(await csv({ ...resolved, filters: { after: '2099-01-01' } })).not.toContain('4210987650');
		expect(bench.asked().find((line) => line.includes('resolvedAt_gte'))).toMatch(
			/resolved\/signedURL\?resolvedAt_gte=2099/,
		);
	});

	test('may return the address only; one that is missing, or has expired, says so', async () => {
		expect(await bench.json('error.downloadCsv', { ...ofStep, output: 'url' })).toEqual([
			{ _flowId: ids.flowId, _expOrImpId: ids.importId, signedURL: expect.stringContaining('/signed/') },
		]);
		bench.switches.signedUrlLifetimeMs = 0;
		expect(await bench.failure('error.downloadCsv', ofStep)).toMatch(
			/expire quickly. Run the operation again/,
		);
		bench.faults.add({ path: /signedURL$/, answer: { body: {} } });
		expect(await bench.failure('error.downloadCsv', ofStep)).toMatch(/no download URL.*Error: Get Many/);
	});

	test.each(['file', 'url'])(
		'of nothing, where Celigo returns nothing then, says so (output: %s)',
		async (output) => {
			bench.switches.emptyErrorList = 'noContent';
			const none = { ...ofStep, output, filters: { after: '2099-01-01' } };
			expect(await bench.failure('error.downloadCsv', none)).toMatch(
				/no download URL.*There may be nothing to download.*Error: Get Many/,
			);
		},
	);

	test('of a step without an error store fails', async () => {
		bench.state.removeErrorStore(ids.flowId, ids.importId);
		expect(await bench.failure('error.downloadCsv', ofStep)).toMatch(/not found.*HTTP 404/);
	});
});

test.each(['always', 'onlyWhenAsked'] as const)(
	'Integration: Get Error Counts finds out by itself whether it is a sandbox, once for all items (%s)',
	async (sandboxErrors) => {
		bench.switches.sandboxErrors = sandboxErrors;
		bench.state.addError(ids.sandboxFlowId, ids.sandboxImportId);
		const integrationId = chosen('={{ $json.id }}');
		const items = [ids.sandboxIntegrationId, ids.integrationId, ids.sandboxIntegrationId].map((id) => ({
			id,
		}));
		const counts = await bench.json(
			'integration.getErrorCounts',
			{ integrationId, returnAll: true },
			{ items },
		);
		expect(counts.filter(({ _flowId }) => _flowId === ids.sandboxFlowId)).toMatchObject([
			{ numError: 1 },
			{ numError: 1 },
		]);
		expect(counts.find(({ _flowId }) => _flowId === ids.flowId)).toMatchObject({ numError: 3 });
		const asked = bench.asked();
		expect(asked.filter((line) => line === `GET /integrations/${ids.sandboxIntegrationId}`)).toHaveLength(1);
		expect(asked.filter((line) => line.endsWith('/errors?sandbox=true'))).toHaveLength(2);
		expect(asked).toHaveLength(5);
	},
);
