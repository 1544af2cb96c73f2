import { say } from './install/progress';

/** What runs and has to be ended, last started first. */
const stops: Array<() => Promise<void>> = [];

/** The conventional exit codes of a process that a signal ended. */
const endedBy = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C arrives more than once: from the terminal, and from npm and tsx, which pass it on. */
const sameSignalMs = 1_000;

let complete = false;
let stoppingSince: number | undefined;

/** Has this done when everything ends, before what was started earlier ends. */
export function atEnd(stop: () => Promise<void>): void {
	stops.push(stop);
}

export async function stopEverything(): Promise<void> {
	for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

/** Whether a signal has come, and everything is being stopped. */
export function isEnding(): boolean {
	return stoppingSince !== undefined;
}

function onSignal(signal: (typeof signals)[number]): void {
	if (stoppingSince === undefined) {
		stoppingSince = Date.now();
		say('\nStopping n8n and the simulators ...');
		void stopEverything().finally(() => process.exit(complete ? 0 : endedBy[signal]));
	} else if (Date.now() - stoppingSince > sameSignalMs) {
		process.exit(endedBy[signal]);
	}
}

/**
 * Starts everything. When that fails, and at Ctrl-C, what was started is stopped again in order; a second Ctrl-C does not
 * wait for that. Returns whether the start succeeded.
 */
export async function started(start: () => Promise<void>): Promise<boolean> {
	for (const signal of signals) process.on(signal, onSignal);
	try {
		await start();
	} catch (error) {
		if (isEnding()) return false;
		say(`\nThe start failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
		await stopEverything();
		return false;
	}
	complete = true;
	return true;
}
