import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { causeErrorPath, causeErrorWorkflow } from '../../demo/causeErrorWorkflow';
import { isRecord } from '../../core';
import { waitFor } from '../../demo/n8n/waitFor';
import { chain } from '../../demo/n8n/workflows';
import { celigoSample } from '../../simulators/celigo';
import { seededVirusTotalId } from '../../simulators/polarity';
import { complaintsAbout } from '../examples/complaints';
import { openBrowser } from './world/browser';
import { queryDatabase } from './world/database';
import { ExampleBench } from './world/ExampleBench';
import type { INodeTypeDescription } from 'n8n-workflow';

let bench: ExampleBench;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	bench = await ExampleBench.start();
	({ browser, page } = await openBrowser(bench.world.n8n.url, {}));
});

afterAll(async () => {
	await browser.close();
	await bench.stop();
});

const nodeTypes = z.array(z.custom<INodeTypeDescription>(isRecord));

it('imports every ready workflow; this n8n has all its nodes, with these fields and choices', async () => {
	const types = await bench.world.n8n.client.http.file(nodeTypes, '/types/nodes.json');
	expect(bench.workflows.size).toBeGreaterThan(10);
	const complaints = [...bench.workflows].flatMap(([name, { workflow }]) =>
		complaintsAbout(workflow, types).map((complaint) => `${name}: ${complaint}`),
	);
	expect(complaints).toEqual([]);
});

describe('published, after an error on each platform', () => {
	const addShodanError = () =>
		bench.simulators.polarity.simulator.state.addError('shodan', {
			title: 'Quota exceeded',
			detail: 'VirusTotal refused lookup 1: the daily quota is used up',
		});
	const published = ['new-error-to-chat', 'polarity-affected-users', 'ai-explain-error'];

	beforeAll(async () => {
		await Promise.all(published.map(async (name) => await bench.publish(name)));
		const { celigo, ductape, gestal, polarity, port } = bench.simulators;
		for (const email of ['ann@example.com', 'bob@example.com']) {
			celigo.simulator.state.addError(celigoSample.flowId, celigoSample.importId, {
				code: 'NO_CUSTOMER',
				message: `No customer with the address ${email}`,
			});
		}
		addShodanError();
		for (const { causeError } of [polarity, ductape, gestal, port]) await causeError();
	});

	afterAll(async () => {
		await Promise.all(published.map(async (name) => await bench.unpublish(name)));
	});

	it('new errors of all platforms arrive in the chat, equal ones together with all integrations that have them, each once', async () => {
		const expected = [
			/^\[error\] celigo, Salesforce to NetSuite Sync: No customer .* \(and 1 more like this\)/,
			/^\[error\] ductape, Orders Hub: Request failed with status code 500/,
			/^\[info\] gestal, Herd Mirror: /,
			/^\[error\] polarity, (VirusTotal, Shodan|Shodan, VirusTotal): .*quota.*\(and 1 more like this\)/,
			/^\[error\] port, My GitLab: GitLab rejected the token/,
		];
		for (const text of expected) await bench.message(text);
		const { requests } = bench.simulators.port.simulator;
		const polls = { method: 'GET', path: '/v1/integration' };
		await requests.waitFor(polls, requests.count(polls) + 2);
		const arrived = bench.messages.filter((message) => message.startsWith('['));
		expect(arrived).toHaveLength(expected.length);
	});

	it('the users affected by an error of Polarity are named, once however often it occurs', async () => {
		expect(await bench.message('Affected users: ')).toMatch(
			/^Polarity, VirusTotal: .*\nAffected users: analyst$/m,
		);
		const ofShodan = () =>
			bench.messages
				.flatMap((message) => message.split('\n'))
				.filter((line) => line.startsWith('Polarity, Shodan'));
		await bench.message(/^Polarity, Shodan: /m);
		addShodanError();
		// Two workflows poll.
		const { requests } = bench.simulators.polarity.simulator;
		const polls = { method: 'GET', path: '/api/integrations/errors' };
		await requests.waitFor(polls, requests.count(polls) + 5);
		expect(ofShodan()).toHaveLength(1);
	});

	it('the AI agent looks at the failed record, and explains the error', async () => {
		const message = await bench.message('Cause: No customer with the address');
		expect(message).toMatch(
			/^Salesforce to NetSuite Sync: No customer with the address \w+@example.com \(and 1 more like this\)\nCause: No customer with the address \w+@example.com\n/,
		);
		expect(message).toContain('Looked at: ');
		expect(message).toContain('customer@example.com');
		expect(bench.messages.filter((one) => one.includes('Cause: '))).toHaveLength(1);
	});

	it("the AI agent's model reads what to do about a tool that fails, as this n8n passes it on", async () => {
		const { faults, state } = bench.simulators.celigo.simulator;
		faults.add({
			path: /\/data$/,
			answer: { status: 403, body: { errors: [{ code: 'access_restricted', message: 'No access' }] } },
		});
		state.addError(celigoSample.flowId, celigoSample.importId, { message: 'The warehouse is closed' });
		const message = await bench.message('Cause: The warehouse is closed');
		faults.clear();
		expect(message).toContain('No access');
		expect(message).toContain('The token lacks permission. Use a personal token');
	});
});

