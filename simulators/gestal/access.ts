import type { CallContext } from '../switchboard';

import type { GestalWorld } from './GestalWorld';
import { basicUser, installationOf } from './signers';

/** Whose paths a route belongs to: those of 2018, those of the current site, or both. */
export type Generation = 'seed' | 'current' | 'both';

/** What a route demands: its generation, and who may call it. `login` is POST /auth; `ping` takes anyone or no one. */
export type Need = `${Generation}:${'integrator' | 'installation'}` | 'login' | 'ping';

/** Section 1: the integrator's Bearer token, an installation's access key as Basic user with an empty password. */
export function checkAccess(world: GestalWorld, call: CallContext, needs: Need | undefined): void {
	world.countForFlood();
	const { request } = call;
	if (needs === 'login') {
		if (!isIntegrator(world, request.authorization)) throw unauthorised(world);
		return;
	}
	if (needs === 'ping') {
		const { authorization } = request;
		if (authorization !== undefined && !isKnown(world, authorization)) throw unauthorised(world);
		return;
	}
	if (needs === undefined) return;
	const [generation, who] = needs.split(':');
	const served = world.switches.generations;
	if (
		(generation === 'seed' && served === 'currentOnly') ||
		(generation === 'current' && served === 'seedOnly')
	) {
		throw world.refusals.notServed(request.path);
	}
	if (
		who === 'integrator'
			? !hasToken(world, request.authorization)
			: !installationOf(world, request.authorization)
	) {
		const isOther = world.switches.otherCredential === 403 && isKnown(world, request.authorization);
		throw isOther ? world.refusals.forbidden() : unauthorised(world);
	}
}

function isKnown(world: GestalWorld, authorization: string | undefined): boolean {
	return (
		hasToken(world, authorization) ||
		isIntegrator(world, authorization) ||
		installationOf(world, authorization) !== undefined
	);
}

function isIntegrator(world: GestalWorld, authorization: string | undefined): boolean {
	const user = basicUser(authorization);
	return (
		user !== undefined &&
		user.name === world.state.account.email &&
		user.password === world.state.account.password
	);
}

function hasToken(world: GestalWorld, authorization = ''): boolean {
	const [scheme, token = '', ...rest] = authorization.split(' ');
	const expiresAtMs = world.state.tokens.get(token);
	return (
		scheme === 'Bearer' && rest.length === 0 && expiresAtMs !== undefined && world.clock.now() < expiresAtMs
	);
}

function unauthorised(world: GestalWorld) {
	return world.refusals.with(401, 'unauthorized', 'Bad credentials or expired token');
}
