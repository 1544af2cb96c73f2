import { body, noContent, route, type RecordedRequest, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import type { BatchUpdate, MirrorDraft } from '../records';
import { mirrorBodies, readDrafts } from './mirrorBodies';
import { MIRROR_PATHS, type MirrorPath } from './mirrors';

const MOST_ROWS = 1000;

/** Bulk upserts of mirrors and the batch updates they become. There is no list of batches. */
export function batchRoutes(world: GestalWorld): Array<Route<Need>> {
	return MIRROR_PATHS.flatMap((path) => routesUnder(world, path));
}

function routesUnder(world: GestalWorld, { generation, path }: MirrorPath): Array<Route<Need>> {
	const needs: Need = `${generation}:installation`;
	const { row, required } = mirrorBodies[generation];
	const one = (status: number, value: unknown) =>
		generation === 'current' ? world.currentOne(status, value) : world.one(status, value);
	const find = (request: RecordedRequest, id: string): BatchUpdate => {
		if (generation === 'current' && world.switches.currentBatches === 'missing')
			throw world.refusals.notServed(request.path);
		const { batch, installationId } = world.find(world.state.batches, 'Batch update', id);
		if (installationId === world.signer(request).cloud_id) return batch;
		throw world.switches.otherSite === 403
			? world.refusals.forbidden()
			: world.refusals.notFound('Batch update', id);
	};

	return [
		route({
			method: 'POST',
			path: `${path}/bulk`,
			needs,
			body: body<MirrorDraft[]>({ type: 'array', minItems: 1, items: row }),
			handle: (call) => {
				const { request } = call;
				const names = Object.keys(row.properties);
				const rows = readDrafts(request.bodyText).map((draft) => world.known(call, draft, names));
				if (rows.length > MOST_ROWS)
					throw world.refusals.invalid(`A bulk update takes at most ${MOST_ROWS} objects`, 'invalidBody');
				const isComplete = (draft: MirrorDraft) => required.every((name) => name in draft);
				if (world.switches.bulkInvalidRow === 'refused' && !rows.every(isComplete))
					throw world.refusals.missing(`${required.join(' and ')} are required`);
				const { cloud_id: id } = world.signer(request);
				const complete = rows.filter(isComplete);
				const batch = world.state.addBatch(id, {
					rows: complete,
					total: rows.length,
					pending: complete.length,
					failures: rows.length - complete.length,
				});
				return one(202, shown(world, generation, batch));
			},
		}),
		route({
			method: 'GET',
			path: `${path}/bulk/:batchId`,
			needs,
			handle: ({ request, params }) =>
				one(200, shown(world, generation, world.batches.look(find(request, params.batchId)))),
		}),
		route({
			method: 'DELETE',
			path: `${path}/bulk/:batchId`,
			needs,
			handle: ({ request, params }) => {
				const batch = find(request, params.batchId);
				if (!world.batches.cancel(batch) && world.switches.cancelFinished === 'refused')
					throw world.refusals.invalid('The batch update has ended already');
				return world.switches.cancelAnswer === 'object'
					? one(200, shown(world, generation, batch))
					: noContent();
			},
		}),
	];
}

function shown(
	{ switches }: GestalWorld,
	generation: MirrorPath['generation'],
	batch: BatchUpdate,
): Record<string, unknown> {
	const { cloud_id, update_type, total, failures, pending, created_at, completed_at } = batch;
	const isCancelled = batch.state === 'cancelled' && generation === 'current';
	const state = isCancelled ? switches.cancelledState : batch.state;
	const cancelled = { [switches.cancelledKey]: batch.cancelled_at };
	return { cloud_id, update_type, state, total, failures, pending, created_at, completed_at, ...cancelled };
}
