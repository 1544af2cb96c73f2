import type { IDataObject } from 'n8n-workflow';
import { camelCase, castArray, compact, pick, uniq } from 'lodash';

import { exactJson } from '../data/exactJson';
import type { Field, FieldReader, FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import type { Settings } from '../request/Platform';

/** What a check is given beside the values; `once` has what items of this run share, such as what those before this one said. */
type CheckSurroundings = [settings: Settings, limit: number, run: Pick<ApiClient, 'once'>];

/** What the Operation dropdown shows of an operation, and the fields it asks for. */
interface Face<Fields extends FieldSet> {
	/** In title case; its camel case is the value that workflows store, so renaming it breaks them. */
	readonly name: string;
	/** For the node panel and for AI agents, in sentence case, without articles: "Get flows of integration". */
	readonly action: string;
	/** What the action does not say, in other words: "Retrieve a list of all flows that belong to it". */
	readonly description?: string;
	readonly fields: Fields;
	/**
	 * What is wrong between fields, or between them and the credential's settings or a list's limit (Infinity for all): seen
	 * for every item before the first request of any, because `run` can no longer refuse without something done.
	 * @throws FieldError
	 */
	readonly check?: (values: Values<Fields>, ...more: CheckSurroundings) => unknown;
	/**
	 * What an item changes, where that is read, merged and written: items with equal keys go one after the other, in input
	 * order. Undefined where nothing can be undone.
	 */
	readonly exclusive?: (values: Values<Fields>) => string | undefined;
	/** The short form of a record, or its keys. Its presence gives the operation the Simplify switch. */
	readonly simplify?: Simplify<Values<Fields>>;
	/** Where it returns a file, or only while its fields have these values: the field for the binary data's name is shown then. */
	readonly returnsFile?: true | Conditions;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** True when the response's secrets are what the user asked for. */
	readonly keepsSecrets?: (values: Values<Fields>) => boolean;
}

/** One request (or a few) an item; returns a record, several, a file, or nothing. */
export interface RunOperation<Fields extends FieldSet> extends Face<Fields> {
	readonly run: (api: ApiClient, values: Values<Fields>) => Promise<Result>;
}

/** A list an item: an async generator of records. Gets Return All and Limit; stops being read when enough is there. */
export interface ListOperation<Fields extends FieldSet> extends Face<Fields> {
	/** Where it returns a list only while fields of its own have these values: Return All and Limit are shown then. */
	readonly listsWhen?: Conditions;
	readonly list: (api: ApiClient, values: Values<Fields>) => AsyncIterable<IDataObject>;
}

/** One request for many items: entries of `of` are put together over all items whose other fields are equal. */
export interface BatchOperation<Fields extends FieldSet> extends Face<Fields> {
	readonly batch: {
		/** The field, read as a list, whose entries are put together. */
		readonly of: ListKeys<Fields>;
		/** Its entries, where those that were given may name one thing in several ways. */
		readonly entries?: (values: Values<Fields>) => readonly unknown[];
		/** Most entries that the platform takes in one request. */
		readonly size: number;
		readonly run: (api: ApiClient, values: Values<Fields>) => Promise<Result | Divided<Values<Fields>>>;
	};
}

/** One write for all items that change the same thing, where the platform takes that: each item returns its result. */
export interface MergeOperation<Fields extends FieldSet> extends Face<Fields> {
	/** What an item changes: items with equal keys share a write. */
	readonly exclusive: (values: Values<Fields>) => string;
	/** `items` are the values of the items with this key, in input order. */
	readonly merge: (api: ApiClient, key: string, items: ReadonlyArray<Values<Fields>>) => Promise<Result>;
}

type Definition<Fields extends FieldSet> =
	| RunOperation<Fields>
	| ListOperation<Fields>
	| BatchOperation<Fields>
	| MergeOperation<Fields>;

/** What an operation may return: records, one record, a file, or nothing (204). */
export type Result = IDataObject | readonly IDataObject[] | DownloadedFile | undefined;

/** A file among an operation's results; the core hands it to n8n as binary data beside `record`. */
export class DownloadedFile {
	constructor(
		readonly record: IDataObject,
		readonly bytes: Buffer,
		readonly fileName: string,
		readonly mimeType: string,
	) {}
}

/** What came of one request for several items, so that each returns what is its own: n8n can follow that back to its item. */
export class Divided<Given> {
	constructor(
		/** What is an item's: of its values, the entries are those in this request. */
		readonly ofItem: (own: Given) => Result,
		/** What is no item's more than another's. */
		readonly ofAll: readonly IDataObject[] = [],
	) {}
}

/** How a record is shortened: to these keys, or by a function that gets the item's values, too (of a batch, with the entries that it is of). */
export type Simplify<Given = unknown> =
	| ((record: IDataObject, values: Given) => IDataObject)
	| readonly string[];

/** The short form of a record that needs no values. Of keys, one that is missing becomes null, so that a table has no holes. */
export function simplified(record: IDataObject, simplify: Simplify): IDataObject {
	if (typeof simplify === 'function') return simplify(record, undefined);
	return Object.fromEntries(simplify.map((key) => [key, record[key] ?? null]));
}

/** Names of the fields whose values are lists. */
export type ListKeys<Fields extends FieldSet> = {
	[Key in keyof Fields]: Values<Fields>[Key] extends readonly unknown[] ? Key : never;
}[keyof Fields] &
	string;

/** What comes out of the work of an item, one after the other. */
export type Produced = AsyncIterable<IDataObject | DownloadedFile | Divided<readonly unknown[]>>;

/** The work of one item, its values already read and checked. */
export interface Work {
	/** Does it; of a batch, for these entries. */
	readonly produce: (api: ApiClient, entries: readonly unknown[]) => Produced;
	/** The short form of a record that came of it; undefined where the operation has none. */
	readonly simplify?: ((record: IDataObject, entries: readonly unknown[]) => IDataObject) | undefined;
	/** Works with equal keys go one after the other. */
	readonly exclusive?: string | undefined;
	/** Set where one write may be for all works with an equal `exclusive`: does it for these. */
	readonly merge?: (api: ApiClient, works: readonly Work[]) => Promise<Result>;
	/** Set where several items may share a request: items with equal keys. */
	readonly batch?: {
		readonly key: string;
		readonly entries: readonly unknown[];
		readonly size: number;
		/** What the field of the entries is called. */
		readonly label: string;
	};
}

type Conditions = NonNullable<Field<unknown>['shownWhen']>;

const SHOWN = ['name', 'action', 'description', 'fields', 'credentialType'] as const;

/** An operation with the types of its own fields forgotten, as the core runs it. */
export interface AnyOperation extends Pick<Face<FieldSet>, (typeof SHOWN)[number]> {
	readonly value: string;
	/** While which of its fields have which values it returns a list, with Return All and Limit; undefined where it never does. */
	readonly listsWhen: Conditions | undefined;
	/** While which of its fields have which values it returns a file; undefined where it never does. */
	readonly returnsFile: Conditions | undefined;
	/** Whether its records have a short form, and so Simplify. */
	readonly simplifies: boolean;
	/** Reads one item's fields; the reader throws what is wrong with each, `check` what is wrong between them. */
	prepare(read: FieldReader): {
		readonly work: Work;
		readonly keepsSecrets: boolean;
		readonly check: ((...more: CheckSurroundings) => unknown) | undefined;
	};
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
export function operation<Fields extends FieldSet>(definition: Definition<Fields>): AnyOperation {
	const { name, fields, check, keepsSecrets, returnsFile } = definition;
	const valuesOf = new WeakMap<Work, Values<Fields>>();
	return {
		...pick(definition, SHOWN),
		value: camelCase(name),
		listsWhen: 'list' in definition ? (definition.listsWhen ?? {}) : undefined,
		returnsFile: returnsFile === true ? {} : returnsFile,
		simplifies: definition.simplify !== undefined,
		prepare(read) {
			const values = read(fields);
			const work: Work = {
				...actOf(definition, values, valuesOf),
				exclusive: definition.exclusive?.(values),
				simplify: shortOf(definition, values),
			};
			valuesOf.set(work, values);
			return {
				work,
				keepsSecrets: keepsSecrets?.(values) ?? false,
				check: check && ((...more) => check(values, ...more)),
			};
		},
	};
}

/** What is done for one item. `valuesOf` has the values of each item of the operation. */
function actOf<Fields extends FieldSet>(
	definition: Definition<Fields>,
	values: Values<Fields>,
	valuesOf: WeakMap<Work, Values<Fields>>,
): Pick<Work, 'produce' | 'merge' | 'batch'> {
	if ('run' in definition) return { produce: (api) => resultsOf(definition.run(api, values)) };
	if ('list' in definition) return { produce: (api) => definition.list(api, values) };
	if ('merge' in definition) {
		const { exclusive, merge } = definition;
		const key = exclusive(values);
		return {
			produce: (api) => resultsOf(merge(api, key, [values])),
			merge: async (api, works) => await merge(api, key, compact(works.map((work) => valuesOf.get(work)))),
		};
	}
	const { fields } = definition;
	const { of, size, run } = definition.batch;
	const entries: unknown = definition.batch.entries?.(values) ?? values[of];
	const key = exactJson({ ...values, [of]: null });
	const withEntries = (some: readonly unknown[]) => ({ ...values, [of]: some });
	return {
		produce: async function* (api, chunk) {
			const result = await run(api, withEntries(chunk));
			if (!(result instanceof Divided)) return yield* resultsOf(result);
			yield new Divided((own) => result.ofItem(withEntries(own)), result.ofAll);
		},
		batch: {
			key,
			entries: Array.isArray(entries) ? uniq(entries) : [],
			size,
			label: fields[of]?.property.displayName ?? of,
		},
	};
}

function shortOf<Fields extends FieldSet>(
	definition: Definition<Fields>,
	values: Values<Fields>,
): Work['simplify'] {
	const { simplify } = definition;
	if (typeof simplify !== 'function') return simplify && ((record) => simplified(record, simplify));
	return (record, entries) =>
		simplify(record, 'batch' in definition ? { ...values, [definition.batch.of]: entries } : values);
}

/** A result as what comes out of an item. */
export async function* resultsOf(promised: Result | Promise<Result>): Produced {
	const result = await promised;
	if (result === undefined) yield { success: true };
	else if (result instanceof DownloadedFile) yield result;
	else yield* castArray<IDataObject>(result);
}
