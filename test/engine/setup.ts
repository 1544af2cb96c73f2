import './environment';
import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialType,
	INode,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { CredentialStore, type CredentialData } from './CredentialStore';
import { typeName } from './workflow';

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
