import { NodeApiError, NodeOperationError, type Failure as FailureCause, type INode } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import { counted, shortened } from '../data/text';
import { safeText } from '../data/writtenSecrets';
import type { FailedRequest, Location } from './FailedRequest';
import { CHANGE_BEFORE, meaningOf } from './meanings';
import type { Platform } from './Platform';
import { Cancelled } from './waiting';

/** An error as n8n shows it, with what to do. */
export type NodeFailure = NodeApiError | NodeOperationError;

/** Whatever a server sends, an error is read by a person and stored in a database. */
const MOST_CHARACTERS = 2000;
const MOST_CHARACTERS_OF_A_PATH = 300;

const NODE_ERRORS = new Set(['NodeApiError', 'NodeOperationError', 'ExpressionError']);
const NOTHING_MORE = 'Nothing more was sent. Changes that were already made are kept.';
const FIELD = { enumerable: true, configurable: true, writable: true };

type Said = Record<'message' | 'description' | 'httpCode', string> & { readonly failure?: FailureCause };

const open = new WeakSet<Error>();

/** The failure; where it is open, nobody knows after it whether the change was carried out. */
export function leftOpen<Failure>(failure: Failure, isOpen: boolean): Failure {
	if (isOpen && failure instanceof Error) open.add(failure);
	return failure;
}

/** Whether what was thrown leaves open if the change was carried out: no response came, a 3xx, 408 or 5xx, or a foreign one. */
export function mayBeApplied(thrown: unknown): boolean {
	return thrown instanceof Error && open.has(thrown);
}

/** Whether what was thrown may pass by itself: no response came, a 408, 429 or 5xx, or a page of another server. */
export function mayPass(thrown: unknown, { retry }: Platform): thrown is NodeFailure {
	const cause = isNodeError(thrown) ? thrown.failure?.cause : undefined;
	return cause === 'temporarily-unavailable' || (cause === 'rate-limited' && retry.retriesRateLimits);
}

/** Whether n8n's poller tries again by itself after such a failure. */
export function isTimed(cause: FailureCause['cause'] | undefined): boolean {
	return ['rate-limited', 'quota-exhausted', 'temporarily-unavailable'].includes(cause ?? '');
}

/** The error that n8n shows for a failed request. Holds no header, no token and no query. */
export function requestError(location: Location, platform: Platform, failed: FailedRequest): NodeApiError {
	const { hint, cause, isOpen } = meaningOf(location, platform, failed);
	const said = failed.isSignIn ? failed.message : messageOf(platform, failed);
	const message = shortened(said, MOST_CHARACTERS);
	const where = `[${location.task}: ${requestText(failed)}]`;
	const description = shortened(`${hint}${askedText(platform, failed)} ${where}`, MOST_CHARACTERS);
	const httpCode = String(failed.status ?? failed.networkCode ?? 'NO_RESPONSE');
	const retryAfterMs = isTimed(cause) ? failed.askedDelayMs : undefined;
	const failure = cause && { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) };
	const error = apiError(location, { message, description, httpCode, ...(failure && { failure }) });
	return leftOpen(error, isOpen);
}

/** n8n's error of a request, with just these words. */
export function apiError({ node, itemIndex }: Location, said: Said): NodeApiError {
	const { message, description } = said;
	const options = { ...said, ...(itemIndex !== undefined && { itemIndex }) };
	const error = new NodeApiError(node, { message }, options);
	// NodeApiError replaces a message that contains a system error's name ("approvEPERMissions") by a stock sentence.
	return Object.assign(error, { message, description });
}

/** An error of the node's own: a bad value, an operation that ended badly, a list that would not end. */
export function nodeError(location: Location, said: string, hint: string): NodeOperationError {
	// What a platform says of itself may quote what it was sent.
	const message = safeText(said, MOST_CHARACTERS);
	const error = new NodeOperationError(location.node, message, {
		description: shortened(`${hint} [${location.task}]`.trim(), MOST_CHARACTERS),
		...(location.itemIndex !== undefined && { itemIndex: location.itemIndex }),
	});
	error.message = message;
	return error;
}

