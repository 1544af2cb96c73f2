import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { types } from 'node:util';

export type GroupLeader = ChildProcessByStdio<null, Readable, Readable>;

export interface GroupOptions {
	folder?: string;
	environment: NodeJS.ProcessEnv;
	/** Whom it runs as; only root can choose. */
	user?: { uid: number; gid: number } | undefined;
}

/** What runs now: none of it may outlive this process. */
const running = new Set<GroupLeader>();

process.on('exit', () => {
	for (const child of running) killGroup(child);
});

/**
 * Starts a program as the leader of a process group of its own, so that it can be ended with all that it starts. Ctrl-C
 * in the terminal does not reach it: whoever handles it here ends the group in order.
 */
export function startGroup(program: string, args: string[], options: GroupOptions): GroupLeader {
	const child = spawn(program, args, {
		cwd: options.folder,
		env: options.environment,
		uid: options.user?.uid,
		gid: options.user?.gid,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	running.add(child);
	child.on('close', () => running.delete(child));
	return child;
}

/** Ends the whole group at once. */
export function killGroup(child: GroupLeader): void {
	running.delete(child);
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch (error) {
		// No such process: the group is gone already, which is what was wanted.
		if (!(types.isNativeError(error) && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}
