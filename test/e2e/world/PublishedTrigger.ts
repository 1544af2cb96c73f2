import { failureOf, outputOf } from '../../../demo/n8n/executions';
import { waitFor } from '../../../demo/n8n/waitFor';
import { chain, noOperation, type NodeChoice } from '../../../demo/n8n/workflows';
import type { World } from './World';

/** A start of n8n may lie in between, or with durable cursors the time for which n8n leaves a trigger alone. */
const timeoutMs = 180_000;

/** Polls are seconds apart, and many tests wait beside each other. */
const everyMs = 1_000;

/** A workflow that a trigger starts, published in one n8n, with what became of it so far. */
export class PublishedTrigger {
	private constructor(
		private readonly world: World,
		readonly workflowId: string,
		private readonly name: string,
		private readonly trigger: NodeChoice,
	) {}

	/** Saves the workflow of that name with this trigger, and publishes it. */
	static async publish(world: World, name: string, trigger: NodeChoice): Promise<PublishedTrigger> {
		const workflowId = await world.n8n.client.saveWorkflow(chain(name, [trigger, noOperation]));
		const published = new PublishedTrigger(world, workflowId, name, trigger);
		await world.n8n.client.activate(workflowId);
		return published;
	}

	async unpublish(): Promise<void> {
		await this.world.n8n.client.deactivateFully(this.workflowId);
	}

	async publishAgain(): Promise<void> {
		await this.world.n8n.client.activate(this.workflowId);
	}

	/** What the editor's Fetch Test Event fails with. */
	async failureOfTest(): Promise<string> {
		const execution = await this.world.n8n.client.run(this.workflowId, this.trigger.name);
		return failureOf(execution) ?? 'nothing failed';
	}

	/** What was emitted, a list for each execution, oldest first. */
	async emitted(): Promise<Array<Array<Record<string, unknown>>>> {
		const executions = await this.executions();
		return executions
			.map((execution) => outputOf(execution, noOperation.name).map(({ json }) => json))
			.filter((items) => items.length > 0);
	}

	/** The event IDs of that, in whatever execution. */
	async eventIds(): Promise<unknown[]> {
		return (await this.emitted()).flat().map(({ eventId }) => eventId);
	}

	/** What polls failed with, oldest first. */
	async failures(): Promise<string[]> {
		return (await this.executions()).flatMap((execution) => failureOf(execution) ?? []);
	}

	async untilEmitted(count: number): Promise<void> {
		await this.until(`emit ${count}`, async () => (await this.emitted()).flat().length >= count);
	}

	/** Waits until so many polls have failed, and returns what the last of them says. */
	async untilFailed(count = 1): Promise<string> {
		await this.until(`fail ${count} times`, async () => (await this.failures()).length >= count);
		return (await this.failures()).at(-1) ?? '';
	}

	private async until(what: string, isReached: () => Promise<boolean>): Promise<void> {
		try {
			await waitFor(`the trigger of "${this.name}" to ${what}`, isReached, {
				timeoutMs,
				everyMs,
			});
		} catch (error) {
			const states = await this.world.n8n.client.executionStates(this.workflowId);
			throw new Error(`${error instanceof Error ? error.message : String(error)}: ${states}`);
		}
	}

	/** Those of polls; a test in the editor is none. */
	private async executions() {
		const executions = await this.world.n8n.client.executions(this.workflowId);
		return executions.filter(({ mode }) => mode !== 'manual').reverse();
	}
}
