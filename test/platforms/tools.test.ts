import { describe, expect, test } from '@jest/globals';
import { compact, difference, map } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { CeligoApi } from '../../credentials/CeligoApi.credentials';
import { Celigo } from '../../nodes/Celigo/Celigo.node';
import { describedNodes } from '../../docs/nodeDescriptions';
import { outputSchemas } from '../../docs/outputSchemas';
import { celigo as celigoPlatform } from '../../nodes/Celigo/platform';
import { ductape } from '../../nodes/Ductape/platform';
import { gestal } from '../../nodes/Gestal/platform';
import { polarity } from '../../nodes/Polarity/platform';
import { port } from '../../nodes/Port/platform';
import { celigoSample as ids } from '../../simulators/celigo';
import { AGENTS, toolOf, type ToolSetup } from '../engine/runTool';
import type { FaultPlatform } from '../faults/FaultPlatform';
import { faultPlatforms } from '../faults/platforms';
import { forEachTest } from '../lifecycle';
import { CeligoBench } from './Celigo/bench';
import { everyCredential } from './everyCredential';
import { everyNode } from './everyNode';

/** The nodes as tools of an AI agent, made and called by n8n-core. */

let bench: CeligoBench;
forEachTest(async () => (bench = await CeligoBench.start()));

const celigo = (parameters: INodeParameters, more: Partial<ToolSetup> = {}) =>
	toolOf({
		node: new Celigo(),
		parameters: { descriptionType: 'auto', ...parameters },
		credentials: bench.withToken(ids.token),
		credentialTypes: [new CeligoApi()],
		...more,
	});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });
const INTEGRATION = 'Salesforce to NetSuite Sync';
const get = { resource: 'integration', operation: 'get', integrationId: byName(INTEGRATION) };

describe.each(AGENTS)('what the model of an agent of version %i gets of a record', (agent) => {
	test('is the short form, as long as Output is not set', async () => {
		const short = await celigo(get, { agent }).call();
		expect(short).toMatchObject([{ _id: ids.integrationId, name: INTEGRATION }]);
		expect(short).not.toMatchObject([{ flowGroupings: expect.anything() }]);
	});

	test('is the whole record with Output Raw, whatever Simplify says', async () => {
		const raw = await celigo({ ...get, toolOutput: 'raw', simplify: true }, { agent }).call();
		expect(raw).toMatchObject([{ _id: ids.integrationId, flowGroupings: [{ name: 'Customers' }] }]);
	});

	test('is the chosen fields with Selected Fields, and always the ID', async () => {
		const parameters = {
			...get,
			toolOutput: 'selectedFields',
			selectedFields: 'name, flowGroupings.0.name, x',
		};
		expect(await celigo(parameters, { agent }).call()).toEqual([
			{ _id: ids.integrationId, name: INTEGRATION, 'flowGroupings.0.name': 'Customers', x: null },
		]);
	});

	test('may be named by the model', async () => {
		const value = "={{ $fromAI('integration', 'Name of the integration', 'string') }}";
		const integrationId = { __rl: true, mode: 'name', value };
		const tool = celigo({ ...get, integrationId }, { agent });
		expect(await tool.call({ integration: INTEGRATION })).toMatchObject([{ _id: ids.integrationId }]);
		await expect(tool.call({ integration: 'Nobody' })).rejects.toThrow(
			/no record is named "Nobody"[^]*Available: .*Salesforce to NetSuite Sync/,
		);
	});
});

describe.each(AGENTS)('what the model of an agent of version %i reads behind the records', (agent) => {
	const list = { resource: 'integration', operation: 'getMany', environment: 'production' };

	test('is that it was cut at the limit', async () => {
		expect(await celigo({ ...list, limit: 1 }, { agent }).call()).toEqual([
			expect.objectContaining({ name: expect.anything() }),
			{ hint: expect.stringMatching(/^'Limit' was reached, so there may be more\./) },
		]);
	});

	test('is what to check where it is empty', async () => {
		const empty = {
			resource: 'flow',
			operation: 'getMany',
			integrationId: byId(ids.emptyIntegrationId),
		};
		expect(await celigo(empty, { agent }).call()).toEqual([
			{ hint: expect.stringMatching(/^Nothing was found\./) },
		]);
	});

	test('is what the operation remarks', async () => {
		const made = { _id: ids.integrationId, name: 'A' };
		bench.faults.add({ method: 'POST', times: 1, answer: { status: 201, body: made } });
		const create = { resource: 'integration', operation: 'create', name: 'A' };
		const tool = celigo({ ...create, details: { description: 'B' } }, { agent });
		expect(await tool.call()).toEqual([
			expect.objectContaining(made),
			{ hint: expect.stringMatching(/^Celigo accepted the creation .*description/) },
		]);
	});

	test('is nothing where there is nothing to say', async () => {
		const said = await celigo({ ...list, returnAll: true }, { agent }).call();
		expect(JSON.stringify(said)).not.toContain('hint');
	});
});

