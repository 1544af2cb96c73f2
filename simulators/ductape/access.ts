import { createHmac, timingSafeEqual } from 'node:crypto';

import { parameter, type CallContext, type JsonSchema } from '../switchboard';

import { publicKeyOf } from './DuctapeState';
import type { DuctapeWorld } from './DuctapeWorld';
import type { User } from './records';

/**
 * What a route demands: a signed-in user, or nothing (the logins). The query of a `user` has no `workspace_id` in the document:
 * it stands in the path, or the user says which.
 */
export type Need = 'session' | 'user' | 'nothing';

/** The query parameters AUTH of GET and DELETE. */
export const authQuery = {
	user_id: parameter.text,
	public_key: parameter.text,
	workspace_id: parameter.text,
} as const;

/** The body fields AUTH of POST and PUT. */
export interface AuthBody {
	user_id: string;
	public_key: string;
	workspace_id: string;
}

export const authBodyProperties: Readonly<Record<keyof AuthBody, JsonSchema>> = {
	user_id: { type: 'string' },
	public_key: { type: 'string' },
	workspace_id: { type: 'string' },
};

/** A JWT signed with the user's private key; valid for 100 years (section 1). */
export function signToken(user: User, nowMs: number): string {
	const issuedAt = Math.floor(nowMs / 1000);
	const payload = { _id: user._id, iat: issuedAt, exp: issuedAt + 100 * 365 * 24 * 3600 };
	const unsigned = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(payload)}`;
	return `${unsigned}.${signature(unsigned, user)}`;
}

/** The token, the user id and the public key of section 1, each from where it belongs. */
export function checkAccess(world: DuctapeWorld, call: CallContext, needs: Need | undefined): void {
	const { request } = call;
	const { refusals } = world;
	if (needs === 'nothing') {
		// The SDK sends the header empty before it has a token.
		if (request.authorization === undefined || request.authorization.trim() === '') return;
		call.violation('leakedCredential', 'a login was sent with an authorization header');
		return;
	}
	const token = /^(?:Bearer )?(\S+)$/.exec(request.authorization ?? '')?.[1];
	if (token === undefined) throw refusals.with(401, 'No token provided');
	const user = userOf(world, token);
	const userId = given(call, 'user_id');
	const publicKey = given(call, 'public_key');
	if (userId === undefined || publicKey === undefined) {
		throw refusals.with(401, 'user_id and public_key are required', 'invalidBody');
	}
	if (user === undefined || user._id !== userId || publicKeyOf(user) !== publicKey) {
		throw refusals.with(401, 'Invalid Credentials');
	}
	if (
		needs === 'user' &&
		world.switches.extraQuery === 'refused' &&
		fromQuery(call, 'workspace_id') !== undefined
	) {
		throw refusals.invalid('"workspace_id" is not allowed');
	}
	const workspaceId = workspaceOf(call);
	if (workspaceId !== undefined && !user.workspaceIds.includes(workspaceId)) {
		throw refusals.with(403, 'You do not have access to this workspace');
	}
}

/** The workspace that a call is about: in its body, in its path, or in its query. */
export function workspaceOf(call: CallContext): string | undefined {
	const inPath = /\/(?:workspace|get|defaults|analytics|workspace-logs|access)\/([0-9a-f]{24})(?:\/|$)/.exec(
		call.request.path,
	)?.[1];
	return fromBody(call, 'workspace_id') ?? inPath ?? fromQuery(call, 'workspace_id');
}

function userOf({ state }: DuctapeWorld, token: string): User | undefined {
	const [header, payload, signed] = token.split('.');
	if (header === undefined || payload === undefined || signed === undefined) return undefined;
	return [...state.users.values()].find((user) => {
		const expected = Buffer.from(signature(`${header}.${payload}`, user));
		const sent = Buffer.from(signed);
		return expected.length === sent.length && timingSafeEqual(expected, sent);
	});
}

/** From the body of POST and PUT, from the query of GET and DELETE. */
function given(call: CallContext, name: keyof AuthBody): string | undefined {
	const hasBody = ['POST', 'PUT'].includes(call.request.method);
	return hasBody ? fromBody(call, name) : fromQuery(call, name);
}

function fromBody({ request: { body } }: CallContext, name: string): string | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
	return typeof value === 'string' ? value : undefined;
}

function fromQuery({ request: { query } }: CallContext, name: string): string | undefined {
	const value = query[name];
	return typeof value === 'string' ? value : undefined;
}

function encoded(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(unsigned: string, user: User): string {
	return createHmac('sha256', user.privateKey).update(unsigned).digest('base64url');
}
