import './environment';
import get from 'lodash/get';
import { CredentialTestContext, ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestRequest,
	type ICredentialType,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { CredentialStore } from './CredentialStore';
import { additionalData, workflowNode } from './setup';
import { buildWorkflow } from './workflow';

export interface CredentialTestSetup {
	credentialType: ICredentialType;
	data: ICredentialDataDecryptedObject;
	/** The node whose `testedBy` function tests the credential, where the credential type has no `test` of its own. */
	node?: INodeType;
}

/** The button that tests a credential: its `test` request through n8n-core's RoutingNode, or the node's function. */
export async function testCredential(setup: CredentialTestSetup): Promise<INodeCredentialTestResult> {
	const { credentialType, node } = setup;
	const store = new CredentialStore([credentialType], { [credentialType.name]: setup.data });
	const data = store.resolved(credentialType.name, 'internal');
	const credential = { id: credentialType.name, name: credentialType.name, type: credentialType.name, data };
	if (credentialType.test) return await testByRequest(credentialType.test, credential, store);
	const testedBy = node?.description.credentials?.find(({ name }) => name === credentialType.name)?.testedBy;
	const test = typeof testedBy === 'string' ? node?.methods?.credentialTest?.[testedBy] : undefined;
	if (!test) return { status: 'Error', message: 'No testing function found for this credential.' };
	return await test.call(new CredentialTestContext(additionalData(store, 'internal')), credential);
}

/** A node that exists only for the time of the test: one field, whose routing is the credential's test request. */
const testNode = (name: string, { request }: ICredentialTestRequest): INodeType => ({
	description: {
		displayName: 'No Operation',
		// n8n tells a credential test from an ordinary run by this name.
		name: 'n8n-nodes-base.noOp',
		group: ['organization'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name, required: true }],
		properties: [{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } }],
	},
});

async function testByRequest(
	test: ICredentialTestRequest,
	credential: ICredentialsDecrypted,
	store: CredentialStore,
): Promise<INodeCredentialTestResult> {
	const type = testNode(credential.type, test);
	const node = workflowNode('Temp-Node', { node: type }, store);
	const workflow = buildWorkflow([type], [node]);
	const input = { main: [[{ json: {} }]] };
	const executeData = { node, data: {}, source: null };
	const run = createRunExecutionData();
	const data = additionalData(store, 'internal');
	const context = new ExecuteContext(workflow, node, data, 'internal', run, 0, [], input, executeData, []);
	try {
		return judged(test, await new RoutingNode(context, type, credential).runNode());
	} catch (error) {
		return refused(test, error);
	}
}

/** An answer of 2xx passes, unless a rule recognises a failure in its body. */
function judged(test: ICredentialTestRequest, answer?: INodeExecutionData[][]): INodeCredentialTestResult {
	const body = answer?.[0]?.[0]?.json;
	for (const { type, properties } of test.rules ?? []) {
		if (type === 'responseSuccessBody' && get(body, properties.key) === properties.value) {
			return { status: 'Error', message: properties.message };
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** What n8n says of a failed request: a rule's message for the status, else the bare status text, else the network's code. */
function refused(test: ICredentialTestRequest, error: unknown): INodeCredentialTestResult {
	const { message, cause } = error instanceof Error ? error : new Error(String(error));
	const response: unknown = get(cause, 'response');
	const code: unknown = get(cause, 'code');
	if (!response)
		return { status: 'Error', message: typeof code === 'string' && code !== '' ? code : message };
	const status: unknown = get(response, 'status');
	const statusText: unknown = get(response, 'statusText');
	const rule = test.rules?.find(
		({ type, properties }) => type === 'responseCode' && properties.value === status,
	);
	if (rule) return { status: 'Error', message: rule.properties.message };
	const words = typeof statusText === 'string' && statusText !== '' ? statusText : undefined;
	return { status: 'Error', message: words ?? `Received HTTP status code: ${String(status)}` };
}
