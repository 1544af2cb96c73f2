import type { IDataObject } from 'n8n-workflow';
import { camelCase } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import type { FieldReader, FieldSet, Values } from '../field/Field';

/** What the Operation dropdown shows of an operation, and the fields it asks for. */
interface Face<Fields extends FieldSet> {
	/** In title case; its camel case is the value that workflows store, so renaming it breaks them. */
	readonly name: string;
	/** For the node panel: "Get the flows of an integration". */
	readonly action: string;
	readonly description?: string;
	readonly fields: Fields;
	/** The short form of a record. Its presence gives the operation the Simplify switch. */
	readonly simplify?: (record: IDataObject) => IDataObject;
	/** True when it answers a file; gives the operation the field for the binary data's name. */
	readonly answersFile?: boolean;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** True when the answer's secrets are what the user asked for. */
	readonly keepsSecrets?: (values: Values<Fields>) => boolean;
}

/** One request (or a few) an item; answers a record, several, a file, or nothing. */
export interface RunOperation<Fields extends FieldSet> extends Face<Fields> {
	readonly run: (api: ApiClient, values: Values<Fields>) => Promise<Answer>;
}

/** A list an item: an async generator of records. Gets Return All and Limit; stops being read when enough is there. */
export interface ListOperation<Fields extends FieldSet> extends Face<Fields> {
	readonly list: (api: ApiClient, values: Values<Fields>) => AsyncIterable<IDataObject>;
}

/** One request for many items: entries of `of` are put together over all items whose other fields are equal. */
export interface BatchOperation<Fields extends FieldSet, Of extends ListKeys<Fields>> extends Face<Fields> {
	readonly batch: {
		/** The field, read as a list, whose entries are put together. */
		readonly of: Of;
		/** Most entries that the platform takes in one request. */
		readonly size: number;
		readonly run: (api: ApiClient, values: Values<Fields>) => Promise<Answer>;
	};
}

/** What an operation may answer: records, one record, a file, or nothing (204). */
export type Answer = IDataObject | readonly IDataObject[] | DownloadedFile | undefined;

/** A file among an operation's answers; the core hands it to n8n as binary data beside `record`. */
export class DownloadedFile {
	constructor(
		readonly record: IDataObject,
		readonly bytes: Buffer,
		readonly fileName: string,
		readonly mimeType: string,
	) {}
}

/** Names of the fields whose values are lists. */
export type ListKeys<Fields extends FieldSet> = {
	[Key in keyof Fields]: Values<Fields>[Key] extends readonly unknown[] ? Key : never;
}[keyof Fields] &
	string;

/** The work of one item, its values already read and checked. */
export type Work =
	| { readonly kind: 'run'; readonly run: (api: ApiClient) => Promise<Answer> }
	| { readonly kind: 'list'; readonly list: (api: ApiClient) => AsyncIterable<IDataObject> }
	| {
			readonly kind: 'batch';
			/** Items with equal keys may share a request. */
			readonly key: string;
			readonly entries: readonly unknown[];
			readonly size: number;
			readonly run: (api: ApiClient, entries: readonly unknown[]) => Promise<Answer>;
	  };

/** An operation with the types of its own fields forgotten, as the core runs it. */
export interface AnyOperation {
	readonly name: string;
	readonly value: string;
	readonly action: string;
	readonly description: string | undefined;
	readonly fields: FieldSet;
	readonly kind: Work['kind'];
	readonly simplify: ((record: IDataObject) => IDataObject) | undefined;
	readonly answersFile: boolean;
	readonly credentialType: string | undefined;
	/** Reads one item's fields; the reader throws what is wrong with them before any request is sent. */
	prepare(read: FieldReader): { readonly work: Work; readonly keepsSecrets: boolean };
}

/** A group of operations in the Resource dropdown. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly operations: readonly AnyOperation[];
}

/** Declares a resource; the camel case of its name is the value that workflows store. */
export function resource(name: string, operations: readonly AnyOperation[]): Resource {
	return { name, value: camelCase(name), operations };
}

/** Declares an operation. Adding one to a resource is calling this once. */
export function operation<Fields extends FieldSet, Of extends ListKeys<Fields> = never>(
	definition: RunOperation<Fields> | ListOperation<Fields> | BatchOperation<Fields, Of>,
): AnyOperation {
	const { name, action, description, fields, simplify, keepsSecrets } = definition;
	return {
		name,
		value: camelCase(name),
		action,
		description,
		fields,
		kind: 'run' in definition ? 'run' : 'list' in definition ? 'list' : 'batch',
		simplify,
		answersFile: definition.answersFile ?? false,
		credentialType: definition.credentialType,
		prepare(read) {
			const values = read(fields);
			return { work: workOf(definition, values), keepsSecrets: keepsSecrets?.(values) ?? false };
		},
	};
}

function workOf<Fields extends FieldSet, Of extends ListKeys<Fields>>(
	definition: RunOperation<Fields> | ListOperation<Fields> | BatchOperation<Fields, Of>,
	values: Values<Fields>,
): Work {
	if ('run' in definition) return { kind: 'run', run: async (api) => await definition.run(api, values) };
	if ('list' in definition) return { kind: 'list', list: (api) => definition.list(api, values) };
	const { of, size, run } = definition.batch;
	const entries: unknown = values[of];
	return {
		kind: 'batch',
		key: JSON.stringify({ ...values, [of]: null }),
		entries: Array.isArray(entries) ? entries : [],
		size,
		run: async (api, chunk) => await run(api, { ...values, [of]: chunk }),
	};
}
