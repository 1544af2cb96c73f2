import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { compact, difference, map } from 'lodash';
import { DateTime } from 'luxon';

import { textOf } from '../../core';
import { simplifyAuditEntry } from '../../nodes/Celigo/resources/auditLog';
import { celigoSample } from '../../simulators/celigo';
import { forEachTest } from '../lifecycle';
import { CeligoBench } from '../platforms/Celigo/bench';
import { readExample } from './readExample';

const { flowId, importId } = celigoSample;
const chatText = 'bodyParameters.parameters.0.value';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('celigo-retry-errors', () => {
	const example = readExample('celigo-retry-errors');
	const condition = 'conditions.conditions.0.leftValue';
	const header = 'Celigo errors that need you';

	test('errors of which Celigo retries nothing are reported, with their number', async () => {
		const locator = (value: string) => ({ __rl: true, mode: 'id', value });
		const step = { of: 'step', flowId: locator(flowId), stepId: locator(importId) };
		const items = await bench.json('error.getMany', { ...step, returnAll: true, simplify: false });
		expect(items).toHaveLength(2);
		expect(example.parametersOf('Retry')).toEqual({ resource: 'error', operation: 'retry' });
		const path = `/v1/flows/${flowId}/${importId}/retry`;
		bench.simulator.faults.add({ method: 'POST', path, times: 1, answer: { status: 204 } });
		const nothing = await bench.json('error.retry', {}, { items });
		const jobs = await bench.json('error.retry', {}, { items });
		for (const item of nothing) expect(example.shown('Nothing retried', condition, item)).toBe('true');
		for (const job of jobs) expect(example.shown('Nothing retried', condition, job)).toBe('false');
		const keys = nothing.map((item) => example.shown('Not reported before', 'dedupeValue', item));
		expect(new Set(keys).size).toBe(2);
		const errors = [{ message: 'The record is gone', code: 'NO_RECORD' }, ...nothing];
		expect(example.shown('Send to chat', chatText, { errors })).toBe(
			`${header}: 3\n- The record is gone (NO_RECORD)\n- Not retried by Celigo: 2 (flow ${flowId}, step ${importId})`,
		);
	});

	test('the reason of a refused retry is in the message, and which integration could not be read', () => {
		const errors = [
			{ errorId: '1', message: 'Timeout', code: 'ETIMEDOUT', error: 'Celigo refused the retry' },
			{ name: 'Warehouse', integrationId: 'i1', error: 'This account lacks permission' },
		];
		expect(example.shown('Send to chat', chatText, { errors })).toBe(
			`${header}: 2\n- Timeout (ETIMEDOUT): Celigo refused the retry\n- Warehouse: This account lacks permission`,
		);
	});

	test('an error is known by its step and its ID, which a step has for itself', () => {
		const now = DateTime.fromISO('2026-03-28T07:00');
		const keyOf = (item: IDataObject, days = 0) =>
			example.shown('Not reported before', 'dedupeValue', item, {}, now.plus({ days }));
		const error = { integrationId: 'i1', _flowId: 'f1', _expOrImpId: 's1', errorId: '1' };
		expect(keyOf({ ...error, error: 'Celigo refused the retry' }, 1)).toBe(keyOf(error));
		const others = [{ _flowId: 'f2' }, { _expOrImpId: 's2' }, { errorId: '2' }];
		const keys = [error, ...others.map((other) => ({ ...error, ...other }))].map((item) => keyOf(item));
		expect(new Set(keys).size).toBe(4);
		// What has no errors of its own is reported once a day.
		const withoutId = { ...error, errorId: '' };
		for (const nothing of [
			{ _flowId: 'f1', _expOrImpId: 's1', retried: 0, retryDataKeys: ['k1'] },
			{ integrationId: 'i1' },
			withoutId,
		]) {
			expect(keyOf(nothing)).toBe(keyOf(nothing));
			expect(keyOf(nothing, 1)).not.toBe(keyOf(nothing));
		}
		const notRetried = (key: string) => ({ ...error, errorId: '', retried: 0, retryDataKeys: [key] });
		expect(keyOf(notRetried('k1'))).not.toBe(keyOf(notRetried('k2')));
	});

	test('of many errors the message has 20', () => {
		const errors = Array.from({ length: 25 }, (_, number) => ({ message: `Error ${number}` }));
		const lines = example.shown('Send to chat', chatText, { errors }).split('\n');
		expect(lines).toHaveLength(22);
		expect(lines.at(-1)).toBe('and 5 more');
	});

	test('what could not be read, and steps of which nothing is retried, come before 20 errors of one record', () => {
		// They stand for many errors, and are not reported again that day: behind the others they would not be seen.
		const errors = Array.from({ length: 25 }, (_, number) => ({ _flowId: 'f', message: `Error ${number}` }));
		const nothing = { _flowId: 'f', _expOrImpId: 's', requested: 2, retried: 0 };
		const unread = { name: 'Warehouse', integrationId: 'i1', error: 'This account lacks permission' };
		const message = example.shown('Send to chat', chatText, { errors: [...errors, nothing, unread] });
		expect(message.split('\n').slice(0, 4)).toEqual([
			`${header}: 28`,
			'- Not retried by Celigo: 2 (flow f, step s)',
			'- Warehouse: This account lacks permission',
			'- Error 0',
		]);
	});

	test('they reach the message on a way of their own, beside refused ones and those not worth a retry', () => {
		expect(example.outputsOf('Open errors')).toEqual([['Worth a retry?:0'], ['The rest:3']]);
		expect(example.outputsOf('Retry')).toEqual([['Nothing retried:0'], ['The rest:0']]);
		expect(example.outputsOf('Worth a retry?')).toEqual([['Retry:0'], ['The rest:1']]);
		expect(example.outputsOf('Nothing retried')).toEqual([['The rest:2']]);
		expect(example.outputsOf('The rest')).toEqual([['Not reported before:0']]);
		expect(example.parametersOf('The rest')).toEqual({ numberInputs: 4 });
	});

	test('the note says what it leaves out, and what no message says', () => {
		const { content } = example.parametersOf('About this workflow');
		expect(content).toContain('Flows that belong to no integration are left out');
		expect(content).toContain('what keeps failing is retried every hour without a message');
		expect(content).toContain('use *New errors of all platforms to chat* beside this workflow');
	});
});

