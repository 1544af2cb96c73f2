import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf, outputOf } from '../../demo/n8n/executions';
import { chain, manualTrigger, type NodeChoice } from '../../demo/n8n/workflows';
import { describedNodes } from '../../docs/nodeDescriptions';
import { outputSchemas as schemasOf } from '../../docs/outputSchemas';
import { endToEndPlatforms } from './platforms';
import type { OperationCheck } from './platforms/EndToEndPlatform';
import { LoadedFiles } from './world/LoadedFiles';
import { World, type WorldPlatform } from './world/World';

const loadedFiles = new LoadedFiles('package');
let world: World;

beforeAll(async () => {
	world = await World.start({ name: 'package', settings: loadedFiles.settings });
});

afterAll(async () => {
	await world.stop();
});

async function runNode(node: NodeChoice, before: NodeChoice[] = []) {
	const { client } = world.n8n;
	const workflowId = await client.saveWorkflow(chain(`Run ${node.name}`, [manualTrigger, ...before, node]));
	return await client.run(workflowId, manualTrigger.name);
}

type Operation = Pick<OperationCheck, 'resource' | 'operation' | 'parameters'>;

function operationNode(
	platform: WorldPlatform,
	{ resource, operation, parameters }: Operation,
	name = platform.name,
): NodeChoice {
	return {
		name,
		type: platform.running.list.type,
		parameters: { resource, operation, ...parameters },
		credentials: platform.credentials,
	};
}

async function outputSchemas() {
	const nodes = await describedNodes();
	return nodes.flatMap((node) =>
		schemasOf([node]).map((schema) => ({ ...schema, nodeName: node.description.name })),
	);
}

describe('the packed package', () => {
	it('is installed by Settings > Community nodes and listed there', async () => {
		const listed = await world.n8n.client.communityPackages();
		expect(listed).toHaveLength(1);
		expect(listed[0]).toMatchObject({
			packageName: world.packed.name,
			installedVersion: world.packed.version,
			failedLoading: false,
		});
		expect(listed[0]?.installedNodes.map(({ type }) => type).sort()).toEqual(
			endToEndPlatforms
				.flatMap(({ node, trigger }) => [node.name, trigger.name])
				.map((name) => `${world.packed.name}.${name}`)
				.sort(),
		);
	});

	it.each(endToEndPlatforms)('offers the nodes of $demo.name in the editor', async ({ node, trigger }) => {
		const offered = await world.n8n.client.nodeTypes();
		expect(offered).toContain(`${world.packed.name}.${node.name}`);
		expect(offered).toContain(`${world.packed.name}.${trigger.name}`);
		expect(offered).toContain(`${world.packed.name}.${node.name}Tool`);
	});

	it("gives the editor what each operation's output looks like before it has run", async () => {
		const schemas = await outputSchemas();
		expect(schemas.length).toBeGreaterThan(100);
		for (const { nodeName, path, text } of schemas) {
			const [version = '', ...names] = path.split('/__schema__/v')[1]?.split('/') ?? [];
			const url = `/schemas/${world.packed.name}.${nodeName}/${version}/${names.join('/')}`;
			const response = await fetch(new URL(url, world.n8n.url));
			expect({ url, status: response.status }).toEqual({ url, status: 200 });
			expect(await response.json()).toEqual(JSON.parse(text));
		}
	});

	it('loads only the code of the node that a workflow uses', async () => {
		await world.n8n.stop();
		await loadedFiles.forget();
		await world.n8n.start();
		expect(await loadedFiles.ofNodes()).toEqual([]);
		for (const { name, definition, running, credentials } of world.platforms) {
			await loadedFiles.forget();
			const execution = await runNode({ ...running.list, name, credentials });
			expect(failureOf(execution)).toBeUndefined();
			const loaded = await loadedFiles.ofNodes();
			expect(loaded).toContain(`${definition.nodeFolder}/${definition.nodeFolder}.node.js`);
			expect(loaded).not.toContain(`${definition.nodeFolder}/${definition.nodeFolder}Trigger.node.js`);
			expect(loaded.filter((file) => !file.startsWith(`${definition.nodeFolder}/`))).toEqual([]);
		}
	});
});

describe.each(endToEndPlatforms)('$demo.name', (definition) => {
	const { name } = definition.demo;

	it("passes n8n's credential test", async () => {
		const { running, credentials } = world.platform(name);
		const stored = credentials[running.credential.type];
		expect(await world.n8n.client.testCredential(stored?.id ?? '', running.credential)).toMatchObject({
			status: 'OK',
		});
	});

	it("fails n8n's credential test with the platform's message when it refuses the credential", async () => {
		const { running, credentials } = world.platform(name);
		const { credential } = running;
		const refused = { ...credential, data: { ...credential.data, ...definition.refusal.data } };
		const id = credentials[credential.type]?.id ?? '';
		const result = await world.n8n.client.testCredential(id, refused);
		expect(result).toEqual({ status: 'Error', message: definition.refusal.message });
	});

	it.each(definition.operations.map((check) => ({ note: '', ...check })))(
		'runs $resource: $operation$note',
		async (check) => {
			const platform = world.platform(name);
			const { before = [], follows = [] } = check;
			const followed = follows.map((step) =>
				operationNode(platform, step, `${step.resource}.${step.operation}`),
			);
			const execution = await runNode(operationNode(platform, check), [...before, ...followed]);
			expect(failureOf(execution)).toBeUndefined();
			expect(execution.status).toBe('success');
			check.verify(outputOf(execution, platform.name));
		},
	);

	it.each([
		{ resource: '__CUSTOM_API_CALL__' },
		{ resource: 'integration', operation: '__CUSTOM_API_CALL__' },
	])("says what to choose in place of n8n's own entry %j", async (parameters) => {
		const { running, credentials } = world.platform(name);
		const execution = await runNode({ ...running.list, name, credentials, parameters });
		expect(failureOf(execution)).toMatch(/n8n's own entry 'Custom API Call' cannot be run/);
	});

	it('was asked nothing that the platform does not allow', () => {
		expect(world.platform(name).running.simulator.violations.lines()).toEqual([]);
	});
});
