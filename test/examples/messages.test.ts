import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { textOf } from '../../core';
import { untilTestEnds } from '../lifecycle';
import { CeligoBench, emitted } from '../platforms/Celigo/bench';
import { GestalBench } from '../platforms/Gestal/bench';
import { PolarityBench } from '../platforms/Polarity/bench';
import { readExample } from './readExample';

const chatText = 'bodyParameters.parameters.0.value';
const untilEnd = untilTestEnds();

describe('new-error-to-chat', () => {
	const example = readExample('new-error-to-chat');
	const sent = (errors: Array<Record<string, string | object | null>>) =>
		example.shown('Send to chat', chatText, { errors });
	const common = { severity: 'error', platform: 'celigo', message: '401 Unauthorized', url: null };

	test('two integrations with the same error are both named', () => {
		const integrations = [
			{ integrationId: 'a', integrationName: 'Orders', count: 2 },
			{ integrationId: 'b', integrationName: null, count: 1 },
		];
		expect(sent([{ ...common, detail: { count: 3, integrations } }])).toBe(
			'[error] celigo, Orders, b: 401 Unauthorized (and 2 more like this)',
		);
	});

	test('of many integrations three are named, and of many errors 20 are shown', () => {
		const integrations = ['a', 'b', 'c', 'd', 'e'].map((integrationId) => ({ integrationId }));
		const errors = Array.from({ length: 21 }, () => ({ ...common, detail: { count: 1, integrations } }));
		const lines = sent(errors).split('\n');
		expect(lines[0]).toBe('[error] celigo, a, b, c and 2 others: 401 Unauthorized');
		expect(lines.slice(20)).toEqual(['and 1 more']);
	});

	test('its note, and its page, count errors, not lines: one with a URL takes two', () => {
		const errors = Array.from({ length: 20 }, () => ({
			...common,
			url: 'https://integrator.io/integrations/1',
			detail: { count: 1, integrations: [{ integrationId: 'a' }] },
		}));
		expect(sent(errors).split('\n')).toHaveLength(40);
		const page = readFileSync(join(__dirname, '../../docs/examples.md'), 'utf8');
		for (const text of [example.parametersOf('About this workflow')['content'], page]) {
			expect(text).not.toContain('up to 20 lines');
			expect(text).toContain('up to 20 entries');
		}
	});

	test('each trigger groups its errors, and nothing is remembered before the chat has it', () => {
		for (const trigger of ['Celigo', 'Port', 'Polarity', 'Gestal', 'Ductape']) {
			expect(example.parametersOf(trigger)).toMatchObject({ options: { emit: 'fingerprint' } });
			expect(example.outputsOf(trigger)).toEqual([['One message:0']]);
		}
		expect(example.outputsOf('One message')).toEqual([['Send to chat:0']]);
	});
});

test('each-new-error-once: its note, and that of what leads to it, say which kill loses an error all the same', () => {
	const note = (name: string) => readExample(name).parametersOf('About this workflow')['content'];
	const once = note('each-new-error-once');
	expect(once).toContain('If n8n stops between a poll and its execution');
	expect(once).toContain('No more is covered: where n8n is killed after **Remove Duplicates**');
	expect(note('new-error-to-chat')).toContain(
		'Where it is killed between a poll and its execution, what the poll found is lost; *Each new error once* shows a way out of that',
	);
});

