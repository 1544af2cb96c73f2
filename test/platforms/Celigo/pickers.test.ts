import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeListSearchItems, INodeParameters } from 'n8n-workflow';

import { CeligoApi } from '../../../credentials/CeligoApi.credentials';
import { CeligoTrigger } from '../../../nodes/Celigo/CeligoTrigger.node';
import { celigo } from '../../../nodes/Celigo/platform';
import { celigoSample as ids } from '../../../simulators/celigo';
import { testCredential } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('the credential', () => {
	const tested = async (data: ICredentialDataDecryptedObject = {}) =>
		await testCredential({
			credentialType: new CeligoApi(),
			data: { ...bench.withToken(ids.token).celigoApi, ...data },
		});

	test.each([
		['without /v1', (url: string) => url],
		['with a slash', (url: string) => `${url}/`],
		['with /v1', (url: string) => `${url}/v1`],
		['with /v1 and slashes', (url: string) => ` ${url}/v1// `],
	])('is tested by a real call, and works in requests, with a custom URL %s', async (_form, form) => {
		const customUrl = form(bench.simulator.url);
		expect(await tested({ customUrl })).toEqual({ status: 'OK', message: 'Connection successful!' });
		const credentials = { celigoApi: { ...bench.withToken(ids.token).celigoApi, customUrl } };
		expect(
			(await bench.run('flow.get', { flowId: chosen(ids.flowId) }, { credentials })).error,
		).toBeUndefined();
		expect(bench.asked()).toEqual(['GET /tokenInfo', `GET /flows/${ids.flowId}`]);
	});

	test.each([`Bearer ${ids.token}`, `bearer  ${ids.token}`, ` ${ids.token}\n`])(
		'takes the token as it was pasted: %j',
		async (apiToken) => {
			expect((await tested({ apiToken })).status).toBe('OK');
			const run = await bench.run('integration.getMany', {}, { credentials: bench.withToken(apiToken) });
			expect(run.error).toBeUndefined();
			expect(new Set([...bench.simulator.requests].map(({ authorization }) => authorization))).toEqual(
				new Set([`Bearer ${ids.token}`]),
			);
		},
	);

	test('says that a wrong token is wrong', async () => {
		expect(await tested({ apiToken: 'wrong' })).toEqual({
			status: 'Error',
			message: 'Celigo rejected the API token. It may be incomplete, expired, or from another region.',
		});
	});

	test.each([
		['us', 'https://api.integrator.io/v1'],
		['eu', 'https://api.eu.integrator.io/v1'],
		[undefined, 'https://api.integrator.io/v1'],
		['EU', 'https://api.eu.integrator.io/v1'],
	])('of the region %s goes to %s', (region, baseUrl) => {
		expect(celigo.connect({ ...(region && { region }), apiToken: 'x' }).baseUrl).toBe(baseUrl);
		expect(celigo.connect({ ...(region && { region }) }).secrets).toEqual(['']);
	});

	test('of a region that there is not is sent nowhere, in an operation as in the trigger', async () => {
		const { celigoApi } = bench.withToken(ids.token);
		const credentials = { celigoApi: { ...celigoApi, region: '={{ "moon" }}' } };
		const refusal = /^'Region' in the credential must be one of us, eu, au, ca, custom/;
		expect((await bench.run('integration.getMany', {}, { credentials })).error?.message).toMatch(refusal);
		const session = bench.watch({ events: ['newError'] }, { credentials });
		await expect(session.activate()).rejects.toThrow(refusal);
		expect(bench.asked()).toEqual([]);
	});
});

