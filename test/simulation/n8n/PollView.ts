import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
	INode,
	IPollFunctions,
	WorkflowActivateMode,
} from 'n8n-workflow';

/** What one poll is given: whose it is, what it sees, and where its requests go. */
export interface PollViewSetup {
	readonly workflowId: string;
	readonly node: INode;
	readonly activation: WorkflowActivateMode;
	/** The node's, and the workflow's own. */
	readonly staticData: Readonly<Record<'node' | 'global', IDataObject>>;
	readonly budgetMs: number;
	credentials(type: string): ICredentialDataDecryptedObject;
	request(type: string, options: IHttpRequestOptions): Promise<unknown>;
	log(level: string, message: string): void;
}

/** The part of n8n's poll context that the package uses. */
type Used =
	| 'getNode'
	| 'getWorkflow'
	| 'getMode'
	| 'getActivationMode'
	| 'getTimezone'
	| 'getWorkflowStaticData'
	| 'logger';

export type PollView = Pick<IPollFunctions, Used> & {
	readonly getPollBudgetMs: () => number;
	readonly getNodeParameter: (
		name: string,
		fallback: unknown,
		options?: { extractValue?: boolean },
	) => unknown;
	readonly getCredentials: (type: string) => Promise<ICredentialDataDecryptedObject>;
	readonly helpers: {
		readonly httpRequestWithAuthentication: (type: string, options: IHttpRequestOptions) => Promise<unknown>;
	};
};

/** Whatever else the package should ask for fails loudly. */
export function pollView(setup: PollViewSetup): PollView {
	const { node, workflowId } = setup;
	const view: PollView = {
		getNode: () => node,
		getWorkflow: () => ({ id: workflowId, name: 'Workflow', active: true }),
		getMode: () => 'trigger',
		getActivationMode: () => setup.activation,
		getTimezone: () => 'UTC',
		getWorkflowStaticData: (type: 'node' | 'global') => setup.staticData[type],
		getPollBudgetMs: () => setup.budgetMs,
		getNodeParameter: (name: string, fallback: unknown, options?: { extractValue?: boolean }) =>
			valueOf(node.parameters[name] ?? fallback, options?.extractValue === true),
		getCredentials: async (type: string) => await Promise.resolve({ ...setup.credentials(type) }),
		logger: loggerOf(setup),
		helpers: {
			async httpRequestWithAuthentication(type: string, options: IHttpRequestOptions) {
				return await setup.request(type, options);
			},
		},
	};
	// It fails for every member that is not here, so that nothing can pass for n8n unnoticed.
	Object.setPrototypeOf(view, NOTHING_ELSE);
	return view;
}

/** What is asked for whatever a poll does not have. */
const NOTHING_ELSE = new Proxy(Object.prototype, {
	get(target, name, receiver) {
		if (typeof name === 'string' && !(name in target) && !UNKNOWN_TO_POLLS.has(name)) {
			throw new Error(`The simulated n8n has no "${name}" in a poll`);
		}
		return Reflect.get(target, name, receiver) as unknown;
	},
});

const UNKNOWN_TO_POLLS = new Set(['then', 'getExecutionCancelSignal', 'addExecutionHints', 'toJSON']);

function loggerOf(setup: PollViewSetup) {
	const at = (level: string) => (message: string) => setup.log(level, message);
	return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** n8n's `extractValue`: what a resource locator holds. */
function valueOf(value: unknown, extract: boolean): unknown {
	const isLocator = typeof value === 'object' && value !== null && 'mode' in value && 'value' in value;
	return extract && isLocator ? value.value : value;
}
