import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCommand } from '../../demo/install/command';
import { repositoryFolder } from '../../demo/install/folders';

let folder: string;
const operationFile = () => join(folder, 'nodes', 'Port', 'get.ts');

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'lines-'));
	for (const part of ['core', 'nodes', 'credentials']) await mkdir(join(folder, part));
	await mkdir(join(folder, 'nodes', 'Port'));
	await writeFile(operationFile(), 'export const get = operation({});\n');
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

const check = async () =>
	await runCommand('node', ['tooling/lines.mjs', '--check', folder], { folder: repositoryFolder }).catch(
		String,
	);

test('a core beyond its bound is refused, with what to do about it', async () => {
	await writeFile(join(folder, 'core', 'long.ts'), '\n'.repeat(20_000));
	const said = await check();
	expect(said).toMatch(/! lines of the core +20,000/);
	expect(said).toMatch(/simplify in the same room.*the bound is moved by the owners only/i);
});

test('a platform in which no operation is found is refused: the limits would check nothing', async () => {
	expect(await check()).toMatch(/^ {2}median lines, Port +1 /m);
	await writeFile(operationFile(), 'export const get = action({});\n');
	const said = await check();
	expect(said).toMatch(/ended with|code 1/i);
	expect(said).toContain(
		'No operation was found in nodes/Port: does lines.mjs still know how one is written?',
	);
	expect(said).not.toContain('NaN');
});

test('an operation counts wherever it is declared, in a function with its docstring, in a list as it stands there', async () => {
	const inFunction = [
		'/** GET /things. */',
		'export function getOf(kind) {',
		'\tconst { name } = kind;',
		'\treturn operation({',
		'\t\tname,',
		'\t});',
		'}',
	];
	await writeFile(operationFile(), inFunction.join('\n'));
	expect(await check()).toMatch(/^ {2}median lines, Port +6 .* 1 declared operations$/m);
	const inList = [
		'/** Of every kind. */',
		'export const things = resource("Things", [',
		'\toperation({',
		'\t\tname: "Get",',
		'\t}),',
		'\toperation({}),',
		'\t...[operation({})],',
		']);',
	];
	await writeFile(operationFile(), inList.join('\n'));
	expect(await check()).toMatch(/^ {2}median lines, Port +1 .* 3 declared operations$/m);
	await writeFile(operationFile(), inList.slice(0, 5).concat(inList.slice(7)).join('\n'));
	expect(await check()).toMatch(/^ {2}median lines, Port +3 .* 1 declared operations$/m);
});

test('a core within it is not', async () => {
	await writeFile(join(folder, 'core', 'short.ts'), 'export const one = 1;\n');
	const said = await check();
	expect(said).toMatch(/ {2}lines of the core +1 /);
	expect(said).not.toContain('simplify');
});
