import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../..');

/** What the first step of `npm run <script>` says on that platform, with that version of Node. */
function setUp(script: string, platform: string, version = process.version) {
	const tool = pathToFileURL(join(root, 'tooling/setup.mjs')).href;
	const facts = JSON.stringify({ platform, version, versions: { node: version.slice(1) } });
	const code = `for (const [name, value] of Object.entries(${facts})) Object.defineProperty(process, name, { value }); import('${tool}');`;
	const { status, stderr } = spawnSync(process.execPath, ['--eval', code], {
		encoding: 'utf8',
		env: { ...process.env, npm_lifecycle_event: script },
	});
	return { status, stderr };
}

/** Those that install an n8n. */
const withN8n = ['start', 'dev', 'e2e', 'pictures', 'chaos', 'bench', 'bench:n8n'];

test.each(withN8n)('CONTRIBUTING says that npm run %s needs a compiler', (script) => {
	const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	const [sentence] = /[^.]*also need a C\+\+ compiler/.exec(page) ?? [];
	expect(sentence).toContain(`\`npm run ${script}\``.replace('npm run start', 'npm start'));
});

test.each(withN8n)('npm run %s says on Windows what it needs', (script) => {
	expect(setUp(script, 'win32')).toEqual({
		status: 1,
		stderr: `npm run ${script} needs Linux or macOS: on Windows, run it in WSL.\n`,
	});
	expect(setUp(script, 'linux')).toEqual({ status: 0, stderr: '' });
});

test.each(['v20.0.0', 'v20.18.3', 'v21.7.3', 'v22.11.0'])(
	"with Node %s npm test says which one it needs, as n8n's lint does not run there; npm start goes on",
	(version) => {
		expect(setUp('test', 'linux', version)).toEqual({
			status: 1,
			stderr: `npm test needs Node 20.19 or newer (of Node 22, 22.12); this is ${version}.\n`,
		});
		expect(setUp('start', 'linux', version)).toEqual({ status: 0, stderr: '' });
	},
);

test('with Node 18 npm start says which one it needs', () => {
	const said = 'Node 20 or newer is needed; this is v18.20.8.\n';
	expect(setUp('start', 'linux', 'v18.20.8')).toEqual({ status: 1, stderr: said });
});

test.each(['v20.19.0', 'v22.12.0', 'v24.0.0', 'v30.1.0'])('npm test goes on with Node %s', (version) => {
	expect(setUp('test', 'linux', version)).toEqual({ status: 0, stderr: '' });
});

test('the other commands go on, with the line ends that the formatter checks', () => {
	expect(setUp('test', 'win32')).toEqual({ status: 0, stderr: '' });
	const attributes = join(root, '.gitattributes');
	expect(existsSync(attributes) && readFileSync(attributes, 'utf8')).toContain('* text=auto eol=lf');
	for (const page of ['README.md', 'CONTRIBUTING.md']) {
		expect(readFileSync(join(root, page), 'utf8')).toContain('on Windows, use WSL');
	}
});
