import { cloneDeep, has, set, unset } from 'lodash';

import { body } from '../switchboard';

import type { Flow } from './records';
import type { Refusals } from './refusals';
import type { CeligoSwitches } from './switches';

export interface PatchOperation {
	op: string;
	path: string;
	value?: unknown;
}

const patched = (op: readonly string[], required: readonly string[]) =>
	body<PatchOperation[]>({
		type: 'array',
		minItems: 1,
		items: {
			type: 'object',
			required,
			properties: { op: { enum: op }, path: { type: 'string' } },
			additionalProperties: true,
		},
	});

/** JSON Patch, of which integrations take `replace` only. */
export const patchBody = patched(['replace'], ['op', 'path', 'value']);

/** Flows take `remove` too (section 10). */
export const flowPatchBody = patched(['replace', 'remove'], ['op', 'path']);

const isText = (value: unknown): value is string => typeof value === 'string';

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

/** 6 fields, the first of them `?` (section 2.2). */
export function isSchedule(value: unknown): value is string {
	return isText(value) && /^\?( \S+){5}$/.test(value);
}

/** The paths of section 2.2 and what may be put there. */
const patchable: ReadonlyArray<{ path: RegExp; accepts(value: unknown): boolean }> = [
	{ path: /^\/(name|description|timezone)$/, accepts: isText },
	{ path: /^\/(disabled|runPageGeneratorsInParallel)$/, accepts: isFlag },
	{ path: /^\/schedule$/, accepts: isSchedule },
	{ path: /^\/aliases$/, accepts: Array.isArray },
	{ path: /^\/pageGenerators\/\d+\/schedule$/, accepts: isSchedule },
	{ path: /^\/pageGenerators\/\d+\/skipRetries$/, accepts: isFlag },
	{ path: /^\/routers\/\d+\/name$/, accepts: isText },
	{ path: /^\/routers\/\d+\/branches\/\d+\/(name|description)$/, accepts: isText },
];

/** What a flow can be without. */
const removable = /^\/(description|schedule|timezone|aliases)$/;

/** The flow after the patch; all operations or none. */
export function applyFlowPatch(
	flow: Flow,
	operations: readonly PatchOperation[],
	refusals: Refusals,
	{ patchTarget }: CeligoSwitches,
): Flow {
	const patched = cloneDeep(flow);
	for (const { op, path, value } of operations) {
		const rule = patchable.find((candidate) => candidate.path.test(path));
		const keys = path.split('/').slice(1);
		const parentExists = keys.length === 1 || has(patched, keys.slice(0, -1));
		const field = keys.join('.');
		if (rule === undefined || !parentExists) {
			throw refusals.with(
				422,
				{ code: 'invalid_field', message: `${path} cannot be patched`, field },
				'invalidBody',
			);
		}
		if (patchTarget === 'required' && !has(patched, keys)) {
			throw refusals.with(422, { code: 'invalid_patch', message: `There is no ${path}`, field });
		}
		if (op === 'remove' && removable.test(path)) {
			unset(patched, keys);
			continue;
		}
		if (op === 'remove' || !rule.accepts(value)) {
			throw refusals.with(422, {
				code: 'invalid_field',
				message: `The value of ${path} is not valid`,
				field,
			});
		}
		set(patched, keys, value);
	}
	return patched;
}
