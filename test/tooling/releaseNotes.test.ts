import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const tool = join(__dirname, '../../tooling/releaseNotes.mjs');
const changelog = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-01-01

### Added

- A second thing.

## [0.1.0]

- The first thing.

[0.2.0]: https://example.com/0.2.0
`;

let folder: string;

const own = { email: 'people@integration.example', url: 'git+https://github.com/people/nodes.git' };

/** What the tool says of a package with this version, e-mail address and repository. */
function notes(tag: string, version: string, given: Partial<typeof own> = {}) {
	const { email, url } = { ...own, ...given };
	const manifest = { version, author: { email }, repository: { url } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	const { status, stdout, stderr } = spawnSync(process.execPath, [tool, tag, folder], { encoding: 'utf8' });
	return { status, stdout, stderr };
}

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'notes-'));
	writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

test('what is not released has a version of its own: a tarball of it is not taken for that of a release', () => {
	const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');
	const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
	const changes = read('CHANGELOG.md');
	const [, unreleased = ''] = /^## \[Unreleased\]$([^]*?)^## /m.exec(changes) ?? [];
	const released = [...changes.matchAll(/^## \[(\d.*?)\]/gm)].map(([, number]) => number);
	expect(released).toContain('0.1.0');
	expect(/^- /m.test(unreleased) ? released : []).not.toContain(version);
});

test('the notes are what the changelog says of the version, and no more', () => {
	const second = '### Added\n\n- A second thing.\n';
	expect(notes('v0.2.0', '0.2.0')).toEqual({ status: 0, stdout: second, stderr: '' });
	expect(notes('v0.1.0', '0.1.0')).toEqual({ status: 0, stdout: '- The first thing.\n', stderr: '' });
});

test.each([
	[
		'a tag that is not the version',
		'v0.3.0',
		'0.2.0',
		'The tag is "v0.3.0", the version of package.json 0.2.0.',
	],
	['a version without notes', 'v0.3.0', '0.3.0', 'CHANGELOG.md has no "## [0.3.0]".'],
])('%s is refused', (_what, tag, version, message) => {
	expect(notes(tag, version)).toEqual({ status: 1, stdout: '', stderr: `${message}\n` });
});

test.each<Partial<typeof own>>([
	{ email: 'someone@example.com' },
	// Of another name: npm run repository rewrites the whole address in all files.
	{ url: 'git+https://github.com/integration-ops/nodes.git' },
])('a placeholder is refused: %j', (given) => {
	const refused = notes('v0.2.0', '0.2.0', given);
	const [placeholder = ''] = Object.values(given);
	expect(refused).toEqual({
		status: 1,
		stdout: '',
		stderr: `${placeholder} in package.json is a placeholder. See CONTRIBUTING.md, Publish.\n`,
	});
});