/** The cells of each row of the status board, as a browser shows them. */
async function statusBoard(): Promise<string[][]> {
	await page.goto('/webhook/integration-status');
	const rows = await page.locator('tbody tr').allInnerTexts();
	return rows.map((row) => row.split('\t').map((cell) => cell.trim()));
}

describe('the status board', () => {
	beforeAll(async () => {
		await bench.publish('status-board');
	});

	afterAll(async () => {
		await bench.unpublish('status-board');
	});

	it('shows the integrations of all platforms, those with errors first', async () => {
		const cells = await statusBoard();
		expect(cells.map(([platform, name, status]) => [platform, name, status])).toEqual(
			expect.arrayContaining([
				['celigo', 'Salesforce to NetSuite Sync', 'ERROR'],
				['celigo', 'Warehouse Returns', 'UNKNOWN'],
				['ductape', 'Orders Hub', 'ERROR'],
				['gestal', 'Herd Mirror', 'UNKNOWN'],
				['polarity', 'Shodan', 'ERROR'],
				['polarity', 'AWS EC2', 'ACTIVE'],
				['port', 'My GitLab', 'ACTIVE'],
				['port', 'On Call', 'ERROR'],
			]),
		);
		const haveErrors = cells.map(([, , status]) => status === 'ERROR');
		expect(haveErrors).toEqual([...haveErrors].sort((one, other) => Number(other) - Number(one)));
	});

	it('has a row that says why a platform does not respond, as text', async () => {
		bench.simulators.polarity.simulator.faults.add({
			path: '/api/integrations',
			times: 1,
			answer: { status: 403, body: { errors: [{ detail: 'Not <b>allowed</b> for $&' }] } },
		});
		const cells = await statusBoard();
		expect(cells.filter(([, , , , error]) => error?.includes('allowed'))).toEqual([
			['polarity', '', 'ERROR', '', expect.stringContaining('Not <b>allowed</b> for $&'), ''],
		]);
		expect(cells.map(([platform]) => platform)).toEqual(
			expect.arrayContaining(['celigo', 'ductape', 'gestal', 'port']),
		);
	});
});

it('Celigo: errors that may go away are retried, the others reported once', async () => {
	const { state, requests, runs, faults } = bench.simulators.celigo.simulator;
	const { flowId, importId, emptyIntegrationId } = celigoSample;
	const store = state.errorStore(flowId, importId);
	const path = `/v1/flows/${flowId}/${importId}/retry`;
	const retried = () => requests.last({ method: 'POST', path })?.body;
	const run = async () => {
		const before = bench.messages.length;
		await bench.run('celigo-retry-errors', 'Every hour');
		return bench.messages.slice(before);
	};
	const lost = state.addError(flowId, importId, { message: 'No route', classification: 'connection' });
	state.addError(flowId, importId, {
		code: 'NO_RECORD',
		message: 'The record is gone',
		retryDataKey: undefined,
	});
	const [first = '', ...more] = await run();
	expect(more).toEqual([]);
	expect(retried()).toEqual({ retryDataKeys: [lost.retryDataKey] });
	for (const { _id, type } of runs.ofFlow(flowId)) if (type === 'retry') runs.finish(_id);
	expect(store?.open.get(lost.errorId)).toBeUndefined();
	expect(first).toContain('\n- The record is gone (NO_RECORD)');
	expect(first).toContain('The field email is not valid');
	expect(first).not.toContain('No route');
	expect(await run()).toEqual([]);

	state.addError(flowId, importId, { message: 'No answer', classification: 'intermittent' });
	faults.add({ method: 'POST', path, times: 1, answer: { status: 204 } });
	expect(await run()).toEqual([
		`Celigo errors that need you: 1\n- Not retried by Celigo: 1 (flow ${flowId}, step ${importId})`,
	]);
	const refused = { status: 422, body: { errors: [{ message: 'The flow is busy' }] } };
	faults.add({ method: 'POST', path, times: 1, answer: refused });
	const unread = { status: 403, body: { errors: [{ message: 'No access' }] } };
	faults.add({ path: `/v1/integrations/${emptyIntegrationId}/errors`, times: 1, answer: unread });
	const [last = '', ...others] = await run();
	expect(others).toEqual([]);
	expect(last).toMatch(/^Celigo errors that need you: 2\n/);
	expect(last).toMatch(/\n- No answer \(INVALID_FIELD\): .*The flow is busy/);
	expect(last).toMatch(/\n- .+: .*No access/);
});

