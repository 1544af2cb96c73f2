import { transformSync } from '@swc/core';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';

import { KeptCollections, plainCollections, type Collections } from './KeptCollections';

const ROOT = resolve(__dirname, '../../..');
/** Whose code is simulated: this checkout's, unless another one's is compared. */
const CODE = process.env['SIMULATED_CODE'] ?? ROOT;
const requireReal = createRequire(join(ROOT, 'package.json'));

/** A module while it is evaluated, and what the code at its end leaves there. */
interface Module {
	exports: object;
	/** Makes all further collections of the module of these. */
	use?: (collections: Collections) => void;
	/** Gives its variables the values that they began with, and empties its objects and lists that began empty. */
	restore?: () => void;
}

type Body = (
	exports: object,
	requireModule: (name: string) => unknown,
	module: Module,
	...collections: ReadonlyArray<Collections[keyof Collections]>
) => void;

/** Compiled once for all processes of n8n that a simulation has. */
const bodies = new Map<string, Body>();

const resolved = new Map<string, string>();

const VARIABLE = /^(?:export )?let (.*)$/gm;
/** Values that stay what they are. */
const BEGINNING = /^(\w+)(: [^=]+)?( = (Infinity|undefined|true|false|-?[\d_]+))?;$/;
const EMPTY = /^(?:export )?const (\w+)(?:: [^=]+)? = (?:\{\}|\[\]);$/gm;
const OF_A_CLASS = /^\t(\w+ )*static (?!async |get |\w+\()(?!.*= new (Weak)?(Map|Set)\b).*$/m;

/**
 * The package's own modules as one process of n8n has loaded them. What n8n and npm provide is shared, because it remembers nothing
 * of a trigger. Loading takes longer than most histories, and code that was loaded anew is slow at first: so the modules of a
 * dead process serve the next one, once they have forgotten everything.
 */
export class FreshModules {
	/** By the place of a process among those that run at the same time. */
	private static readonly sets: FreshModules[] = [];

	private readonly loaded = new Map<string, Module>();

	private readonly made = new Map<string, object>();

	private readonly kept = new KeptCollections();

	private constructor() {
		// One is taken.
	}

	/** For a process that starts; nothing of the one that had this place runs any more. */
	static take(place: number): FreshModules {
		const modules = (FreshModules.sets[place] ??= new FreshModules());
		modules.forget();
		return modules;
	}

	/** What n8n, too, takes from a package: an instance of the class that a file exports, made once. */
	instance(path: string, name: string): object {
		const known = this.made.get(name);
		if (known !== undefined) return known;
		const Class = this.exported(path, name);
		if (typeof Class !== 'function') throw new Error(`${path} has no class ${name}`);
		// A constructor returns an object.
		const made = this.recording(() => Reflect.construct(Class, []) as object);
		this.made.set(name, made);
		return made;
	}

	/** What a file exports by a name. */
	exported(path: string, name: string): unknown {
		return Reflect.get(
			this.recording(() => this.exportsOf(fileOf(join(CODE, path)))),
			name,
		);
	}

	private forget(): void {
		this.kept.forget();
		for (const { restore } of this.loaded.values()) restore?.();
	}

	/** Whatever the modules make now for themselves, to keep it, can be forgotten. */
	private recording<Result>(make: () => Result): Result {
		for (const { use } of this.loaded.values()) use?.(this.kept.collections);
		const result = make();
		this.kept.areWhole();
		for (const { use } of this.loaded.values()) use?.(plainCollections);
		return result;
	}

	private exportsOf(file: string): object {
		const known = this.loaded.get(file) ?? this.load(file);
		return known.exports;
	}

	private load(file: string): Module {
		const folder = dirname(file);
		const requireModule = (name: string) =>
			name.startsWith('.') ? this.exportsOf(fileOf(resolve(folder, name))) : (requireReal(name) as unknown);
		const module: Module = { exports: {} };
		// Before it is whole, a circle of imports may come back to it.
		this.loaded.set(file, module);
		bodyOf(file)(module.exports, requireModule, module, ...Object.values(this.kept.collections));
		return module;
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
	const text = readFileSync(file, 'utf8');
	const { code } = transformSync(text, {
		filename: file,
		sourceMaps: 'inline',
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs', importInterop: 'swc' },
	});
	const names = Object.keys(plainCollections);
	// What Node itself makes of a CommonJS module's text, but for what it keeps.
	const body = compileFunction(`${code}\n${endOf(file, text)}`, ['exports', 'require', 'module', ...names], {
		filename: file,
	}) as Body;
	bodies.set(file, body);
	return body;
}

/** Code that sees what the module alone can see, to forget what it keeps. */
function endOf(file: string, text: string): string {
	const unforgettable = (line: string) => new Error(`${file} would not forget "${line.trim()}"`);
	const [field] = OF_A_CLASS.exec(text) ?? [];
	if (field !== undefined) throw unforgettable(field);
	const variables = [...text.matchAll(VARIABLE)].map(([line, declared = '']) => {
		const [, name] = BEGINNING.exec(declared) ?? [];
		if (name === undefined) throw unforgettable(line);
		return name;
	});
	const empty = [...text.matchAll(EMPTY)].map(([, name]) => name);
	const names = Object.keys(plainCollections).join(', ');
	const all = `[${variables.join(', ')}]`;
	return `module.use = (given) => { ({ ${names} } = given); };
		{ const initial = ${all}; module.restore = () => {
			${all} = initial;
			for (const one of [${empty.join(', ')}]) for (const name of Object.keys(one).reverse()) delete one[name];
			for (const one of [${empty.join(', ')}]) if (Array.isArray(one)) one.length = 0;
		}; }`;
}
