import { anId } from './bench';

/** What is written of each kind of part: the fields given, the body sent, and what the short form has. */
export interface PartCase {
	list: 'envs' | 'functions' | 'caches' | 'notifications' | 'features' | 'databases' | 'jobs';
	component: string;
	known: string;
	/** The keys of the short form; those that a part lacks are null. */
	keys: string[];
	create: object;
	created: { body: object; short: object };
	update: object;
	updated: { body: object; short: object };
}

export const partCases: Record<string, PartCase> = {
	environment: {
		list: 'envs',
		component: 'env',
		known: 'dev',
		keys: ['_id', 'slug', 'env_name', 'description', 'active'],
		create: { slug: 'prd', env_name: 'Production' },
		created: {
			body: { slug: 'prd', env_name: 'Production', description: 'Production', action: 'create' },
			short: { _id: anId, slug: 'prd', env_name: 'Production', description: 'Production' },
		},
		update: { details: { description: 'Changed', newKey: 'tst' } },
		updated: {
			body: { description: 'Changed', slug: 'tst', action: 'update' },
			short: { _id: anId, slug: 'tst', env_name: 'Development', description: 'Changed' },
		},
	},
	function: {
		list: 'functions',
		component: 'function',
		known: 'to_upper',
		keys: ['_id', 'tag', 'name', 'description', 'language', 'function', 'inputs'],
		create: {
			tag: 'join',
			input: {
				rows: [
					{ key: 'left', type: 'string', required: true, sampleValue: 'a', details: { maxLength: 10 } },
					{ key: 'right' },
				],
			},
			outputKeys: { rows: [{ key: 'text', type: 'string' }] },
			details: { function: '(l, r) => ({ text: l + r })', outputType: 'object' },
		},
		created: {
			body: {
				tag: 'join',
				language: 'js',
				function: '(l, r) => ({ text: l + r })',
				input: [
					{ key: 'left', type: 'string', required: true, sampleValue: 'a', maxLength: 10 },
					{ key: 'right', type: 'string', required: false },
				],
				output: { type: 'object', output_keys: [{ key: 'text', type: 'string', required: false }] },
			},
			short: {
				_id: anId,
				tag: 'join',
				language: 'js',
				function: '(l, r) => ({ text: l + r })',
				inputs: 'left, right',
			},
		},
		update: { details: { function: '(s) => s' } },
		updated: {
			body: { function: '(s) => s' },
			short: { _id: anId, tag: 'to_upper', language: 'js', function: '(s) => s', inputs: 's' },
		},
	},
	cache: {
		list: 'caches',
		component: 'cache',
		known: 'orders',
		keys: ['_id', 'tag', 'name', 'description', 'sequence_tag', 'event_tag', 'expiry', 'period'],
		create: { tag: 'prices', details: { expiry: 2, period: 'weeks', sequence_tag: 'main' } },
		created: {
			body: { tag: 'prices', expiry: 2, period: 'weeks', sequence_tag: 'main' },
			short: { _id: anId, tag: 'prices', expiry: 2, period: 'weeks', sequence_tag: 'main' },
		},
		update: { details: { newKey: 'orders_2', expiry: 8 } },
		updated: {
			body: { tag: 'orders_2', expiry: 8 },
			short: {
				_id: anId,
				tag: 'orders_2',
				sequence_tag: 'main',
				event_tag: 'list',
				expiry: 8,
				period: 'days',
			},
		},
	},
	notification: {
		list: 'notifications',
		component: 'notification',
		known: 'ops',
		keys: [
			'_id',
			'tag',
			'name',
			'description',
			'type',
			'emailHost',
			'senderEmail',
			'pushType',
			'webhookMethod',
		],
		create: {
			tag: 'sales',
			emails: { host: 'smtp.example.com', port: 25, user: 'sales', pass: 'new-secret' },
			push: { type: 'EXPO', title: 'Hello', credentials: '{"key": "new-secret"}' },
			webhook: { url: 'https://example.com/hook', method: 'PUT' },
			details: { name: 'Sales' },
		},
		created: {
			body: {
				tag: 'sales',
				name: 'Sales',
				emails: { host: 'smtp.example.com', port: 25, auth: { user: 'sales', pass: 'new-secret' } },
				push: { type: 'EXPO', credentials: { key: 'new-secret' }, template: { title: 'Hello' } },
				webhook: { url: 'https://example.com/hook', method: 'PUT' },
			},
			short: {
				_id: anId,
				tag: 'sales',
				name: 'Sales',
				emailHost: 'smtp.example.com',
				pushType: 'EXPO',
				webhookMethod: 'PUT',
			},
		},
		update: { details: { description: 'To operations' } },
		updated: {
			body: { description: 'To operations' },
			short: {
				_id: anId,
				tag: 'ops',
				description: 'To operations',
				emailHost: 'smtp.example.com',
				senderEmail: 'ops@example.com',
				pushType: 'FIREBASE',
			},
		},
	},
	feature: {
		list: 'features',
		component: 'feature',
		known: 'sync_orders',
		keys: ['_id', 'tag', 'name', 'description', 'input_type', 'language', 'sequences'],
		create: {
			tag: 'ship',
			sequence:
				'[{"sequence_tag": "main", "events": [{"app": "shop:acme", "type": "action", "event": "list_orders", "input": {}, "retries": 0, "allow_fail": false}]}]',
			inputDefinition: '{"orderId": {"type": "string"}}',
			output: '{"id": "$Sequence{main}{list_orders}{id}"}',
		},
		created: {
			body: {
				tag: 'ship',
				input_type: 'json',
				input: { orderId: { type: 'string' } },
				sequence: [
					{
						sequence_tag: 'main',
						events: [
							{
								app: 'shop:acme',
								type: 'action',
								event: 'list_orders',
								input: {},
								retries: 0,
								allow_fail: false,
							},
						],
					},
				],
				output: { id: '$Sequence{main}{list_orders}{id}' },
				store_event_results: false,
			},
			short: { _id: anId, tag: 'ship', input_type: 'json', sequences: 1 },
		},
		update: { inputDefinition: 'free text', details: { input_type: 'plain' } },
		updated: {
			body: { input: 'free text', input_type: 'plain' },
			short: { _id: anId, tag: 'sync_orders', input_type: 'plain', sequences: 0 },
		},
	},
	database: {
		list: 'databases',
		component: 'database',
		known: 'main_db',
		keys: ['_id', 'tag', 'name', 'type', 'description'],
		create: { tag: 'second_db' },
		created: { body: { tag: 'second_db' }, short: { _id: anId, tag: 'second_db' } },
		update: { details: { newKey: 'first_db' } },
		updated: { body: { tag: 'first_db' }, short: { _id: anId, tag: 'first_db' } },
	},
	job: {
		list: 'jobs',
		component: 'job',
		known: 'nightly',
		keys: ['_id', 'tag', 'name', 'description', 'event_type', 'event_tag', 'executions', 'intervals'],
		create: {
			tag: 'hourly',
			details: { event_type: 'FUNCTION', event_tag: 'to_upper', intervals: 3_600_000, executions: 0 },
		},
		created: {
			body: {
				tag: 'hourly',
				event_type: 'FUNCTION',
				event_tag: 'to_upper',
				intervals: 3_600_000,
				executions: 0,
			},
			short: {
				_id: anId,
				tag: 'hourly',
				event_type: 'FUNCTION',
				event_tag: 'to_upper',
				intervals: 3_600_000,
				executions: 0,
			},
		},
		update: { details: { more: '{"name": "Every night"}' } },
		updated: { body: { name: 'Every night' }, short: { _id: anId, tag: 'nightly', name: 'Every night' } },
	},
};
