import './environment';
import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { additionalData, credentialStore, workflowNode, type NodeSetup } from './setup';
import { buildWorkflow } from './workflow';

export interface PickerSetup extends NodeSetup {
	/** The name under `methods.listSearch` or `methods.loadOptions`. */
	method: string;
}

export interface ListSearchSetup extends PickerSetup {
	/** What the person typed into the picker's search box. */
	filter?: string;
	/** The token that the page before came with: the person scrolled to the end of the list. */
	paginationToken?: string;
}

/** One page of a resource locator's list, as the editor asks for it. */
export async function listSearch(setup: ListSearchSetup): Promise<INodeListSearchResult> {
	const method = setup.node.methods?.listSearch?.[setup.method];
	if (!method) throw new Error(`The node has no list search "${setup.method}".`);
	return await method.call(pickerContext(setup), setup.filter, setup.paginationToken);
}

/** The entries of a dropdown whose options are loaded. */
export async function loadOptions(setup: PickerSetup): Promise<INodePropertyOptions[]> {
	const method = setup.node.methods?.loadOptions?.[setup.method];
	if (!method) throw new Error(`The node has no load options method "${setup.method}".`);
	return await method.call(pickerContext(setup));
}

/** The editor sends the node as it stands on the screen: what is not set shows, and counts, as its default. */
function pickerContext(setup: NodeSetup): LoadOptionsContext {
	const credentials = credentialStore(setup);
	const node = workflowNode('Node', setup, credentials);
	const workflow = buildWorkflow([setup.node], [node]);
	const data = { ...additionalData(credentials, 'internal'), currentNodeParameters: node.parameters };
	return new LoadOptionsContext(workflow, node, data, '');
}
