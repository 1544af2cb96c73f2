/** Rules for the pages that people read: README and docs/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { labelsIn, readBuilt } from './descriptions.mjs';
import { privateWordsIn } from './phrases.mjs';

/** Pages about the code, for those who work on it. */
const FOR_DEVELOPERS = ['architecture.md'];
/** What `npm run docs` and the measurements write between these marks is checked where it comes from. */
const GENERATED = /<!-- npm run \w+ writes from here -->[^]*?<!-- (?:npm run \w+ writes )?to here -->/g;

export function complaintsAboutPages(folder) {
	const pages = pagesIn(folder);
	const names = namesIn(folder);
	return pages.flatMap((page) => {
		const text = readFileSync(join(folder, page), 'utf8').replace(GENERATED, (block) =>
			block.replace(/[^\n]/g, ''),
		);
		return text
			.split('\n')
			.flatMap((line, index) =>
				[...privateWordsIn(withoutCode(line)), ...unknownNames(line, names)].map(
					(rule) => `${page}:${index + 1}: ${rule}: ${line.trim()}`,
				),
			);
	});
}

function pagesIn(folder) {
	const docs = join(folder, 'docs');
	if (!existsSync(docs)) return [];
	const inDocs = readdirSync(docs).filter((name) => name.endsWith('.md') && !FOR_DEVELOPERS.includes(name));
	return ['README.md', ...inDocs.map((name) => join('docs', name))];
}

/** Labels of fields and their choices, and of what the package is made of. */
function namesIn(folder) {
	const nodes = readBuilt(folder, 'types/nodes.json');
	const credentials = readBuilt(folder, 'types/credentials.json');
	const all = [...nodes, ...credentials];
	const shown = JSON.stringify(all).matchAll(/"(?:displayName|name)":"((?:[^"\\]|\\.)*)"/g);
	return new Set([...labelsIn(folder), ...[...shown].map(([, name]) => name)]);
}

const withoutCode = (line) => line.replace(/`[^`]*`/g, '').replace(/\]\([^)]*\)/g, ']');

/** A name in title case and double quotes is a label, but for what a tag has in them. */
function unknownNames(line, names) {
	const quoted = withoutCode(line)
		.replace(/<img [^>]*>/g, '')
		.matchAll(/"([A-Z][^"]*)"/g);
	return [...quoted]
		.map(([, name]) => name)
		.filter((name) => !names.has(name) && ![...names].some((known) => known.replace(/ \(.*\)$/, '') === name))
		.map((name) => `"${name}" is no label`);
}
