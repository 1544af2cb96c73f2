import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { ApiResponse } from './http';
import type { ListForm } from './ListForm';
import type { PaceLimits } from './Speed';
import type { RetryPolicy } from './retry';

/** Everything the core must know of a platform: where it is, how fast it may be called, what its errors say. */
export interface Platform {
	/** As it stands in every emitted error: `celigo`, `port`, ... */
	readonly name: string;
	readonly displayName: string;
	/** The credential's field that says where the server is, as errors name it: `'Base URL'`. */
	readonly addressField: string;
	/** Credential type of requests, unless an operation names another. */
	readonly credentialType: string;
	/** How the trigger labels its credentials, by type, where it takes several. */
	readonly credentialLabels?: Readonly<Record<string, string>>;
	/** What the credential says about the connection. No request is made. */
	connect(credential: ICredentialDataDecryptedObject): Connection;
	readonly pace: PaceLimits;
	readonly retry: RetryPolicy;
	/** Rows a page when everything is read; a node's option may change it. */
	readonly rowsPerPage: number;
	readonly requestTimeoutMs: number;
	/** How often something that goes on at the platform is looked at while an operation waits for its end. */
	readonly lookEveryMs: number;
	/** Headers of every request, beside those that the credential adds. */
	readonly headers?: Readonly<Record<string, string>>;
	/** The responses' header with the id under which the platform's support finds a request, in lower case. */
	readonly traceHeader?: string;
	/** The platform's own ID of a record, by which a list that moves while it is read shows no record twice. */
	recordId(record: IDataObject): string | undefined;
	/** Under which names records have the IDs that operations take: an AI tool always returns them. */
	readonly idFields: readonly string[];
	/** Whether users make up the IDs of integrations: they may have blanks and other characters in them. */
	readonly takesAnyId?: boolean;
	/** Whether IDs are hexadecimal: they may be typed in capitals, too, and the platform returns them in small letters. */
	readonly hasHexIds?: boolean;
	/** How lists look and go on that no operation knows. */
	readonly lists: ListForm;
	/** What an error body says. Gets parsed JSON, text, or undefined. */
	explain(body: unknown): Explanation;
	/** A 2xx response that is a failure all the same (`ok: false`). */
	isFailure?(body: unknown): boolean;
	/** A response that means a 404, though its status may be another one, to this request. */
	isNotFound?(response: ApiResponse, request: { readonly method: string }): boolean;
	/** A failure of another server, to which the platform had passed the request on, whatever the status. */
	wasBegun?(body: unknown): boolean;
	/** What the user can do about this failure, where the platform's documentation says more than the status does. */
	hint?(failure: { status: number; code: string | undefined; message: string }): string | undefined;
	/** A copy of a record without its secrets. */
	redact?(record: IDataObject): IDataObject;
}

/** A connection as the credential describes it. */
export interface Connection {
	/** No trailing slash; may have a path (`https://api.example.com/v1`). */
	readonly baseUrl: string;
	/** Whether the credential signs in by itself, so that n8n can do it again after a 401. */
	readonly signsIn?: boolean;
	/** Who signs in, where the secrets alone do not tell accounts apart. */
	readonly user?: string;
	/** Values that must never appear in a message. */
	readonly secrets: readonly string[];
	/** Those of them that a sign-in fetched: they change while the credential stays the same. */
	readonly sessionSecrets?: readonly string[];
	/** What operations may know of the credential: API version, workspace id. Never a secret. */
	readonly settings?: Settings;
}

/** What a credential says besides its secrets and its address. */
export type Settings = Readonly<Record<string, string>>;

/** The platform's own words about a failure. */
export interface Explanation {
	readonly message?: string | undefined;
	readonly code?: string | undefined;
}
