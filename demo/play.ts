import { createInterface } from 'node:readline';
import { watchingWorkflow } from './catchNewError';
import { causeErrorOn } from './causeError';
import { causeErrorPath } from './causeErrorWorkflow';
import { say } from './install/progress';
import { atEnd } from './lifetime';
import type { StartedPlatform } from './startPlatforms';

/** @param withoutChat platforms whose trigger is not in that workflow */
export function sayWhatToTry(url: string, withoutChat: readonly StartedPlatform[]): void {
	const instead = withoutChat.map(
		({ name }) => `\n    It has no trigger of ${name}: that one starts "${watchingWorkflow(name)}".`,
	);
	say(`What to try next:
  - Press e and Enter to cause an error on a platform. Within a minute, its trigger starts the workflow
    "New errors of all platforms to chat", and the chat message appears here.${instead.join('')}
    The same in a browser: ${url}/form/${causeErrorPath}
  - Open the status board of all platforms: ${url}/webhook/integration-status
  - Open a workflow with the tag "Examples" in the editor and click "Execute workflow". Rename a workflow
    before you change it: the next start resets those with these names.
  - Add a node to a workflow: search for Celigo, Port, Polarity, Gestal or Ductape.
`);
}

/** Reads lines from the terminal: `e` asks for a platform, a number or a name chooses it. */
export function listenForErrorOrders(platforms: readonly StartedPlatform[]): void {
	const lines = createInterface({ input: process.stdin });
	const orders = new ErrorOrders(platforms, say);
	lines.on('line', (line) => void orders.take(line));
	atEnd(async () => {
		lines.close();
	});
}

/** What is typed to cause errors: `e`, then a platform's number or name; or both in one line. */
export class ErrorOrders {
	private isAsking = false;

	constructor(
		private readonly platforms: readonly StartedPlatform[],
		private readonly show: (line: string) => void,
	) {}

	async take(line: string): Promise<void> {
		const [first = '', ...others] = line.trim().split(/\s+/);
		const isOrder = first.toLowerCase() === 'e';
		if (!isOrder && !this.isAsking) return;
		const choice = isOrder ? others.join(' ') : line.trim();
		this.isAsking = choice === '';
		if (this.isAsking) {
			const choices = this.platforms.map(({ name }, index) => `${index + 1} ${name}`).join(', ');
			this.show(`Which platform? ${choices}. Type a number and press Enter.`);
			return;
		}
		const name = this.platforms[Number(choice) - 1]?.name ?? choice;
		const happened = await causeErrorOn(this.platforms, name);
		this.isAsking = happened === undefined;
		this.show(happened === undefined ? `There is no platform "${choice}".` : `  ${happened}`);
	}
}
