import './environment';
import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IConnections,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { CredentialStore, type CredentialData } from './CredentialStore';

/** A node as a workflow holds it: its type, what its fields are set to, and its credentials. */
export interface NodeSetup {
	node: INodeType;
	/** Fields as the editor stores them, expressions (`={{$json.id}}`) included. What is missing gets its default. */
	parameters?: INodeParameters;
	/** What a person typed, by credential type; or a store, to keep what earlier runs left in it. */
	credentials?: CredentialData | CredentialStore;
	credentialTypes?: ICredentialType[];
}

export function credentialStore({ credentials = {}, credentialTypes = [] }: NodeSetup): CredentialStore {
	return credentials instanceof CredentialStore
		? credentials
		: new CredentialStore(credentialTypes, credentials);
}

/** n8n's name of a node type: the package's, then the node's. */
const typeName = ({ description: { name } }: INodeType) =>
	name.includes('.') ? name : `n8n-nodes-integration-ops.${name}`;

/** The entry of a workflow's `nodes` for one node. */
export function workflowNode(name: string, setup: NodeSetup, store: CredentialStore): INode {
	const { description } = setup.node;
	const versions = [description.version].flat();
	return {
		id: name,
		name,
		type: typeName(setup.node),
		typeVersion: description.defaultVersion ?? versions.at(-1) ?? 1,
		position: [0, 0],
		parameters: structuredClone(setup.parameters ?? {}),
		credentials: store.references((description.credentials ?? []).map((credential) => credential.name)),
	};
}

function nodeTypes(types: INodeType[]): INodeTypes {
	const byName = new Map(types.map((type) => [typeName(type), type]));
	const find = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new Error(`Unknown node type "${name}".`);
		return type;
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
		getKnownTypes: () => ({}),
	};
}

/** n8n's Workflow object over the given nodes; it fills in the default of every field that is not set. */
export function buildWorkflow(
	types: INodeType[],
	nodes: INode[],
	connections: IConnections = {},
	staticData: IDataObject = {},
): Workflow {
	return new Workflow({
		id: 'workflow',
		name: 'Workflow under test',
		nodes,
		connections,
		active: true,
		nodeTypes: nodeTypes(types),
		staticData,
		settings: { executionOrder: 'v1', timezone: 'UTC' },
	});
}

const nothing: INodeType = {
	description: {
		displayName: 'Nothing',
		name: 'nothing',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
};

/** A workflow that does nothing: n8n resolves expressions outside of a run in such a one. */
export function emptyWorkflow(): { workflow: Workflow; node: INode } {
	const node = workflowNode('Nothing', { node: nothing }, new CredentialStore([], {}));
	return { workflow: buildWorkflow([nothing], [node]), node };
}

const absent = (what: string) => async () =>
	await Promise.reject(new Error(`${what} is not part of the tests.`));

/** What n8n hands to every execution context besides the workflow. */
export function additionalData(
	store: CredentialStore,
	mode: WorkflowExecuteMode,
): IWorkflowExecuteAdditionalData {
	const address = 'http://n8n.example.com';
	const workflowData = {
		id: 'workflow',
		name: 'Workflow under test',
		active: true,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	};
	return {
		credentialsHelper: store,
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		hooks: new ExecutionLifecycleHooks(mode, 'execution', workflowData),
		executionId: 'execution',
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${address}/rest`,
		instanceBaseUrl: address,
		formBaseUrl: `${address}/form`,
		formWaitingBaseUrl: `${address}/form-waiting`,
		formTestBaseUrl: `${address}/form-test`,
		webhookBaseUrl: `${address}/webhook`,
		webhookWaitingBaseUrl: `${address}/webhook-waiting`,
		webhookTestBaseUrl: `${address}/webhook-test`,
		mcpBaseUrl: `${address}/mcp`,
		mcpTestBaseUrl: `${address}/mcp-test`,
		logAiEvent: () => undefined,
		executeWorkflow: absent('Running a sub-workflow'),
		getRunExecutionData: absent('Reading another execution'),
		getRuntimeCredential: absent('A runtime credential'),
		startRunnerTask: absent('A task runner'),
	};
}
