/** Runs this package's nodes, triggers, pickers and credential tests on n8n's own engine, in this process. */
export { CredentialStore, type CredentialData } from './CredentialStore';
export { recordLog, type LogEntry } from './log';
export { listSearch, loadOptions, type ListSearchSetup, type PickerSetup } from './pickers';
export { plainNode } from './plainNode';
export { PollSession, type PollSessionSetup } from './PollSession';
export { runNode, type NodeRun, type NodeRunSetup } from './runNode';
export type { NodeSetup } from './setup';
export { testCredential, type CredentialTestSetup } from './testCredential';
