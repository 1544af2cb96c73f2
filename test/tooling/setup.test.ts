import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../..');

/** What the first step of `npm run <script>` says on that platform. */
function setUp(script: string, platform: string) {
	const tool = pathToFileURL(join(root, 'tooling/setup.mjs')).href;
	const code = `Object.defineProperty(process, 'platform', { value: '${platform}' }); import('${tool}');`;
	const { status, stderr } = spawnSync(process.execPath, ['--eval', code], {
		encoding: 'utf8',
		env: { ...process.env, npm_lifecycle_event: script },
	});
	return { status, stderr };
}

test.each(['start', 'dev', 'e2e'])('npm run %s says on Windows what it needs', (script) => {
	expect(setUp(script, 'win32')).toEqual({
		status: 1,
		stderr: `npm run ${script} needs Linux or macOS: on Windows, run it in WSL.\n`,
	});
	expect(setUp(script, 'linux')).toEqual({ status: 0, stderr: '' });
});

test('the other commands go on, with the line ends that the formatter checks', () => {
	expect(setUp('test', 'win32')).toEqual({ status: 0, stderr: '' });
	const attributes = join(root, '.gitattributes');
	expect(existsSync(attributes) && readFileSync(attributes, 'utf8')).toContain('* text=auto eol=lf');
	for (const page of ['README.md', 'CONTRIBUTING.md']) {
		expect(readFileSync(join(root, page), 'utf8')).toContain('on Windows, use WSL');
	}
});
