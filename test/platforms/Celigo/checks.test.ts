import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const integrationId = chosen(ids.integrationId);
const flowId = chosen(ids.flowId);
const stepId = chosen(ids.importId);

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('values that Celigo would refuse are refused before any request', () => {
	const long = 'x'.repeat(101);
	const place = { flowId, stepId };

	test.each([
		['integration.create', { name: long }, /'Name' must have 100 characters or fewer, not 101/],
		[
			'integration.create',
			{ name: 'x', details: { description: 'x'.repeat(5121) } },
			/'Description' must have 5120 characters or fewer/,
		],
		[
			'integration.create',
			{ name: 'x', details: { settings: '={{ ({ region: $json.none }) }}' } },
			/'Settings \(JSON\)' has no value for "region"/,
		],
		[
			'integration.create',
			{ name: 'x', details: { more: '={{ ({ flowGroupings: [{ name: $json.none }] }) }}' } },
			/'Additional Fields \(JSON\)' has no value for "flowGroupings\[0\]\.name"/,
		],
		[
			'flow.create',
			{ name: 'x', details: { more: '={{ ({ _exportId: $json.none }) }}' } },
			/'Additional Fields \(JSON\)' has no value for "_exportId"/,
		],
		['integration.update', { integrationId, details: { name: long } }, /'Name' must have 100/],
		[
			'integration.update',
			{ integrationId, mode: 'replace', details: { readme: 'Only this' } },
			/'Name' is missing.*clears.*Nothing was sent/,
		],
		['integration.clone', { integrationId, name: long }, /'Name' must have 100/],
		[
			'integration.clone',
			{ integrationId, name: 'x', cloneOptions: { connectionMap: '={{ ({ old: $json.none }) }}' } },
			/'Connection Map \(JSON\)' has no value for "old"/,
		],
		[
			'error.getMany',
			{ of: 'step', ...place, filters: { resolvedAt_gte: '2020-01-01T00:00:00Z' } },
			/'Resolved After' and 'Resolved Before' only work with resolved errors/,
		],
		[
			'error.tag',
			{ ...place, errors: '[{"id": "1"}]', tagIds: '={{ [$json.tagId] }}' },
			/'Further Tag IDs' has no value for entry 1/,
		],
		[
			'recycleBin.getMany',
			{ resourceTypes: '={{ [$json.type] }}' },
			/'Resource Types' has no value for entry 1/,
		],
		['recycleBin.getMany', { resourceTypes: '={{ [] }}' }, /'Resource Types' has no value/],
		...['source', 'classification'].map((name): [string, INodeParameters, RegExp] => [
			'error.getMany',
			{ of: 'step', ...place, filters: { [name]: '={{ [] }}' } },
			/'(Sources|Classifications)' has no value/,
		]),
		['error.assign', { ...place, errorIds: '1', email: 'Mona' }, /'Email': "Mona" is not an email address/],
		['error.tag', { ...place, errors: '["4210987651", {"id": "1"}]' }, /must be a list such as/],
		['error.tag', { ...place, errors: '[{"id": "1"}' }, /'Errors \(JSON\)' is not valid JSON/],
		['error.tag', { ...place, errors: '[{"id": "1", "rdk": {}}]' }, /must be a list such as/],
	] as Array<[string, INodeParameters, RegExp]>)('%s (%#)', async (task, parameters, message) => {
		expect(await bench.failure(task, parameters)).toMatch(message);
		expect(bench.asked()).toEqual([]);
	});
});

