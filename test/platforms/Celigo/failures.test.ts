import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { celigoSample as ids } from '../../../simulators/celigo';
import type { FaultAnswer } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const integrationId = chosen(ids.integrationId);
const flowId = chosen(ids.flowId);
const stepId = chosen(ids.importId);
const openErrorId = '4210987651';
const below = `/integrations/${ids.integrationId}`;

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('refusals', () => {
	test('401 names region and environment, and never the token', async () => {
		const message = await bench.failure(
			'integration.get',
			{ integrationId },
			{ credentials: bench.withToken('a-wrong-token') },
		);
		expect(message).toBe(
			`Celigo rejected the credential: Unauthorized | Check that the token in the credential is complete, still valid, and belongs to the selected 'Region' and environment. [Integration: Get: GET ${below}: HTTP 401]`,
		);
		expect(bench.asked()).toHaveLength(1);
	});

	test('401 and 403 say the same where their message comes in the envelope of all other refusals', async () => {
		Object.assign(bench.switches, { accessRefusal: 'envelope', role: 'monitor' });
		const credentials = bench.withToken('a-wrong-token');
		expect(await bench.failure('integration.get', { integrationId }, { credentials })).toMatch(
			/^Celigo rejected the credential: Unauthorized.* \| Check that the token in the credential.*HTTP 401/,
		);
		expect(await bench.failure('flow.disable', { flowId })).toMatch(
			/right to manage.*personal token of a user with the required role.*HTTP 403/,
		);
		expect(bench.asked()).toHaveLength(2);
	});

	test.each([
		['integration.getExports', 'exports'],
		['integration.getImports', 'imports'],
		['integration.getConnections', 'connections'],
		['integration.getWithRelated', 'exports'],
	])('404 of %s may mean that this server has no such list', async (operation, list) => {
		bench.simulator.faults.add({ path: `/v1${below}/${list}`, answer: { status: 404, body: {} } });
		expect(await bench.failure(operation, { integrationId })).toMatch(
			/Check the ID\. If it is right, this Celigo server has no such list\. Try another one with API: Custom Call\./,
		);
	});

	test('403 says which token it takes', async () => {
		bench.switches.role = 'monitor';
		expect(await bench.failure('flow.disable', { flowId })).toMatch(
			/right to manage.*personal token of a user with the required role.*HTTP 403/,
		);
		expect(bench.asked()).toEqual([`PATCH /flows/${ids.flowId}`]);
	});

	test.each([
		[
			'integration.get',
			{ integrationId: chosen('nobody') },
			/Integration nobody was not found.*Check the ID/,
		],
		['flow.get', { flowId: chosen('nobody') }, /Flow nobody was not found.*Check the ID.*HTTP 404/],
		['job.get', { jobId: 'a/b?c' }, /Job a\/b\?c was not found.*GET \/jobs\/a%2Fb%3Fc: HTTP 404/],
		['integration.getFlows', { integrationId: chosen('nobody') }, /Integration nobody was not found/],
		['error.getMany', { of: 'flow', flowId: chosen('nobody') }, /Flow nobody was not found/],
		['flow.run', { flowId: chosen(ids.disabledFlowId) }, /inactive_flow.*Enable it first.*HTTP 422/],
		['job.cancel', { jobId: ids.completedJobId }, /The job is over.*has not finished.*HTTP 422/],
		['integration.delete', { integrationId }, /still has flows.*delete those first.*HTTP 422/],
		['integration.clone', { integrationId: chosen(ids.integrationAppId), name: 'x' }, /cannot be cloned/],
		['flow.update', { flowId: chosen('nobody'), details: { name: 'x' } }, /Flow nobody was not found/],
		['flow.delete', { flowId: chosen('nobody') }, /Flow nobody was not found.*Check the ID/],
		['flow.create', { name: 'x', integrationId: chosen('none') }, /no integration none.*HTTP 422/],
		[
			'flow.replaceConnection',
			{ flowId, connectionId: chosen(ids.connectionId), newConnectionId: chosen('none') },
			/There is no connection none/,
		],
		['connection.ping', { connectionId: chosen('none') }, /Connection none was not found/],
		[
			'integration.downloadTemplate',
			{ integrationId: chosen(ids.integrationAppId) },
			/Not for Integration Apps/,
		],
		['error.getRetryData', { flowId, stepId, retryDataKey: 'none' }, /Retry data none was not found/],
		[
			'error.getRequest',
			{ flowId, stepId, requestKey: 'none' },
			/no logs of the request none.*Celigo has no log of this request \(anymore\).*HTTP 404/,
		],
		[
			'integration.deregisterConnection',
			{ integrationId, connectionId: chosen('none') },
			/Registered connection none was not found/,
		],
		['error.tag', { flowId, stepId, errors: '[{"id": "1"}]', tagIds: 'NOTAG' }, /There is no tag NOTAG/],
	] as Array<[string, INodeParameters, RegExp]>)('%s %j', async (task, parameters, message) => {
		expect(await bench.failure(task, parameters)).toMatch(message);
	});

	test.each(['unprocessable', 'badRequest'] as const)('of values come as %s', async (validation) => {
		bench.switches.validation = validation;
		const wrong = { name: 'New', details: { more: '{"sandbox": "no"}' } };
		expect(await bench.failure('integration.create', wrong)).toMatch(
			validation === 'unprocessable'
				? /must be boolean \(field sandbox\) \(invalid_field\).*HTTP 422/
				: /must be boolean \(field sandbox\) \(validation_error\).*HTTP 400/,
		);
		// The document rules such a body out: that it was recorded is part of this test.
		expect(bench.simulator.violations.kinds()).toEqual(['invalidBody']);
		bench.simulator.violations.clear();
	});

	describe.each([400, 409, 422])('%i says what may be in the way of', (status) => {
		test.each<[string, INodeParameters, RegExp]>([
			['integration.delete', { integrationId }, / \| If the integration still has flows.*delete those first/],
			['flow.delete', { flowId }, / \| If a run is under way, or other flows start this one, end that first/],
			['job.cancel', { jobId: ids.completedJobId }, / \| Only a job that has not finished can be canceled/],
		])('%s', async (task, parameters, message) => {
			bench.faults.add({ answer: { status, body: { errors: [{ message: 'Not now' }] } } });
			expect(await bench.failure(task, parameters)).toMatch(message);
		});
	});

	test('409 for a name that is taken', async () => {
		bench.switches.duplicateName = 'conflict';
		expect(await bench.failure('integration.create', { name: 'Warehouse Returns' })).toMatch(
			/There is an integration named Warehouse Returns \(field name\) \(conflict\).*HTTP 409/,
		);
	});

	test.each([
		['envelope', /^Celigo: Integration nobody was not found \(not_found\)/],
		['messageCode', /^Celigo: Integration nobody was not found \(not_found\)/],
		['strings', /^Celigo: Integration nobody was not found \|/],
		['plainText', /^Celigo: Integration nobody was not found \|/],
	] as const)('in the form %s', async (errorBody, message) => {
		bench.switches.errorBody = errorBody;
		const failure = await bench.failure('integration.get', { integrationId: chosen('nobody') });
		expect(failure).toMatch(message);
		expect(failure).not.toContain('Another server');
	});

	test.each([
		[
			{ errors: [{ code: 'a', field: 'b' }, { code: 'a' }, 'text', 7, null] },
			/: a \(field b\); a; text; 7 \|/,
		],
		[{ errors: [{ field: 'name' }] }, /: invalid \(field name\) \|/],
		[{ something: 'else' }, /: status 400 \|/],
		[{ code: 'x', message: 'Not now', errors: [] }, /^Celigo: Not now \(x\) \|/],
		[{ code: 'x', message: 'Not now', errors: [{}, null] }, /^Celigo: Not now \(x\) \|/],
		[{ code: 'x', message: 'Not now', errors: ['Paused'] }, /^Celigo: Paused \|/],
		[[], /: status 400 \|/],
	])('with the body %j', async (body, message) => {
		bench.faults.add({ method: 'GET', answer: { status: 400, body } });
		expect(await bench.failure('integration.get', { integrationId })).toMatch(message);
	});

	test('that repeat the token do not show it', async () => {
		const body = { errors: [{ message: `The token ${ids.token} has expired` }] };
		bench.faults.add({ method: 'GET', answer: { status: 401, body } });
		const run = await bench.run('integration.get', { integrationId });
		expect(run.error?.message).toBe('Celigo rejected the credential: The token [redacted] has expired');
		expect(JSON.stringify(run.error)).not.toContain(ids.token);
	});

	test.each([
		['integration.get', { integrationId }],
		['flow.get', { flowId: chosen(ids.flowId) }],
	] as const)('with another record than the one asked for: %s', async (name, parameters) => {
		bench.faults.add({ method: 'GET', answer: { body: { _id: 'f'.repeat(24), name: 'Another' } } });
		expect(await bench.failure(name, parameters)).toMatch(/Celigo returned a different record than \w{24}/);
	});

	test('by something else than Celigo', async () => {
		bench.faults.add({ method: 'GET', answer: { status: 200, bodyText: '<html>Sign in</html>' } });
		expect(await bench.failure('integration.get', { integrationId })).toMatch(
			/returned a web page \(200.*check '.*Another server may be responding/,
		);
		bench.faults.clear();
		bench.faults.add({ method: 'GET', answer: { status: 502, bodyText: '<html>Bad Gateway</html>' } });
		expect(await bench.failure('integration.get', { integrationId })).toMatch(/HTTP 502 after 4 tries/);
	});
});

describe('bad values are refused before any request', () => {
	test.each([
		['integration.get', { integrationId: chosen('={{ $json.nothing }}') }, /'Integration' must not be empty/],
		['integration.get', { integrationId: chosen('  ') }, /'Integration' must not be empty/],
		['integration.create', { name: ' ' }, /'Name' must not be empty/],
		[
			'integration.create',
			{ name: 'x', details: { settings: '{' } },
			/'Settings \(JSON\)' is not valid JSON/,
		],
		['integration.create', { name: 'x', details: { settings: '[]' } }, /must be a JSON object/],
		['integration.update', { integrationId, details: {} }, /'Update Fields' is empty.*Nothing was sent/],
		['integration.getMany', { limit: -1 }, /'Limit' must be 1 or more/],
		['integration.getMany', { limit: 1.5 }, /'Limit' must be a whole number/],
		['integration.getMany', { environment: '={{ "moon" }}' }, /'Environment': "moon" is not one of/],
		[
			'integration.getAuditLog',
			{ integrationId, filters: { from: 'yesterday' } },
			/"yesterday" is not a time/,
		],
		['flow.run', { flowId, wait: true, waitSeconds: 0 }, /'Max Wait \(Seconds\)' must be 1 or more/],
		['flow.run', { flowId, runOptions: { startDate: 'soon' } }, /'Start Date': "soon" is not a time/],
		['job.getMany', { of: 'flowJob', flowJobId: ' ' }, /'Flow Job ID' must not be empty/],
		['error.getMany', { of: 'step', flowId, stepId: chosen(' ') }, /'Step' must not be empty/],
		['error.resolve', { flowId, stepId }, /'Error IDs' must not be empty/],
		['error.resolve', { flowId, stepId, errorIds: ' , ' }, /'Error IDs' must not be empty/],
		['error.retry', { flowId, stepId }, /'Retry Data Keys' must not be empty/],
		['error.tag', { flowId, stepId, errors: '[{"rdk": "x"}]' }, /must be a list such as/],
		['error.tag', { flowId, stepId, errors: '[]' }, /must be a list such as/],
		['error.tag', { flowId, stepId, errors: 'no json' }, /Errors \(JSON\)/],
		['error.updateRetryData', { flowId, stepId, retryDataKey: 'x', data: 'no' }, /Data \(JSON\)/],
		[
			'integration.get',
			{ integrationId, options: { timeoutSeconds: 0 } },
			/'Request Timeout \(Seconds\)' must be 1 or/,
		],
		['integration.nothing', {}, /There is no operation "nothing"/],
	] as Array<[string, INodeParameters, RegExp]>)('%s %j', async (task, parameters, message) => {
		expect(await bench.failure(task, parameters)).toMatch(message);
		expect(bench.asked()).toEqual([]);
	});

	test('no item is worked on when one of them is wrong', async () => {
		const items = [{ id: ids.integrationId }, { id: '' }];
		const parameters = { integrationId: chosen('={{ $json.id }}') };
		const { error } = await bench.run('integration.get', parameters, { items });
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(bench.asked()).toEqual([]);
	});
});

describe('an item that fails', () => {
	const items = [ids.integrationId, 'nobody', '', ids.emptyIntegrationId].map((id) => ({ id }));
	const parameters = { integrationId: chosen('={{ $json.id }}') };

	test('is marked among the others', async () => {
		const run = await bench.run('integration.get', parameters, { items, onError: 'continueRegularOutput' });
		expect(run.items).toMatchObject([
			{ json: { _id: ids.integrationId }, pairedItem: { item: 0 } },
			{
				json: {
					error: expect.stringMatching(/nobody was not found/),
					details: { httpCode: '404', itemIndex: 1 },
				},
				pairedItem: { item: 1 },
			},
			{
				json: {
					error: "'Integration' must not be empty [item 2]",
					details: { httpCode: null, itemIndex: 2 },
				},
				pairedItem: { item: 2 },
			},
			{ json: { _id: ids.emptyIntegrationId }, pairedItem: { item: 3 } },
		]);
	});

	test('goes to the error output', async () => {
		const run = await bench.run('integration.get', parameters, { items, onError: 'continueErrorOutput' });
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
		expect(run.errorItems.map(({ json: { error }, pairedItem }) => [error, pairedItem])).toEqual([
			[expect.stringMatching(/nobody was not found/), { item: 1 }],
			["'Integration' must not be empty [item 2]", { item: 2 }],
		]);
	});

	test('stops the workflow otherwise, and speaks of no change where the others were only read', async () => {
		const found = [ids.integrationId, ids.emptyIntegrationId, 'nobody'].map((id) => ({ id }));
		const one = { ...parameters, options: { concurrency: 1 } };
		const { error } = await bench.run('integration.get', one, { items: found });
		expect(error?.description).toMatch(/GET \/integrations\/nobody: HTTP 404\]$/);
		expect(error).toMatchObject({ context: { itemIndex: 2 } });
	});

	test('in the middle of a list keeps the rows that came before', async () => {
		bench.switches.maxPageSize = 1;
		bench.faults.add({ path: /\/flows$/, after: 1, answer: { status: 400 } });
		const run = await bench.run(
			'integration.getFlows',
			{ integrationId, returnAll: true },
			{ onError: 'continueErrorOutput' },
		);
		expect(run.json).toMatchObject([{ name: 'Customers' }]);
		expect(run.errorItems).toMatchObject([{ json: { error: expect.stringMatching(/status 400/) } }]);
	});
});

test.each<[string, INodeParameters, RegExp, string, FaultAnswer]>([
	[
		'integration.clone',
		{ integrationId, name: 'The copy' },
		/\/clone$/,
		'an integration with the name "The copy"',
		// Where it was carried out, the node finds the copy itself.
		'reset',
	],
	['flow.run', { flowId }, /\/run$/, 'a running job of the flow', { afterExecuting: 'reset' }],
	[
		'error.retry',
		{ flowId, stepId, retryDataKeys: `retry-${openErrorId}` },
		/\/retry$/,
		'a retry job of the flow',
		{ afterExecuting: 'reset' },
	],
])(
	'%s whose response is lost is sent once, and the error says what to look for',
	async (task, given, path, what, answer) => {
		bench.faults.add({ method: 'POST', path, answer });
		const message = await bench.failure(task, given);
		expect(message).toContain(
			`Check whether the change was applied before you run it again. Look for ${what}.`,
		);
		expect(bench.asked().filter((line) => line.startsWith('POST'))).toHaveLength(1);
	},
);
