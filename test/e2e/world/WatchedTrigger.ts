import { outputOf } from '../../../demo/n8n/executions';
import { waitFor } from '../../../demo/n8n/waitFor';
import { chain, everyQuarterMinute, noOperation } from '../../../demo/n8n/workflows';
import type { World, WorldPlatform } from './World';

/** Polls come every 15 s; a start of n8n may lie in between. */
const pollTimeoutMs = 60_000;

/** A published workflow that a platform's trigger starts, and what it has told so far. */
export class WatchedTrigger {
	private constructor(
		private readonly world: World,
		private readonly platform: WorldPlatform,
		private readonly workflowId: string,
	) {}

	static async publish(world: World, platform: WorldPlatform): Promise<WatchedTrigger> {
		const { watch } = platform.running;
		const workflowId = await world.n8n.client.saveWorkflow(
			chain(`${platform.name} trigger`, [
				{
					...watch,
					parameters: { ...watch.parameters, pollTimes: everyQuarterMinute },
					credentials: platform.credentials,
				},
				noOperation,
			]),
		);
		await world.n8n.client.activate(workflowId);
		return new WatchedTrigger(world, platform, workflowId);
	}

	get name(): string {
		return this.platform.name;
	}

	async causeError(): Promise<string> {
		return await this.platform.running.causeError();
	}

	/** The ids of the told errors, a list for each execution, oldest execution first. */
	async told(): Promise<string[][]> {
		const executions = await this.world.n8n.client.executions(this.workflowId);
		return executions
			.reverse()
			.map((execution) => outputOf(execution, noOperation.name).map(({ json }) => String(json.errorId)));
	}

	async untilTold(errorId: string): Promise<void> {
		await waitFor(
			`the ${this.name} trigger to tell ${errorId}`,
			async () => (await this.told()).some((ids) => ids.includes(errorId)),
			{ timeoutMs: pollTimeoutMs },
		);
	}

	/**
	 * Waits until two more polls have begun. The first of them is over by then, and so is the execution that it
	 * would have started: the second began a quarter of a minute later.
	 */
	async untilPolledAgain(): Promise<void> {
		const { requests } = this.platform.running.simulator;
		const filter = this.platform.definition.pollRequest;
		const before = requests.count(filter);
		await waitFor(`two polls of the ${this.name} trigger`, () => requests.count(filter) >= before + 2, {
			timeoutMs: pollTimeoutMs,
		});
	}
}
