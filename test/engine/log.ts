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

// Silent (see environment.ts) sooner: n8n takes a stack trace for every entry, a tenth of an execution, and then drops it.
Object.assign(sharedLogger(), { log: () => undefined });

/** From now on, everything that nodes write with `this.logger`, in order. */
export function recordLog(): LogEntry[] {
	const entries: LogEntry[] = [];
	const at = (level: LogEntry['level']) => (message: string, meta?: unknown) => {
		entries.push({ level, message, meta });
	};
	Object.assign(sharedLogger(), {
		error: at('error'),
		warn: at('warn'),
		info: at('info'),
		debug: at('debug'),
	});
	return entries;
}
