import { outputOf } from '../../../demo/n8n/executions';
import { waitFor } from '../../../demo/n8n/waitFor';
import { chain, everyTenSeconds, noOperation } from '../../../demo/n8n/workflows';
import type { World, WorldPlatform } from './World';

/** Polls come every 10 s; a start of n8n may lie in between. */
const pollTimeoutMs = 180_000;

/** A published workflow that a platform's trigger starts, and what it has emitted so far. */
export class WatchedTrigger {
	/** The errors that must have been emitted, as `emitted()` gives them. */
	readonly expected: string[][] = [];

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
					parameters: { ...watch.parameters, pollTimes: everyTenSeconds },
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

	/** As a person must after an n8n that ran without the package. */
	async publishAgain(): Promise<void> {
		await this.world.n8n.client.activate(this.workflowId);
	}

	/** From here on the trigger must emit this error too, in an execution of its own. */
	async causeError(): Promise<void> {
		this.expected.push([await this.platform.running.causeError()]);
	}

	/** The event IDs of what was emitted, a list for each execution, oldest execution first. */
	async emitted(): Promise<string[][]> {
		const executions = await this.world.n8n.client.executions(this.workflowId);
		return executions
			.reverse()
			.map((execution) => outputOf(execution, noOperation.name).map(({ json }) => String(json.eventId)));
	}

	async executionIds(): Promise<string[]> {
		return (await this.world.n8n.client.executions(this.workflowId)).map(({ id }) => id);
	}

	/** Waits until the last error that was caused has been emitted. */
	async untilEmitted(): Promise<void> {
		const eventId = this.expected.at(-1)?.[0];
		if (eventId === undefined) throw new Error('No error was caused');
		const polls = this.countPolls();
		const isEmitted = async () => (await this.emitted()).flat().includes(eventId);
		try {
			await waitFor(`the ${this.name} trigger to emit ${eventId}`, isEmitted, { timeoutMs: pollTimeoutMs });
		} catch (error) {
			const states = await this.world.n8n.client.executionStates(this.workflowId);
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}: ${this.countPolls() - polls} polls since, ${states}`);
		}
	}

	/**
	 * Waits until two more polls have begun. The first of them is over by then, and so is the execution that it
	 * would have started: the second began ten seconds later.
	 */
	async untilPolledAgain(): Promise<void> {
		const before = this.countPolls();
		await waitFor(`two polls of the ${this.name} trigger`, () => this.countPolls() >= before + 2, {
			timeoutMs: pollTimeoutMs,
		});
	}

	private countPolls(): number {
		return this.platform.running.simulator.requests.count(this.platform.definition.pollRequest);
	}
}
