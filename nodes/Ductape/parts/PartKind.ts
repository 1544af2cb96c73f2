import type { IDataObject } from 'n8n-workflow';

import { isSameText, recordsIn, textOf } from '../../../core';
import type { Simplify, ApiClient, Field, FieldSet } from '../../../core';
import { knownHint } from '../reading/documents';

/** A kind of part that an integration is made of (provider document, sections 2.2 and 3.2). */
export interface PartKind {
	/** In title case: `Environment`. */
	readonly name: string;
	/** What `component` says in the PUT. */
	readonly component: string;
	/** The array of the integration's document that holds it. */
	readonly list: string;
	/** The field by which it is found, its name for people, and an example of its value. */
	readonly key: 'slug' | 'tag' | 'access_tag';
	readonly keyLabel: string;
	readonly keyExample: string;
	/** Whether that cannot change, and is not sent to change the part. */
	readonly hasFixedKey?: boolean;
	/** Whether `action` is always sent, or only when the user wants it. */
	readonly action: 'always' | 'onRequest';
	/** The module of the sdk-proxy that deletes it; the PUT cannot. Without it there is no Delete. */
	readonly proxyModule?: string;
	/** Whether its tag may come before that of the integration there: the method reference and the workbench disagree. */
	readonly isDeletedEitherWay?: true;
	/** `Create`, or what the platform calls it. */
	readonly createName: 'Create' | 'Add';
	/** Inputs that only creating asks for. */
	readonly createFields: FieldSet;
	/** Inputs that stand by themselves when it is created and when it is updated. */
	readonly shownFields: FieldSet;
	/** Inputs behind "Add field"; named as the API names them. */
	readonly fields: FieldSet;
	/** Inputs behind "Add field" that only a change has. */
	readonly updateFields?: FieldSet;
	/**
	 * From the values of all inputs to the fields of the PUT. Without it each value is sent under its own name.
	 * @throws FieldError when they do not go together.
	 */
	readonly body?: (inputs: IDataObject) => IDataObject;
	/** @throws FieldError when something in Additional Fields cannot be what it is named. */
	readonly checkMore?: (more: IDataObject) => void;
	/**
	 * The fields of a new part, with what it has where the inputs say nothing.
	 * @throws FieldError when something is missing that a new part must have.
	 */
	readonly complete?: (fields: IDataObject, inputs: IDataObject) => IDataObject;
	/** The groups of fields that `fields` holds in part, completed by what is stored: the PUT replaces a group as a whole. */
	readonly merge?: (stored: IDataObject, fields: IDataObject, inputs: IDataObject) => IDataObject;
	/** Reads and checks what a new part needs beside its integration. Changes nothing. */
	readonly resolve?: (api: ApiClient, document: IDataObject, fields: IDataObject) => Promise<NewPart>;
	/** Checks what is to be changed against the integration, the part as it is stored, and what it is of. Changes nothing. */
	readonly checkChange?: (
		api: ApiClient,
		document: IDataObject,
		stored: IDataObject,
		changes: IDataObject,
	) => Promise<void>;
	/** Whether its fields may hold what nobody must see. */
	readonly hasSecrets: boolean;
	/** The switch that returns them, where it does not say what the usual one says. */
	readonly includeSecrets?: Field<boolean>;
	readonly simplify: Simplify;
}

/** A part that is to be created. */
export interface NewPart {
	readonly fields: IDataObject;
	/** What must be done before it can be stored. */
	readonly prepare?: () => Promise<void>;
}

/** What most kinds have in common: they are found by a tag, and the PUT needs no `action`. */
export const TAGGED = {
	key: 'tag',
	keyLabel: 'Tag',
	keyExample: 'orders',
	action: 'onRequest',
	createName: 'Create',
	shownFields: {},
	hasSecrets: false,
} as const;

/** A part of a document by its key; undefined when there is none. */
export function partOf(
	{ list, key }: PartKind,
	document: IDataObject,
	value: string | undefined,
): IDataObject | undefined {
	return recordsIn(document[list]).find((part) => textOf(part[key]) === value);
}

/** The parts whose key is this, in capitals or not: whether Ductape distinguishes them is not documented. */
export function partsAlike({ list, key }: PartKind, document: IDataObject, value: string): IDataObject[] {
	return recordsIn(document[list]).filter((part) => isSameText(part[key], value));
}

/** @throws an error that names the parts there are. */
export function knownPart(api: ApiClient, kind: PartKind, document: IDataObject, value: string): IDataObject {
	const part = partOf(kind, document, value);
	if (part !== undefined) return part;
	throw api.error(
		`${titleOf(document)} has no ${kind.name.toLowerCase()} with the ${kind.keyLabel.toLowerCase()} "${value}"`,
		knownHint(recordsIn(document[kind.list]).map((other) => other[kind.key])),
	);
}

/** How an integration is called in messages. */
export function titleOf(document: IDataObject): string {
	return textOf(document['name']) ?? 'The integration';
}

/** In the middle of a sentence: `cache`, `environment`. */
export function nameOf({ name }: PartKind): string {
	return name.toLowerCase();
}
