import type { INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from './ApiClient';

/** A searchable list behind a resource locator. */
export interface Picker {
	/** Name of the method that n8n calls; equal names must mean the same picker. */
	readonly name: string;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** All choices. `sibling` gives another parameter of the node, for lists that depend on it. */
	readonly choices: (
		api: ApiClient,
		sibling: (name: string) => string | undefined,
	) => AsyncIterable<INodeListSearchItems>;
}
