import type { CallContext, Clock } from '../switchboard';

import type { PolarityState } from './PolarityState';
import type { Caller, Integration, IntegrationError } from './records';
import { Refusals } from './refusals';
import type { PolaritySwitches } from './switches';

/** What every route needs: the records, the switches, who calls and what that caller may see. */
export class PolarityWorld {
	readonly refusals: Refusals;

	constructor(
		readonly state: PolarityState,
		readonly switches: PolaritySwitches,
		readonly clock: Clock,
	) {
		this.refusals = new Refusals(switches);
	}

	/** @throws Refused 401 */
	caller({ request }: CallContext): Caller {
		const caller = this.state.callerOf(bearerOf(request.authorization) ?? '');
		if (caller === undefined)
			throw this.refusals.unauthorized('The token or API key is invalid or has expired');
		return caller;
	}

	/** The integrations that the caller sees. @throws Refused 403, as the switch for ungranted keys has it */
	integrationsFor(call: CallContext): Integration[] {
		const { sees } = this.caller(call);
		if (sees !== 'all' && sees.length === 0 && this.switches.noGrants === 'forbidden') {
			throw this.refusals.forbidden('No integration was granted to this key');
		}
		return [...this.state.integrations.values()].filter(({ id }) => sees === 'all' || sees.includes(id));
	}

	/** @throws Refused 404 */
	integration(call: CallContext, id: string): Integration {
		const { sees } = this.caller(call);
		const integration = this.state.integrations.get(id);
		if (integration === undefined || (sees !== 'all' && !sees.includes(id))) {
			throw this.refusals.unknownIntegration(id);
		}
		return integration;
	}

	/** The integration, if the caller may change it. @throws Refused 403, 404 */
	managed(call: CallContext, id: string): Integration {
		const integration = this.integration(call, id);
		const { role, administers } = this.caller(call);
		if (role === 'user' && !administers.includes(id)) {
			throw this.refusals.forbidden('You must be an administrator of the integration');
		}
		return integration;
	}

	/** Errors are for integration managers and Polarity admins only (section 2, note 4). @throws Refused 403 */
	errorsFor(call: CallContext): IntegrationError[] {
		const { role, administers } = this.caller(call);
		if (role !== 'user') return this.state.errorsOf();
		if (administers.length > 0 && this.switches.errorsForIntegrationAdmin === 'ownOnes') {
			return this.state.errorsOf().filter(({ integrationId }) => administers.includes(integrationId));
		}
		if (this.switches.errorsForOthers === 'emptyList') return [];
		throw this.refusals.forbidden('You must be an integration manager');
	}
}

export function bearerOf(authorization: string | undefined): string | undefined {
	return /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
}

/** What a route demands of its caller's headers. */
export type Need = 'bearer' | 'nothing';

/** The headers of section 1: the Bearer, and JSON:API's media type on every call, GET included. Any `Accept` will do (section 9). */
export function checkHeaders(world: PolarityWorld, call: CallContext, needs: string | undefined): void {
	if (needs === 'nothing') return;
	world.caller(call);
	const sent = call.request.headers['content-type'] ?? '';
	if (!sent.startsWith('application/vnd.api+json')) {
		call.violation('wrongMediaType', `content-type is "${sent}", not application/vnd.api+json`);
	}
}
