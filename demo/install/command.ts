import { startGroup, type GroupOptions } from './processGroup';

/** npm tells the reason first and its manual after it; compilers the other way round. */
const keptFirstLines = 15;
const keptLastLines = 25;

export interface CommandOptions {
	folder: string;
	/** Added to this process's environment; what is undefined is taken out of it. */
	environment?: NodeJS.ProcessEnv;
	/** Whom it runs as; only root can choose. */
	user?: GroupOptions['user'];
	/** Called with every line that the command prints. */
	onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and returns what it wrote to its standard output.
 * Fails with the last lines that it printed when it cannot be started or ends with another code than 0.
 */
export async function runCommand(program: string, args: string[], options: CommandOptions): Promise<string> {
	return await new Promise((resolve, reject) => {
		const child = startGroup(program, args, {
			folder: options.folder,
			environment: { ...process.env, ...options.environment },
			user: options.user,
		});
		const firstLines: string[] = [];
		const lastLines: string[] = [];
		let output = '';
		const listen = (chunk: Buffer) => {
			for (const line of chunk.toString().split('\n')) {
				if (line.trim() === '') continue;
				if (firstLines.length < keptFirstLines) firstLines.push(line);
				else lastLines.push(line);
				if (lastLines.length > keptLastLines) lastLines.shift();
				options.onLine?.(line);
			}
		};
		child.stdout.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			listen(chunk);
		});
		child.stderr.on('data', listen);
		child.on('error', (error) => {
			reject(new Error(`${program} could not be started: ${error.message}`));
		});
		child.on('close', (code, signal) => {
			if (code === 0) resolve(output);
			else {
				const ending = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with code ${code}`;
				reject(
					new Error(`"${program} ${args.join(' ')}" ${ending}:\n${[...firstLines, ...lastLines].join('\n')}`),
				);
			}
		});
	});
}
