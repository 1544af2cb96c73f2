import type { INode } from 'n8n-workflow';

import type { ApiRequest, ApiResponse, KNOWN_BEFORE } from './http';
import type { Redirect } from './redirects';

/** A request that did not succeed, in the platform's words and ours. */
export interface FailedRequest extends Pick<ApiRequest, (typeof KNOWN_BEFORE)[number]> {
	/** Without host and query: they may hold what must not be shown. */
	readonly path: string;
	/** Undefined when no response came. */
	readonly status?: number | undefined;
	readonly networkCode?: string | undefined;
	/** Whether there was no connection to the server at all: then nothing was sent. */
	readonly isUnconnected?: boolean | undefined;
	/** What the platform, or the network, said; of a sign-in a whole sentence. */
	readonly message: string;
	/** The platform's own code. */
	readonly code?: string | undefined;
	/** Under which the platform's support finds the request. */
	readonly trace?: string | undefined;
	/** How long the server asked to wait, if it did. */
	readonly askedDelayMs?: number | undefined;
	readonly redirect?: Redirect | undefined;
	/** What a person typed behind the host in the credential; the empty text for nothing. */
	readonly typedPath?: string | undefined;
	/** Whether another server than the platform's responded: by a page for people, or a text that is known of gateways. */
	readonly isForeign?: boolean | undefined;
	/** True where the sign-in before the request failed, so that the request itself was not sent. */
	readonly isSignIn?: boolean | undefined;
	/** Whether that was so for an earlier poll, and it was not sent again. */
	readonly isHeld?: boolean | undefined;
	/** Whether its response says that it was begun: then the status is another server's. */
	readonly wasBegun?: boolean | undefined;
	/** Whether an earlier try of it may have been carried out, whatever came of this one. */
	readonly mayBeDone?: boolean;
	readonly tries: number;
}

/** Where a failure belongs: the node, its item, the operation as the user knows it. */
export interface Location {
	readonly node: INode;
	/** Undefined in triggers and pickers. */
	readonly itemIndex?: number | undefined;
	/** `Integration: Get Many`, or another task of the node. */
	readonly task: string;
}

/** What came of sending a request once. */
export type Outcome =
	| { readonly response: ApiResponse }
	/** `wasSent` is false where an earlier refusal, a pause, or the end of the time or of the run prevented it. */
	| { readonly failed: FailedRequest; readonly wasSent?: false };
