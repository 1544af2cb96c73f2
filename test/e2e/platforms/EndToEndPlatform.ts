import type { INodeTypeDescription } from 'n8n-workflow';
import type { ExecutionItem } from '../../../demo/n8n/executions';
import type { NodeChoice } from '../../../demo/n8n/workflows';
import type { DemoPlatform } from '../../../demo/platforms/DemoPlatform';
import type { RequestFilter } from '../../../simulators/switchboard';

/** One run of an operation in the real n8n, and what must come out. */
export interface OperationCheck {
	resource: string;
	operation: string;
	/** Tells two checks of one operation apart. */
	note?: string;
	/** Fields besides resource and operation. */
	parameters?: Record<string, unknown>;
	/** Nodes before it that make its input items; one empty item without them. */
	before?: NodeChoice[];
	/** Operations of the platform before it, each on the items of the one before; their names are theirs (`error.getMany`). */
	follows?: ReadonlyArray<Pick<OperationCheck, 'resource' | 'operation' | 'parameters'>>;
	/** Fails, with jest's `expect`, when the items are not right. */
	verify: (items: ExecutionItem[]) => void;
}

/** What the suites need to know of a platform; they run for every one. */
export interface EndToEndPlatform {
	demo: DemoPlatform;
	/** `dist/nodes/<nodeFolder>` holds the platform's code. */
	nodeFolder: string;
	/** The descriptions in the source: the editor must offer what they say. */
	node: INodeTypeDescription;
	trigger: INodeTypeDescription;
	/** Changes to the credential's data after which the platform refuses it, and what it then says. */
	refusal: { data: Record<string, unknown>; message: string };
	/** In this order; a check may rely on what an earlier one changed. */
	operations: OperationCheck[];
	/** The request that a poll of the trigger makes once; polls are counted by it. */
	pollRequest: RequestFilter;
	/** An operation whose first field is a picker, and a name that it must list. */
	picker: { resource: string; operation: string; field: string; lists: string[] };
}
