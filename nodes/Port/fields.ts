import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import { FieldError, isRecord, optionalText, queryParameters } from '../../core';
import type { Field } from '../../core';
import { idOf } from './reading/integrations';

/** What an operation sends beside its own query parameters. */
export const additionalQuery = queryParameters({
	displayName: 'Additional Query Parameters',
	addLabel: 'Add parameter',
	description: 'Other query parameters of the request, as named in the Port API',
});

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
	if (isIntegration(value)) {
		throw new FieldError(
			'must be the mapping, not the whole integration',
			'Use what stands under "config", for example {{ $json.config }}. Get returns it with \'Simplify\' off. Nothing was sent.',
		);
	}
	if (config === undefined || !isEmpty(others)) return value;
	if (isRecord(config)) return config;
	throw new FieldError(
		'must have an object under "config"',
		'Enter the mapping itself, or an object with it under "config". Nothing was sent.',
	);
}

/** Its ID alone may be an extra key of a mapping. Each integration that this node returns has a `status`, simplified or not. */
function isIntegration(value: IDataObject): boolean {
	return idOf(value) !== undefined && ('config' in value || 'status' in value);
}
