import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const folders: string[] = [];

/** The rules by themselves: a process for each case would take a second. */
const { complaintsAbout } = jest.requireActual<{ complaintsAbout: (folder: string) => string[] }>(
	join(root, 'tooling/words/index.mjs'),
);

afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const operation = {
	name: 'Get Flows',
	value: 'getFlows',
	action: 'Get flows of integration',
	description: 'Retrieve a list of the flows that belong to it',
};

const field = { displayName: 'Tag', name: 'tag', type: 'string', default: '' };

interface Package {
	readonly operation?: Partial<typeof operation>;
	readonly field?: Readonly<Record<string, unknown>>;
	readonly credentialField?: Readonly<Record<string, unknown>>;
	readonly simplify?: readonly string[];
	readonly source?: string;
	/** The note in a ready workflow. */
	readonly note?: string;
	/** A page in docs/. */
	readonly page?: string;
}

/** Writes a built package with one node, one operation and one field. Returns its folder. */
function written({
	operation: changed,
	field: given,
	credentialField,
	simplify,
	source,
	note = 'Sends new errors to a chat',
	page = '',
}: Package): string {
	const folder = mkdtempSync(join(tmpdir(), 'words-'));
	folders.push(folder);
	const write = (file: string, text: string) => {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), text);
	};
	const resource = { displayName: 'Resource', name: 'resource', type: 'options', default: 'integration' };
	const properties = [
		{ ...resource, options: [{ name: 'Integration', value: 'integration' }] },
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			default: 'getFlows',
			displayOptions: { show: { resource: ['integration'] } },
			options: [{ ...operation, ...changed }],
		},
		{ ...field, ...given },
	];
	const node = { name: 'acme', description: 'Runs integrations in Acme', properties };
	write('dist/types/nodes.json', JSON.stringify([node]));
	const credential = { name: 'acmeApi', properties: [{ ...field, ...credentialField }] };
	write('dist/types/credentials.json', JSON.stringify([credential]));
	const operations = JSON.stringify([{ name: 'Get', simplify: simplify ?? ['id'] }]);
	write(
		'dist/nodes/Acme/resources/index.js',
		`exports.resources = [{ name: 'Integration', operations: ${operations} }];`,
	);
	write('nodes/Acme/source.ts', source ?? '');
	write('examples/new-errors.json', JSON.stringify({ nodes: [{ parameters: { content: note } }] }));
	write('README.md', '');
	write('docs/acme.md', page);
	return folder;
}

/** What the lint says of such a package. */
const complaints = (changed: Package) => complaintsAbout(written(changed)).join('\n');

test('the tool fails where it has a complaint, and only there', () => {
	const run = (changed: Package) => {
		const tool = join(root, 'tooling/lintWords.mjs');
		const { status, stdout, stderr } = spawnSync(process.execPath, [tool, written(changed)], {
			encoding: 'utf8',
		});
		return { status, stdout, stderr };
	};
	expect(run({})).toEqual({ status: 0, stdout: 'The words: 0 complaints.\n', stderr: '' });
	expect(run({ note: 'Tells a chat of new errors' })).toEqual({
		status: 1,
		stdout: 'The words: 1 complaints.\n',
		stderr: expect.stringContaining('new-errors.json: says "Tells"'),
	});
});

test('good words pass', () => {
	const source = `throw new FieldError("'Tag' must not be empty", "Enter a 'Tag'. Nothing was sent.");`;
	expect(complaints({ source })).toBe('');
});

describe('an operation', () => {
	test.each([
		[{ action: 'Get the flows of an integration' }, 'has an article'],
		[{ action: 'Get Flows of integration' }, 'not in sentence case'],
		[{ action: 'Get flows' }, 'lacks the resource'],
		[{ description: 'Gets the flows of an integration' }, 'says no more than the action'],
		[{ description: 'Retrieve a list of everything that belongs to it' }, 'does not name what it is about'],
		[{ description: 'Show them with the flows in use' }, 'begins with a pronoun'],
		[{ description: 'It stays off unless the flows run' }, 'begins with a pronoun'],
		[{ description: 'Retrieve a single one with its flows' }, 'begins with a pronoun'],
		[{ name: 'Get Integration' }, 'repeats the resource'],
		[{ action: 'Tell flows of integration' }, 'says "Tell"'],
	])('%j', (changed, complaint) => {
		expect(complaints({ operation: changed })).toContain(complaint);
	});
});