describe('polarity-rotate-key', () => {
	const example = readExample('polarity-rotate-key');
	const virusTotal = { integrationId: 'vt', name: 'VirusTotal', status: 'running' };
	const another = { integrationId: 'vt2', name: 'VirusTotal Enterprise', status: 'running' };
	const stopped = { integrationId: 'vt3', name: 'VirusTotal Old', status: 'stopped' };
	const sent = (results: object[], matches: Array<Record<string, string>>) =>
		example.shown('Send to chat', chatText, { results }, { 'Name matches': matches });

	test('says how many accepted the key, and where and why it was not set', () => {
		const failed = { ...another, error: 'There is no option apiKey' };
		const option = { integrationId: 'vt', key: 'apiKey' };
		expect(sent([option, failed, stopped], [virusTotal, another, stopped])).toBe(
			[
				'Polarity: the new key was accepted by 1 of 3 matching integrations',
				'- Not set in VirusTotal Enterprise: There is no option apiKey',
				'- Not set in VirusTotal Old: it is not running',
			].join('\n'),
		);
	});

	test('says that accepted is not stored, and that a list that changes may lack an integration', () => {
		const page = readFileSync(join(__dirname, '../../docs/examples.md'), 'utf8');
		for (const text of [example.parametersOf('About this workflow')['content'], page]) {
			expect(text).toContain('*Accepted* means that Polarity took the change');
			expect(text).toContain('a list that changes while it is read may lack an integration');
			expect(text).toContain('look in Polarity before you revoke the old key');
		}
	});

	test('says so if no name matches, and if Polarity does not respond', () => {
		expect(sent([{}], [{}])).toBe('Polarity: the new key was set nowhere: no integration has this name');
		const unread = { error: 'Polarity is not reachable' };
		const nowhere = 'Polarity: the new key was set nowhere: Polarity is not reachable';
		expect(example.shown('Send to chat', chatText, { results: [unread] })).toBe(nowhere);
		// The pages before were read, and no name in them matches.
		expect(sent([unread, {}], [{}])).toBe(nowhere);
	});

	test('says where the key was set although a later page of the integrations could not be read', async () => {
		const bench = untilEnd(await PolarityBench.start());
		const { resource, operation, ...parameters } = example.parametersOf('Integrations');
		expect([resource, operation]).toEqual(['integration', 'getMany']);
		expect(parameters).toEqual({ returnAll: true });
		bench.fillUpTo(400);
		bench.simulator.faults.add({ path: '/api/integrations', after: 1, answer: { status: 403 } });
		const run = await bench.run('integration', 'getMany', parameters, { onError: 'continueErrorOutput' });
		expect(run.json.length).toBeGreaterThan(0);
		const [unread = {}] = run.errorItems.map(({ json }) => json);
		const option = { integrationId: 'vt', key: 'apiKey' };
		expect(
			sent([option, { ...another, error: 'There is no option apiKey' }, unread], [virusTotal, another]),
		).toBe(
			[
				'Polarity: the new key was accepted by 1 of 2 matching integrations',
				`- Not all integrations could be read: ${textOf(unread['error'])}`,
				'- Not set in VirusTotal Enterprise: There is no option apiKey',
			].join('\n'),
		);
	});
});

describe('polarity-affected-users', () => {
	const example = readExample('polarity-affected-users');
	const [ann, bob, nameless] = [{ id: 7, username: 'ann' }, { id: 12, username: 'bob' }, { id: 9 }];
	const error = (affectedUsers: object[], given: Record<string, string | number | null> = {}) => ({
		errorId: 'e1',
		integrationId: 'vt',
		integrationName: 'VirusTotal',
		message: 'Quota exceeded',
		occurrences: 1,
		...given,
		detail: { id: 'e1', affectedUsers },
	});
	const reported = (...given: Parameters<typeof error>) =>
		example.shown('Not reported before', 'dedupeValue', error(...given));

	test('an error comes again only when not the same users are affected, however often it occurs', () => {
		expect(reported([bob, ann], { occurrences: 4 })).toBe(reported([ann, bob]));
		expect(reported([ann], { errorId: null })).toBe(reported([ann]));
		const keys = [[ann], [ann, bob], [nameless], [{ username: 'ann' }]].map((users) => reported(users));
		expect(new Set([...keys, reported([ann], { errorId: 'e2' })]).size).toBe(5);
		const { content } = example.parametersOf('About this workflow');
		expect(content).toContain('only if it was not sent with exactly these users before');
		expect(example.outputsOf('Users affected?')).toEqual([['Not reported before:0']]);
		expect(example.outputsOf('Not reported before')).toEqual([['One message:0']]);
	});

	test('errors of two integrations may have the same ID', () => {
		expect(reported([ann], { integrationId: 'shodan' })).not.toBe(reported([ann]));
	});

	test('of one error 20 users are named, of many errors 8 each, as a chat takes no more', () => {
		const users = Array.from({ length: 30 }, (_, id) => ({ id, username: `user${id}` }));
		const sent = (count: number) =>
			example.shown('Send to chat', chatText, { errors: Array.from({ length: count }, () => error(users)) });
		expect(sent(1)).toMatch(/ user0, .* user19 and 10 others$/);
		expect(sent(20)).toMatch(/ user0, .* user7 and 22 others$/);
		expect(example.parametersOf('About this workflow')['content']).toContain(
			'Each names up to 20 users, of many errors up to 8.',
		);
	});

	test('a user without a name is named by ID', () => {
		expect(example.shown('Send to chat', chatText, { errors: [error([ann, nameless])] })).toBe(
			'Polarity, VirusTotal: Quota exceeded\nAffected users: ann, 9',
		);
	});
});

