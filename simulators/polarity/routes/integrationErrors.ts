import { parameter, Refused, route, type Route } from '../../switchboard';

import type { Documents } from '../documents';
import type { Need, PolarityWorld } from '../PolarityWorld';

const INTEGRATION_FILTER = 'filter[integration.id]';

/** Section 2, 4 and 5: the errors of integrations. No paging, no sort, no `meta`. */
export function integrationErrorRoutes(world: PolarityWorld, documents: Documents): Array<Route<Need>> {
	const { switches, refusals } = world;
	return [
		route({
			method: 'GET',
			path: '/api/integrations/errors',
			needs: 'bearer',
			query: { [INTEGRATION_FILTER]: parameter.text },
			handle: (call) => {
				const rows = world.errorsFor(call);
				const filter = call.query.text(INTEGRATION_FILTER);
				if (filter === undefined) return documents.errors(rows);
				call.violation('invalidQuery', 'the list of all errors has no documented filter');
				const honoured = switches.errorsFilter === 'honoured';
				return documents.errors(rows.filter((row) => !honoured || row.integrationId === filter));
			},
		}),
		route({
			method: 'GET',
			path: '/api/integration-errors',
			needs: 'bearer',
			query: { [INTEGRATION_FILTER]: parameter.text },
			handle: (call) => {
				if (switches.errorsOfOne === 'missing') {
					throw new Refused(refusals.common({ reason: 'unknownPath', path: call.request.path }));
				}
				const id = call.query.text(INTEGRATION_FILTER) ?? '';
				const { id: known } = world.integration(call, id);
				return documents.errors(world.errorsFor(call).filter((row) => row.integrationId === known));
			},
		}),
	];
}
