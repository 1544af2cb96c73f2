import type { JsonSchema } from '../switchboard';

import { authBodyProperties } from './access';
import type { PartList } from './records';

/** What section 3.2 says of one kind of part. */
export interface PartRules {
	/** The array of the integration's document that holds it. */
	readonly list: PartList;
	/** The field by which clients find it. */
	readonly key: string;
	readonly required: readonly string[];
	readonly fields: Readonly<Record<string, JsonSchema>>;
	/** Whether the document names `action` for it (section 2.2). */
	readonly hasAction: boolean;
}

export interface PartBody {
	readonly component: string;
	readonly action?: 'create' | 'update' | 'delete';
	readonly _id?: string;
	readonly [field: string]: unknown;
}

const text = { type: 'string', minLength: 1 };
const list = { type: 'array' };
const map = { type: 'object' };
const anything = {};
const flag = { type: 'boolean' };
const number = { type: 'number' };
const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values });

const sample: JsonSchema = {
	type: 'object',
	required: ['key', 'type'],
	properties: {
		key: text,
		sampleValue: anything,
		description: { type: 'string' },
		required: flag,
		minLength: number,
		maxLength: number,
		type: oneOf('string', 'numberstring', 'number', 'float', 'double', 'uuid', 'array', 'object', 'boolean'),
		decorator: { type: 'string' },
		decoratorPosition: oneOf('append', 'prepend'),
		defaultValue: anything,
		defaultType: oneOf('lookup', 'set', 'input'),
		parent_key: { type: 'string' },
		parent_index: number,
		level: number,
		index: number,
	},
	additionalProperties: false,
};

const appEnvironment: JsonSchema = {
	type: 'object',
	required: ['app_env_slug'],
	properties: {
		app_env_slug: text,
		integration_env_slug: text,
		product_env_slug: text,
		variables: {
			type: 'array',
			items: { type: 'object', required: ['key', 'value'], properties: { key: text, value: anything } },
		},
		auth: anything,
	},
	additionalProperties: false,
};

const sequence: JsonSchema = {
	type: 'array',
	items: {
		type: 'object',
		required: ['sequence_tag', 'events'],
		properties: {
			sequence_tag: text,
			parents: { type: 'array', items: text },
			events: {
				type: 'array',
				items: {
					type: 'object',
					required: ['app', 'type', 'event', 'retries', 'allow_fail'],
					properties: {
						app: text,
						type: oneOf('action', 'feature', 'notification', 'database_action', 'job'),
						event: text,
						input: map,
						retries: { type: 'number', minimum: 0 },
						allow_fail: flag,
						condition: map,
					},
					if: { type: 'object', properties: { type: { const: 'action' } } },
					then: { type: 'object', required: ['input'] },
				},
			},
		},
	},
};

/** The kinds of parts by the word that `component` holds (sections 2.2 and 3.2). */
export const partRules: Readonly<Record<string, PartRules>> = {
	env: {
		list: 'envs',
		key: 'slug',
		required: ['env_name', 'slug', 'description'],
		fields: {
			env_name: { type: 'string', minLength: 2, maxLength: 50 },
			slug: { type: 'string', minLength: 3, maxLength: 3 },
			description: { type: 'string', minLength: 2, maxLength: 200 },
			envs: list,
			auth: anything,
		},
		hasAction: true,
	},
	app: {
		list: 'apps',
		key: 'access_tag',
		required: ['access_tag', 'envs'],
		fields: { access_tag: text, envs: { type: 'array', items: appEnvironment } },
		hasAction: true,
	},
	function: {
		list: 'functions',
		key: 'tag',
		required: ['tag'],
		fields: {
			tag: text,
			language: text,
			function: { type: 'string' },
			input: { type: 'array', items: sample },
			output: {
				type: 'object',
				properties: { type: text, output_keys: { type: 'array', items: sample } },
				additionalProperties: false,
			},
		},
		hasAction: false,
	},
	cache: {
		list: 'caches',
		key: 'tag',
		required: ['tag'],
		fields: {
			tag: text,
			sequence_tag: { type: 'string' },
			event_tag: { type: 'string' },
			expiry: number,
			period: oneOf('hours', 'mins', 'secs', 'days', 'weeks', 'months', 'years'),
		},
		hasAction: false,
	},
	notification: {
		list: 'notifications',
		key: 'tag',
		required: ['tag'],
		fields: {
			tag: text,
			name: text,
			description: { type: 'string' },
			type: text,
			push: map,
			emails: map,
			webhook: map,
		},
		hasAction: false,
	},
	feature: {
		list: 'features',
		key: 'tag',
		required: ['tag'],
		fields: {
			tag: text,
			name: text,
			description: { type: 'string' },
			input_type: oneOf('json', 'xml', 'html', 'plain'),
			input: anything,
			store_event_results: flag,
			sequence,
			output: map,
			language: text,
			function: { type: 'string' },
		},
		hasAction: false,
	},
	database: { list: 'databases', key: 'tag', required: ['tag'], fields: { tag: text }, hasAction: false },
	job: {
		list: 'jobs',
		key: 'tag',
		required: ['tag'],
		fields: {
			tag: text,
			name: text,
			event_type: oneOf('ACTION', 'NOTIFICATION', 'DATABASE_ACTION', 'FUNCTION', 'MESSAGEBROKER'),
			event_tag: text,
			executions: { type: 'number', minimum: 0 },
			intervals: { type: 'number', minimum: 0 },
		},
		hasAction: false,
	},
};

/** The one body of PUT /integrations/v1/:id: what it must hold depends on `component`. */
export const integrationPutSchema: JsonSchema = {
	type: 'object',
	properties: {
		...authBodyProperties,
		component: oneOf(...Object.keys(partRules)),
		action: oneOf('create', 'update', 'delete'),
		_id: { type: 'string', pattern: '^[0-9a-f]{24}$' },
	},
	allOf: [
		{
			if: { type: 'object', required: ['component'] },
			else: { type: 'object', required: ['name', 'description'] },
		},
		...Object.entries(partRules).flatMap(([component, { fields, required }]) => {
			const isKind = {
				type: 'object',
				required: ['component'],
				properties: { component: { const: component } },
			};
			return [
				{ if: isKind, then: { type: 'object', properties: fields } },
				{
					if: { ...isKind, not: { type: 'object', required: ['_id'] } },
					then: { type: 'object', required },
				},
			];
		}),
	],
};
