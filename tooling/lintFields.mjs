/**
 * Lints the fields of the built nodes, as n8n's editor receives them.
 *
 * n8n's rules for fields (names, descriptions, defaults, order) read object literals under nodes/. Here fields are
 * built by the core, so the rules would see nothing: this writes the built descriptions out as literals again and
 * lets the same rules read those.
 */
import { buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

import { root } from './npm.mjs';

function read(file) {
	try {
		return JSON.parse(readFileSync(join(root, 'dist', file), 'utf8'));
	} catch (cause) {
		throw new Error('The package is not built: run npm run build first.', { cause });
	}
}

/** Unlike JSON, keys without quotes: the rules look for those. */
const literal = (value) =>
	inspect(value, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity, breakLength: 100 });

/** n8n's loader put Poll Times into the description; that field is n8n's own. */
const ownFields = ({ properties }) => properties.filter(({ name }) => name !== 'pollTimes');

const known = read('known/nodes.json');
const eslint = new ESLint({
	cwd: root,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});

let problems = 0;
for (const description of read('types/nodes.json')) {
	const { className, sourcePath } = known[description.name];
	const source = `import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
export class ${className} implements INodeType {
	description: INodeTypeDescription = ${literal({ ...description, properties: ownFields(description) })};
}
`;
	const filePath = sourcePath.replace(/^dist\//, '').replace(/js$/, 'ts');
	const [{ messages: all }] = await eslint.lintText(source, { filePath });
	// A file that does not parse has no rule. Every other rule sees the whole node, and did so in the source.
	const messages = all.filter(({ ruleId }) => !ruleId || ruleId.startsWith('n8n-nodes-base/node-param-'));
	const lines = source.split('\n');
	for (const { line, ruleId, message } of messages) {
		console.error(`${description.name}: ${message} (${ruleId})\n    ${lines[line - 1]?.trim()}`);
	}
	console.log(
		`${description.name}: ${ownFields(description).length} fields, ${messages.length} problems in them.`,
	);
	problems += messages.length;
}
if (problems > 0) process.exitCode = 1;
