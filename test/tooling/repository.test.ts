import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { jsonParse } from 'n8n-workflow';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tool = join(__dirname, '../../tooling/repository.mjs');
const placeholder = 'https://github.com/someone/nodes';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'repository-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** What a file says and what package.json says after the address was set to this one and carried twice. */
function carried(address: string, text: string) {
	const manifest = { homepage: `${placeholder}#readme`, repository: { url: `git+${address}.git` } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(folder, 'README.md'), text);
	spawnSync('git', ['init', '--quiet'], { cwd: folder });
	spawnSync('git', ['add', '.'], { cwd: folder });
	for (let time = 0; time < 2; time++) {
		const { status, stderr } = spawnSync(process.execPath, [tool, folder], { encoding: 'utf8' });
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
	}
	const read = (path: string) => readFileSync(join(folder, path), 'utf8');
	return { text: read('README.md'), manifest: jsonParse<unknown>(read('package.json')) };
}

test.each([
	'https://github.com/people/nodes',
	// These begin with the old one.
	'https://github.com/someone/nodes-of-ours',
	'https://github.com/someone/nodes.js',
])('the links become those of %s, and package.json keeps it', (address) => {
	const links = (at: string) => `git clone ${at}.git, [docs](${at}/blob/main/docs/a.md), ${at}. End`;
	expect(carried(address, links(placeholder))).toEqual({
		text: links(address),
		manifest: { homepage: `${address}#readme`, repository: { url: `git+${address}.git` } },
	});
});
