import { describe, expect, test } from '@jest/globals';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { buildWorkflow, typeName } from '../engine/workflow';
import { everyCredential } from './everyCredential';
import { everyNode } from './everyNode';

/** What n8n's editor makes of the nodes' descriptions, rule by rule as the editor has them. */

function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter((option): option is INodePropertyOptions => 'value' in option);
}

/**
 * The field that the editor takes for the choice of an authentication, hides and overwrites: one that decides whether
 * credentials are shown, when these name all its values between them.
 */
function authenticationSelector({
	credentials = [],
	properties,
}: Pick<INodeTypeDescription, 'credentials' | 'properties'>): string | undefined {
	const named = new Map<string, unknown[]>();
	for (const { displayOptions } of credentials) {
		for (const [field, values = []] of Object.entries(displayOptions?.show ?? {})) {
			named.set(field, [...(named.get(field) ?? []), ...values]);
		}
	}
	return properties.find((property) => {
		const values = named.get(property.name);
		const choices = choicesOf(property);
		return values !== undefined && choices.length > 0 && choices.every(({ value }) => values.includes(value));
	})?.name;
}

describe('the authentication selector of the editor', () => {
	const property: INodeProperties = {
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		options: [
			{ name: 'A', value: 'a' },
			{ name: 'B', value: 'b' },
		],
		default: 'a',
	};
	const credential = (kind: string) => ({ name: kind, displayOptions: { show: { kind: [kind] } } });

	test('is a field all of whose values the credentials name between them', () => {
		const properties = [property];
		expect(authenticationSelector({ properties, credentials: [credential('a'), credential('b')] })).toBe(
			'kind',
		);
		expect(authenticationSelector({ properties, credentials: [credential('a')] })).toBeUndefined();
	});

	test('is no field of these nodes: none asks how to sign in', async () => {
		const nodes = await everyNode();
		expect(nodes).not.toHaveLength(0);
		expect(nodes.map(({ description }) => [description.name, authenticationSelector(description)])).toEqual(
			nodes.map(({ description }) => [description.name, undefined]),
		);
	});
});

/** Every field of a node, those inside groups of fields too, with the labels that lead to it. */
function fieldsIn(
	fields: readonly INodeProperties[],
	path = '',
): Array<[path: string, field: INodeProperties]> {
	return fields.flatMap((field): Array<[string, INodeProperties]> => {
		const own = `${path}${field.displayName}`;
		const nested = (field.options ?? []).flatMap((option) => {
			if ('values' in option) return option.values;
			return 'type' in option ? [option] : [];
		});
		return [[own, field], ...fieldsIn(nested, `${own} > `)];
	});
}

const jsonFields = async () =>
	(await everyNode()).flatMap(({ description: { name, properties } }) =>
		fieldsIn(properties, `${name} > `).filter(([, { type }]) => type === 'json'),
	);

const actionNodes = async () => (await everyNode()).filter(({ description }) => !description.polling);
const triggers = async () => (await everyNode()).filter(({ description }) => description.polling);

/** The line under a node on the canvas. */
function subtitleOf(type: INodeType, parameters: INodeParameters): unknown {
	const { subtitle } = type.description;
	const position: [number, number] = [0, 0];
	const node = { id: 'Node', name: 'Node', type: typeName(type), typeVersion: 1, position, parameters };
	const { expression } = buildWorkflow([type], [node]);
	return expression.getSimpleParameterValue(node, subtitle, 'internal', {});
}

/** A subtitle is made of stored values, which know neither hyphens nor which words are small. */
const words = (text: unknown) => String(text).toLowerCase().replaceAll('-', ' ');

describe('a new node', () => {
	test('opens on Integration: Get Many', async () => {
		for (const { description } of await actionNodes()) {
			const [resource] = description.properties.filter(({ name }) => name === 'resource');
			const operations = description.properties.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.['resource']?.includes('integration'),
			);
			expect([description.name, resource?.default, operations?.default]).toEqual([
				description.name,
				'integration',
				'getMany',
			]);
		}
	});

	test('opens every resource on an operation that only reads', async () => {
		// API: Custom Call opens on GET.
		const reads = ['customCall', 'get', 'getMany', 'lookUp'];
		for (const { description } of await actionNodes()) {
			const dropdowns = description.properties.filter(({ name }) => name === 'operation');
			const others = dropdowns.filter((dropdown) => !reads.some((value) => value === dropdown.default));
			expect([description.name, others.map(({ default: initial }) => initial)]).toEqual([
				description.name,
				[],
			]);
		}
	});

	test('has no two fields of one label on the page', async () => {
		for (const { description } of await everyNode()) {
			const bottom = description.properties.find(({ name }) => name === 'options');
			const others = description.properties.filter(({ name }) => name !== 'options');
			expect(others.filter(({ displayName }) => displayName === bottom?.displayName)).toEqual([]);
		}
	});

	test('has no field of one label with an option at the bottom', async () => {
		for (const { description } of await everyNode()) {
			const bottom = description.properties.find(({ name }) => name === 'options');
			const labels = (bottom?.options ?? []).map((option) => 'displayName' in option && option.displayName);
			const others = description.properties.filter(({ displayName }) => labels.includes(displayName));
			expect([description.name, others.map(({ displayName }) => displayName)]).toEqual([
				description.name,
				[],
			]);
		}
	});
});