it('an incident is opened for an integration that fails, and closed when it is healthy again', async () => {
	const { state, runs, faults, requests } = bench.simulators.celigo.simulator;
	const { flowId, importId, integrationId } = celigoSample;
	const resolveAll = () => {
		for (const { _id } of state.flows.values()) {
			for (const store of state.errorStoresOf(_id).values()) store.open.clear();
		}
	};
	resolveAll();
	runs.add({ _flowId: flowId, status: 'completed' });
	await bench.publish('incident-open-close');
	const key = `celigo:${integrationId}`;
	state.addError(flowId, importId, { message: 'No email' });
	const opened = await bench.incident(key, 1);
	const path = `/v1/integrations/${integrationId}/errors`;
	const outage = faults.add({ path, answer: { status: 403, body: { errors: [{ message: 'No access' }] } } });
	await bench.incident(`${key}:unreachable`, 1);
	outage.remove();
	const readable = await bench.incident(`${key}:unreachable`, 2);
	// It can be read again and still fails, so that its first incident stays open.
	const polls = { method: 'GET', path };
	await requests.waitFor(polls, requests.count(polls) + 2);
	resolveAll();
	const all = await bench.incident(key, 2);
	await bench.unpublish('incident-open-close');
	expect(opened[0]?.payload).toEqual({
		summary: expect.stringMatching(/^Salesforce to NetSuite Sync went from ACTIVE to ERROR .*: No email$/),
		source: 'Salesforce to NetSuite Sync',
		severity: 'error',
	});
	expect(readable.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
	expect(all.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
	expect(all[1]?.payload.summary).toMatch(/went from ERROR to ACTIVE/);
});

it('the errors of the night are one message, those that differ in one record only counted together', async () => {
	await bench.publish('morning-digest');
	const { state } = bench.simulators.celigo.simulator;
	const { flowId, importId } = celigoSample;
	for (const message of ['No customer 10431', 'No customer 20977', 'The amount is missing']) {
		state.addError(flowId, importId, { message });
	}
	const digest = await bench.message(/^Celigo: /);
	await bench.unpublish('morning-digest');
	expect(digest).toMatch(
		/^Celigo: 3 events since \d{4}-\d\d-\d\d \d\d:\d\d UTC, 2 different\n- 2 x No customer \d+\n- 1 x The amount is missing$/,
	);
});

it('Celigo: the template of each integration is written to a file of the weekday', async () => {
	await bench.run('celigo-backup', 'Every night');
	const files = await readdir(bench.world.n8n.filesFolder);
	const { integrationId, sandboxIntegrationId, emptyIntegrationId } = celigoSample;
	expect(files.map((file) => file.split('-')[1]).sort()).toEqual(
		[integrationId, sandboxIntegrationId, emptyIntegrationId].sort(),
	);
	for (const file of files) {
		expect(file).toMatch(/^celigo-[0-9a-f]{24}-(mon|tue|wed|thu|fri|sat|sun)\.zip$/);
		const bytes = await readFile(join(bench.world.n8n.filesFolder, file));
		expect(bytes.subarray(0, 2).toString()).toBe('PK');
	}
	bench.simulators.celigo.simulator.faults.add({
		path: `/v1/integrations/${integrationId}/template`,
		times: 1,
		answer: { status: 422, body: { errors: [{ message: 'No template now' }] } },
	});
	await bench.run('celigo-backup', 'Every night');
	expect(await bench.message('backups that failed')).toMatch(
		/^Celigo backups that failed: 1\n- Salesforce to NetSuite Sync: .*No template now/,
	);
});

it('Celigo: the changes of the last day are listed with who made them', async () => {
	const { state } = bench.simulators.celigo.simulator;
	// The sample's own are a day old: whether the digest has them would depend on the minute.
	state.auditEntries.clear();
	state.addAuditEntry({
		event: 'update',
		resourceType: 'flow',
		_resourceId: celigoSample.flowId,
		_integrationId: celigoSample.integrationId,
		fieldChanges: [{ fieldPath: 'schedule', oldValue: '', newValue: '? 0 * * * *' }],
		// The digest ends with the last full hour.
		time: new Date(Date.now() - 3_600_000).toISOString(),
	});
	await bench.run('celigo-audit-digest', 'Every morning');
	const change = /- \d\d:\d\d owner@example\.com: update flow in Salesforce to NetSuite Sync \(schedule\)/;
	const lines = (await bench.message('Celigo changes since yesterday: 1')).split('\n');
	expect(lines).toEqual(['Celigo changes since yesterday: 1', expect.stringMatching(change)]);
	bench.simulators.celigo.simulator.faults.add({
		path: `/v1/integrations/${celigoSample.emptyIntegrationId}/audit`,
		times: 1,
		answer: { status: 403, body: { errors: [{ message: 'No access' }] } },
	});
	await bench.run('celigo-audit-digest', 'Every morning');
	const withUnread = await bench.message(
		'Celigo changes since yesterday: 1, integrations that could not be read: 1',
	);
	expect(withUnread).toMatch(change);
	expect(withUnread).toMatch(/\n- .+ could not be read: .*No access/);
});

it('Port: integrations are resynced, a failed resync is reported', async () => {
	const { requests, resyncs } = bench.simulators.port.simulator;
	resyncs.plan('on-call', { status: 'failed', message: 'The PagerDuty token was refused' });
	await bench.run('port-resync', 'Every morning');
	for (const path of ['/v1/integration/my-gitlab', '/v1/integration/on-call']) {
		expect({ path, times: requests.count({ method: 'PATCH', path }) }).toEqual({ path, times: 1 });
	}
	expect(await bench.message('Port resyncs')).toMatch(/^Port resyncs that failed: 1\n- On Call: .+$/);
	for (const id of ['on-call', 'my-gitlab']) {
		resyncs.plan(id, { status: 'failed', message: 'The token was refused' });
	}
	await bench.run('port-resync', 'Every morning');
	expect((await bench.message('Port resyncs that failed: 2')).split('\n').slice(1).sort()).toEqual([
		expect.stringMatching(/^- My GitLab: /),
		expect.stringMatching(/^- On Call: /),
	]);
	expect(bench.messages.filter((message) => message.startsWith('Port resyncs'))).toHaveLength(2);
});

it('Polarity: the new key is set in the integrations whose name matches, and nowhere else', async () => {
	const { state } = bench.simulators.polarity.simulator;
	const keysOf = () =>
		[...state.integrations.values()].flatMap(({ id, options }) =>
			options.filter(({ key }) => key === 'apiKey').map(({ value }) => [id, value]),
		);
	const others = () => keysOf().filter(([id]) => id !== seededVirusTotalId);
	const before = others();
	await bench.publish('polarity-rotate-key');
	const rotate = async (name: string) => {
		await page.goto('/form/polarity-rotate-key');
		await page.getByPlaceholder('e.g. VirusTotal').fill(name);
		await page.getByPlaceholder('e.g. apiKey').fill('apiKey');
		await page.locator('input[type=password]').fill('new-key-1');
		await page.getByRole('button', { name: 'Rotate' }).click();
	};
	await rotate('virusTOTAL');
	expect(await bench.message('the new key was accepted by 1')).toBe(
		'Polarity: the new key was accepted by 1 of 1 matching integrations',
	);
	expect(keysOf()).toContainEqual([seededVirusTotalId, 'new-key-1']);
	expect(others()).toEqual(before);
	await rotate('VirusTotl');
	expect(await bench.message('the new key was set nowhere')).toBe(
		'Polarity: the new key was set nowhere: no integration has this name',
	);
	state.addIntegration({ id: 'vt_free', name: 'VirusTotal Free' });
	state.addIntegration({ id: 'vt_lite', name: 'VirusTotal Lite' });
	state.addIntegration({ id: 'vt_old', name: 'VirusTotal Old', status: 'stopped' });
	await rotate('VirusTotal');
	expect((await bench.message('the new key was accepted by 1 of 4')).split('\n').slice(1)).toEqual([
		expect.stringMatching(/^- Not set in VirusTotal Free: .*apiKey/),
		expect.stringMatching(/^- Not set in VirusTotal Lite: .*apiKey/),
		'- Not set in VirusTotal Old: it is not running',
	]);
	bench.simulators.polarity.simulator.faults.add({
		path: '/api/integrations',
		times: 1,
		answer: { status: 403, body: { errors: [{ detail: 'Not allowed' }] } },
	});
	await rotate('VirusTotal');
	expect(await bench.message(/the new key was set nowhere: .*Not allowed/)).toBeDefined();
	// By the workflow's settings n8n marks what was typed for its next pruning, 15 minutes later at most.
	const stored = `SELECT COUNT(*) AS executions FROM execution_data JOIN execution_entity ON id = executionId
		WHERE data LIKE '%new-key-1%' AND deletedAt IS NULL`;
	await waitFor(
		'n8n to forget the new key',
		async () => (await queryDatabase(bench.world, stored))[0]?.executions === 0,
		{ timeoutMs: 120_000, everyMs: 1_000 },
	);
	await bench.unpublish('polarity-rotate-key');
});

it('Gestal: the rows of a spreadsheet become sow mirrors, failed ones are reported', async () => {
	const { state, seeded } = bench.simulators.gestal.simulator;
	state.failingVendorIds.add('sow-3');
	await bench.publish('gestal-upsert-mirrors');
	await page.goto('/form/gestal-upsert-mirrors');
	await page.locator('input[type=file]').setInputFiles({
		name: 'sows.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from(
			// As Excel saves it: with a byte order mark.
			'\ufeffvendor_id,pin_tag,rfid1\nsow-1,2001,982000123456789013\nsow-2,2002,\nsow-3,2003,\n,2004,\n,2005,\n',
		),
	});
	await page.getByRole('button', { name: 'Upload' }).click();
	expect((await bench.message('were not sent')).split('\n')).toEqual([
		'Gestal Cloud: sow mirrors that were not sent, or may not be stored: 5',
		expect.stringMatching(/^- Batch \S+ did not succeed: 1 of 3 mirrors failed \(row 2, 3, 4\)$/),
		expect.stringMatching(/^- .+ \(row 5, 6\)$/),
		'Sow Mirror: Get Many shows which are stored.',
	]);
	expect(seeded.farm.mirrorOf('sow-1')).toMatchObject({ pin_tag: '2001', rfid1: '982000123456789013' });
	expect(seeded.farm.mirrorOf('sow-3')).toBeUndefined();
	await bench.unpublish('gestal-upsert-mirrors');
});

it('Ductape: the failed runs of the last day are listed, one line each', async () => {
	const { simulator } = bench.simulators.ductape;
	const { state, seeded } = simulator;
	state.addFailedRun(seeded.orders, { given: { process_id: 'process-of-digest' } });
	const digests = () => bench.messages.filter((message) => message.startsWith('Ductape runs that failed'));
	await bench.run('ductape-failed-runs', 'Every morning');
	expect(
		digests()[0]
			?.split('\n')
			.filter((line) => line.includes('process-of-digest')),
	).toEqual(['- Sync orders (dev): RUN OUT OF RETRIES, process-of-digest']);
	await bench.run('ductape-failed-runs', 'Every morning');
	expect(digests()).toHaveLength(1);
	for (const message of ['No process 1', 'No process 2']) {
		state.addLog(seeded.orders, { status: 'fail', message, process_id: undefined });
	}
	await bench.run('ductape-failed-runs', 'Every morning');
	expect(digests()[1]).toMatch(/^Ductape runs that failed since the last digest: 2\n/);
	expect(digests()[1]).toMatch(/No process 1, log line /);
	expect(digests()[1]).toMatch(/No process 2, log line /);
});

it('the error workflow reports a failed execution of another workflow', async () => {
	const { client } = bench.world.n8n;
	const failing = chain('Fails', [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { path: 'fails', options: {} },
			webhookId: '0a6f3b52-7c1d-4e8f-9a2b-3c4d5e6f7a8c',
		},
		{
			name: 'Stop here',
			type: 'n8n-nodes-base.stopAndError',
			parameters: { errorMessage: 'The order has no customer' },
		},
	]);
	await bench.publish('error-workflow');
	const settings = { errorWorkflow: bench.workflow('error-workflow').id };
	await client.activate(await client.saveWorkflow({ ...failing, settings }));
	await axios.get(`${bench.world.n8n.url}/webhook/fails`);
	expect(await bench.message('Workflow "Fails"')).toMatch(
		/^Workflow "Fails" failed at "Stop here": The order has no customer\nhttp/,
	);
});

it('"Cause an error" asks which platform, orders the error there, and says what happened', async () => {
	const { client } = bench.world.n8n;
	const workflow = causeErrorWorkflow(['Celigo', 'Port'], bench.services.causeErrorUrl);
	await client.activate(await client.saveWorkflow(workflow));
	await page.goto(`/form/${causeErrorPath}`);
	await page.locator('select').selectOption('Port');
	await page.getByRole('button', { name: 'Cause an error' }).click();
	await page.getByText('a record fails').waitFor();
	expect(bench.ordered).toEqual(['Port']);
});

it('asks the platforms nothing that they do not allow', () => {
	expect(bench.violations).toEqual([]);
});
