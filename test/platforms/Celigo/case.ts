import type { INodeParameters } from 'n8n-workflow';

import type { CeligoBench } from './bench';

/** One run of an operation against the sample account, and what must come of it. */
export interface CeligoCase {
	parameters: INodeParameters;
	/** `METHOD path?query` of every request, in order; an entry may be a matcher. */
	asked: unknown[];
	/** True where requests go out side by side: their order means nothing then. */
	isUnordered?: boolean;
	/** Body of the only request that changes something; undefined where none does or it has none. */
	body?: unknown;
	/** The output, exactly. */
	output: unknown[];
	/** What the output must contain with Simplify off; undefined where the operation has no such switch. */
	raw?: object[];
	prepare?: (bench: CeligoBench) => void;
}
