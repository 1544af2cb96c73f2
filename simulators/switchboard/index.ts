/** Everything a simulator is built from. Start reading at startSwitchboard and route. */
export { bytes, json, noContent, text, type Answer } from './answer';
export { Clock } from './clock';
export type { Fault, FaultAnswer, FaultPlan, FaultRule, StatusFault } from './FaultPlan';
export type { InMemoryRequest, InMemoryServer } from './InMemoryServer';
export { LeakyBucket, retryHeaders, type BucketSize, type RetryHint } from './LeakyBucket';
export {
	compareKeys,
	firstPlace,
	pageByCursor,
	pageByNumber,
	pageByOffset,
	sortedRows,
	type Page,
	type SortKey,
} from './paging';
export { parameter, QueryReader } from './QueryReader';
export { SeededRandom } from './random';
export { Refused, type Complaint, type Refusal } from './Refused';
export type { RecordedRequest, RequestFilter, RequestLog } from './RequestLog';
export {
	body,
	route,
	type BodySchema,
	type Call,
	type CallContext,
	type JsonSchema,
	type Method,
	type PathParameters,
	type Route,
} from './route';
export type { CommonSwitches, SimulatorDefinition } from './definition';
export { startSwitchboard, type ListenOptions, type Switchboard } from './startSwitchboard';
export type { Violation, ViolationKind, ViolationLog } from './ViolationLog';
