import type { FastifyError, FastifySchemaValidationError } from 'fastify';

import type { Complaint } from './Refused';

/** Ajv's complaint with the field that it is about, also where Ajv names the field in its parameters only. */
export function toComplaint({
	instancePath,
	keyword,
	params,
	message,
}: FastifySchemaValidationError): Complaint {
	const named = params.missingProperty ?? params.additionalProperty;
	const segments = [...instancePath.split('/').slice(1), ...(typeof named === 'string' ? [named] : [])];
	const field = segments.join('.');
	const extra = keyword === 'additionalProperties' ? 'is not known' : (message ?? 'is not valid');
	return { field, keyword, message: `${field === '' ? 'the whole' : field} ${extra}` };
}

/** Schemas are tried in turn by `anyOf`; that none fits is said once, not once for each. */
export function toComplaints(errors: readonly FastifySchemaValidationError[]): Complaint[] {
	const complaints = errors.map(toComplaint);
	return complaints.filter(
		({ field, message }, index) =>
			complaints.findIndex((other) => other.field === field && other.message === message) === index,
	);
}

/** What the framework's errors carry; anything else that was thrown has a message at most. */
export function fieldsOf(error: unknown): Pick<
	FastifyError,
	'validation' | 'validationContext' | 'message' | 'stack'
> & {
	code?: string;
} {
	return error instanceof Error ? error : { message: String(error) };
}
