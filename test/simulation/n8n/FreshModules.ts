import { transformSync } from '@swc/core';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';

const ROOT = resolve(__dirname, '../../..');
/** Whose code is simulated: this checkout's, unless another one's is compared. */
const CODE = process.env['SIMULATED_CODE'] ?? ROOT;
const requireReal = createRequire(join(ROOT, 'package.json'));

type Body = (exports: object, requireModule: (name: string) => unknown, module: { exports: object }) => void;

/** Compiled once for all processes of n8n that a simulation has. */
const bodies = new Map<string, Body>();

const resolved = new Map<string, string>();

/**
 * The package's own modules as one process of n8n has loaded them: what a module remembers is gone with the process. What n8n and
 * npm provide is shared, because it remembers nothing of a trigger.
 */
export class FreshModules {
	private readonly loaded = new Map<string, { exports: object }>();

	/** A module by its path from the repository's root, without extension. */
	load(path: string): Readonly<Record<string, unknown>> {
		return { ...this.exportsOf(fileOf(join(CODE, path))) };
	}

	private exportsOf(file: string): object {
		const known = this.loaded.get(file);
		if (known !== undefined) return known.exports;
		const module = { exports: {} };
		this.loaded.set(file, module);
		const folder = dirname(file);
		const requireModule = (name: string) =>
			name.startsWith('.') ? this.exportsOf(fileOf(resolve(folder, name))) : (requireReal(name) as unknown);
		bodyOf(file)(module.exports, requireModule, module);
		return module.exports;
	}
}

function fileOf(path: string): string {
	const known = resolved.get(path);
	if (known !== undefined) return known;
	const candidates = [`${path}.ts`, join(path, 'index.ts'), path];
	const found = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
	if (found === undefined) throw new Error(`No module ${path}`);
	resolved.set(path, found);
	return found;
}

function bodyOf(file: string): Body {
	const known = bodies.get(file);
	if (known !== undefined) return known;
	const { code } = transformSync(readFileSync(file, 'utf8'), {
		filename: file,
		sourceMaps: 'inline',
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs', importInterop: 'swc' },
	});
	// What Node itself makes of a CommonJS module's text.
	const body = compileFunction(code, ['exports', 'require', 'module'], { filename: file }) as Body;
	bodies.set(file, body);
	return body;
}
