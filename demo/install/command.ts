import { spawn } from 'node:child_process';

const keptOutputLines = 40;

export interface CommandOptions {
	folder: string;
	/** Added to this process's environment. */
	environment?: Record<string, string>;
	/** Called with every line that the command prints. */
	onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and returns what it wrote to its standard output.
 * Fails with the last lines that it printed when it cannot be started or ends with another code than 0.
 */
export async function runCommand(program: string, args: string[], options: CommandOptions): Promise<string> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.folder,
			env: { ...process.env, ...options.environment },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const lastLines: string[] = [];
		let output = '';
		const listen = (chunk: Buffer) => {
			for (const line of chunk.toString().split('\n')) {
				if (line.trim() === '') continue;
				lastLines.push(line);
				if (lastLines.length > keptOutputLines) lastLines.shift();
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
				reject(new Error(`"${program} ${args.join(' ')}" ${ending}:\n${lastLines.join('\n')}`));
			}
		});
	});
}