test('celigo-backup: the message says which backups failed', async () => {
	const example = readExample('celigo-backup');
	const all = await bench.json('integration.getMany', { returnAll: true });
	const items = all.filter((item) => example.passes('With a template', item));
	const names = items.map(({ name }) => textOf(name) ?? '');
	expect(names).toContain('Salesforce to NetSuite Sync');
	const body = { errors: [{ message: 'Not now' }] };
	bench.simulator.faults.add({ path: /\/template$/, answer: { status: 422, body } });
	const { resource, operation, ...parameters } = example.parametersOf('Template');
	expect([resource, operation]).toEqual(['integration', 'downloadTemplate']);
	const run = await bench.run('integration.downloadTemplate', parameters, {
		items,
		onError: 'continueErrorOutput',
	});
	expect(run.errorItems).toHaveLength(items.length);
	const failed = run.errorItems.map(({ json }) => json);
	const lines = example.shown('Send to chat', chatText, { failed }).split('\n');
	expect(lines).toEqual([
		`Celigo backups that failed: ${items.length}`,
		...names.map((name) => expect.stringMatching(`^- ${name}: .*Not now`)),
	]);
	// What could not be written comes without the name.
	const unwritten = { _integrationId: 'abc', fileName: 'abc.zip', error: 'The folder is not writable' };
	expect(example.shown('Send to chat', chatText, { failed: [unwritten] })).toBe(
		'Celigo backups that failed: 1\n- abc: The folder is not writable',
	);
});

test('celigo-backup: what has no template is left out: Integration Apps, and what is still being installed', async () => {
	const example = readExample('celigo-backup');
	bench.state.addIntegration({ name: 'App', _connectorId: bench.state.random.objectId() });
	bench.state.addIntegration({ name: 'Half installed', mode: 'install' });
	const listed = await bench.json('integration.getMany', { returnAll: true });
	expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['App', 'Half installed']));
	const chosen = listed.filter((item) => example.passes('With a template', item));
	expect(chosen.map(({ name }) => name)).toEqual([
		'Salesforce to NetSuite Sync',
		'Salesforce to NetSuite Sandbox',
		'Warehouse Returns',
	]);
	expect(example.outputsOf('Integrations')).toEqual([['With a template:0']]);
});

