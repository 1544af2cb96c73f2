import { z } from 'zod';
import { executionSchema, failureOf, type Execution } from './executions';
import { RestClient } from './RestClient';
import { waitFor } from './waitFor';

export interface Credential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
}

export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	/** The order of execution is set in any case. */
	settings?: Record<string, unknown>;
}

const withId = z.object({ id: z.string() });
const named = z.object({ id: z.string(), name: z.string() });
const testResult = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });
const installedPackage = z.object({
	packageName: z.string(),
	installedVersion: z.string(),
	installedNodes: z.array(z.object({ name: z.string(), type: z.string() })),
});
const listedPackage = installedPackage.extend({ failedLoading: z.boolean() });

export type ListedPackage = z.output<typeof listedPackage>;

const publicationStatus = z.object({
	status: z.string(),
	triggers: z.array(z.object({ errorMessage: z.string().nullable() })),
});
const settledPublication = ['published', 'partial', 'failed'];

const summary = z.object({ id: z.string(), status: z.string() });
const unended = ['new', 'running', 'waiting'];

const runTimeoutMs = 120_000;
/** n8n itself gives up after two minutes. */
const activationTimeoutMs = 130_000;

/** What the demo and the tests do with an n8n: credentials, workflows, executions, community packages. */
export class N8nClient {
	/** By their IDs. What has ended does not change, and a list that is looked at again and again is long. */
	private readonly ended = new Map<string, Promise<Execution>>();

	private constructor(readonly http: RestClient) {}

	static async signIn(baseUrl: string): Promise<N8nClient> {
		return new N8nClient(await RestClient.signIn(baseUrl));
	}

	/** Makes the credential or, when one of that name is there, sets its data. Returns its id. */
	async saveCredential(credential: Credential): Promise<string> {
		const existing = await this.http.rest(z.array(named), 'GET', '/credentials');
		const id = existing.find(({ name }) => name === credential.name)?.id;
		const saved = await (id === undefined
			? this.http.rest(withId, 'POST', '/credentials', credential)
			: this.http.rest(withId, 'PATCH', `/credentials/${id}`, credential));
		return saved.id;
	}

	/** What the editor's connection test says of this credential. */
	async testCredential(id: string, credential: Credential): Promise<z.output<typeof testResult>> {
		return await this.http.rest(testResult, 'POST', '/credentials/test', {
			credentials: { id, ...credential },
		});
	}

	/** Makes the workflow or, when one of that name is there, replaces what it holds. Returns its id. */
	async saveWorkflow(workflow: Workflow): Promise<string> {
		const body = { ...workflow, settings: { executionOrder: 'v1', ...workflow.settings } };
		const id = await this.findWorkflow(workflow.name);
		const saved = await (id === undefined
			? this.http.api(withId, 'POST', '/workflows', { data: body })
			: this.http.api(withId, 'PUT', `/workflows/${id}`, { data: body }));
		return saved.id;
	}

	/** Gives the workflow this tag, and no other. */
	async tagWorkflow(workflowId: string, tag: string): Promise<void> {
		const tags = await this.http.rest(z.array(named), 'GET', '/tags');
		const existing = tags.find(({ name }) => name === tag);
		const { id } = existing ?? (await this.http.rest(named, 'POST', '/tags', { name: tag }));
		await this.http.api(z.array(named), 'PUT', `/workflows/${workflowId}/tags`, { data: [{ id }] });
	}

	async findWorkflow(name: string): Promise<string | undefined> {
		const found = await this.http.api(z.object({ data: z.array(named) }), 'GET', '/workflows', {
			params: { name, limit: 250, excludePinnedData: true },
		});
		return found.data.find((workflow) => workflow.name === name)?.id;
	}

	/**
	 * Publishes the workflow as it is now, and waits until its triggers listen: n8n answers the call earlier. A
	 * polling trigger has then polled once (its baseline). They listen again after each restart.
	 */
	async activate(workflowId: string): Promise<void> {
		await this.http.api(withId, 'POST', `/workflows/${workflowId}/activate`, { data: {} });
		const publication = await waitFor(
			`the triggers of workflow ${workflowId} to listen`,
			async () => {
				const now = await this.publication(workflowId);
				return settledPublication.includes(now.status) ? now : undefined;
			},
			{ timeoutMs: activationTimeoutMs },
		);
		if (publication.status !== 'published') {
			const reasons = publication.triggers.map(({ errorMessage }) => errorMessage ?? 'no reason given');
			throw new Error(`n8n could not activate workflow ${workflowId}: ${reasons.join('; ')}`);
		}
	}

