/** What a platform's trigger may use of the core, beside ../index: the feed types, and what n8n calls. */
export { listSearchMethods as triggerListSearch } from '../field/listSearch';
export { failureFeed, type Probe } from './failureFeed';
export type { AnyFeed, Reached } from './Feed';
export { healthFeed, type HealthSource } from './healthFeed';
export { pollErrors } from './pollErrors';
export { ListMoved } from './sideBySide';
export type { Gone, Observation } from './snapshot';
export { snapshotFeed, type ObservedSource } from './snapshotFeed';
export { triggerProperties } from './triggerFields';
export { windowFeed, type ErrorSource } from './windowFeed';