describe('integrations', () => {
	/** Follows the paging tokens to the end of the list. */
	async function walk(filter: string): Promise<INodeListSearchItems[]> {
		const found: INodeListSearchItems[] = [];
		for (let paginationToken: string | undefined = ''; paginationToken !== undefined; ) {
			const more: { paginationToken?: string } = paginationToken === '' ? {} : { paginationToken };
			const page = await bench.choices('searchIntegrations', { filter, ...more });
			expect(page.results.length).toBeLessThanOrEqual(500);
			found.push(...page.results);
			paginationToken = page.paginationToken === undefined ? undefined : String(page.paginationToken);
		}
		return found;
	}

	describe('3,000 of them', () => {
		forEachTest(
			async () => (bench = await CeligoBench.start({ seed: { sample: false, integrations: 3000 } })),
		);

		test('page by page, over all of them', async () => {
			const { results, paginationToken } = await bench.choices('searchIntegrations');
			expect(results.map(({ name }) => name)).toEqual(
				Array.from({ length: 500 }, (_, index) => `Integration ${String(index + 1).padStart(4, '0')}`),
			);
			const next = await bench.choices('searchIntegrations', { paginationToken: String(paginationToken) });
			expect(next.results[0]?.name).toBe('Integration 0501');
			const found = await walk('tion 1');
			expect(found.map(({ name }) => name)).toEqual(
				Array.from({ length: 1000 }, (_, index) => `Integration ${1000 + index}`),
			);
		}, 60_000);
	});

	describe('3,000 beside the sample', () => {
		forEachTest(async () => (bench = await CeligoBench.start({ seed: { integrations: 3000 } })));

		test('are found by name and by ID, however far back', async () => {
			const { results, paginationToken } = await bench.choices('searchIntegrations', {
				filter: 'GRATION 299',
			});
			expect(results.map(({ name }) => name)).toEqual(
				Array.from({ length: 10 }, (_, index) => `Integration 299${index}`),
			);
			expect(paginationToken).toBeUndefined();
			expect((await bench.choices('searchIntegrations', { filter: ids.emptyIntegrationId })).results).toEqual(
				[{ name: 'Warehouse Returns', value: ids.emptyIntegrationId }],
			);
		});
	});

	test('also in the trigger', async () => {
		const { results } = await bench.choices(
			'searchIntegrations',
			{ filter: 'netsuite' },
			new CeligoTrigger(),
		);
		expect(results).toHaveLength(2);
	});

	test('a wrong token says so', async () => {
		bench.state.tokens.clear();
		await expect(bench.choices('searchIntegrations')).rejects.toThrow(/Unauthorized/);
	});
});

describe('flows and steps', () => {
	const steps = async (flowId: unknown) =>
		(
			await bench.choices('searchSteps', {
				parameters: { resource: 'error', operation: 'resolve', flowId: chosen(String(flowId)) },
			})
		).results;

	test('flows by name, with the integrations that they belong to', async () => {
		const name = bench.state.integrations.get(ids.integrationId)?.name;
		expect((await bench.choices('searchFlows', { filter: 'order' })).results).toEqual([
			{ name: `Orders - ${String(name)}`, value: ids.disabledFlowId },
		]);
	});

	test('flows of the chosen integration only, however that is given', async () => {
		const flowsOf = async (integrationId: INodeParameters) => {
			const parameters = { resource: 'error', operation: 'getMany', integrationId };
			const { results } = await bench.choices('searchFlows', { parameters }, new CeligoTrigger());
			return results.map(({ value }) => value);
		};
		const parameters = { events: ['newError'] };
		const all = await bench.choices('searchFlows', { parameters }, new CeligoTrigger());
		const own = await flowsOf(chosen(ids.sandboxIntegrationId));
		expect(own).toEqual([ids.sandboxFlowId]);
		expect(all.results.length).toBeGreaterThan(own.length);
	});

	test('flows where the list of all is empty, as for a token that is limited to some integrations', async () => {
		const everywhere = await bench.choices('searchFlows');
		const flows = await bench.json('flow.getMany', { returnAll: true });
		bench.faults.add({ path: '/v1/flows', answer: { body: [] } });
		const integrationId = chosen(ids.sandboxIntegrationId);
		const parameters = { resource: 'error', operation: 'getMany', integrationId };
		const ofOne = await bench.choices('searchFlows', { parameters }, new CeligoTrigger());
		expect(ofOne.results).toEqual(everywhere.results.filter(({ value }) => value === ids.sandboxFlowId));
		// All but those of no integration.
		const owned = flows.filter(({ _integrationId }) => _integrationId !== null);
		expect(owned.length).toBeGreaterThan(2);
		const listed = (await bench.choices('searchFlows')).results.map(({ value }) => value);
		expect([...listed].sort()).toEqual(owned.map(({ _id }) => _id).sort());
		const found = await bench.json('flow.getMany', { returnAll: true });
		expect(found.map(({ _id }) => _id)).toEqual(listed);
		const flowId = { __rl: true, mode: 'name', value: 'Orders' };
		expect(await bench.json('flow.get', { flowId })).toMatchObject([{ _id: ids.disabledFlowId }]);
	});

	test('steps of the chosen flow, by name', async () => {
		expect(await steps(ids.flowId)).toEqual([
			{ name: 'Get changed customers', value: ids.exportId },
			{ name: 'Look up subsidiary', value: ids.lookupId },
			{ name: 'Upsert customers', value: ids.importId },
			{ name: 'Tell the sales team', value: ids.routedImportId },
		]);
		expect(await steps(ids.sandboxFlowId)).toEqual([{ name: 'Sandbox import', value: ids.sandboxImportId }]);
		// It belongs to no integration.
		expect(await steps(ids.standaloneFlowId)).toEqual([
			{ name: 'Get stale carts', value: ids.standaloneExportId },
		]);
	});

	test('by ID where their names cannot be read', async () => {
		bench.switches.missingSubLists = ['exports', 'imports'];
		expect(await steps(ids.sandboxFlowId)).toEqual([
			{ name: ids.sandboxImportId, value: ids.sandboxImportId },
		]);
		const { _id } = bench.state.addFlow({ name: 'Alone', pageGenerators: [{ _exportId: 'e1' }] });
		expect(await steps(_id)).toEqual([{ name: 'e1', value: 'e1' }]);
	});

	test('none as long as no flow is chosen: the list says so', async () => {
		await expect(steps('')).rejects.toThrow('Choose a flow first');
		expect(bench.asked()).toEqual([]);
	});
});