describe.each(AGENTS)('a field that the model of an agent of version %i leaves empty', (agent) => {
	const value = "={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('flow', `ID (optional)`, 'string') }}";
	const flowId = { __rl: true, mode: 'id', value };
	const integrationId = { __rl: true, mode: 'id', value: value.replaceAll('flow', 'integration') };
	const list = { resource: 'flow', operation: 'getMany', returnAll: true };

	test('means all where something is only read', async () => {
		const all = await celigo(list, { agent }).call();
		expect(await celigo({ ...list, integrationId }, { agent }).call({ integration: '' })).toEqual(all);
		const ofOne = celigo({ ...list, integrationId }, { agent }).call({ integration: ids.integrationId });
		expect(await ofOne).not.toEqual(all);
	});

	test.each([
		['flow', 'clone', { toIntegrationId: integrationId, flowId: byId(ids.flowId), name: 'A' }],
		['flow', 'create', { integrationId, name: 'A' }],
		['error', 'resolve', { flowId, stepId: byId(ids.importId), errorIds: '1' }],
		['error', 'getRequest', { flowId, stepId: byId(ids.importId), requestKey: '1' }],
	])('is refused by %s: %s', async (resource, operation, parameters) => {
		const empty = { flow: '', integration: '' };
		const failure = celigo({ resource, operation, ...parameters }, { agent }).call(empty);
		await expect(failure).rejects.toThrow(/ has no value| must not be empty/);
		expect(bench.asked()).toEqual([]);
	});

	test.each([
		"={{ $fromAI('integration') || '' }}",
		"={{ $fromAI('integration').trim() }}",
		"={{ $fromAI('integration') }}{{ '' }}",
	])('is refused where it is more than what the model gave: %s', async (other) => {
		const given = { ...list, integrationId: { ...integrationId, value: other } };
		const failure = celigo(given, { agent }).call({ integration: '' });
		await expect(failure).rejects.toThrow(/'Integration' has no value/);
	});
});

const retry = {
	resource: 'error',
	operation: 'retry',
	flowId: byId(ids.flowId),
	stepId: byId(ids.importId),
	retryDataKeys: 'key',
};

describe.each(AGENTS)('what the model of an agent of version %i reads of a failure', (agent) => {
	const sayingOnce = (text: string): unknown =>
		expect.objectContaining({
			message: expect.stringMatching(new RegExp(`^((?!${text})[^])*${text}((?!${text})[^])*$`)),
		});

	test('is what happened, and what to do: whether a change was made', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { status: 503, body: { message: 'Down' } } });
		const failure = celigo(retry, { agent }).call();
		await expect(failure).rejects.toThrow(/Celigo: Down[^]*Look for a retry job of the flow/);
		await expect(failure).rejects.toEqual(sayingOnce('Check whether the change was applied'));
	});

	test('is what to do where no response came, too, in the words of the node', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: 'reset' });
		await expect(celigo(retry, { agent }).call()).rejects.toThrow(
			/^Celigo: [^]*Check whether the change was applied/,
		);
	});

	test('is what to do about a value', async () => {
		const failure = celigo({ ...get, integrationId: byName('Nobody') }, { agent }).call();
		await expect(failure).rejects.toEqual(sayingOnce('Nothing was changed'));
		await expect(failure).rejects.toThrow(/no record is named "Nobody"[^]*Available: /);
	});

	test('is the same, with its details, where the node goes on', async () => {
		bench.faults.add({ method: 'POST', times: 1, answer: { status: 503 } });
		const said = await celigo(retry, { agent, onError: 'continueRegularOutput' }).call();
		expect(JSON.stringify(said)).toContain('Check whether the change was applied');
	});
});

test.each([celigoPlatform, ductape, gestal, polarity, port])(
	'$displayName says under which names its records have their IDs',
	(platform) => {
		const { idFields } = platform;
		expect(idFields).toContain('integrationId');
		expect(idFields.filter((name) => platform.recordId({ [name]: 'x' }) === 'x')).not.toEqual([]);
	},
);

