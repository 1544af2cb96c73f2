import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { CheckoutCopy } from './CheckoutCopy';

/** In place of the compiler: dist is one source as it is. */
const compiler = `
	import { cpSync } from 'node:fs';
	cpSync('core/index.ts', 'dist/index.js');
	console.log('compiled');
`;
const program = 'compiler.mjs';

// A copy cannot be copied.
const isInCopy = process.env['IN_CHECKOUT_COPY'] === 'true';

(isInCopy ? describe.skip : describe)('npm run build', () => {
	let copy: CheckoutCopy;

	beforeAll(async () => {
		copy = await CheckoutCopy.make();
		const manifest = z
			.object({ scripts: z.record(z.string()) })
			.passthrough()
			.parse(JSON.parse(copy.read('package.json')));
		const scripts = { ...manifest.scripts, compile: `node ${program}` };
		await writeFile(join(copy.folder, 'package.json'), JSON.stringify({ ...manifest, scripts }));
		await writeFile(join(copy.folder, program), compiler);
	});

	afterAll(async () => {
		await copy.remove();
	});

	const compiles = async () => (await copy.run('node', ['tooling/build.mjs'])).includes('compiled');

	it('compiles a fresh checkout, and not again while nothing has changed', async () => {
		expect(await compiles()).toBe(true);
		expect(await compiles()).toBe(false);
	});

	it.each(['core/index.ts', 'nodes/Port/Port.node.json', 'package-lock.json', 'dist/index.js'])(
		'compiles after a change of %s',
		async (path) => {
			await appendFile(join(copy.folder, path), '\n');
			expect(await compiles()).toBe(true);
			expect(await compiles()).toBe(false);
		},
	);

	it('compiles when a file is missing in dist', async () => {
		await rm(join(copy.folder, 'dist', 'index.js'));
		expect(await compiles()).toBe(true);
	});

	it('compiles again after it could not', async () => {
		await appendFile(join(copy.folder, 'core', 'index.ts'), '\n');
		await writeFile(join(copy.folder, program), 'process.exitCode = 1;');
		await expect(compiles()).rejects.toThrow('code 1');
		await expect(compiles()).rejects.toThrow('code 1');
		await writeFile(join(copy.folder, program), compiler);
		expect(await compiles()).toBe(true);
	});
});