describe('records by the address of their page', () => {
	const url = (value: string) => ({ __rl: true, mode: 'url', value });

	test.each([
		`https://integrator.io/integrations/${ids.integrationId}/flows`,
		`https://eu.integrator.io/integrations/${ids.integrationId}`,
		`https://integrator.io/integrationapps/Shop/${ids.integrationId}/flows?x=1`,
	])('integration %s', async (address) => {
		expect(await bench.json('integration.get', { integrationId: url(address) })).toMatchObject([
			{ _id: ids.integrationId },
		]);
	});

	test.each([
		`https://integrator.io/integrations/${ids.integrationId}/flowBuilder/${ids.flowId}`,
		`https://integrator.io/integrations/${ids.integrationId}/flowBuilder/${ids.flowId}/errors/${ids.importId}`,
	])('flow %s', async (address) => {
		expect(await bench.json('flow.get', { flowId: url(address) })).toMatchObject([{ _id: ids.flowId }]);
	});

	test('a section of an integration is no flow', async () => {
		const address = `https://integrator.io/integrations/${ids.integrationId}/flows/sections/5f1b2c3d4e5f6a7b8c9d7001`;
		await expect(bench.run('flow.get', { flowId: url(address) })).rejects.toThrow(/Not a URL such as/);
		expect(bench.asked()).toEqual([]);
	});

	test('on which a list depends', async () => {
		const flowsOf = async (address: string) => {
			const parameters = { resource: 'error', operation: 'getMany', integrationId: url(address) };
			return (await bench.choices('searchFlows', { parameters }, new CeligoTrigger())).results;
		};
		expect(
			await flowsOf(`https://integrator.io/integrations/${ids.sandboxIntegrationId}/flows`),
		).toMatchObject([{ value: ids.sandboxFlowId }]);
		await expect(flowsOf('https://other.example.com/1')).rejects.toThrow(
			/^'Integration': "https:\/\/other.*" is not a URL such as https/,
		);
	});

	test('in the trigger', async () => {
		const session = await bench.watching({
			integrationId: url(`https://integrator.io/integrations/${ids.integrationId}/flows`),
		});
		bench.state.addError(ids.flowId, ids.importId);
		expect(await session.poll()).toHaveLength(1);
	});

	test.each([
		[
			"={{ 'https://other.example.com/1' }}",
			/^'Integration': "https:\/\/other.*" is not a URL such as https/,
		],
		['={{ undefined }}', /^'Integration' has no value/],
	])('in the trigger, %s is refused as what it is', async (value, words) => {
		await expect(bench.watching({ integrationId: url(value) })).rejects.toThrow(words);
	});
});
