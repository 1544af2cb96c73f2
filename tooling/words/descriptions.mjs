/** Rules for what n8n's editor shows: the built descriptions of nodes and credentials. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { letters, privateWordsIn } from './phrases.mjs';

const ARTICLES = /\b(a|an|the)\b/i;
/** Words of actions that keep their capitals. */
const PROPER = /^(API|HTTP|IDs?|JSON|URLs?|Simplify)$/;
/** Words of actions that name nothing. */
const GENERAL =
	/^(many|all|of|to|for|or|and|that|can|from|with|by|in|its|current|latest|open|resolved|running|\w+ly)$/;
/** A description of something that only the resource, which stands elsewhere, names. */
const PRONOUN = /^(Beta\. )?(It|They|\w+ (it|them|(a|an) (single|new) one))\b/;
const LONGEST_DESCRIPTION = 230;
const SECRET = /(password|secret|token|apiKey|privateKey|publicKey)$/i;
/** Whatever else stands in a group called auth is one. */
const NO_SECRET = /(tag|type|user|userName)$/i;
/** A number of seconds, minutes ... by its label. */
const TIME = /\b(wait|timeout|interval|delay|window|every|stale|unused|unmatched)\b/i;
const UNIT = /\((Milliseconds|Seconds|Minutes|Hours|Days)\)$/;

/** @throws when the package is not built. */
export function readBuilt(folder, file) {
	try {
		return JSON.parse(readFileSync(join(folder, 'dist', file), 'utf8'));
	} catch (cause) {
		throw new Error('The package is not built: run npm run build first.', { cause });
	}
}

export function complaintsAboutNodes(folder) {
	return readBuilt(folder, 'types/nodes.json').flatMap((node) => [
		...about(node.name, privateWordsIn(node.description ?? '')),
		...operationsIn(node).flatMap((operation) =>
			about(`${node.name} > ${operation.resource}: ${operation.name}`, [...operationRules(operation)]),
		),
		// Poll Times is n8n's own field.
		...fieldComplaints(
			node.name,
			node.properties.filter(({ name }) => name !== 'pollTimes'),
		),
	]);
}

export function complaintsAboutCredentials(folder) {
	return readBuilt(folder, 'types/credentials.json').flatMap(({ name, properties }) =>
		fieldComplaints(name, properties),
	);
}

/** Every field's label, for those who look for names of fields in sentences. */
export function labelsIn(folder) {
	const all = [...readBuilt(folder, 'types/nodes.json'), ...readBuilt(folder, 'types/credentials.json')];
	return new Set(
		all.flatMap(({ properties }) => flattened(properties).map(({ field }) => field.displayName)),
	);
}

const about = (what, complaints) => complaints.map((complaint) => `${what}: ${complaint}`);

/** Operations with the name of their resource. */
function operationsIn({ properties }) {
	const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options, displayOptions }) => {
			const resource = resources.find(({ value }) => value === displayOptions?.show?.resource?.[0]);
			return options.map((operation) => ({ ...operation, resource: resource?.name ?? '' }));
		});
}

function* operationRules({ name, action = '', description = '', resource }) {
	const [first = '', ...others] = action.split(' ');
	if (!/^[A-Z]/.test(first) || others.some((word) => /[A-Z]/.test(word) && !PROPER.test(word))) {
		yield `the action "${action}" is not in sentence case`;
	}
	if (ARTICLES.test(action)) yield `the action "${action}" has an article`;
	if (!letters(action).includes(letters(resource))) yield `the action "${action}" lacks the resource`;
	const known = new Set(contentWords(action));
	const further = contentWords(description).filter((word) => !known.has(word));
	if (further.length < 2) yield `the description "${description}" says no more than the action "${action}"`;
	if (PRONOUN.test(description)) yield `the description "${description}" begins with a pronoun`;
	const named = new Set(stems(description));
	if (!stems(others.join(' ')).some((word) => named.has(word))) {
		yield `the description "${description}" does not name what it is about: ${others.join(' ')}`;
	}
	if (` ${name} `.includes(` ${resource} `) || name.endsWith(` ${resource}s`)) {
		yield 'the name repeats the resource';
	}
	yield* privateWordsIn(action);
}

