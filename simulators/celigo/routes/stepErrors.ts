import { json, noContent, parameter, route, type Answer, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import type { ErrorList } from '../ErrorList';
import { errorCounts } from '../errorCounts';
import { errorPage, errorQuery, filterErrors, resolvedQuery } from '../errorPages';
import type { ListCall } from '../pages';
import { signedUrlAnswer } from '../signedUrls';

/** The document has the dates; whether the run is one, too, is a switch. */
const dateFilters = {
	occurredAt_gte: parameter.isoTime,
	occurredAt_lte: parameter.isoTime,
	_flowJobId: parameter.text,
} as const;

const resolvedDateFilters = {
	...dateFilters,
	resolvedAt_gte: parameter.isoTime,
	resolvedAt_lte: parameter.isoTime,
} as const;

/** Reading the errors of a flow's steps (section 2.4). */
export function stepErrorRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, switches, refusals } = world;

	return [
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/errors',
			needs: 'monitor',
			handle: ({ params: { flowId } }) => {
				world.flow(flowId);
				if (switches.flowErrorCounts === 'missing')
					throw refusals.notFound('Path', `/flows/${flowId}/errors`);
				const flowErrors = [...state.errorStoresOf(flowId)].map(([stepId, store]) => ({
					_expOrImpId: stepId,
					...errorCounts(switches, [store]),
				}));
				const isEmpty = flowErrors.length === 0 && switches.emptyErrorList === 'noContent';
				return isEmpty ? noContent() : json(200, { flowErrors });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/errors',
			needs: 'monitor',
			query: { ...errorQuery, type: parameter.oneOf(['open', 'resolved']) },
			handle: (call) => {
				const store = world.errorStore(call.params.flowId, call.params.stepId);
				const errors = call.query.text('type') === 'resolved' ? store.resolved : store.open;
				return errorPage(world, call, 'errors', errors);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/resolved',
			needs: 'monitor',
			query: resolvedQuery,
			handle: (call) => {
				const { resolved } = world.errorStore(call.params.flowId, call.params.stepId);
				return errorPage(world, call, 'resolved', resolved);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/errors/signedURL',
			needs: 'monitor',
			query: dateFilters,
			handle: (call) => {
				const { open } = world.errorStore(call.params.flowId, call.params.stepId);
				return csvFile(call, 'errors.csv', open);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/resolved/signedURL',
			needs: 'monitor',
			query: resolvedDateFilters,
			handle: (call) => {
				const { resolved } = world.errorStore(call.params.flowId, call.params.stepId);
				return csvFile(call, 'resolved.csv', resolved);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/requests/:reqAndResKey',
			needs: 'monitor',
			handle: ({ params: { flowId, stepId, reqAndResKey } }) => {
				const errors = world.errorStore(flowId, stepId).all();
				const error = errors.find((candidate) => candidate.reqAndResKey === reqAndResKey);
				if (error === undefined) {
					throw refusals.with(404, {
						code: 'req_res_logs_not_found',
						message: `There are no logs of the request ${reqAndResKey}`,
					});
				}
				const made = {
					request: { method: 'POST', url: 'https://api.example.com/customers', headers: {}, body: '{}' },
					response: { statusCode: 422, headers: {}, body: JSON.stringify({ message: error.message }) },
				};
				return json(200, state.exchanges.get(reqAndResKey) ?? made);
			},
		}),
	];

	function csvFile(call: ListCall, name: string, list: ErrorList): Answer {
		const errors = filterErrors(switches, list, call.query, switches.csvRunFilter);
		if (errors.length === 0 && switches.emptyErrorList === 'noContent') return noContent();
		const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
		const lines = errors.map(({ errorId, occurredAt, source, code, message }) =>
			[errorId, occurredAt, source, code, message].map(quote).join(','),
		);
		const content = Buffer.from(['errorId,occurredAt,source,code,message', ...lines].join('\n'));
		return signedUrlAnswer(world, call, { name, content, contentType: 'text/csv' });
	}
}