/** @throws NodeOperationError where the user has not selected the credential */
export function expectCredential(
	location: Location,
	{ credentialLabels = {} }: Platform,
	type: string,
	hint: string,
): void {
	if (location.node.credentials?.[type] !== undefined) return;
	const where = credentialLabels[type] === undefined ? '' : ` in '${credentialLabels[type]}'`;
	throw nodeError(location, `No credential is selected${where}`, hint);
}

/** The failure of a request after an accepted change, which says so: running the operation again would repeat the change. */
export function afterChange(failure: unknown): unknown {
	if (failure instanceof NodeApiError && !failure.description?.includes(CHANGE_BEFORE)) {
		failure.description = `${failure.description ?? ''} ${CHANGE_BEFORE}`.trim();
	}
	return failure;
}

/** Whatever was thrown while an item was processed, as an error that names its location and says what to do: `hint` where it does not say so itself. */
export function asNodeError(location: Location, thrown: unknown, hint = ''): NodeFailure {
	if (isNodeError(thrown)) return atItem(thrown, location.itemIndex);
	if (thrown instanceof FieldError) {
		return nodeError(location, thrown.message, thrown.hint ?? 'Correct the value. Nothing was sent.');
	}
	if (thrown instanceof Cancelled) return nodeError(location, thrown.message, NOTHING_MORE);
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	if (!/call stack/.test(message)) return nodeError(location, message, hint);
	return nodeError(location, 'A record is nested too deeply to be read', hint || 'Exclude it with a filter.');
}

/** The failure for a model, which reads the message alone. Of another class n8n words it anew: after a lost response it advises to retry. */
export function forModel(node: INode, failure: NodeFailure): NodeOperationError {
	const error = new NodeOperationError(node, failure);
	return Object.assign(error, { message: `${failure.message}\n\n${failure.description ?? ''}`.trim() });
}

/** Errors that n8n shows as they are. Another copy of n8n's library has classes of its own, so their names count. */
export function isNodeError(thrown: unknown): thrown is NodeFailure {
	return thrown instanceof Error && NODE_ERRORS.has(thrown.name);
}

/** The same error at another item: items that share a read share its failure. */
function atItem<Failure extends NodeFailure>(error: Failure, itemIndex: number | undefined): Failure {
	const knownIndex: unknown = error.context['itemIndex'];
	if (itemIndex === undefined || knownIndex === undefined || knownIndex === itemIndex) return error;
	return Object.create(Object.getPrototypeOf(error), {
		...Object.getOwnPropertyDescriptors(error),
		context: { ...FIELD, value: { ...error.context, itemIndex } },
	});
}

/** What the platform reports. Of a rejected credential it says little (`Unauthorized`), so that is named first. */
function messageOf({ displayName }: Platform, failed: FailedRequest): string {
	const { message, code = '', status, wasBegun, isForeign } = failed;
	const isRejected = status === 401 && !wasBegun && !isForeign;
	const said = message.includes(code) ? message : `${message} (${code})`;
	return `${displayName}${isRejected ? ' rejected the credential' : ''}: ${said}`;
}

/** ` Celigo asked to wait 3600 seconds.` after a refusal for haste. */
function askedText({ displayName }: Platform, { status, askedDelayMs }: FailedRequest): string {
	if (status !== 429 || askedDelayMs === undefined) return '';
	const seconds = Math.ceil(askedDelayMs / 1000);
	return ` ${displayName} asked to wait ${counted(seconds, 'second')}.`;
}

/** `GET /flows/1: HTTP 503 after 3 tries, trace abc`. */
function requestText(failed: FailedRequest): string {
	const { method, path, status, networkCode, tries, trace, isSignIn, isHeld } = failed;
	const result = status === undefined ? (networkCode ?? 'not sent') : `HTTP ${status}`;
	return [
		`${method} ${shortened(path, MOST_CHARACTERS_OF_A_PATH)}: ${isSignIn ? 'sign-in: ' : ''}${result}`,
		isHeld ? ' earlier, not sent again yet' : '',
		tries > 1 ? ` after ${tries} tries` : '',
		trace === undefined ? '' : `, trace ${trace}`,
	].join('');
}
