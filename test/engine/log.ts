import './environment';
import { LoadOptionsContext } from 'n8n-core';
import type { Logger } from 'n8n-workflow';

import { CredentialStore } from './CredentialStore';
import { additionalData } from './setup';
import { emptyWorkflow } from './workflow';

export interface LogEntry {
	level: 'error' | 'warn' | 'info' | 'debug';
	message: string;
	/** What was logged beside the message. */
	meta: unknown;
}

/** All contexts of a process share one logger; a context is the only way to it from outside n8n-core. */
function sharedLogger(): Logger {
	const { workflow, node } = emptyWorkflow();
	const data = additionalData(new CredentialStore([], {}), 'internal');
	return new LoadOptionsContext(workflow, node, data, '').logger;
}

/** Where each log that somebody still reads is kept: one suite gathers many test files, and each records for itself. */
const recorders = new Set<WeakRef<LogEntry[]>>();

const written = (level: LogEntry['level']) => (message: string, meta?: unknown) => {
	for (const recorder of recorders) {
		const entries = recorder.deref();
		if (entries === undefined) recorders.delete(recorder);
		else entries.push({ level, message, meta });
	}
};

// Not n8n's own: it takes a stack trace for every entry, a tenth of an execution, and then drops it (see environment.ts).
Object.assign(sharedLogger(), {
	log: () => undefined,
	error: written('error'),
	warn: written('warn'),
	info: written('info'),
	debug: written('debug'),
});

/** From now on, everything that nodes write with `this.logger`, in order. */
export function recordLog(): LogEntry[] {
	const entries: LogEntry[] = [];
	recorders.add(new WeakRef(entries));
	return entries;
}
