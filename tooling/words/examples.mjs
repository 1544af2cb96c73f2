/** Rules for the words in the ready workflows: their notes, the names of their nodes, and what they send. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { privateWordsIn } from './phrases.mjs';

export function complaintsAboutExamples(folder) {
	const examples = join(folder, 'examples');
	if (!existsSync(examples)) return [];
	return readdirSync(examples).flatMap((file) =>
		textsIn(JSON.parse(readFileSync(join(examples, file), 'utf8'))).flatMap((text) =>
			privateWordsIn(text).map((rule) => `examples/${file}: ${rule}: ${text}`),
		),
	);
}

function textsIn(value) {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