describe('a JSON field', () => {
	/** In these, {} or [] is a value, which takes the place of what is stored: it must not be what they open with. */
	const emptyMeansNone = [
		/^celigo > Update Fields > Settings/,
		/^port > (Additional|Update) Fields > (App Specification|Changelog Destination|Config|Integration Specification) /,
		/^ductape > (Additional|Update) Fields > (Auth|Environments) /,
		/^ductape > (Emails > Template|Push > Credentials|Webhook > (Body|Path Parameters|Query)) /,
	];

	test('that may be left empty opens with valid JSON, in groups of fields too: the editor marks any other', async () => {
		for (const [path, { default: initial, required }] of await jsonFields()) {
			const isOpen = required === true || emptyMeansNone.some((own) => own.test(path));
			if (!isOpen) expect([path, initial === '{}' || initial === '[]']).toEqual([path, true]);
			else expect([path, initial === '' || initial === '={{ $json }}']).toEqual([path, true]);
		}
	});

	test('shows its example below: the editor shows no placeholder of it', async () => {
		const fields = await jsonFields();
		expect(fields.length).toBeGreaterThan(60);
		expect(fields.filter(([, { placeholder }]) => placeholder !== undefined)).toEqual([]);
		const examples = fields.flatMap(([, { hint = '' }]) => /^For example: (.*)$/.exec(hint)?.[1] ?? []);
		expect(examples.length).toBeGreaterThan(40);
		for (const example of examples) expect(JSON.parse(example)).toBeInstanceOf(Object);
	});
});

describe('what signs in to an app of Ductape', () => {
	const plain = /Stored in plain text in the workflow\. Use an expression to avoid that/;

	test('is hidden in the panel, and whatever cannot be hidden says that it is stored in plain text', async () => {
		const ductape = (await everyNode()).filter(({ description: { name } }) => name === 'ductape');
		const fields = ductape.flatMap(({ description }) => fieldsIn(description.properties));
		const data = fields.filter(([path]) => path === 'Environments > Auth > Data');
		expect(data.map(([, { typeOptions }]) => typeOptions)).toEqual([{ password: true }, { password: true }]);
		const secret =
			/^Environments > (Auth > Data|Variables)$|Fields > (Auth|Environments) \(JSON\)$|Push > Credentials/;
		const silent = fields.filter(
			([path, { description = '' }]) => secret.test(path) && !plain.test(description),
		);
		expect(silent.map(([path]) => path)).toEqual([]);
	});
});

describe('the subtitle', () => {
	test('reads as a person would write it', async () => {
		for (const type of await actionNodes()) {
			const parameters = { resource: 'integration', operation: 'getHealth' };
			expect(subtitleOf(type, parameters)).toBe('Get Health: Integration');
		}
		const port = (await triggers()).find(({ description }) => description.name === 'portTrigger');
		expect(port && subtitleOf(port, { events: ['resyncFailed', 'stale', 'resyncCompleted'] })).toBe(
			'Resync Failed, +2',
		);
	});

	test('names the operation and its resource as the dropdowns do', async () => {
		for (const type of await actionNodes()) {
			const { properties } = type.description;
			const resources = properties.filter(({ name }) => name === 'resource').flatMap(choicesOf);
			for (const resource of resources) {
				const operations = properties
					.filter(
						({ name, displayOptions }) =>
							name === 'operation' && displayOptions?.show?.['resource']?.includes(resource.value),
					)
					.flatMap(choicesOf);
				expect(operations).not.toHaveLength(0);
				for (const operation of operations) {
					const parameters = { resource: String(resource.value), operation: String(operation.value) };
					expect(words(subtitleOf(type, parameters))).toBe(words(`${operation.name}: ${resource.name}`));
				}
			}
		}
	});

	test('of a trigger names the first event, and counts the others', async () => {
		for (const type of await triggers()) {
			const events = type.description.properties.filter(({ name }) => name === 'events').flatMap(choicesOf);
			const values = events.map(({ value }) => String(value));
			for (const { name, value } of events) {
				expect(words(subtitleOf(type, { events: [String(value)] }))).toBe(words(name));
			}
			const others = events.length > 1 ? `, +${events.length - 1}` : '';
			expect(words(subtitleOf(type, { events: values }))).toBe(words(`${events[0]?.name ?? ''}${others}`));
		}
	});
});