test('gestal-upsert-mirrors: a reason that many rows have is one line with their numbers', () => {
	const example = readExample('gestal-upsert-mirrors');
	const row = (itemIndex: number, error: string) => ({ error, details: { itemIndex } });
	const rows = [
		...Array.from({ length: 12 }, (_, index) => row(index, `'Vendor ID' must not be empty [item ${index}]`)),
		row(20, 'Gestal Cloud rejected the batch'),
	];
	const sent = { 'Upsert mirrors': [] };
	expect(example.shown('Send to chat', chatText, { rows }, sent)).toBe(
		[
			'Gestal Cloud: sow mirrors that were not sent, or may not be stored: 13',
			"- 'Vendor ID' must not be empty (row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 others)",
			'- Gestal Cloud rejected the batch (row 22)',
			'Sow Mirror: Get Many shows which are stored.',
		].join('\n'),
	);
});

test('gestal-upsert-mirrors: a file that cannot be read is reported, too', () => {
	const example = readExample('gestal-upsert-mirrors');
	expect(example.outputsOf('Rows')).toEqual([['Upsert mirrors:0'], ['Rows not sent:0']]);
	const rows = [
		{ formMode: 'production', error: 'Invalid Record Length: columns length is 3, got 4 on line 5' },
	];
	expect(example.shown('Send to chat', chatText, { rows })).toBe(
		'Gestal Cloud: no sow mirrors were sent, because the file could not be read: Invalid Record Length: columns length is 3, got 4 on line 5',
	);
});

test('gestal-upsert-mirrors: the note says which file it takes, and what its row numbers leave out', () => {
	const { content } = readExample('gestal-upsert-mirrors').parametersOf('About this workflow');
	expect(content).toContain('CSV UTF-8');
	expect(content).toContain('empty rows and line breaks in a cell are not counted');
	expect(content).toContain('A file without rows sends nothing');
});

test('gestal-upsert-mirrors: what Excel puts before the first column is no part of its name', () => {
	const example = readExample('gestal-upsert-mirrors');
	expect(example.parametersOf('Rows')).toMatchObject({ options: { enableBOM: true } });
	const { content } = example.parametersOf('About this workflow');
	expect(content).toContain('must be comma-separated');
});

test.each([
	['mirrors that failed', { failures: 1 }, '1 of 3 mirrors failed'],
	['a list of mirrors that failed', { failures: [{ vendor_id: 'sow-1' }] }, '1 of 3 mirrors failed'],
	['fewer mirrors than were sent', { total: 2 }, 'it has 2 of 3 mirrors'],
	['a state that failed', { state: 'failed' }, 'it failed'],
	['a state that failed, in capitals', { state: 'Failed' }, 'it failed'],
	['a time when it was canceled', { cancelled_at: '2024-05-01' }, 'it was canceled'],
])(
	'gestal-upsert-mirrors: a batch that has %s is reported as the node sees it, with the rows that were not sent',
	async (_what, shown, trouble) => {
		const example = readExample('gestal-upsert-mirrors');
		const bench = untilEnd(await GestalBench.start());
		const batch = { cloud_id: 'bu_1', state: 'completed', total: 3, failures: 0, ...shown };
		bench.simulator.faults.add({ path: /bulk/, answer: { body: batch } });
		const { resource, operation, ...parameters } = example.parametersOf('Upsert mirrors');
		expect([resource, operation]).toEqual(['sowMirror', 'upsertMany']);
		const items = ['sow-1', 'sow-2', 'sow-3', ''].map((id) => ({ vendor_id: id, pin_tag: '2001' }));
		const run = await bench.run('sowMirror', 'upsertMany', parameters, {
			items,
			onError: 'continueErrorOutput',
		});
		expect(run.json).toEqual([]);
		const rows = run.errorItems.map(({ json }) => json);
		const message = example.shown('Send to chat', chatText, { rows }, { 'Upsert mirrors': [] });
		expect(message.split('\n')).toEqual([
			'Gestal Cloud: sow mirrors that were not sent, or may not be stored: 4',
			`- Batch bu_1 did not succeed: ${trouble} (row 2, 3, 4)`,
			expect.stringMatching(/^- .*vendor_id.* \(row 5\)$/),
			'Sow Mirror: Get Many shows which are stored.',
		]);
	},
);

