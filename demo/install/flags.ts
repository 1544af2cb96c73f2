import { parseArgs } from 'node:util';

/** A flag of a command: what it does, and what its value is called, where it has one. */
export interface Flag {
	readonly does: string;
	readonly value?: string;
}

type Flags<Name extends string> = Readonly<Record<Name, Flag>>;

/** What was given for a flag: the empty text for one without a value; undefined where it was not given. */
export type Given<Name extends string> = (name: Name) => string | undefined;

/**
 * The flags that a command was given. `--help`, or what is no flag of it, ends the process with the flags that it has: before
 * anything else is done.
 */
export function flagsOf<Name extends string>(command: string, flags: Flags<Name>): Given<Name> {
	const read = readFlags(command, flags, process.argv.slice(2));
	if (typeof read === 'function') return read;
	process[read.isMistake ? 'stderr' : 'stdout'].write(`${read.says}\n`);
	process.exit(read.isMistake ? 1 : 0);
}

/** The same of these arguments; what to say instead where they ask for that. */
export function readFlags<Name extends string>(
	command: string,
	flags: Flags<Name>,
	args: readonly string[],
): Given<Name> | { readonly says: string; readonly isMistake: boolean } {
	const usage = usageOf(command, flags);
	const options = Object.entries<Flag>({ ...flags, help: { does: '' } }).map(
		([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const,
	);
	try {
		const { values } = parseArgs({ args: [...args], options: Object.fromEntries(options) });
		if (values['help'] !== undefined) return { says: usage, isMistake: false };
		const given = new Map(Object.entries(values).map(([name, value]) => [name, value === true ? '' : value]));
		return (name) => {
			const value = given.get(name);
			return typeof value === 'string' ? value : undefined;
		};
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return { says: `${message}\n\n${usage}`, isMistake: true };
	}
}

function usageOf(command: string, flags: Readonly<Record<string, Flag>>): string {
	const shown = Object.entries(flags).map(([name, { value, does }]) => {
		const flag = value === undefined ? `--${name}` : `--${name} <${value}>`;
		return `  ${flag.padEnd(24)}${does}`;
	});
	return [`npm run ${command} -- takes:`, ...shown].join('\n');
}