describe('where empty means something of its own', () => {
	const nothing = '={{ $json.nothing }}';
	const tagged = { flowId, stepId, errors: '[{"id": "4210987651"}]' };

	test.each<[string, INodeParameters, RegExp]>([
		['notification.unsubscribe', { of: 'flow', flowId, email: nothing }, /'Email' has no value/],
		['error.tag', { ...tagged, tagId: chosen(nothing) }, /'Tag' has no value/],
		['error.tag', { ...tagged, tagIds: nothing }, /'Further Tag IDs' has no value/],
		['flow.create', { name: 'New', integrationId: chosen(nothing) }, /'Integration' has no value/],
		[
			'flow.clone',
			{ flowId, name: 'New', toIntegrationId: chosen(nothing) },
			/'Target Integration' has no value/,
		],
	])('an expression of %s without a value does not pass for that (%#)', async (task, parameters, message) => {
		expect(await bench.failure(task, parameters)).toMatch(message);
		expect(bench.asked()).toEqual([]);
	});

	test.each(['={{ [] }}', '={{ ["", null] }}'])(
		'a list of exports without one (%s) does not run all',
		async (exportIds) => {
			const failure = await bench.failure('flow.run', { flowId, runOptions: { exportIds } });
			expect(failure).toMatch(/'Export IDs' has no value/);
			expect(bench.asked()).toEqual([]);
		},
	);

	const noExports = "={{ ($json.exports ?? []).map((each) => each._id).join(', ') }}";

	test.each<[task: string, options: INodeParameters, label: string]>([
		['flow.run', { runOptions: { exportIds: noExports } }, 'Export IDs'],
		['flow.run', { runOptions: { exportIds: "={{ ' ' }}" } }, 'Export IDs'],
		['flow.run', { runOptions: { startDate: "={{ $json.since ?? '' }}" } }, 'Start Date'],
		['flow.run', { runOptions: { endDate: "={{ '' }}" } }, 'End Date'],
		['flow.clone', { name: 'New', cloneOptions: { envId: chosen("={{ '' }}") } }, 'Environment'],
		['flow.clone', { name: 'New', cloneOptions: { connectionMap: "={{ '' }}" } }, 'Connection Map (JSON)'],
	])(
		'%s: an expression that gives an empty text (%j) does not pass for that',
		async (task, options, label) => {
			expect(await bench.failure(task, { flowId, ...options })).toContain(`'${label}' has no value`);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('options that are not added run all', async () => {
		await bench.json('flow.run', { flowId, runOptions: { startDate: '', endDate: '', exportIds: '' } });
		expect(bench.sent()).toEqual([{}]);
	});

	test('an empty field does', async () => {
		const none = chosen('');
		expect(await bench.json('error.tag', { ...tagged, tagId: none, tagIds: '' })).toMatchObject([
			{ tagIds: [] },
		]);
		expect(await bench.json('notification.subscribe', { of: 'flow', flowId, email: '' })).toMatchObject([
			{ email: null },
		]);
		expect(await bench.json('flow.create', { name: 'New', integrationId: none })).toMatchObject([
			{ integrationId: null },
		]);
		expect(await bench.json('flow.clone', { flowId, name: 'New', toIntegrationId: none })).toHaveLength(1);
	});
});

describe('a page that is gone in the middle of a list is an error, not the end of the list', () => {
	const gone = { after: 1, answer: { status: 404 } };

	test('of the errors of a step', async () => {
		bench.switches.errorPageSize = 1;
		bench.faults.add({ path: /errors$/, ...gone });
		const parameters = { of: 'step', flowId, stepId, returnAll: true };
		expect(await bench.failure('error.getMany', parameters)).toMatch(/HTTP 404/);
	});

	test('of the flows of an integration', async () => {
		bench.switches.maxPageSize = 1;
		bench.faults.add({ path: /integrations\/[^/]+\/flows$/, ...gone });
		expect(await bench.failure('integration.getFlows', { integrationId, returnAll: true })).toMatch(
			/HTTP 404/,
		);
		expect(bench.asked()).not.toContain('GET /flows?limit=1000');
	});
});

describe('secrets', () => {
	test('are hidden however their names are written', async () => {
		const record = bench.state.integrations.get(ids.integrationId);
		const names = ['api_key', 'access_token', 'private_key', 'client-secret', 'authToken', 'Authorization'];
		if (record) record.settings = Object.fromEntries(names.map((name) => [name, 'very-secret']));
		const raw = await bench.json('integration.get', { integrationId, simplify: false });
		expect(raw).toMatchObject([{ settings: { api_key: '[redacted]', 'client-secret': '[redacted]' } }]);
		expect(JSON.stringify(raw)).not.toContain('very-secret');
	});

	test.each([true, false])('are hidden in the changes of the audit log (simplify: %s)', async (simplify) => {
		const [entry] = bench.state.auditEntries.values();
		if (entry) {
			entry.fieldChanges = [
				{ fieldPath: 'http.auth.token', oldValue: 'very-secret', newValue: 'very-secret-too' },
				{ fieldPath: 'name', oldValue: 'Old', newValue: 'New' },
			];
		}
		const found = await bench.json('integration.getAuditLog', { integrationId, returnAll: true, simplify });
		expect(JSON.stringify(found)).not.toContain('very-secret');
		expect(JSON.stringify(found)).toContain('Old');
	});
});

describe('filters of errors', () => {
	const filtered = (filters: INodeParameters) => ({ of: 'step', flowId, stepId, returnAll: true, filters });
	const numbers = async (filters: INodeParameters) =>
		(await bench.json('error.getMany', filtered(filters))).map(({ errorId }) => errorId);

	test.each([45322, 20240131, 1706659200, 1706659200000, 1706659200000000, '45322'])(
		'%j is a day of 2024, and not 1970 or a year far off',
		async (day) => {
			bench.state.addError(ids.flowId, ids.importId, { errorId: '900', occurredAt: '2024-01-15T12:00:00Z' });
			bench.state.addError(ids.flowId, ids.importId, { errorId: '901', occurredAt: '2024-02-15T12:00:00Z' });
			expect(await numbers({ occurredAt_lte: day })).toContain('900');
			expect(await numbers({ occurredAt_lte: day })).not.toContain('901');
			expect(await numbers({ occurredAt_gte: day })).not.toContain('900');
			expect(await numbers({ occurredAt_gte: day })).toContain('901');
		},
	);

	test.each([2024, 0])('%j is refused as a time before any request', async (time) => {
		expect(await bench.failure('error.getMany', filtered({ occurredAt_gte: time }))).toMatch(
			/'Occurred After': "\d+" is not a time/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test.each([
		['Occurred After', { occurredAt_gte: '={{ $json.none }}' }],
		['Sources', { source: '={{ null }}' }],
		['Classifications', { classification: '={{ $json.none }}' }],
		['Flow Job ID', { _flowJobId: '={{ $json.none }}' }],
	])(
		'%s, to which an expression gives no value, is refused: all errors would be returned',
		async (label, filters) => {
			const failure = await bench.failure('error.getMany', filtered(filters));
			expect(failure).toContain(`'Filters': '${label}' has no value`);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('that are the empty text are not set', async () => {
		expect(await numbers({ _flowJobId: '={{ "" }}' })).toHaveLength(2);
		expect(bench.asked()).toEqual([expect.not.stringContaining('?')]);
	});

	test.each([
		'post_response_map_hook',
		'pre_send_hook_ss',
		'pre_map_hook_ss',
		'post_map_hook_ss',
		'post_submit_hook_ss',
	] as const)('know the source %s', async (source) => {
		bench.state.addError(ids.flowId, ids.importId, { errorId: '900', source });
		expect(await numbers({ source: [source] })).toEqual(['900']);
	});

	test.each(['connection', 'duplicate', 'governance', 'intermittent', 'missing', 'parse', 'value'])(
		'know the classification %s',
		async (classification) => {
			bench.state.addError(ids.flowId, ids.importId, { errorId: '900', classification });
			bench.state.addError(ids.flowId, ids.importId, { errorId: '901', classification: 'another' });
			const found = await numbers({ classification: [classification] });
			expect(found).toContain('900');
			expect(found).not.toContain('901');
		},
	);
});

test('one sandbox integration, where Celigo ignores the filter, is found with one request', async () => {
	bench.switches.sandboxFilter = 'ignored';
	const found = await bench.json('integration.getMany', { environment: 'sandbox', limit: 1 });
	expect(found).toMatchObject([{ _id: ids.sandboxIntegrationId }]);
	expect(bench.asked()).toHaveLength(1);
});

test('nor are 1,234 others read one by one for it', async () => {
	bench.switches.sandboxFilter = 'ignored';
	const [sandbox] = [...bench.state.integrations.values()].filter(({ sandbox }) => sandbox);
	for (let count = 1; count <= 1234; count += 1) bench.state.addIntegration({ name: `More ${count}` });
	// Behind all others.
	if (sandbox) {
		bench.state.integrations.delete(sandbox._id);
		bench.state.addIntegration({ ...sandbox, _id: 'f'.repeat(24) });
	}
	const found = await bench.json('integration.getMany', { environment: 'sandbox', limit: 1 });
	expect(found).toMatchObject([{ _id: 'f'.repeat(24) }]);
	expect(bench.asked().length).toBeLessThanOrEqual(13);
});

test('the jobs of a run name the step that each of them ran', async () => {
	const run = bench.simulator.runs.add({ _flowId: ids.flowId, status: 'completed' });
	bench.simulator.runs.add({
		_flowId: ids.flowId,
		type: 'export',
		_exportId: ids.exportId,
		_flowJobId: run._id,
	});
	const found = await bench.json('job.getMany', { of: 'flowJob', flowJobId: run._id });
	expect(found).toMatchObject([{ type: 'export', _expOrImpId: ids.exportId }]);
});

test('a clone made through the API has no revisions, and the error says so', async () => {
	await bench.json('integration.clone', { integrationId, name: 'Copy' });
	const [copy] = [...bench.state.integrations.values()].slice(-1);
	const message = await bench.failure('revision.create', {
		integrationId: chosen(copy?._id ?? ''),
		description: 'x',
	});
	expect(message).toMatch(/invalid_revision_state.*cloned through the API.*HTTP 422/);
});

test('a finished snapshot has no difference, and the error says what has one', async () => {
	const [made] = await bench.json('revision.create', { integrationId, description: 'Before' });
	const revisionId = chosen(textOf(made?.['_id']) ?? '');
	expect(await bench.failure('revision.getDifference', { integrationId, revisionId })).toMatch(
		/Only a pending pull or revert has changes to show/,
	);
});

describe('a period that ends before it begins is refused before the first request', () => {
	const early = '2026-01-01T00:00:00Z';
	const late = '2026-01-02T00:00:00Z';
	const integration = { integrationId };
	const flow = { flowId };
	const step = { flowId, stepId };
	test.each<[string, INodeParameters, string, string, string, string, string]>([
		['flow.run', flow, 'runOptions', 'startDate', 'endDate', 'Start Date', 'End Date'],
		[
			'error.getMany',
			integration,
			'filters',
			'occurredAt_gte',
			'occurredAt_lte',
			'Occurred After',
			'Occurred Before',
		],
		[
			'error.getMany',
			{ ...integration, state: 'resolved' },
			'filters',
			'resolvedAt_gte',
			'resolvedAt_lte',
			'Resolved After',
			'Resolved Before',
		],
		['error.downloadCsv', step, 'filters', 'after', 'before', 'After', 'Before'],
		['flow.getAuditLog', flow, 'filters', 'from', 'to', 'From', 'To'],
		['integration.getAuditLog', integration, 'filters', 'from', 'to', 'From', 'To'],
		[
			'job.getMany',
			integration,
			'filters',
			'createdAfter',
			'createdBefore',
			'Created After',
			'Created Before',
		],
		[
			'job.getMany',
			integration,
			'filters',
			'startedAfter',
			'startedBefore',
			'Started After',
			'Started Before',
		],
		['job.getStatistics', {}, 'filters', 'endedAfter', 'endedBefore', 'Ended After', 'Ended Before'],
	])('%s: %j', async (task, parameters, group, from, to, first, last) => {
		const given = (start: string, end: string) => ({ ...parameters, [group]: { [from]: start, [to]: end } });
		expect(await bench.failure(task, given(late, early))).toMatch(
			new RegExp(`: '${first}' is later than '${last}' \\| Correct the times\\. Nothing was sent\\.`),
		);
		expect(bench.asked()).toEqual([]);
		for (const end of [late, '']) expect((await bench.run(task, given(late, end))).error).toBeUndefined();
	});
});

test('what a token may assign is said of assigning only', async () => {
	bench.switches.role = 'monitor';
	const refused = await bench.failure('integration.create', { name: 'x' });
	expect(refused).toMatch(/This needs the right/);
	expect(refused).toMatch(/personal token of a user with the required role/);
	expect(refused).not.toMatch(/own user/);
});

test('the code of a refusal says more than what the operation knows of its status', async () => {
	const errors = [{ code: 'feature_not_enabled', message: 'Not in your plan' }];
	bench.faults.add({ method: 'POST', path: /revisions/, answer: { status: 422, body: { errors } } });
	const refused = await bench.failure('revision.create', { integrationId, description: 'x' });
	expect(refused).toMatch(/plan does not include this feature/);
	expect(refused).not.toMatch(/keeps no revisions/);
});

test('errors that may be assigned to the own user only are not assigned, and the error says so', async () => {
	bench.switches.assignment = 'ownUser';
	const parameters = { flowId, stepId, errorIds: '4210987651', email: 'mona@example.com' };
	const refused = await bench.failure('error.assign', parameters);
	expect(refused).toMatch(/lacks permission\. Some tokens can only assign errors to their own user/);
	expect(refused).not.toMatch(/personal token/);
	const unknown = { ...parameters, flowId: chosen('unknown') };
	expect(await bench.failure('error.assign', unknown)).not.toMatch(/own user/);
	const own = { ...parameters, email: bench.state.owner.email };
	await bench.json('error.assign', own);
	expect(bench.state.errorStore(ids.flowId, ids.importId)?.open.get('4210987651')).toMatchObject({
		assignedTo: bench.state.owner.email,
	});
});

test('what the plan of the account does not include says so', async () => {
	const body = { errors: [{ code: 'feature_not_enabled', message: 'Not enabled' }] };
	bench.faults.add({ path: /revisions\/create$/, answer: { status: 422, body } });
	expect(await bench.failure('revision.create', { integrationId, description: 'x' })).toMatch(
		/plan does not include this feature/,
	);
});

test('the errors of a disabled flow are not retried, and the error says so', async () => {
	const flow = bench.state.flows.get(ids.flowId);
	if (flow) flow.disabled = true;
	const parameters = { flowId, stepId, retryDataKeys: 'retry-4210987651' };
	expect(await bench.failure('error.retry', parameters)).toMatch(/The flow is disabled. Enable it first/);
});

test('environments, registered connections and revisions are chosen from lists', async () => {
	const parameters = { integrationId };
	expect(await bench.choices('searchEnvironments')).toMatchObject({ results: [{ name: 'Production' }] });
	expect(
		await bench.choices('searchRegisteredConnections', {
			parameters: { ...parameters, resource: 'integration', operation: 'deregisterConnection' },
		}),
	).toEqual({
		results: [
			{ name: 'Salesforce', value: ids.connectionId },
			{ name: 'NetSuite', value: ids.otherConnectionId },
		],
	});
	const [made] = await bench.json('revision.create', { integrationId, description: 'Before' });
	const ofRevision = { ...parameters, resource: 'revision', operation: 'get' };
	expect(await bench.choices('searchRevisions', { parameters: ofRevision })).toEqual({
		results: [{ name: expect.stringMatching(/^Before, \d{4}-\d\d-\d\dT[\d:.]+Z$/), value: made?.['_id'] }],
	});
});

describe('Update: what is wrong between its fields is seen before the first request of any item', () => {
	const first = { name: 'Customer Sync' };

	describe.each([
		['merge', {}, /'Update Fields' is empty/],
		['replace', {}, /'Update Fields' is empty/],
		['replace', { readme: 'Only this' }, /'Name' is missing/],
		['replace', { name: null }, /'Name' is missing/],
	] as Array<[string, object, RegExp]>)('%s with %j', (mode, second, message) => {
		const items = [first, second].map((more) => ({ more }));
		const details = { description: '={{ $json.nothing }}', more: '={{ $json.more }}' };
		const parameters = { integrationId, mode, details };

		test('in the second item: nothing is sent', async () => {
			const { error } = await bench.run('integration.update', parameters, { items });
			expect(error?.message).toMatch(message);
			expect(error?.description).not.toMatch(/already processed/);
			expect(error).toMatchObject({ context: { itemIndex: 1 } });
			expect(bench.asked()).toEqual([]);
		});

		test('with Continue on Fail the first is done and the second marked', async () => {
			const goesOn = { items, onError: 'continueRegularOutput' } as const;
			const run = await bench.run('integration.update', parameters, goesOn);
			expect(run.items).toMatchObject([
				{ json: first, pairedItem: { item: 0 } },
				{ json: { error: expect.stringMatching(message) }, pairedItem: { item: 1 } },
			]);
			expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(1);
		});
	});
});
