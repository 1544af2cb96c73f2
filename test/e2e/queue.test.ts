import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reinstallMissing } from '../../demo/n8n/communityPackage';
import { failureOf, outputOf } from '../../demo/n8n/executions';
import type { N8nProcess } from '../../demo/n8n/N8nProcess';
import { waitFor } from '../../demo/n8n/waitFor';
import { chain, manualTrigger } from '../../demo/n8n/workflows';
import { endToEndPlatforms } from './platforms';
import { QueueServices } from './world/QueueServices';
import { WatchedTrigger } from './world/WatchedTrigger';
import { World } from './world/World';

let services: QueueServices;
let world: World;
let worker: N8nProcess;

beforeAll(async () => {
	services = await QueueServices.start();
	world = await World.start({ name: 'queue', settings: services.settings });
	// A folder of its own, as on a machine of its own: the worker fetches the package that the database lists.
	worker = await world.n8n.startWorker({
		...reinstallMissing,
		N8N_USER_FOLDER: join(world.n8n.folder, 'worker'),
	});
});

afterAll(async () => {
	await worker.stop();
	await world.stop();
	await services.stop();
});

/** n8n tells only in the worker's log where an execution ran. */
async function untilWorkerRan(executionId: string): Promise<void> {
	await waitFor(
		`the worker's log to tell of execution ${executionId}`,
		async () => {
			const log = await readFile(join(world.n8n.folder, 'worker.log'), 'utf8');
			return log.includes(`Worker finished execution ${executionId} (`);
		},
		{ timeoutMs: 120_000 },
	);
}

describe.each(endToEndPlatforms)('in queue mode, $demo.name', ({ demo }) => {
	it('runs an operation on a worker', async () => {
		const { client } = world.n8n;
		const { running, credentials, name } = world.platform(demo.name);
		const workflow = chain(`${name} on a worker`, [manualTrigger, { ...running.list, credentials }]);
		const workflowId = await client.saveWorkflow(workflow);
		const execution = await client.run(workflowId, manualTrigger.name);
		expect(failureOf(execution)).toBeUndefined();
		expect(outputOf(execution, running.list.name).length).toBeGreaterThan(0);
		await untilWorkerRan(execution.id);
	});
});

describe('in queue mode, the triggers of all platforms', () => {
	it('start one execution on a worker with a new error', async () => {
		await Promise.all(
			world.platforms.map(async (platform) => {
				const trigger = await WatchedTrigger.publish(world, platform);
				await trigger.causeError();
				await trigger.untilEmitted();
				await trigger.untilPolledAgain();
				expect({ name: platform.name, emitted: await trigger.emitted() }).toEqual({
					name: platform.name,
					emitted: trigger.expected,
				});
				for (const executionId of await trigger.executionIds()) await untilWorkerRan(executionId);
			}),
		);
	});
});