describe('Health Changed', () => {
	const fewer: Readonly<Record<string, string[]>> = {
		gestalTrigger: ['ACTIVE', 'INACTIVE', 'UNKNOWN'],
		polarityTrigger: ['ACTIVE', 'ERROR', 'INACTIVE', 'PENDING', 'UNKNOWN'],
	};

	test('offers the statuses that the platform can have', async () => {
		const all = ['ACTIVE', 'ERROR', 'INACTIVE', 'PENDING', 'SYNCING', 'UNKNOWN'];
		const fields = (await triggers()).flatMap(({ description: { name, properties } }) =>
			properties.filter((property) => property.name === 'statuses').map((property) => ({ name, property })),
		);
		expect(fields.length).toBeGreaterThan(4);
		for (const { name, property } of fields) {
			const offered = choicesOf(property).map(({ value }) => value);
			expect([name, offered]).toEqual([name, fewer[name] ?? all]);
		}
	});
});

describe('an empty Integration or Flow of a trigger', () => {
	test('says at the field that it means all: in the hint, or where n8n shows none in the description', async () => {
		for (const { description } of await triggers()) {
			const which = description.properties.filter(({ displayName }) =>
				/^(Integrations?|Flow)$/.test(displayName),
			);
			expect([description.name, which.length > 0]).toEqual([description.name, true]);
			for (const { displayName, type, hint, description: text } of which) {
				const meansAll = `Leave empty for all ${displayName.toLowerCase().replace(/s$/, '')}s`;
				expect([description.name, hint]).toEqual([
					description.name,
					type === 'fixedCollection' ? undefined : meansAll,
				]);
				if (type === 'fixedCollection') expect(text).toContain(`. ${meansAll}.`);
			}
		}
	});
});

describe('a trigger of a platform that allows few requests', () => {
	test('says so at the top: n8n polls every minute unless the user changes it', async () => {
		const notices = (await triggers()).flatMap(({ description: { name, properties } }) =>
			properties
				.slice(0, 1)
				.flatMap(({ type, displayName }) => (type === 'notice' ? { name, displayName } : [])),
		);
		expect(notices.map(({ name }) => name).sort()).toEqual(['ductapeTrigger', 'gestalTrigger']);
		for (const { displayName } of notices)
			expect(displayName).toContain('Poll every 5 minutes or less often.');
	});
});

describe.each(everyCredential)('the fields of $name', ({ type: { properties } }) => {
	const shown = properties.filter(({ type }) => type !== 'hidden');

	test('end with the switches that hardly anybody needs', () => {
		expect(shown.slice(-2).map(({ name }) => name)).toEqual([
			'allowUnencryptedConnection',
			'ignoreSslIssues',
		]);
	});

	test('say where to get what a person cannot know', () => {
		const known = /^(Email|Password|User Name|Custom URL)$/;
		const asked = shown.filter(
			({ displayName, required, default: initial }) => required && initial === '' && !known.test(displayName),
		);
		expect(asked.filter(({ description = '' }) => description.length < 30)).toEqual([]);
	});
});

describe('the search of the node panel', () => {
	/** What a person types who does not know the platform's name; the panel looks at the action node's aliases only. */
	const general = [
		'integration error',
		'new error',
		'monitor',
		'alert',
		'health',
		'status',
		'iPaaS',
		'error',
		'retry',
	];
	const ofCeligo = ['retry errors', 'failed flow', 'failed job'];

	test('finds every platform by what it is for', async () => {
		for (const { description } of await actionNodes()) {
			const codex = codexOf(description.displayName);
			expect(codex.alias).toEqual(expect.arrayContaining(general));
			expect(new Set(codex.alias).size).toBe(codex.alias.length);
		}
		expect(codexOf('Celigo').alias).toEqual(expect.arrayContaining(ofCeligo));
	});

	test('finds no node by an action that it does not have', async () => {
		for (const { description } of await actionNodes()) {
			const options = description.properties
				.filter(({ name }) => name === 'operation')
				.flatMap((property) => property.options ?? []);
			const actions = options.map((option) => ('action' in option ? option.action?.toLowerCase() : ''));
			const { alias } = codexOf(description.displayName);
			const promised = alias.filter((words) => /^(start|stop|restart|run|resolve) /.test(words));
			expect(promised.filter((words) => !actions.includes(words))).toEqual([]);
		}
	});
});

function codexOf(platform: string) {
	const path = join(__dirname, `../../nodes/${platform}/${platform}.node.json`);
	return z.object({ alias: z.array(z.string()) }).parse(JSON.parse(readFileSync(path, 'utf8')));
}
