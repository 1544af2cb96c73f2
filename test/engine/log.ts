import './environment';
import { LoadOptionsContext } from 'n8n-core';

import { CredentialStore } from './CredentialStore';
import { additionalData } from './setup';
import { emptyWorkflow } from './workflow';

export interface LogEntry {
	level: 'error' | 'warn' | 'info' | 'debug';
	message: string;
	/** What was logged beside the message. */
	meta: unknown;
}

/** From now on, everything that nodes write with `this.logger`, in order. */
export function recordLog(): LogEntry[] {
	const entries: LogEntry[] = [];
	const at = (level: LogEntry['level']) => (message: string, meta?: unknown) => {
		entries.push({ level, message, meta });
	};
	// All contexts of a process share one logger; a context is the only way to it from outside n8n-core.
	const { workflow, node } = emptyWorkflow();
	const data = additionalData(new CredentialStore([], {}), 'internal');
	const { logger } = new LoadOptionsContext(workflow, node, data, '');
	Object.assign(logger, { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') });
	return entries;
}
