import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit } from 'lodash';

import { FieldError, isRecord, optionalText, queryParameters } from '../../core';
import type { Field, Query } from '../../core';
import { idOf } from './reading/integrations';

/** What stands beside the mapping in an integration, or in a response of Port's, and in no mapping. */
const BESIDE_MAPPING = [
	'changelogDestination',
	'installationAppType',
	'installationType',
	'integrationType',
	'ok',
	'resyncState',
	'spec',
	'statusInfo',
	'title',
	'version',
];

/** What an operation sends beside its own query parameters. */
export const additionalQuery = queryParameters({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: 'Other query parameters of the request, as named in the Port API',
});

/** Those of items that share a request: of one that several give, the last. */
export function sharedQuery(items: ReadonlyArray<{ readonly additionalQuery: Query }>): Query {
	return items.reduce<Query>((all, { additionalQuery: query }) => ({ ...all, ...query }), {});
}

/** The same where the operation sets some of the parameters itself, for each of its requests. @throws FieldError for these */
export function queryBeside(own: readonly string[], instead: string): typeof additionalQuery {
	return {
		...additionalQuery,
		read(given, surroundings) {
			const query = additionalQuery.read(given, surroundings);
			const name = own.find((each) => each in query);
			if (name === undefined) return query;
			throw new FieldError(
				`cannot contain ${name}`,
				`Remove it, and use ${instead} instead. Nothing was sent.`,
			);
		},
	};
}

/** A text of a stored record, which Port removes when the field is left empty by hand: null then. */
export function clearableText(label: Parameters<typeof optionalText>[0]): Field<string | null | undefined> {
	const field = optionalText(label);
	return {
		...field,
		takesEmpty: true,
		read: (given, surroundings) => (given === '' ? null : field.read(given, surroundings)),
	};
}

/** A mapping; one that already is wrapped as `{config: {...}}` is unwrapped, so that it is not wrapped twice. @throws FieldError for a wrapper with no mapping in it */
export function mapping<Value extends IDataObject | undefined>(
	field: Field<Value>,
): Field<Value | IDataObject> {
	return { ...field, read: (given, surroundings) => unwrapped(field.read(given, surroundings)) };
}

function unwrapped<Value>(value: Value): Value | IDataObject {
	if (!isRecord(value)) return value;
	const { config, ...others } = value;
	if (isIntegration(value)) throw noMapping('$json.config');
	if (isResponse(value)) throw noMapping('$json.integration.config');
	if (config === undefined || !isEmpty(others)) return value;
	if (isRecord(config)) return config;
	throw new FieldError(
		'must have an object under "config"',
		'Enter the mapping itself, or an object with it under "config". Nothing was sent.',
	);
}

function noMapping(example: string): FieldError {
	return new FieldError(
		'must be the mapping, not the whole integration',
		`Use what stands under "config", for example {{ ${example} }}. Get returns it with 'Simplify' off. Nothing was sent.`,
	);
}

/**
 * Its ID alone may be an extra key of a mapping, and so may `config`. Each integration that this node returns has a `status`,
 * simplified or not.
 */
function isIntegration(value: IDataObject): boolean {
	if (idOf(value) !== undefined && ('config' in value || 'status' in value)) return true;
	return 'config' in value && !('resources' in value) && BESIDE_MAPPING.some((name) => name in value);
}

/** An integration as Port wraps it. */
function isResponse({ integration, ...others }: IDataObject): boolean {
	const isAlone = isEmpty(omit(others, 'ok'));
	return isAlone && isRecord(integration) && (idOf(integration) !== undefined || 'config' in integration);
}