/** What a text may name, without endings. */
function stems(text) {
	const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
	return words.filter((word) => !GENERAL.test(word)).map((word) => word.replace(/(ies|es|s|y)$/, ''));
}

/** Without articles, small words and endings. */
function contentWords(text) {
	const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
	return words.filter((word) => word.length > 3).map((word) => word.replace(/(ies|es|s|d|ed)$/, ''));
}

function fieldComplaints(where, properties) {
	return flattened(properties, where).flatMap(({ field, path, group }) =>
		about(path, [...fieldRules(field, group)]),
	);
}

/** Every field, those inside others included, with the labels that lead to it, and the name of the group that it is in. */
function flattened(properties, path = '', group = '') {
	return properties.flatMap((field) => {
		const own = `${path} > ${field.displayName}${shownFor(field)}`;
		const inner = (field.options ?? []).flatMap((option) => {
			if (option.values) return flattened(option.values, `${own} > ${option.displayName}`, field.name);
			return option.displayName === undefined ? [] : flattened([option], own, field.name);
		});
		return [{ field, path: own, group }, ...inner];
	});
}

function shownFor({ displayOptions }) {
	const { resource, operation } = displayOptions?.show ?? {};
	return resource ? ` [${resource.join()}${operation ? `: ${operation.join()}` : ''}]` : '';
}

function isSecret({ name }, group) {
	return SECRET.test(name) || (group === 'auth' && !NO_SECRET.test(name));
}

function* fieldRules(field, group) {
	if (field.type === 'hidden') return;
	yield* labelRules(field);
	yield* textRules(field);
	yield* placeholderRules(field);
	if (field.type === 'boolean' && !/^Whether to /.test(field.description ?? '')) {
		yield `the description "${field.description ?? ''}" of a switch does not begin with "Whether to"`;
	}
	if (field.type === 'string' && isSecret(field, group) && field.typeOptions?.password !== true) {
		yield 'a secret is not a password field';
	}
	if (field.type === 'resourceLocator' && (field.default.mode !== 'list' || field.modes[0].type !== 'list')) {
		yield 'the locator does not open on From List';
	}
	if (['options', 'multiOptions'].includes(field.type)) yield* choiceRules(field);
}

function* labelRules({ displayName, type }) {
	if (/^(Of|By|In|From List|More)$/.test(displayName)) yield 'the label is a fragment';
	if (type === 'number' && TIME.test(displayName) && !UNIT.test(displayName)) {
		yield 'the label of a time lacks its unit, "(Seconds)"';
	}
	yield* privateWordsIn(displayName);
}

function* textRules({ displayName, description = '', hint = '' }) {
	for (const text of [description, hint]) {
		yield* privateWordsIn(text);
		if (text.length > LONGEST_DESCRIPTION) yield `has a text of ${text.length} characters`;
		if (text.includes(';')) yield `"${text}" has a semicolon: make it two sentences`;
	}
	if (description !== '' && letters(description) === letters(displayName)) {
		yield 'the description repeats the label';
	}
}

function* placeholderRules({ placeholder, modes = [], type }) {
	if (['collection', 'fixedCollection'].includes(type)) {
		if (!/^Add /.test(placeholder ?? '')) yield `the button "${placeholder ?? ''}" does not begin with "Add"`;
		return;
	}
	const shown = [placeholder, ...modes.filter(({ type }) => type !== 'list').map((mode) => mode.placeholder)];
	if (type === 'json' && placeholder !== undefined)
		yield 'n8n shows no placeholder of a JSON field: use the hint';
	for (const text of shown) {
		if (text !== undefined && !text.startsWith('e.g. ')) yield `"${text}" does not begin with "e.g. "`;
	}
}

/** Where one choice needs words, a reader looks for them at the others, too. */
function* choiceRules({ options = [], name }) {
	if (name === 'resource' || name === 'operation') return;
	const silent = options.filter(({ description }) => !description).map((option) => option.name);
	if (silent.length > 0 && silent.length < options.length) {
		yield `these choices have no description, others have: ${silent.join(', ')}`;
	}
	for (const { name: label, description = '' } of options) {
		yield* privateWordsIn(`${label} ${description}`);
		if (description.includes(';')) yield `"${description}" has a semicolon: make it two sentences`;
		if (description !== '' && letters(description) === letters(label)) {
			yield `the description of "${label}" repeats it`;
		}
	}
}
