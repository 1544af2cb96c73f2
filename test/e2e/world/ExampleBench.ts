import { expect } from '@jest/globals';
import { exampleNames, exampleWorkflow } from '../../../demo/exampleWorkflows';
import { failureOf } from '../../../demo/n8n/executions';
import type { Workflow } from '../../../demo/n8n/N8nClient';
import { waitFor } from '../../../demo/n8n/waitFor';
import { everyTenSeconds } from '../../../demo/n8n/workflows';
import { celigo } from '../../../demo/platforms/celigo';
import { ductape } from '../../../demo/platforms/ductape';
import { gestal } from '../../../demo/platforms/gestal';
import { polarity } from '../../../demo/platforms/polarity';
import { port } from '../../../demo/platforms/port';
import { startServices, type IncidentEvent, type Services } from '../../../demo/services/startServices';
import { storeCredential } from '../../../demo/storeCredential';
import { World } from './World';

/** Two polls, ten seconds apart, and what they start. */
const messageTimeoutMs = 180_000;

/** A ready workflow in n8n. */
export interface Imported {
	id: string;
	workflow: Workflow;
}

async function startSimulators() {
	const [running, ductapeRunning, gestalRunning, polarityRunning, portRunning] = await Promise.all([
		celigo.start(0),
		ductape.start(0),
		gestal.start(0),
		polarity.start(0),
		port.start(0),
	]);
	return {
		celigo: running,
		ductape: ductapeRunning,
		gestal: gestalRunning,
		polarity: polarityRunning,
		port: portRunning,
	};
}

type Simulators = Awaited<ReturnType<typeof startSimulators>>;

const names = {
	celigo: 'Celigo',
	ductape: 'Ductape',
	gestal: 'Gestal Cloud',
	polarity: 'Polarity',
	port: 'Port',
} as const;

/** A real n8n with all ready workflows imported, the simulated platforms, and a chat that keeps what it receives. */
export class ExampleBench {
	private constructor(
		readonly world: World,
		readonly simulators: Simulators,
		readonly services: Services,
		readonly messages: string[],
		readonly incidents: IncidentEvent[],
		/** The platforms on which an error was ordered from the services. */
		readonly ordered: string[],
		private readonly imported: Map<string, Imported>,
	) {}

	static async start(): Promise<ExampleBench> {
		const world = await World.start({ name: 'examples', platforms: [] });
		const messages: string[] = [];
		const incidents: IncidentEvent[] = [];
		const ordered: string[] = [];
		const services = await startServices({
			onChatMessage: (text) => messages.push(text),
			onIncident: (event) => incidents.push(event),
			causeError: async (platform) => {
				ordered.push(platform);
				return await Promise.resolve('a record fails');
			},
		});
		const bench = new ExampleBench(
			world,
			await startSimulators(),
			services,
			messages,
			incidents,
			ordered,
			new Map(),
		);
		await bench.import();
		return bench;
	}

	private async import(): Promise<void> {
		const { client, filesFolder } = this.world.n8n;
		const platforms = [];
		for (const key of ['celigo', 'ductape', 'gestal', 'polarity', 'port'] as const) {
			platforms.push(await storeCredential(client, names[key], this.simulators[key]));
		}
		const { model, chatUrl, incidentUrl } = this.services;
		const modelId = await client.saveCredential(model);
		const settings = {
			platforms,
			chatUrl,
			incidentUrl,
			filesFolder,
			model: { [model.type]: { id: modelId, name: model.name } },
		};
		for (const name of await exampleNames()) {
			const workflow = await exampleWorkflow(name, settings);
			for (const node of workflow.nodes) {
				if (node.parameters.pollTimes !== undefined) node.parameters.pollTimes = everyTenSeconds;
			}
			this.imported.set(name, { id: await client.saveWorkflow(workflow), workflow });
		}
	}

	workflow(name: string): Imported {
		const found = this.imported.get(name);
		if (found === undefined) throw new Error(`No ready workflow "${name}"`);
		return found;
	}

	get workflows(): ReadonlyMap<string, Imported> {
		return this.imported;
	}

	async publish(name: string): Promise<void> {
		await this.world.n8n.client.activate(this.workflow(name).id);
	}

	async unpublish(name: string): Promise<void> {
		await this.world.n8n.client.deactivate(this.workflow(name).id);
	}

	/** Runs the workflow from its trigger as the editor's button does. */
	async run(name: string, triggerName: string): Promise<void> {
		const execution = await this.world.n8n.client.run(this.workflow(name).id, triggerName);
		expect({ name, failure: failureOf(execution), status: execution.status }).toEqual({
			name,
			failure: undefined,
			status: 'success',
		});
	}

	/** The message that the chat received with this text in it; waits for it. */
	async message(text: string | RegExp): Promise<string> {
		return await waitFor(
			`a chat message with ${String(text)} (received: ${JSON.stringify(this.messages)})`,
			() =>
				this.messages.find((message) =>
					typeof text === 'string' ? message.includes(text) : text.test(message),
				),
			{ timeoutMs: messageTimeoutMs },
		);
	}

	/** What the incident tool received with this key, once it received so many; waits for them. */
	async incident(key: string, events: number): Promise<IncidentEvent[]> {
		const received = () => this.incidents.filter((event) => event.dedup_key === key);
		await waitFor(
			`${events} events of the incident ${key} (received: ${JSON.stringify(this.incidents)})`,
			() => received().length >= events,
			{ timeoutMs: messageTimeoutMs },
		);
		return received();
	}

	/** What the simulators took for a violation of their platform's rules. */
	get violations(): string[] {
		return Object.values(this.simulators).flatMap(({ simulator }) => [...simulator.violations.lines()]);
	}

	async stop(): Promise<void> {
		await this.world.stop();
		await this.services.stop();
		for (const { simulator } of Object.values(this.simulators)) await simulator.stop();
	}
}
