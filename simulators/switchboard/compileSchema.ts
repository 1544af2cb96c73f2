import AjvCompiler from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler } from 'fastify';

import type { JsonSchema } from './route';

const compile = AjvCompiler()(
	{},
	{ customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, useDefaults: false } },
);
const compiled = new Map<string, ReturnType<typeof compile>>();

/**
 * Compiles a route's schema once a process, and only when a request first needs it: tests start a simulator for every
 * test and ask few of its routes, and compiling all of them takes longer than most tests do.
 */
export const compileSchema: FastifySchemaCompiler<JsonSchema> = ({ schema, ...where }) => {
	const key = JSON.stringify(schema);
	const validate: ReturnType<FastifySchemaCompiler<JsonSchema>> = (value: unknown) => {
		const check = compiled.get(key) ?? compile({ schema, ...where });
		compiled.set(key, check);
		const isValid = check(value);
		validate.errors = check.errors ?? null;
		return isValid === true;
	};
	return validate;
};
