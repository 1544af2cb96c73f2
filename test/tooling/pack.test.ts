import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
let folder: string;

const write = (path: string, text: string) => {
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	writeFileSync(join(folder, path), text);
};

/** What the tool says of the package in `folder`, and the tarballs that are there then. */
function packed() {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(root, 'tooling/pack.mjs'), folder, folder],
		{ encoding: 'utf8' },
	);
	return { status, said: stdout + stderr, tarballs: readdirSync(folder).filter((name) => /tgz$/.test(name)) };
}

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'pack-'));
	const n8n = { nodes: ['dist/Acme.node.js'], credentials: ['dist/AcmeApi.credentials.js'] };
	write('package.json', JSON.stringify({ name: 'n8n-nodes-acme', version: '1.2.3', files: ['dist'], n8n }));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('a package that was not built is not packed', () => {
	const { status, said, tarballs } = packed();
	expect(status).toBe(1);
	expect(said).toContain('The package is not built: it lacks dist/Acme.node.js, dist/AcmeApi.credentials.js');
	expect(tarballs).toEqual([]);
});

test('nor is one that was built without what n8n knows it by', () => {
	write('dist/Acme.node.js', '');
	write('dist/AcmeApi.credentials.js', '');
	const { status, said, tarballs } = packed();
	expect(status).toBe(1);
	expect(said).toContain('it lacks dist/known/nodes.json');
	expect(tarballs).toEqual([]);
});

function writeWhole() {
	write('dist/Acme.node.js', '');
	write('dist/AcmeApi.credentials.js', '');
	for (const kind of ['known', 'types']) {
		for (const what of ['nodes', 'credentials']) write(`dist/${kind}/${what}.json`, '{}');
	}
}

test('a whole one is', () => {
	writeWhole();
	const { status, said, tarballs } = packed();
	expect(status).toBe(0);
	expect(said).toContain('"version":"1.2.3"');
	expect(tarballs).toEqual(['n8n-nodes-acme-1.2.3.tgz']);
});

test.each([
	['warns of placeholders', 'https://github.com/integration-ops/nodes', true],
	['has nothing to warn of else', 'https://github.com/people/nodes', false],
])('npm run package %s', (_what, url, isWarned) => {
	writeWhole();
	const path = join(folder, 'package.json');
	const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
	const author = { email: 'people@integration.example' };
	writeFileSync(path, JSON.stringify(Object.assign({}, manifest, { author, repository: { url } })));
	const { status, stdout } = spawnSync(process.execPath, [join(root, 'tooling/package.mjs'), folder], {
		encoding: 'utf8',
	});
	expect(status).toBe(0);
	expect(stdout.includes(`${url} in package.json is a placeholder`)).toBe(isWarned);
});

test('npm run package prints the command with which the README installs it', () => {
	writeWhole();
	const { stdout } = spawnSync(process.execPath, [join(root, 'tooling/package.mjs'), folder], {
		encoding: 'utf8',
	});
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	const [command = ''] = /^npm install --prefix .*$/m.exec(readme) ?? [];
	expect(command).toMatch(/ \/path\/to\/\S+\.tgz$/);
	expect(stdout).toContain(command.replace(/\/path\/to\/.*$/, join(folder, 'n8n-nodes-acme-1.2.3.tgz')));
});
