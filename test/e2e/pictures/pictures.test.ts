import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kebabCase, omit } from 'lodash';
import { exampleNames } from '../../../demo/exampleWorkflows';
import { chain, manualTrigger, noOperation } from '../../../demo/n8n/workflows';
import { celigoSample } from '../../../simulators/celigo';
import { endToEndPlatforms } from '../platforms';
import { PictureBench } from './PictureBench';
import { repairChain } from './repairChain';

let bench: PictureBench;

beforeAll(async () => {
	bench = await PictureBench.start();
});

afterAll(async () => {
	await bench.stop();
});

it('the canvas of each ready workflow', async () => {
	const { camera } = bench;
	for (const name of await exampleNames()) {
		await camera.openWorkflow(await bench.importExample(name), 1700, 1150);
		await camera.takeCanvas(`example-${name}`);
	}
}, 600_000);

it('the status board', async () => {
	const { camera, world } = bench;
	await world.n8n.client.activate(await bench.importExample('status-board'));
	await camera.look('/webhook/integration-status', 1200, 1200);
	await camera.takePage('status-board', 'table');
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe.each(endToEndPlatforms)('$demo.name', ({ demo, node }) => {
	const picture = kebabCase(node.displayName);

	it('what the node offers in the panel', async () => {
		const { camera } = bench;
		await camera.look('/workflow/new', 1300, 900);
		await camera.takePanel(`${picture}-panel`, node.displayName);
	});

	it('an item of the trigger, as a table', async () => {
		const { camera, world } = bench;
		const trigger = bench.trigger(demo.name);
		const id = await world.n8n.client.saveWorkflow(chain(`${demo.name}: new errors`, [trigger, noOperation]));
		await camera.openWorkflow(id, 1300, 700);
		await camera.openNode(trigger.name);
		await camera.executeNode('severity');
		await camera.takeTable(`${picture}-trigger`);
	});
});

describe('Celigo', () => {
	const node = { name: 'Celigo', type: 'n8n-nodes-integration-ops.celigo' };

	it('a picker, open', async () => {
		const { camera, world } = bench;
		const parameters = {
			resource: 'error',
			operation: 'getMany',
			of: 'step',
			integrationId: byId(celigoSample.integrationId),
		};
		const { credentials } = bench.platform('Celigo');
		const choice = { ...node, parameters, credentials };
		const id = await world.n8n.client.saveWorkflow(chain('A picker', [manualTrigger, choice]));
		await camera.openWorkflow(id, 1300, 800);
		await camera.openNode(node.name);
		await camera.openPicker('flowId');
		await camera.takeFields('picker', 'No properties');
	});

	it('the error of a wrong token', async () => {
		const { camera, world, celigo } = bench;
		const name = 'Celigo (wrong token)';
		const { type, data } = celigo.credential;
		const credentialId = await world.n8n.client.saveCredential({
			name,
			type,
			data: { ...data, apiToken: 'another-token' },
		});
		const parameters = { resource: 'integration', operation: 'getMany' };
		const choice = { ...node, parameters, credentials: { [type]: { id: credentialId, name } } };
		const id = await world.n8n.client.saveWorkflow(chain('A wrong token', [manualTrigger, choice]));
		await camera.openWorkflow(id, 1300, 600);
		await camera.openNode(node.name);
		await camera.executeNode('rejected');
		await camera.takeNode('wrong-token');
	});

	it('an AI agent that used its tools', async () => {
		const { camera } = bench;
		const id = await bench.importExample('ai-explain-error', (workflow) => ({
			...workflow,
			nodes: workflow.nodes.filter(
				({ name }) => !['About this workflow', 'One message', 'Send to chat'].includes(name),
			),
			connections: omit(workflow.connections, ['AI Agent', 'One message']),
		}));
		await camera.openWorkflow(id, 1300, 1000);
		await camera.executeWorkflow('AI Agent');
		await camera.hide('canvas-handle-plus');
		await camera.takeCanvas('agent');
	});

	it('the repair chain, after it ran', async () => {
		const { camera, world, celigo } = bench;
		celigo.simulator.state.addError(celigoSample.flowId, celigoSample.importId, {
			code: 'NO_CUSTOMER',
			message: 'Customer 1043 was deleted in NetSuite',
			retryDataKey: undefined,
		});
		const { credentials } = bench.platform('Celigo');
		const id = await world.n8n.client.saveWorkflow(
			repairChain(bench.trigger('Celigo'), { ...node, credentials }),
		);
		await camera.openWorkflow(id, 1300, 800);
		await camera.executeWorkflow('Assign');
		await camera.takeCanvas('repair-chain');
	});
});

it('asks the platforms nothing that they do not allow', () => {
	for (const { running } of bench.platforms) expect(running.simulator.violations.lines()).toEqual([]);
});
