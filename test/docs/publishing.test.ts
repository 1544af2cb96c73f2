import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly homepage: string;
	readonly repository: { readonly url: string };
	readonly peerDependencies: Record<string, string>;
	readonly peerDependenciesMeta: Record<string, unknown>;
	readonly devDependencies: { readonly 'n8n-core': string };
}

const manifest = JSON.parse(read('package.json')) as Manifest;

test('npm brings no second n8n-workflow along: every peer dependency is optional', () => {
	expect(manifest.peerDependenciesMeta).toEqual({ 'n8n-workflow': { optional: true } });
	expect(Object.keys(manifest.peerDependencies)).toEqual(['n8n-workflow']);
});

describe('the address of the repository', () => {
	const address = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

	test('is where all links lead (npm run repository carries it there)', () => {
		expect(manifest.homepage).toBe(`${address}#readme`);
		const paths = ['.github', 'credentials', 'docs', 'nodes', 'tooling']
			.flatMap((folder) =>
				readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
					join(folder, path),
				),
			)
			.concat(readdirSync(root))
			.filter((path) => /\.(json|md|template|ts|yml)$/.test(path));
		const links = paths.flatMap((path) =>
			[...read(path).matchAll(/https:\/\/github\.com\/[\w.-]+\/n8n-nodes-integration-ops\b/g)].map(
				([link]) => ({ path, link }),
			),
		);
		expect(links.length).toBeGreaterThan(20);
		expect(links.filter(({ link }) => link !== address)).toEqual([]);
	});
});

test('CONTRIBUTING says which continuous integration kills n8n again and again', () => {
	const [row = ''] = /^.*npm run e2e:chaos.*$/m.exec(read('CONTRIBUTING.md')) ?? [];
	expect(row).toContain('`.ci/run` runs it');
	expect(row).toContain('the workflows in `.github` do not');
	expect(read('.ci/run')).toContain('npm run e2e:chaos');
	expect(read('.github/workflows/ci.yml')).not.toContain('chaos');
});

describe('the workflows of GitHub', () => {
	const folder = '.github/workflows';
	const jobs = readdirSync(join(root, folder)).flatMap((file) => {
		const [before = '', after = ''] = read(join(folder, file)).split(/^jobs:\n/m);
		return after
			.split(/^(?= {2}\w+:\n)/m)
			.map((text) => ({ name: `${file}: ${text.split('\n')[0]?.trim()}`, text, before }));
	});

	test('give what they run of others no right to publish, nor to write', () => {
		expect(jobs.length).toBeGreaterThan(4);
		const mayWrite = jobs.filter(({ text, before }) => /^ *[\w-]+: write/m.test(before + text));
		expect(mayWrite.map(({ name }) => name)).toEqual(['publish.yml: publish:', 'publish.yml: release:']);
		const ranThere = mayWrite.flatMap(({ text }) => [...text.matchAll(/^ *-? ?run: (.*)$/gm)]);
		for (const [, command = ''] of ranThere) expect(command).toMatch(/^(npm publish|gh release) .*tgz/);
		expect(mayWrite.filter(({ text }) => text.includes('actions/checkout'))).toEqual([]);
	});
});

describe('the versions of n8n', () => {
	const tried = readdirSync(join(root, 'test/versions'))
		.filter((name) => /^\d/.test(name))
		.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

	test('README.md names the oldest that npm run versions tries', () => {
		const [, named] = /You need n8n (\d+\.\d+) or later/.exec(read('README.md')) ?? [];
		expect(tried[0]?.startsWith(`${named ?? 'none'}.`)).toBe(true);
	});

	test.each(tried)('%s is installed as its folder is called', (version) => {
		const { dependencies } = JSON.parse(read(`test/versions/${version}/package.json`)) as {
			dependencies: Record<string, string>;
		};
		expect(dependencies['n8n-core']).toBe(version);
	});
});

test('the package has the changelog that README.md says to read first', () => {
	const { status, stdout } = spawnSync('npm', ['pack', '--dry-run', '--json'], {
		cwd: root,
		encoding: 'utf8',
	});
	expect(status).toBe(0);
	const [packed] = z
		.array(z.object({ files: z.array(z.object({ path: z.string() })) }))
		.parse(JSON.parse(stdout));
	expect(packed?.files.map(({ path }) => path)).toEqual(
		expect.arrayContaining(['CHANGELOG.md', 'README.md']),
	);
});

test('README.md names the tarball of this version', () => {
	const tarballs = [...read('README.md').matchAll(/n8n-nodes-integration-ops-[\d.]+\.tgz/g)].map(
		([name]) => name,
	);
	expect([...new Set(tarballs)]).toEqual([`${manifest.name}-${manifest.version}.tgz`]);
});

test('README.md installs in Docker as it does on the machine itself, into the volume', () => {
	const readme = read('README.md');
	const [, flags = '', tarball = ''] =
		/^npm install --prefix ~\/\.n8n\/nodes (.+) \/path\/to\/(\S+)$/m.exec(readme) ?? [];
	const volume = '/home/node/.n8n';
	expect(readme).toContain(`In Docker it is \`${volume}\`, which should be a volume`);
	expect(readme).toContain(
		[
			`docker cp /path/to/${tarball} n8n:/tmp/`,
			`docker exec -u node n8n npm install --prefix ${volume}/nodes ${flags} /tmp/${tarball}`,
			'docker restart n8n',
		].join('\n'),
	);
});
