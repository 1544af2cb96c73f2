import { body, type JsonSchema } from '../switchboard';

/** Retry and resolve take at most so many ids (web UI); the same is held for assign and tag. */
export const maxIds = 1000;

/** Error ids may be numbers or text, as they are shown. */
export type ErrorId = string | number;

const errorId: JsonSchema = { anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }] };

export const errorIdList: JsonSchema = {
	type: 'array',
	minItems: 1,
	maxItems: maxIds,
	items: errorId,
};

/** Resolve: a body with another key is accepted, so nothing but the list itself is checked. */
export const resolveBody = body<{ errors?: ErrorId[] }>({
	type: 'object',
	properties: { errors: errorIdList },
});

export const deleteResolvedBody = body<{ errors: ErrorId[] }>({
	type: 'object',
	required: ['errors'],
	properties: { errors: errorIdList },
	additionalProperties: false,
});

export const retryBody = body<{ retryDataKeys?: string[]; errorIds?: ErrorId[] }>({
	type: 'object',
	minProperties: 1,
	properties: {
		retryDataKeys: { type: 'array', minItems: 1, maxItems: maxIds, items: { type: 'string', minLength: 1 } },
		errorIds: errorIdList,
	},
	additionalProperties: false,
});

export const assignBody = body<{ errorIds: ErrorId[]; email: string }>({
	type: 'object',
	required: ['errorIds', 'email'],
	properties: { errorIds: errorIdList, email: { type: 'string', format: 'email' } },
	additionalProperties: false,
});

export const unassignBody = body<{ errorIds: ErrorId[] }>({
	type: 'object',
	required: ['errorIds'],
	properties: { errorIds: errorIdList },
	additionalProperties: false,
});

/** Errors as the web UI sends them, or as Celigo's notes for AI agents have them: which one, the route decides. */
export const tagBody = body<{
	errors?: Array<{ id: ErrorId; rdk?: string }>;
	errorIds?: ErrorId[];
	tagIds: string[];
}>({
	type: 'object',
	required: ['tagIds'],
	properties: {
		errorIds: errorIdList,
		errors: {
			type: 'array',
			minItems: 1,
			maxItems: maxIds,
			items: {
				type: 'object',
				required: ['id'],
				properties: { id: errorId, rdk: { type: 'string' } },
				additionalProperties: false,
			},
		},
		tagIds: { type: 'array', items: { type: 'string' } },
	},
	additionalProperties: false,
});