test('a ready workflow uses the words of the others', () => {
	expect(complaints({ note: 'Tells a chat of new errors' })).toContain('new-errors.json: says "Tells"');
});

describe('a page', () => {
	test.each([
		['The list answers nothing.', 'acme.md:1: says "answers"'],
		['Turn "Tag" on, then "Tug".', '"Tug" is no label'],
	])('%s', (page, complaint) => {
		expect(complaints({ page })).toContain(complaint);
	});

	test('may quote code, a label with or without its unit, and what was generated', () => {
		const generated =
			'<!-- npm run docs writes from here -->\nIt tells.\n<!-- npm run docs writes to here -->';
		const page = `Choose "Tag" or "Max Wait": \`answer\`.\n${generated}`;
		const field = { displayName: 'Max Wait (Seconds)', type: 'number' };
		expect(complaints({ page, field, credentialField: { displayName: 'Tag' } })).toBe('');
	});
});

describe('a field', () => {
	test.each([
		[{ displayName: 'Of' }, 'the label is a fragment'],
		[{ displayName: 'Max Wait', type: 'number' }, 'lacks its unit'],
		[{ displayName: 'Longest Wait (Seconds)', type: 'number' }, 'says "Longest"'],
		[{ description: 'The key as Get Many tells it' }, 'says "tells"'],
		[{ description: 'One item each; others are left out' }, 'has a semicolon'],
		[{ description: 'Tag' }, 'repeats the label'],
		[{ type: 'boolean', description: 'Adds the tag' }, 'does not begin with "Whether to"'],
		[{ placeholder: 'orders_hub' }, 'does not begin with "e.g. "'],
		[{ type: 'json', placeholder: 'e.g. {}' }, 'n8n shows no placeholder of a JSON field'],
		[{ name: 'apiToken' }, 'not a password field'],
		[
			{
				name: 'auth',
				type: 'collection',
				placeholder: 'Add field',
				options: [{ ...field, displayName: 'Data', name: 'data' }],
			},
			'Tag > Data: a secret is not a password field',
		],
		[{ type: 'collection', placeholder: 'More' }, 'does not begin with "Add"'],
		[
			{ type: 'resourceLocator', default: { mode: 'id', value: '' }, modes: [{ type: 'list' }] },
			'does not open on From List',
		],
		[
			{
				type: 'options',
				options: [
					{ name: 'Flow', value: 'flow', description: 'All runs of one flow' },
					{ name: 'Step', value: 'step' },
				],
			},
			'no description, others have: Step',
		],
		[
			{ type: 'collection', placeholder: 'Add option', options: [{ ...field, displayName: 'In' }] },
			'Tag > In: the label is a fragment',
		],
	])('%j', (given, complaint) => {
		expect(complaints({ field: given })).toContain(complaint);
	});

	test('of a credential', () => {
		expect(complaints({ credentialField: { name: 'publicKey' } })).toContain('not a password field');
	});
});

test('a short form has ten fields or fewer', () => {
	const simplify = Array.from({ length: 11 }, (_, index) => `field${index}`);
	expect(complaints({ simplify: simplify.slice(0, 10) })).toBe('');
	expect(complaints({ simplify })).toContain('Simplify returns 11 fields');
});

describe('a sentence in the source', () => {
	test.each([
		["const hint = 'Celigo answered nothing';", 'source.ts:1: says "answered"'],
		['const hint = `It is ${name} that tells it`;', 'says "tells"'],
		["throw new FieldError('The platform has a problem');", 'a message says "problem"'],
		["throw api.error(isOpen ? 'There was a failure' : 'It is open');", 'a message says "failure"'],
	])('%s', (source, complaint) => {
		expect(complaints({ source })).toContain(complaint);
	});

	test('names fields in single quotation marks', () => {
		const field = { displayName: 'Flow Tag' };
		const named = (text: string) => `throw new FieldError('It is empty', ${JSON.stringify(text)});`;
		expect(complaints({ field, source: named('Enter the Flow Tag.') })).toContain('names Flow Tag without');
		expect(complaints({ field, source: named("Enter the 'Flow Tag'.") })).toBe('');
		expect(complaints({ field, source: named('Use Flow Tag: Get Many.') })).toBe('');
	});

	test('may be for programmers: a route, an import', () => {
		expect(complaints({ source: "import './tells it';\nconst path = route`/tells it/${id}`;" })).toBe('');
	});
});