	async deactivate(workflowId: string): Promise<void> {
		await this.http.api(withId, 'POST', `/workflows/${workflowId}/deactivate`, { data: {} });
	}

	/** As `deactivate`; waits until its triggers listen no more, because n8n answers that call earlier, too. */
	async deactivateFully(workflowId: string): Promise<void> {
		await this.deactivate(workflowId);
		await waitFor(
			`the triggers of workflow ${workflowId} to listen no more`,
			async () => (await this.publication(workflowId)).status === 'not_published',
			{ timeoutMs: activationTimeoutMs },
		);
	}

	private async publication(workflowId: string): Promise<z.output<typeof publicationStatus>> {
		const path = `/workflows/${workflowId}/publication-status`;
		return await this.http.rest(publicationStatus, 'GET', path);
	}

	/** Runs a workflow from its trigger as the editor's button does, and waits for its end. */
	async run(workflowId: string, triggerName: string): Promise<Execution> {
		const { executionId } = await this.http.rest(
			z.object({ executionId: z.string() }),
			'POST',
			`/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: triggerName } },
		);
		return await waitFor(
			`execution ${executionId} to end`,
			async () => {
				const execution = await this.execution(executionId);
				return unended.includes(execution.status) ? undefined : execution;
			},
			{ timeoutMs: runTimeoutMs, everyMs: 100 },
		);
	}

	/** As `run`; fails with the execution's error when it did not succeed. */
	async runWell(workflowId: string, triggerName: string): Promise<Execution> {
		const execution = await this.run(workflowId, triggerName);
		const failure = failureOf(execution);
		if (execution.status !== 'success' || failure !== undefined) {
			throw new Error(
				`Execution ${execution.id} ended as "${execution.status}": ${failure ?? 'no error was stored'}`,
			);
		}
		return execution;
	}

	async execution(id: string): Promise<Execution> {
		return await this.http.api(executionSchema, 'GET', `/executions/${id}`, {
			params: { includeData: true },
		});
	}

	/**
	 * The ended executions of a workflow with their data, newest first; at most n8n's page of 20. By the editor's list:
	 * the public API leaves out what a queue's main process has not yet taken back from its worker.
	 */
	async executions(workflowId: string): Promise<Execution[]> {
		const ended = (await this.summaries(workflowId)).filter(({ status }) => !unended.includes(status));
		return await Promise.all(ended.map(async ({ id }) => await this.endedExecution(id)));
	}

	private async endedExecution(id: string): Promise<Execution> {
		const known = this.ended.get(id);
		if (known !== undefined) return await known;
		const reading = this.execution(id);
		this.ended.set(id, reading);
		try {
			return await reading;
		} catch (error) {
			this.ended.delete(id);
			throw error;
		}
	}

	/** The state of all executions of a workflow, those that wait or run too; for messages of failed waits. */
	async executionStates(workflowId: string): Promise<string> {
		const summaries = await this.summaries(workflowId);
		if (summaries.length === 0) return 'no execution';
		return summaries.map(({ id, status }) => `execution ${id}: ${status}`).join(', ');
	}

	private async summaries(workflowId: string): Promise<Array<z.output<typeof summary>>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.http.rest(
			z.object({ results: z.array(summary) }),
			'GET',
			`/executions?filter=${filter}`,
		);
		return results;
	}

	/** The names of all nodes that the editor offers, as `<package>.<node>`. */
	async nodeTypes(): Promise<string[]> {
		const nodes = await this.http.file(z.array(z.object({ name: z.string() })), '/types/nodes.json');
		return nodes.map(({ name }) => name);
	}

	/** What Settings > Community nodes lists. */
	async communityPackages(): Promise<ListedPackage[]> {
		return await this.http.rest(z.array(listedPackage), 'GET', '/community-packages');
	}

	/** What Settings > Community nodes > Install does. */
	async installCommunityPackage(name: string, version: string): Promise<string[]> {
		const installed = await this.http.rest(installedPackage, 'POST', '/community-packages', {
			name,
			version,
		});
		return installed.installedNodes.map(({ type }) => type);
	}

	async removeCommunityPackage(name: string): Promise<void> {
		await this.http.rest(z.unknown(), 'DELETE', `/community-packages?name=${encodeURIComponent(name)}`);
	}
}
