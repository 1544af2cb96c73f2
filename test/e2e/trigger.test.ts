import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleWorkflow } from '../../demo/exampleWorkflows';
import { outputOf } from '../../demo/n8n/executions';
import { waitFor } from '../../demo/n8n/waitFor';
import { chain, everyTenSeconds, noOperation, tenSecondsFrom } from '../../demo/n8n/workflows';
import { polarity } from '../../demo/platforms/polarity';
import { port } from '../../demo/platforms/port';
import { storeCredential } from '../../demo/storeCredential';
import { seededVirusTotalId } from '../../simulators/polarity';
import { queryDatabase } from './world/database';
import { OwnSimulators } from './world/OwnSimulators';
import { Poller } from './world/Poller';
import { WatchedTrigger } from './world/WatchedTrigger';

const pollers = Poller.both({ name: 'trigger' });
const watched = new Map<Poller, WatchedTrigger[]>();

const ownSimulators = new OwnSimulators();

/** Both pollers and all platforms go through the same at the same time: most of it is waiting. */
async function forEachPoller(prove: (poller: Poller) => Promise<void>): Promise<void> {
	await Promise.all(pollers.map(prove));
}

function triggersOf(poller: Poller): WatchedTrigger[] {
	return watched.get(poller) ?? [];
}

async function forEachTrigger(prove: (trigger: WatchedTrigger) => Promise<void>): Promise<void> {
	await forEachPoller(async (poller) => {
		await Promise.all(
			triggersOf(poller).map(async (trigger) => {
				await prove(trigger);
				await trigger.untilPolledAgain();
				const { mode } = poller;
				const { name, expected } = trigger;
				expect({ mode, name, emitted: await trigger.emitted() }).toEqual({ mode, name, emitted: expected });
			}),
		);
	});
}