test('gestal-upsert-mirrors: all that was not sent or stored is one message', () => {
	const example = readExample('gestal-upsert-mirrors');
	// Several messages would all go again when the chat refuses one.
	expect(example.outputsOf('Upsert mirrors')).toEqual([[], ['Rows not sent:0']]);
	expect(example.outputsOf('Rows not sent')).toEqual([['Send to chat:0']]);
	const { content } = example.parametersOf('About this workflow');
	expect(content).toContain('of a batch in which any fails');
});

test('ductape-failed-runs: a line without a process ID is a run of its own', () => {
	const example = readExample('ductape-failed-runs');
	const run = (line: Record<string, string>) => example.shown('Run', 'assignments.assignments.0.value', line);
	expect(run({ _id: 'line-1', process_id: 'process-1' })).toBe('process-1');
	expect(run({ _id: 'line-2' })).toBe('line-2');
	const id = '8f0c2f1e-0001-4000-8000-0123456789ab';
	expect(run({ _id: 'line-3', process_id: `${id}:charge` })).toBe(id);
	expect(run({ _id: 'line-4', process_id: 'order:4' })).toBe('order:4');
	expect(example.parametersOf('One per run')).toMatchObject({ fieldsToCompare: 'run' });
	expect(example.parametersOf('Not reported before')).toMatchObject({ dedupeValue: '={{ $json.run }}' });
});

test.each(['UTC+10', 'UTC-10', 'UTC'])(
	'ductape-failed-runs: the whole days that are read begin before the digest before the last one: %s',
	(zone) => {
		const example = readExample('ductape-failed-runs');
		const now = DateTime.fromISO('2026-01-05T08:00:00', { zone });
		const firstDay = example.shown('Failed log lines', 'filters.start_date', {}, {}, now);
		expect(firstDay).toMatch(/^2026-01-\d\d$/);
		const twoDigestsAgo = now.minus({ days: 2 }).toMillis();
		expect(Date.parse(firstDay)).toBeLessThanOrEqual(twoDigestsAgo);
		expect(Date.parse(firstDay)).toBeGreaterThan(twoDigestsAgo - 86_400_000);
		const { content } = example.parametersOf('About this workflow');
		expect(content).toContain('If n8n is down on two mornings in a row');
	},
);

test('ai-explain-error: an explanation that failed has its error, each with the error that it is of', () => {
	const example = readExample('ai-explain-error');
	const error = (message: string, count: number) => ({
		message,
		detail: { count, samples: [{ integrationName: 'Orders' }] },
	});
	const explanations = [{ output: 'Cause: a' }, { error: 'The model is busy' }];
	const returned = { 'First five': [error('No email', 3), error('No name', 1)] };
	expect(example.shown('Send to chat', chatText, { explanations }, returned)).toBe(
		'Orders: No email (and 2 more like this)\nCause: a\n\nOrders: No name\nNo explanation: The model is busy',
	);
	// n8n passes on what came in where the agent could not start, with a model that it does not take, for example.
	expect(example.shown('Send to chat', chatText, { explanations: [{}] }, returned)).toContain(
		'No explanation: the agent could not start; look at the execution',
	);
});

test('ai-explain-error: its note, and its page, name all that the provider of the model receives', () => {
	const { content } = readExample('ai-explain-error').parametersOf('About this workflow');
	const page = readFileSync(join(__dirname, '../../docs/examples.md'), 'utf8');
	for (const text of [content, page]) {
		expect(text).toContain(
			'The error, the failed record as it is (with passwords in it, if there are any), the HTTP request with its response and the health of the integration are sent to the provider of the model, and parts of them may appear in the chat.',
		);
	}
});

