/**
 * `npm run new-platform -- Acme` writes a platform that runs: nodes, credential, simulator, tests, page, demo.
 *
 * What it writes stands in newPlatform/templates, each file under the path that it gets and in the words of a platform
 * named Acme Cloud. Nothing is written where something is in the way; what was begun and failed is taken back.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { contentsFor, readTemplates } from './newPlatform/contents.mjs';
import { checkedForms, checkIdentifiers, checkPlaces, Refusal } from './newPlatform/names.mjs';
import { npm, root } from './npm.mjs';

const REFERENCE = 'docs/operations.md';

/** The texts of files as they are; undefined for those that are not there. */
function textsNow(paths) {
	const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
	return new Map(paths.map((path) => [path, read(path)]));
}

function write(contents) {
	for (const [path, text] of contents) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
}

/** Leaves no empty folder behind. */
function remove(path) {
	rmSync(join(root, path), { force: true });
	for (let folder = dirname(join(root, path)); folder !== root; folder = dirname(folder)) {
		if (!existsSync(folder) || readdirSync(folder).length > 0) return;
		rmdirSync(folder);
	}
}

function restore(before) {
	for (const [path, text] of before) if (text === undefined) remove(path);
	write([...before].filter(([, text]) => text !== undefined));
}

/** The reference is made from the nodes themselves, so they must be there. */
function writeReference() {
	const { status, stdout, stderr } = npm(['run', 'docs']);
	if (status !== 0)
		throw new Refusal(
			`${REFERENCE} could not be written. Does npm test pass without the new platform?\n${stdout}${stderr}`,
		);
}

async function run() {
	const templates = readTemplates();
	const forms = checkedForms(process.argv.slice(2));
	checkPlaces(forms, templates);
	await checkIdentifiers(forms, templates);
	const contents = await contentsFor(forms, templates);
	const before = textsNow([...contents.keys(), REFERENCE]);
	try {
		write(contents);
		writeReference();
	} catch (error) {
		restore(before);
		throw error;
	}
	report(forms, before);
}

function report({ name, camel, spaced }, before) {
	const paths = [...before.keys()].sort();
	const listed = (isNew) =>
		paths.filter((path) => (before.get(path) === undefined) === isNew).map((path) => `  ${path}`);
	console.log(`
Written:
${listed(true).join('\n')}

Changed:
${listed(false).join('\n')}

${spaced} runs: npm test passes now, and npm start shows it. Its API is imagined. Write in what the provider document says, in this order:
  1. simulators/${camel}: what the API accepts, refuses and returns; a switch for each point that is not certain
  2. nodes/${name}/platform.ts and credentials/${name}Api.credentials.ts: address, sign-in, limits, retries, secrets
  3. nodes/${name}/reading: how lists are paged and read; nodes/${name}/resources: the operations, Integration: Get Health among them; nodes/${name}/events.ts: the events
  4. test/platforms/${name}: a case for each operation and event, which fails first
  5. docs/${camel}.md, the table in README.md, CHANGELOG.md, the description in package.json; both icons
  6. the lists of platforms that are kept by hand: CONTRIBUTING.md, "Add a platform", names them, test/faults/platforms, test/simulation/platforms, test/chaos/platforms and test/docs/samples among them. Until ${spaced} is in one, nothing tests of it what the list is for
After each step: npm test. A change of fields: npm run docs.`);
}

try {
	await run();
} catch (error) {
	if (!(error instanceof Refusal)) throw error;
	console.error(`${error.message}\nNothing was written.`);
	process.exitCode = 1;
}