describe("a published trigger, with n8n's default poller and with durable cursors", () => {
	beforeAll(async () => {
		await forEachPoller(async (poller) => {
			await poller.start();
			const triggers: WatchedTrigger[] = [];
			watched.set(poller, triggers);
			for (const platform of poller.world.platforms) {
				triggers.push(await WatchedTrigger.publish(poller.world, platform));
			}
		});
	});

	afterAll(async () => {
		await forEachPoller(async (poller) => {
			await poller.stop();
		});
	});

	it('tells nothing of what was there before', async () => {
		await forEachTrigger(async () => undefined);
	});

	it('starts exactly one execution with a new error', async () => {
		await forEachTrigger(async (trigger) => {
			await trigger.causeError();
			await trigger.untilEmitted();
		});
	});

	it('repeats nothing after a restart of n8n', async () => {
		await forEachPoller(async ({ world }) => {
			await world.n8n.stop();
			await world.n8n.start();
		});
		await forEachTrigger(async () => undefined);
	});

	it('tells once, after the start, of an error that happened while n8n was down', async () => {
		await forEachPoller(async (poller) => {
			const { n8n } = poller.world;
			await n8n.stop();
			for (const trigger of triggersOf(poller)) await trigger.causeError();
			await n8n.start();
		});
		await forEachTrigger(async (trigger) => {
			await trigger.untilEmitted();
		});
	});

	it('keeps its place in a durable cursor only where those are switched on', async () => {
		for (const poller of pollers) {
			const { mode, world } = poller;
			const [row] = await queryDatabase(world, 'SELECT COUNT(*) AS cursors FROM poller_state');
			const cursors = mode === 'durable cursors' ? triggersOf(poller).length : 0;
			expect({ mode, ...row }).toEqual({ mode, cursors });
		}
	});

	it('reaches the workflow once from two triggers, as in the example with Remove Duplicates', async () => {
		await forEachPoller(async ({ mode, world }) => {
			const { client } = world.n8n;
			const example = await exampleWorkflow('each-new-error-once', { platforms: world.platforms });
			const [first, second] = example.nodes.filter(({ type }) => type.endsWith('Trigger'));
			if (first === undefined || second === undefined) throw new Error('The example has no two triggers');
			// Half a minute apart in the example.
			first.parameters.pollTimes = everyTenSeconds;
			second.parameters.pollTimes = tenSecondsFrom(5);
			const workflowId = await client.saveWorkflow(example);
			await client.activate(workflowId);
			const eventId = await world.platform('Celigo').running.causeError();
			const idsFrom = async (node: string) =>
				(await client.executions(workflowId)).flatMap((execution) =>
					outputOf(execution, node).map(({ json }) => json.eventId),
				);
			for (const { name } of [first, second]) {
				const isEmitted = async () => (await idsFrom(name)).length > 0;
				await waitFor(`the trigger "${name}" to emit`, isEmitted, { timeoutMs: 180_000 });
				expect({ mode, name, emitted: await idsFrom(name) }).toEqual({ mode, name, emitted: [eventId] });
			}
			expect({ mode, reached: await idsFrom('Do something with it') }).toEqual({ mode, reached: [eventId] });
			await client.deactivate(workflowId);
		});
	});

	it('says once that an integration fails, and once that it works again since n8n was down', async () => {
		await forEachPoller(async ({ mode, world }) => {
			const running = await ownSimulators.start(port);
			const { simulator, watch } = running;
			const { credentials } = await storeCredential(world.n8n.client, 'Port', running);
			const parameters = {
				events: ['healthChanged'],
				options: { emit: 'integration' },
				pollTimes: everyTenSeconds,
			};
			const trigger = { ...watch, parameters, credentials };
			const workflowId = await world.n8n.client.saveWorkflow(chain('Health', [trigger, noOperation]));
			await world.n8n.client.activate(workflowId);
			const emitted = async () =>
				(await world.n8n.client.executions(workflowId))
					.reverse()
					.flatMap((execution) => outputOf(execution, noOperation.name).map(({ json }) => json));
			const untilEmitted = async (count: number) => {
				const isEmitted = async () => (await emitted()).length >= count;
				await waitFor(`${count} changes of health`, isEmitted, { timeoutMs: 180_000 });
			};
			simulator.state.setDeployment('my-gitlab', 'Error', 'Image not found');
			await untilEmitted(1);
			await world.n8n.stop();
			simulator.state.setDeployment('my-gitlab', 'Running');
			await world.n8n.start();
			await untilEmitted(2);
			const polls = simulator.requests.length;
			await waitFor('two more polls', () => simulator.requests.length >= polls + 2, { timeoutMs: 180_000 });
			const changes = (await emitted()).map(({ message, detail }) => ({ mode, message, detail }));
			expect(changes).toMatchObject([
				{
					message: expect.stringMatching(/^My GitLab went from ACTIVE to ERROR after .*: Image not found$/),
					detail: { count: 1, from: 'ACTIVE', to: 'ERROR' },
				},
				{
					message: expect.stringMatching(/^My GitLab went from ERROR to ACTIVE after .* minutes?$/),
					detail: { count: 1, from: 'ERROR', to: 'ACTIVE' },
				},
			]);
			await world.n8n.client.deactivate(workflowId);
			await simulator.stop();
		});
	});

	it('brings up nothing that it has seen when it is published again with another choice', async () => {
		await forEachPoller(async ({ mode, world }) => {
			const { client } = world.n8n;
			const running = await ownSimulators.start(polarity);
			const { simulator, watch } = running;
			const { credentials } = await storeCredential(client, 'Polarity', running);
			const publish = async (integrationId: string) => {
				const parameters = {
					...watch.parameters,
					integrationId: { __rl: true, mode: 'id', value: integrationId },
					pollTimes: everyTenSeconds,
				};
				const trigger = { ...watch, parameters, credentials };
				const saved = await client.saveWorkflow(chain('Another choice', [trigger, noOperation]));
				await client.activate(saved);
				return saved;
			};
			const polls = () => simulator.requests.count({ path: '/api/integrations/errors' });
			const untilPolledTwice = async () => {
				const before = polls();
				await waitFor('two more polls', () => polls() >= before + 2, { timeoutMs: 180_000 });
			};
			const others = [...simulator.state.integrations.keys()].filter((id) => id !== seededVirusTotalId);
			const workflowId = await publish(others[0] ?? '');
			const emitted = async () =>
				(await client.executions(workflowId)).flatMap((execution) =>
					outputOf(execution, noOperation.name).map(({ json }) => json.eventId),
				);
			await running.causeError();
			await untilPolledTwice();
			expect(await publish(seededVirusTotalId)).toBe(workflowId);
			await untilPolledTwice();
			expect({ mode, emitted: await emitted() }).toEqual({ mode, emitted: [] });
			const eventId = await running.causeError();
			await waitFor('the new error', async () => (await emitted()).length > 0, { timeoutMs: 180_000 });
			await untilPolledTwice();
			expect({ mode, emitted: await emitted() }).toEqual({ mode, emitted: [eventId] });
			await client.deactivate(workflowId);
			await simulator.stop();
		});
	});

	it('loses nothing while its credential has a wrong address', async () => {
		await forEachPoller(async ({ mode, world }) => {
			const { n8n } = world;
			const running = await ownSimulators.start(polarity);
			const { simulator, watch, credential } = running;
			const store = async (serverUrl: string) =>
				await n8n.client.saveCredential({
					...credential,
					name: 'Wrong for a while',
					data: { ...credential.data, serverUrl },
				});
			// n8n leaves a trigger with durable cursors alone for a time after a poll that failed.
			const untilPolledAt = async (path: string, times: number) => {
				const polls = () => simulator.requests.count({ path });
				const before = polls();
				await waitFor(`a poll at ${path}`, () => polls() >= before + times, { timeoutMs: 240_000 });
			};
			try {
				simulator.faults.add({ path: /^\/away\//, answer: { status: 503 } });
				const errors = '/api/integrations/errors';
				const id = await store(simulator.url);
				const trigger = {
					...watch,
					parameters: { ...watch.parameters, pollTimes: everyTenSeconds },
					credentials: { [credential.type]: { id, name: 'Wrong for a while' } },
				};
				const workflowId = await n8n.client.saveWorkflow(chain('Wrong for a while', [trigger, noOperation]));
				await n8n.client.activate(workflowId);
				const emitted = async () =>
					(await n8n.client.executions(workflowId)).flatMap((execution) =>
						outputOf(execution, noOperation.name).map(({ json }) => json.eventId),
					);
				await untilPolledAt(errors, 2);
				await store(`${simulator.url}/away`);
				// The first fails; what the second leaves is what n8n keeps.
				await untilPolledAt(`/away${errors}`, 2);
				const eventId = await running.causeError();
				await untilPolledAt(`/away${errors}`, 1);
				await store(simulator.url);
				await waitFor('what occurred meanwhile', async () => (await emitted()).length > 0, {
					timeoutMs: 240_000,
				});
				await untilPolledAt(errors, 2);
				expect({ mode, emitted: await emitted() }).toEqual({ mode, emitted: [eventId] });
				await n8n.client.deactivate(workflowId);
			} finally {
				await simulator.stop();
			}
		});
	});

	it('asks the platforms nothing that they do not allow', () => {
		const ofWorlds = pollers.flatMap(({ world }) => world.platforms.map(({ running }) => running.simulator));
		for (const { violations } of ofWorlds) expect(violations.lines()).toEqual([]);
		expect(ownSimulators.violations).toEqual([]);
	});
});
