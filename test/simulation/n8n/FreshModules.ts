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
const bodies = new Map<string, { body: Body; keeps: boolean }>();

const resolved = new Map<string, string>();

/** What a module keeps between calls stands in a variable, or in a collection that begins empty. */
const KEEPS_SOMETHING =
	/^(export )?let |^(export )?const \w+[^=]*=\s*(new (Weak)?(Map|Set)\b[^(]*\(\)|\{\}|\[\]);|^\t(\w+ )*static (?!async |get |\w+\()/m;

interface Loaded {
	/** What other modules hold of it. */
	readonly exports: object;
	/** Evaluates it again, so that it keeps nothing; undefined where it never does. */
	readonly forget?: () => void;
}

/**
 * The package's own modules as one process of n8n has loaded them: what a module remembers is gone with the process. What n8n and
 * npm provide is shared, because it remembers nothing of a trigger. Loading takes longer than most histories: so the modules of
 * a history that is over serve the next one, once those that keep something were evaluated again.
 */
export class FreshModules {
	private static readonly used: FreshModules[] = [];

	private static readonly free: FreshModules[] = [];

	private readonly loaded = new Map<string, Loaded>();

	private readonly made = new Map<string, object>();

	private constructor() {
		// One is taken.
	}

	static take(): FreshModules {
		const modules = FreshModules.free.pop() ?? new FreshModules();
		for (const { forget } of modules.loaded.values()) forget?.();
		FreshModules.used.push(modules);
		return modules;
	}

	/** Nothing of the history that had them runs any more. */
	static release(): void {
		FreshModules.free.push(...FreshModules.used.splice(0));
	}

	/** What n8n, too, takes from a package: an instance of the class that a file exports, made once. */
	instance(path: string, name: string): object {
		const known = this.made.get(name);
		if (known !== undefined) return known;
		const Class: unknown = Reflect.get(this.exportsOf(fileOf(join(CODE, path))), name);
		if (typeof Class !== 'function') throw new Error(`${path} has no class ${name}`);
		// A constructor returns an object.
		const made = Reflect.construct(Class, []) as object;
		this.made.set(name, made);
		return made;
	}

	private exportsOf(file: string): object {
		const known = this.loaded.get(file) ?? this.load(file);
		return known.exports;
	}

	private load(file: string): Loaded {
		const { body, keeps } = bodyOf(file);
		const folder = dirname(file);
		const requireModule = (name: string) =>
			name.startsWith('.') ? this.exportsOf(fileOf(resolve(folder, name))) : (requireReal(name) as unknown);
		const module = { exports: {} };
		const evaluate = () => {
			module.exports = {};
			body(module.exports, requireModule, module);
		};
		const loaded = keeps ? { exports: whatIsNow(module), forget: evaluate } : module;
		this.loaded.set(file, loaded);
		// Before it is whole, a circle of imports may come back to it.
		body(module.exports, requireModule, module);
		return loaded;
	}
}

/** An object that always has what the module exports now. */
function whatIsNow(module: { exports: object }): object {
	return new Proxy(
		{},
		{
			get: (_, name) => Reflect.get(module.exports, name) as unknown,
			has: (_, name) => Reflect.has(module.exports, name),
			ownKeys: () => Reflect.ownKeys(module.exports),
			getOwnPropertyDescriptor: (_, name) => ({
				value: Reflect.get(module.exports, name) as unknown,
				enumerable: true,
				configurable: true,
			}),
		},
	);
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

function bodyOf(file: string): { body: Body; keeps: boolean } {
	const known = bodies.get(file);
	if (known !== undefined) return known;
	const text = readFileSync(file, 'utf8');
	const { code } = transformSync(text, {
		filename: file,
		sourceMaps: 'inline',
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs', importInterop: 'swc' },
	});
	// What Node itself makes of a CommonJS module's text.
	const body = compileFunction(code, ['exports', 'require', 'module'], { filename: file }) as Body;
	const compiled = { body, keeps: KEEPS_SOMETHING.test(text) };
	bodies.set(file, compiled);
	return compiled;
}
