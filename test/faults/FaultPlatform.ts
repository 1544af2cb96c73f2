import type { ICredentialType, IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import type { Platform } from '../../core';
import type { Clock, FaultPlan, RequestFilter, RequestLog, ViolationLog } from '../../simulators/switchboard';
import type { CredentialData, NodeRun, PollSession } from '../engine';
import type { OperationRun } from '../platforms/PlatformBench';

/** Kinds of what a user does: each goes its own way through the core. */
export const kinds = [
	'list',
	'get',
	'create',
	'update',
	'delete',
	'action',
	'customGet',
	'customChange',
	'poll',
	'picker',
	'test',
] as const;

export type Kind = (typeof kinds)[number];

/** One operation of a kind. Where it changes something, it is run for two items, one after the other. */
export interface OperationSubject {
	/** As the node names it. */
	readonly task: string;
	/** The requests that are struck. */
	readonly struck: RequestFilter;
	readonly parameters: INodeParameters;
	/** What goes in; one empty item where it is not set. */
	readonly items?: IDataObject[];
	/** Where it is not run with the credential that the platform's test usually has. */
	readonly credentials?: CredentialData;
	/** Further tries of the struck request where it may be repeated. */
	readonly retries: number;
	/** Whether the platform's document says that it may be repeated, though it is no read. */
	readonly isRepeatable?: boolean;
}

/** A list, or the reading of one record. */
export interface ReadSubject extends OperationSubject {
	/** How many records it returns, and how many struck requests that takes. */
	readonly records: number;
	readonly requests: number;
	readonly hasLargePages?: boolean;
	/** Of a list with pages: what is inserted before everything else while it is read, and how pages are made small. */
	readonly pages?: { readonly insert: () => void; readonly small: INodeParameters };
}

export interface ChangeSubject extends OperationSubject {
	/** What is done where nobody knows whether it was carried out: it is looked for, and sent once more where it is not there. */
	readonly afterLoss?: 'lookedFor' | 'sentAgain';
	/** Whether the platform passes it on to other servers, whose 401 or 429 it may be: then it may have been carried out. */
	readonly isPassedOn?: boolean;
	/** Which values of an item its record shows; all of them unless said. */
	readonly shows?: readonly string[];
	/** How many of the two items the platform carried out, by its own state. */
	readonly done: () => number;
}

/** A running simulator with what is tried on it. A kind that the platform does not have is missing. */
export interface FaultPlatform {
	readonly platform: Platform;
	readonly simulator: {
		readonly url: string;
		readonly requests: RequestLog;
		readonly faults: FaultPlan;
		readonly violations: ViolationLog;
		readonly clock: Clock;
		stop(): Promise<void>;
	};
	readonly credentialType: ICredentialType;
	readonly credentials: CredentialData;
	/** Runs an operation of the node, without delays. */
	readonly run: (...run: OperationRun) => Promise<NodeRun>;
	/** Where tokens are fetched; no fault strikes there. */
	readonly signIn?: RegExp;
	readonly list: ReadSubject;
	readonly get: ReadSubject;
	readonly create?: ChangeSubject;
	readonly update?: ChangeSubject;
	readonly delete?: ChangeSubject;
	readonly action?: ChangeSubject;
	/** API: Custom Call, of which the node knows nothing but its method. */
	readonly customGet: ReadSubject;
	readonly customChange: ChangeSubject;
	readonly poll: {
		readonly session: PollSession;
		readonly struck: RequestFilter;
		readonly cause: () => void;
		readonly hasLargePages?: boolean;
	};
	readonly picker: {
		readonly choices: () => Promise<INodeListSearchResult>;
		readonly struck: RequestFilter;
		/** Whether the list is asked for larger pages than every server has, and for a usual one where they are refused. */
		readonly hasLargePages?: boolean;
	};
	readonly test: RequestFilter;
	/** False where a credential's test has no body to look at. */
	readonly hasTestBody?: boolean;
	stop(): Promise<void>;
}

/** How a platform of the matrix is started. */
export interface FaultSubject {
	readonly name: string;
	readonly platform: Platform;
	/** What its API does not have. */
	readonly lacks?: readonly Kind[];
	/** Whether an empty response is an empty list to it (provider document). */
	readonly hasEmptyLists?: boolean;
	/** Whether its list comes in pages. */
	readonly isPaged: boolean;
	readonly start: (differences: Partial<Platform>) => Promise<FaultPlatform>;
}