describe('celigo-audit-digest', () => {
	const example = readExample('celigo-audit-digest');

	test('a change that does not say what it is has a line in words', () => {
		const lineOf = (entry: IDataObject) =>
			example.shown('Line', 'assignments.assignments.0.value', simplifyAuditEntry(entry), {
				Integrations: [{ name: 'Orders' }],
			});
		const byAnn = { byUser: { email: 'ann@example.com' } };
		expect(lineOf({ ...byAnn, event: 'update', resourceType: 'flow', changes: { schedule: {} } })).toBe(
			'ann@example.com: update flow in Orders (schedule)',
		);
		expect(lineOf(byAnn)).toBe('ann@example.com: change unknown resource in Orders');
		expect(lineOf({ event: 'delete' })).toBe('Unknown user: delete unknown resource in Orders');
	});

	test('an integration of which Celigo keeps no audit log is left out, and one that cannot be read is no change', async () => {
		const { resource, operation, filters: _, ...parameters } = example.parametersOf('Changes');
		expect([resource, operation]).toEqual(['integration', 'getAuditLog']);
		const { integrationId, emptyIntegrationId } = celigoSample;
		bench.state.withoutAuditLog.add(emptyIntegrationId);
		const path = `/v1/integrations/${bench.state.addIntegration({ name: 'Locked' })['_id']}/audit`;
		const body = { errors: [{ message: 'No access' }] };
		bench.simulator.faults.add({ path, answer: { status: 403, body } });
		const items = await bench.json('integration.getMany', { returnAll: true });
		const returned = await bench.json('integration.getAuditLog', parameters, {
			items,
			onError: 'continueRegularOutput',
		});
		const shown = returned.filter((item) => example.passes('With an audit log', item));
		expect(map(returned, 'integrationId')).toContain(integrationId);
		expect(difference(map(returned, 'error'), map(shown, 'error'))).toEqual([
			expect.stringContaining('audit_not_supported'),
		]);
		expect(compact(map(shown, 'error'))).toEqual([expect.stringContaining('No access')]);
	});

	test('what could not be read is counted apart', () => {
		const changes = [
			{ line: 'Ann: update flow in Orders', isUnread: false },
			{ line: 'Locked could not be read: No access', isUnread: true },
		];
		const [first, ...lines] = example.shown('Send to chat', chatText, { changes }).split('\n');
		expect(first).toBe('Celigo changes since yesterday: 1, integrations that could not be read: 1');
		expect(lines).toHaveLength(2);
		const isUnread = (item: IDataObject) =>
			example.shown('Line', 'assignments.assignments.1.value', item, { Integrations: [{ name: 'Orders' }] });
		expect([isUnread({ error: 'No access' }), isUnread({ action: 'update' })]).toEqual(['true', 'false']);
		const message = example.shown('Send to chat', chatText, { changes: changes.slice(0, 1) });
		expect(message).toBe('Celigo changes since yesterday: 1\n- Ann: update flow in Orders');
	});

	test('what could not be read comes before 20 changes', () => {
		const changes = Array.from({ length: 25 }, (_, number) => ({
			line: `Change ${number}`,
			isUnread: false,
		}));
		const unread = { line: 'Locked could not be read: No access', isUnread: true };
		const message = example.shown('Send to chat', chatText, { changes: [...changes, unread] });
		expect(message.split('\n').slice(0, 3)).toEqual([
			'Celigo changes since yesterday: 25, integrations that could not be read: 1',
			'- Locked could not be read: No access',
			'- Change 0',
		]);
	});

	test('the periods of two days meet, whichever second the digests start in', () => {
		const periodOf = (time: string) => {
			const now = DateTime.fromISO(time, { zone: 'Europe/Paris' });
			return ['from', 'to'].map((end) => example.shown('Changes', `filters.${end}`, {}, {}, now));
		};
		const [from, to] = periodOf('2026-03-28T07:00:09.500');
		expect(periodOf('2026-03-29T07:00:02')[0]).toBe(to);
		expect(periodOf('2026-03-27T07:00:31')[1]).toBe(from);
	});

	test('the note says what a night without n8n costs', () => {
		const { content } = example.parametersOf('About this workflow');
		expect(content).toContain('If n8n is down at that time, the changes of those 24 hours are never listed');
	});
});