test('status-board: each row has its platform, also that of a platform which does not respond', () => {
	const example = readExample('status-board');
	for (const name of ['Celigo', 'Port', 'Polarity', 'Gestal', 'Ductape']) {
		expect(example.outputsOf(`${name}: health`)).toEqual([[`${name}:0`]]);
		expect(example.parametersOf(name)).toMatchObject({
			assignments: { assignments: [{ name: 'platform', value: name.toLowerCase() }] },
			includeOtherFields: true,
		});
	}
	const row = { platform: 'port', error: 'Port is not reachable' };
	expect(example.shown('Row', 'assignments.assignments.0.value', row)).toContain('<td>port</td>');
});

test('status-board: an integration that cannot be read is among those with errors', () => {
	const row = { platform: 'port', integrationId: 'a', status: 'UNKNOWN', error: 'No access' };
	const shown = readExample('status-board').shown('Row', 'assignments.assignments.0.value', row);
	expect(shown).toMatch(/^<tr class="ERROR">.*<b>ERROR<\/b>.*No access/);
});

test('status-board: a platform without integrations has no row, and none at all has an empty page', () => {
	const example = readExample('status-board');
	const always = { alwaysOutputData: true };
	for (const name of ['Celigo', 'Port', 'Polarity', 'Gestal', 'Ductape']) {
		expect(example.nodeOf(`${name}: health`)).toMatchObject(always);
	}
	expect(example.shown('Row', 'assignments.assignments.0.value', { platform: 'port' })).toBe('');
	const page = example.shown('Page', 'html', { row: ['', ''] });
	expect(page).toContain('0 of 0 with errors');
});

test('status-board: what n8n puts into the page as a replacement is shown as it is', () => {
	const row = { platform: 'port', error: "Not <b>$&</b>: $' and $` cost $$5" };
	const shown = readExample('status-board').shown('Row', 'assignments.assignments.0.value', row);
	// As the node HTML of n8n 2.41 does it, in whose replacement `$&` and the like mean something.
	const page = '<p>{{ rows }}</p>'.replace('{{ rows }}', shown);
	const text = page.replace(/&#(\d+);/g, (_sign, code: string) => String.fromCharCode(Number(code)));
	expect(text).toContain(`<td>${row.error}</td>`);
	expect(page).not.toContain('$');
});

test('morning-digest: the note says what a restart and an outage at 7 do', () => {
	const { content } = readExample('morning-digest').parametersOf('About this workflow');
	expect(content).toContain('A restart of n8n polls, too');
	expect(content).toContain('its errors come a day later');
	expect(content).toContain('More than 10,000 errors of a platform come over several mornings');
});

test('morning-digest: an outage and its end are messages, and the note says so', async () => {
	const example = readExample('morning-digest');
	const bench = untilEnd(await CeligoBench.start());
	const { pollTimes: _pollTimes, ...parameters } = example.parametersOf('Celigo');
	const session = await bench.watching(parameters);
	const messages = async () =>
		emitted(await session.poll()).map((digest) => example.shown('Send to chat', chatText, digest));
	expect(await messages()).toEqual([]);
	const outage = bench.simulator.faults.add({ path: /./, answer: { status: 403 } });
	expect(await messages()).toEqual([expect.stringMatching(/^Celigo: 1 event since .*403/s)]);
	outage.remove();
	expect(await messages()).toEqual([
		expect.stringMatching(/^Celigo: 1 event since .*The outage of Celigo is over/s),
	]);
	expect(await messages()).toEqual([]);
	const { content } = example.parametersOf('About this workflow');
	expect(content).toContain('Without errors there is no message, except where an outage begins or ends');
});

test.each([
	[
		'morning-digest',
		'Port',
		['resyncFailed'],
		'to hear of one that has neither, add the event *Resync Failed*',
	],
	[
		'new-error-to-chat',
		'Port',
		['kindFailed'],
		"Port's *Kind Failed* and Ductape's *Failed Notification* are not",
	],
	['new-error-to-chat', 'Ductape', ['failedNotification'], "Ductape's *Failed Notification* are not chosen"],
])('%s: the note names the failures that %s does not watch', (name, node, left, said) => {
	const example = readExample(name);
	const { events } = example.parametersOf(node);
	expect(events).not.toEqual(expect.arrayContaining(left));
	expect(example.parametersOf('About this workflow')['content']).toContain(said);
});