describe.each(faultPlatforms)('Selected Fields on $name', ({ start }) => {
	let running: FaultPlatform;
	forEachTest(async () => (running = await start({})));

	async function recordsOf(operation: string, output: INodeParameters) {
		const { credentials, credentialType } = running;
		const [node] = (await everyNode()).filter(
			({ description }) =>
				description.usableAsTool === true &&
				description.credentials?.some(({ name }) => name === credentialType.name) === true,
		);
		if (node === undefined) throw new Error('No node takes this credential.');
		const parameters = { resource: 'integration', operation, descriptionType: 'auto', ...output };
		const tool = toolOf({ node, parameters, credentials, credentialTypes: map(everyCredential, 'type') });
		return { records: z.array(z.record(z.unknown())).parse(await tool.call()), node };
	}

	test.each([
		['getMany', {}],
		['getHealth', { integrations: 'all' }],
	])('may be those of the short form, such as in the example: %s', async (operation, which) => {
		const { records: short, node } = await recordsOf(operation, which);
		const names = Object.keys(short[0] ?? {});
		const chosen = { ...which, toolOutput: 'selectedFields', selectedFields: names.join(', ') };
		const { records } = await recordsOf(operation, chosen);
		const missing = short.map((record, index) =>
			names.filter((name) => record[name] !== null && records[index]?.[name] === null),
		);
		expect(missing).toEqual(short.map(() => []));
		if (operation !== 'getHealth') return;
		const [example] = compact(
			node.description.properties.map(({ name, placeholder }) => name === 'selectedFields' && placeholder),
		);
		expect(names).toEqual(expect.arrayContaining(example?.replace('e.g. ', '').split(', ') ?? []));
	});
});

/** Of what no operation takes: the connector of an integration, the app of a workspace, a site, a user. */
const TAKEN_BY_NONE = ['_connectorId', 'app_id', 'site_id', 'userId'];
const outputKeys = z.object({ properties: z.record(z.unknown()) });

test('every ID that an operation shows in its short form comes with Selected Fields, too', async () => {
	const idFields: Readonly<Record<string, readonly string[]>> = {
		Celigo: celigoPlatform.idFields,
		Ductape: ductape.idFields,
		Gestal: gestal.idFields,
		Polarity: polarity.idFields,
		Port: port.idFields,
	};
	for (const node of await describedNodes()) {
		const names = outputSchemas([node])
			.map(({ text }): unknown => JSON.parse(text))
			.flatMap((schema) => Object.keys(outputKeys.parse(schema).properties))
			.filter((name) => /(^|_)id$|Id$|[a-z]Key$|^identifier$/.test(name));
		expect([node.folder, difference(names, idFields[node.folder] ?? [], TAKEN_BY_NONE)]).toEqual([
			node.folder,
			[],
		]);
	}
});

test('no field that a tool shows sends the user to Simplify, which a tool does not have', async () => {
	for (const { description } of await everyNode()) {
		if (description.usableAsTool !== true) continue;
		const shown = description.properties.filter(({ displayOptions }) => !displayOptions?.hide?.['@tool']);
		const naming = shown.filter((field) => /\bSimplify\b/.test(JSON.stringify(field)));
		expect(naming.map((field) => field.description)).toEqual([]);
	}
});

describe('what is taken from the item, which in a tool is what the model was asked for, and what its agent got', () => {
	const LET_THE_MODEL = /In an AI tool, let the model fill it in\./;

	test('is said of every field', async () => {
		const fromItem = (await everyNode())
			.filter(({ description }) => description.usableAsTool === true)
			.flatMap(({ description }) => description.properties)
			.filter(
				({ description = '', default: initial }) =>
					/\bin the item\b/.test(description) || initial === '={{ $json }}',
			);
		expect(fromItem.length).toBeGreaterThan(20);
		const silent = fromItem.filter(({ description = '' }) => !LET_THE_MODEL.test(description));
		expect(silent.map(({ displayName }) => displayName)).toEqual([]);
	});

	test('is said where it is missing, too', async () => {
		const tool = celigo({ resource: 'error', operation: 'resolve' });
		await expect(tool.call()).rejects.toThrow(/'Flow' must not be empty[^]*let the model fill it in/);
	});

	test.each(AGENTS)('is what the model filled in before anything else: version %i', async (agent) => {
		const value = "={{ $fromAI('step', 'ID', 'string') }}";
		const parameters = { ...retry, stepId: { __rl: true, mode: 'id', value } };
		const item = { flowId: ids.flowId, stepId: ids.exportId, step: ids.exportId };
		await celigo(parameters, { agent, item }).call({ step: ids.importId });
		expect(bench.asked()).toEqual([`POST /flows/${ids.flowId}/${ids.importId}/retry`]);
	});

	test('is of an agent from version 3 on that of the agent where the field is left empty', async () => {
		const error = { flowId: ids.flowId, stepId: ids.importId, retryDataKey: 'key' };
		const parameters = { resource: 'error', operation: 'retry' };
		await celigo(parameters, { agent: 3, item: { ...error, toolCallId: 'x' } }).call();
		expect(bench.asked()).toEqual([`POST /flows/${ids.flowId}/${ids.importId}/retry`]);
		await expect(celigo(parameters, { agent: 2, item: error }).call()).rejects.toThrow(/must not be empty/);
	});

	test('is of all mirrors the item with what else stands in it, which is not sent', async () => {
		const [gestalSubject] = faultPlatforms.filter(({ name }) => name === 'Gestal Cloud');
		const running = await gestalSubject?.start({});
		if (running === undefined) throw new Error('There is no such platform.');
		try {
			const [node] = (await everyNode()).filter(({ description }) => description.name === 'gestal');
			if (node === undefined) throw new Error('There is no such node.');
			const tool = toolOf({
				node,
				parameters: { resource: 'sowMirror', operation: 'upsertMany' },
				credentials: running.credentials,
				credentialTypes: map(everyCredential, 'type'),
				agent: 3,
				item: { vendor_id: 'sow-17', pin_tag: '1017', sessionId: 's', chatInput: 'Send the sow.' },
			});
			await tool.call();
			const [sent] = [...running.simulator.requests].filter(({ method }) => method === 'POST');
			expect(sent?.body).toEqual([{ vendor_id: 'sow-17', pin_tag: '1017' }]);
		} finally {
			await running.simulator.stop();
		}
	});
});

