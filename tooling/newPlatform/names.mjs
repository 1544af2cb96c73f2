import lodash from 'lodash';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root } from '../npm.mjs';

const { camelCase, partition, upperFirst } = lodash;

/** The platform that the templates are written for. It has two words, so that no form of its name looks like another. */
const model = formsOf('AcmeCloud');

/** Says what is wrong and how to do it right; nothing was written. */
export class Refusal extends Error {}

/** `AcmeCloud` (classes), `acmeCloud` (values and files), `Acme Cloud` (for people), `acme-cloud` (hosts and keywords). */
function formsOf(name) {
	const words = name.split(/(?=[A-Z])/);
	return {
		name,
		camel: `${name[0].toLowerCase()}${name.slice(1)}`,
		spaced: words.join(' '),
		kebab: words.join('-').toLowerCase(),
	};
}

/** The forms of a name that a platform can have. @throws Refusal */
export function checkedForms(names) {
	const name = names.join(' ');
	if (!/^([A-Z][a-z0-9]+)+$/.test(name)) {
		throw new Refusal(
			`${name === '' ? 'The platform needs a name' : `"${name}" cannot be the name of a class`}: use PascalCase, letters and digits only, one capital per word. ${suggestion(name)}`,
		);
	}
	const [ending] = /(Trigger|Node|Api)$/.exec(name) ?? [];
	if (ending !== undefined) {
		throw new Refusal(
			`Leave out "${ending}", which is added where it belongs. ${suggestion(name.slice(0, -ending.length))}`,
		);
	}
	return formsOf(name);
}

function suggestion(name) {
	const pascal = upperFirst(camelCase(name));
	return `Try: npm run new-platform -- ${/^([A-Z][a-z0-9]+)+$/.test(pascal) ? pascal : 'Acme'}`;
}

/** What the templates say of their platform, said of the new one. */
export function renamed(text, forms) {
	const byModel = new Map(Object.entries(model).map(([form, word]) => [word, forms[form]]));
	return text.replace(new RegExp([...byModel.keys()].join('|'), 'g'), (word) => byModel.get(word));
}

/** @throws Refusal where a folder or file of the platform's own is there already, in upper or lower case. */
export function checkPlaces(forms, templates) {
	const toItsName = new RegExp(`^.*?(${model.name}|${model.camel})[^/]*`);
	const places = [...templates.keys()].map((path) => renamed(toItsName.exec(path)[0], forms));
	const taken = [...new Set(places)].filter((place) => {
		const folder = dirname(place);
		const found = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
		return found.some((entry) => `${folder}/${entry}`.toLowerCase() === place.toLowerCase());
	});
	if (taken.length > 0) {
		throw new Refusal(`"${forms.name}" is taken (${taken.join(', ')}). Choose another name.`);
	}
}

/** @throws Refusal where a class or constant of the platform would be called as something else in its files is. */
export async function checkIdentifiers(forms, templates) {
	// The compiler loads in half a second; most refusals come before.
	const { default: typescript } = await import('typescript');
	const identifiers = identifiersIn(typescript, templates);
	const [own, others] = partition(
		identifiers,
		(word) => word.includes(model.name) || word.includes(model.camel),
	);
	const scanner = typescript.createScanner(typescript.ScriptTarget.Latest, true);
	const isKeyword = (word) => {
		scanner.setText(word);
		return scanner.scan() !== typescript.SyntaxKind.Identifier;
	};
	const clash = own
		.map((word) => renamed(word, forms))
		.find((word) => isKeyword(word) || word in globalThis || others.includes(word));
	if (clash !== undefined) {
		throw new Refusal(`"${clash}" means something else in the code. ${suggestion(`${forms.name}Cloud`)}`);
	}
}

function identifiersIn(typescript, templates) {
	const identifiers = new Set();
	const visit = (node) => {
		if (typescript.isIdentifier(node)) identifiers.add(node.text);
		typescript.forEachChild(node, visit);
	};
	for (const [path, text] of templates) {
		if (path.endsWith('.ts')) visit(typescript.createSourceFile(path, text, typescript.ScriptTarget.Latest));
	}
	return [...identifiers];
}
