import { body, json, noContent, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import type { ErrorStore, RetryEnvelope } from '../ErrorStore';
import {
	assignBody,
	deleteResolvedBody,
	resolveBody,
	retryBody,
	tagBody,
	unassignBody,
	type ErrorId,
} from '../stepErrorBodies';

/** Resolving, retrying, assigning and tagging errors (section 2.4). Ids that are not open are passed over. */
export function errorActionRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, switches, refusals, runs, clock } = world;

	return [
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/:stepId/resolved',
			needs: 'monitor',
			body: resolveBody,
			handle: ({ params, body: { errors }, violation }) => {
				const store = world.errorStore(params.flowId, params.stepId);
				if (errors === undefined) {
					const message = 'the ids to resolve belong under the key errors';
					if (switches.resolveWrongKey === 'refused') {
						throw refusals.invalid({ code: 'invalid_field', message, field: 'errors' }, 'invalidBody');
					}
					violation('ignoredBody', message);
					return noContent();
				}
				if (switches.resolveEffect === 'effective') {
					world.changeErrors(() => {
						const ids = [...new Set(errors.map(String))];
						const open = ids.flatMap((id) => store.open.get(id) ?? []);
						store.resolve(ids, state.owner._id, clock.iso());
						runs.resolved(open);
					});
				}
				return noContent();
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/flows/:flowId/:stepId/resolved',
			needs: 'monitor',
			body: deleteResolvedBody,
			handle: ({ params, body: { errors } }) => {
				const store = world.errorStore(params.flowId, params.stepId);
				for (const errorId of errors) store.resolved.delete(String(errorId));
				return noContent();
			},
		}),
		route({
			method: 'POST',
			path: '/v1/flows/:flowId/:stepId/retry',
			needs: 'monitor',
			body: retryBody,
			handle: ({ params: { flowId, stepId }, body: { retryDataKeys = [], errorIds = [] } }) => {
				const store = world.errorStore(flowId, stepId);
				if (world.flow(flowId).disabled) {
					throw refusals.with(422, { code: 'inactive_flow', message: 'The flow is disabled' });
				}
				const errors = store.retryable(retryDataKeys, errorIds.map(String));
				return errors.length === 0 ? noContent() : json(200, runs.startRetry({ flowId, stepId, errors }));
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/:stepId/:retryDataKey/data',
			needs: 'monitor',
			handle: ({ params }) => json(200, envelope(params)),
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/:stepId/:retryDataKey/data',
			needs: 'manage',
			body: body<RetryEnvelope>({ type: 'object', minProperties: 1 }),
			handle: ({ params, body: replacement, violation }) => {
				const lost = Object.keys(envelope(params)).filter((key) => replacement[key] === undefined);
				if (lost.length > 0)
					violation('invalidBody', `the whole envelope is to be sent; ${lost.join(', ')} is lost`);
				world.errorStore(params.flowId, params.stepId).replaceEnvelope(params.retryDataKey, replacement);
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/:stepId/errors/assign',
			needs: 'manage',
			body: assignBody,
			handle: ({ params, body: { errorIds, email } }) => {
				const errors = openErrors(world.errorStore(params.flowId, params.stepId), errorIds);
				if (switches.assignment === 'ownUser' && email !== state.owner.email) {
					throw refusals.with(403, {
						code: 'access_restricted',
						message: 'Errors can be assigned to your own user only',
					});
				}
				for (const error of errors) {
					error.assignedTo = email;
					error.assignedBy = state.owner._id;
				}
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/:stepId/errors/unassign',
			needs: 'manage',
			body: unassignBody,
			handle: ({ params, body: { errorIds } }) => {
				for (const error of openErrors(world.errorStore(params.flowId, params.stepId), errorIds)) {
					delete error.assignedTo;
					delete error.assignedBy;
				}
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/:stepId/tags',
			needs: 'manage',
			body: tagBody,
			handle: ({ params, body: { errors, errorIds, tagIds } }) => {
				const store = world.errorStore(params.flowId, params.stepId);
				const isByRecord = switches.tagKey === 'errors';
				const ids = isByRecord ? errors?.map(({ id }) => id) : errorIds;
				const isOtherIgnored = switches.tagWrongKey === 'ignored';
				if (ids === undefined) {
					if (isOtherIgnored) return noContent();
					const field = switches.tagKey;
					throw refusals.invalid({ code: 'missing_required_field', message: `${field} is missing`, field });
				}
				if (!isOtherIgnored && (isByRecord ? errorIds : errors) !== undefined) {
					throw refusals.invalid({
						code: 'invalid_field',
						message: 'Errors are named twice',
						field: 'errors',
					});
				}
				const known = new Set([...state.tags.values()].map(({ tagId }) => tagId));
				const unknown = tagIds.find((tagId) => !known.has(tagId));
				if (unknown !== undefined) {
					throw refusals.invalid({
						code: 'invalid_ref',
						message: `There is no tag ${unknown}`,
						field: 'tagIds',
					});
				}
				world.changeErrors(() => {
					for (const error of openErrors(store, ids)) error.tags = [...tagIds];
				});
				return noContent();
			},
		}),
	];

	function envelope({
		flowId,
		stepId,
		retryDataKey,
	}: Record<'flowId' | 'stepId' | 'retryDataKey', string>): RetryEnvelope {
		const found = world.errorStore(flowId, stepId).envelope(retryDataKey, switches.retryData);
		if (found === undefined) throw refusals.notFound('Retry data', retryDataKey);
		return found;
	}
}

function openErrors({ open }: ErrorStore, errorIds: readonly ErrorId[]) {
	return errorIds.map((id) => open.get(String(id))).filter((error) => error !== undefined);
}