test('who chooses a file reads that a model gets none', async () => {
	const fields = (await everyNode()).flatMap(({ description }) => description.properties);
	const ofFiles = fields.filter(
		({ name, options = [] }) =>
			name === 'output' && options.some((option) => 'value' in option && option.value === 'file'),
	);
	expect(ofFiles).toHaveLength(2);
	for (const { description } of ofFiles) expect(description).toMatch(/In an AI tool, choose URL/);
});

describe('the description that a model reads', () => {
	test('is the action, with the name of the platform', () => {
		expect(celigo(get).description).toMatch(/^Get .*integration.* in Celigo$/);
	});

	test('says of every deletion that it is permanent, or where it can be undone', async () => {
		const deleting: Array<{ action?: string; description?: string }> = [];
		for (const { description } of await everyNode()) {
			for (const { options = [] } of description.properties.filter(({ name }) => name === 'operation')) {
				for (const option of options) {
					if ('value' in option && /^delete/.test(String(option.value))) deleting.push(option);
				}
			}
		}
		expect(deleting).not.toHaveLength(0);
		const isSaid = ({ action = '', description = '' }: (typeof deleting)[number]) =>
			/ permanently$/.test(action) || /keeps it in its recycle bin for \d+ days/.test(description);
		expect(deleting.filter((option) => !isSaid(option))).toEqual([]);
	});

	/** n8n leaves the description of an operation out. */
	test.each([
		['celigo', 'integration', 'clone', 'cancel running jobs'],
		['celigo', 'error', 'tag', 'remove their other tags'],
		['ductape', 'integration', 'delete', 'with everything in it'],
		['gestal', 'accessKey', 'create', 'returned only once'],
		['gestal', 'integration', 'delete', 'with its installations and access keys'],
		['gestal', 'sowMirror', 'compareMany', 'complete list'],
		['gestal', 'sowMirror', 'upsertMany', 'with all their fields'],
		['polarity', 'integration', 'setPermissions', 'remove others of given groups'],
		['port', 'integration', 'resync', 'may abort running resync'],
		['port', 'integration', 'update', 'start resync if its mapping changes'],
		['port', 'integration', 'updateConfig', 'start resync unless skipped'],
	])('says of %s %s: %s what it does besides', async (name, resource, operation, effect) => {
		const [node] = (await everyNode()).filter(({ description }) => description.name === name);
		if (node === undefined) throw new Error('There is no such node.');
		expect(toolOf({ node, parameters: { resource, operation } }).description).toContain(effect);
	});

	test('names every command that Ductape may be sent for a job', async () => {
		const [node] = (await everyNode()).filter(({ description }) => description.name === 'ductape');
		if (node === undefined) throw new Error('There is no such node.');
		const { description } = toolOf({ node, parameters: { resource: 'job', operation: 'run' } });
		const [command] = node.description.properties.filter((field) => field.name === 'command');
		const commands = (command?.options ?? []).map((option) =>
			'value' in option ? String(option.value) : '',
		);
		expect(commands).toHaveLength(5);
		expect(commands.filter((each) => !description.toLowerCase().includes(each))).toEqual([]);
	});

	test('opens on the integrations', async () => {
		for (const node of await everyNode()) {
			if (node.description.usableAsTool !== true) continue;
			expect(toolOf({ node }).description).toMatch(/integrations/);
		}
	});
});
