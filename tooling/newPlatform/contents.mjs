import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../npm.mjs';
import { Refusal, renamed } from './names.mjs';

const folder = join(root, 'tooling', 'newPlatform', 'templates');
const suffix = '.template';

/** The templates by the path below the repository's folder, with the model's name in it. */
export function readTemplates() {
	const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(suffix));
	return new Map(
		paths
			.map((path) => path.slice(0, -suffix.length).replaceAll('\\', '/'))
			.sort()
			.map((path) => [path, readFileSync(join(folder, `${path}${suffix}`), 'utf8')]),
	);
}

/** The text of a file of the repository. */
const textOf = (path) => readFileSync(join(root, path), 'utf8');

/** The new files of a platform, and the changed ones, by path. @throws Refusal */
export async function contentsFor(forms, templates) {
	const files = [...templates].map(([path, text]) => [renamed(path, forms), renamed(text, forms)]);
	const changed = [
		['package.json', withManifestLines(textOf('package.json'), forms)],
		...['demo/platforms/index.ts', 'test/e2e/platforms/index.ts'].map((path) => [
			path,
			withEntry(path, forms),
		]),
		['test/platforms/everyCredential.ts', withCredential('test/platforms/everyCredential.ts', forms)],
	];
	const contents = new Map();
	for (const [path, text] of [...files, ...changed]) {
		const isDemo = path === `demo/platforms/${forms.camel}.ts`;
		contents.set(path, await formatted(path, isDemo ? withFreePort(text) : text));
	}
	return contents;
}

/** package.json with the credential and the nodes, which n8n finds there, and the platform among the keywords. */
function withManifestLines(text, { name, kebab }) {
	const manifest = JSON.parse(text);
	const { n8n, keywords } = manifest;
	n8n.credentials = [...n8n.credentials, `dist/credentials/${name}Api.credentials.js`].sort();
	const node = `dist/nodes/${name}/${name}`;
	n8n.nodes = [...n8n.nodes, `${node}.node.js`, `${node}Trigger.node.js`].sort();
	if (!keywords.includes(kebab)) keywords.push(kebab);
	return JSON.stringify(manifest);
}

/** An index of platforms: an import of each, and the list of them, whose numbers `npm start` and README name. @throws Refusal */
function withEntry(path, { camel }) {
	const text = textOf(path);
	const imports = /(^import \{ (\w+) \} from '\.\/\2';\n)+/m;
	const list = /(?<= = \[)[\w,\s]+(?=\];)/;
	const [block] = imports.exec(text) ?? [];
	if (block === undefined || !list.test(text)) throw otherForm(path);
	const names = [...block.matchAll(/\{ (\w+) \}/g)].map(([, name]) => name);
	const lines = [...names, camel].sort().map((name) => `import { ${name} } from './${name}';\n`);
	return text
		.replace(imports, lines.join(''))
		.replace(list, (known) => `${known.replace(/,?\s*$/, '')}, ${camel}`);
}

const otherForm = (path) =>
	new Refusal(`${path} has another form than tooling/newPlatform/contents.mjs knows: adapt that first.`);

/** The list of credentials whose tests are the same: with the new one, as the template's is typed. @throws Refusal */
function withCredential(path, { name }) {
	const text = textOf(path);
	const imports = /(^import \{ (\w+) \} from '\.\.\/\.\.\/credentials\/\2\.credentials';\n)+/m;
	const list = /^const subjects[^]*?(?=^\];\n)/m;
	const [block] = imports.exec(text) ?? [];
	if (block === undefined || !list.test(text)) throw otherForm(path);
	const type = `${name}Api`;
	const line = `import { ${type} } from '../../credentials/${type}.credentials';`;
	const sorted = [...block.trimEnd().split('\n'), line].sort();
	const subject = `[new ${type}(), (baseUrl) => ({ baseUrl, token: SECRET })],\n`;
	return text.replace(imports, `${sorted.join('\n')}\n`).replace(list, (known) => known + subject);
}

/** The simulators of the demo listen on ports next to one another. */
function withFreePort(text) {
	const platforms = join(root, 'demo', 'platforms');
	const ports = readdirSync(platforms)
		.flatMap((name) => [...readFileSync(join(platforms, name), 'utf8').matchAll(/\bport: (\d+)/g)])
		.map(([, port]) => Number(port));
	return text.replace(/\bport: \d+/, `port: ${Math.max(...ports) + 1}`);
}

/** As `npm run format` would leave it: a longer name may break a line. */
async function formatted(path, text) {
	const file = join(root, path);
	const ignorePath = join(root, '.prettierignore');
	// Loaded when it is needed: what is refused is refused at once.
	const { default: prettier } = await import('prettier');
	const { ignored, inferredParser } = await prettier.getFileInfo(file, { ignorePath });
	if (ignored || inferredParser === null) return text;
	return await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}
