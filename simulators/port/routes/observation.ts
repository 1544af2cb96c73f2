import { omit, sumBy } from 'lodash';

import { parameter, route, type Route } from '../../switchboard';

import { LOG_LEVELS, LOG_PHASES, logPage, shownLine } from '../logPages';
import type { PortWorld } from '../PortWorld';
import type { KindRun, Sync, SyncState } from '../records';
import type { Installation } from '../PortState';
import type { PortSwitches } from '../switches';
import type { Right } from '../tokens';

const FOUR_DAYS_MS = 4 * 24 * 3600 * 1000;
const MOST_SYNCS = 50;

/** Endpoints 7, 8, 9 and 11: logs, sync history, sync metrics, kinds. */
export function observationRoutes(world: PortWorld): Array<Route<Right>> {
	const { state, switches } = world;

	const expectRoute = (endpoint: 'available' | 'missing') => {
		if (endpoint === 'available') return;
		throw world.refusals.with(404, { error: 'not_found', message: 'Route was not found' });
	};

	/** A non-existing id gives no error: 200 with empty data. */
	const byInternalId = (internalId: string): Installation | undefined => {
		expectRoute(switches.syncEndpoints);
		return [...state.installations.values()].find(
			({ record, isOcean }) => isOcean && record[switches.internalId] === internalId,
		);
	};

	const known = ({ syncs = [] }: Partial<Installation> = {}): Sync[] =>
		syncs
			.filter(({ updatedAt }) => Date.parse(updatedAt) > world.clock.now() - FOUR_DAYS_MS)
			.slice(-MOST_SYNCS)
			.reverse();

	return [
		route({
			method: 'GET',
			path: '/v1/integration/:identifier/logs',
			needs: 'moderator',
			query: {
				limit: parameter.wholeNumber,
				timestamp: parameter.isoTime,
				log_id: parameter.text,
				direction: parameter.oneOf(['up', 'down']),
				event_id: parameter.text,
				eventId: parameter.text,
				levels: parameter.someOf(LOG_LEVELS),
				level: parameter.someOf(LOG_LEVELS),
				etl_phases: parameter.someOf(LOG_PHASES),
				kinds: parameter.repeatable,
			},
			handle: ({ params, query }) => {
				const { logs } = world.installation(params.identifier);
				const unknown = unknownNames(switches).find((name) => query.has(name));
				if (unknown !== undefined) throw world.refusals.invalid(`"${unknown}" is not allowed`);
				if ((query.number('limit') ?? 0) > 300) {
					throw world.refusals.invalid('"limit" must be <= 300', 'invalidQuery');
				}
				return world.many(
					'data',
					logPage(switches, logs, query).map((line) => shownLine(switches, line)),
				);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integration/:internalId/syncsMetadata',
			needs: 'moderator',
			handle: ({ params }) => {
				const rows = known(byInternalId(params.internalId)).map((sync) => omit(sync, ['kinds', 'again']));
				if (switches.syncOrder === 'oldestFirst') rows.reverse();
				return world.many('data', rows, { count: rows.length });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integration/:internalId/syncMetrics',
			needs: 'moderator',
			query: { resyncId: { type: 'string' } },
			handle: ({ params, query }) => {
				const installation = byInternalId(params.internalId);
				const resyncId = query.text('resyncId') ?? '';
				const syncs = known(installation);
				const sync = resyncId === '' ? syncs[0] : syncs.find(({ eventId }) => eventId === resyncId);
				const rows =
					installation === undefined || sync === undefined
						? []
						: [...sync.kinds, ...specialRuns(sync, switches)].map((run, index) =>
								metricsOf(installation, sync, run, index),
							);
				return world.many('data', rows, { count: rows.length });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integration/:identifier/kinds',
			needs: 'moderator',
			handle: ({ params }) => {
				expectRoute(switches.kindsEndpoint);
				const { record } = world.installation(params.identifier);
				const kinds = (record.config?.resources ?? []).map(({ kind }): [string, unknown] => [
					kind,
					{ examples: [{ _id: `example_${kind}`, data: { id: 1, name: `An example of ${kind}` } }] },
				]);
				const data: Record<string, unknown> = Object.fromEntries(kinds);
				return world.answer(200, switches.wrapping === 'wrapped' ? { ok: true, data } : data);
			},
		}),
	];
}

/** A server that refuses what it does not know has one generation of parameter names only. */
function unknownNames({ unknownParameters, logParameters }: PortSwitches): readonly string[] {
	if (unknownParameters !== 'refused') return [];
	return logParameters === 'new' ? ['eventId', 'level'] : ['event_id', 'levels', 'etl_phases', 'kinds'];
}

/** What Port counts of a sync as a whole, under kinds that no mapping has (section 3.3). */
function specialRuns({ syncState, kinds, again }: Sync, { specialKinds }: PortSwitches): KindRun[] {
	if (specialKinds === 'absent') return [];
	const run = (kind: string, state: SyncState, counted: readonly KindRun[] = []): KindRun => ({
		kind,
		kindIdentifier: kind,
		syncState: state,
		success: state === 'failed' ? 0 : 1,
		extracted: sumBy(counted, 'extracted'),
		loaded: sumBy(counted, 'loaded'),
		failed: sumBy(counted, 'failed'),
	});
	const isEnding = specialKinds === 'endWithSync';
	return [
		run('__resync__', syncState, kinds),
		{ ...run('__reconciliation__', isEnding ? syncState : 'pending'), ...again },
		run('__runtime__', isEnding ? syncState : 'syncing'),
	];
}

/** Section 3.3. */
function metricsOf({ record }: Installation, sync: Sync, run: KindRun, kindIndex: number) {
	const counted = (count: number) => ({ object_count: count });
	return {
		integrationType: record.integrationType,
		integrationIdentifier: record.installationId,
		integrationVersion: record.version,
		oceanVersion: '0.28.0',
		kindIdentifier: run.kindIdentifier,
		kind: run.kind,
		kindIndex,
		eventId: sync.eventId,
		syncState: run.syncState,
		blueprint: run.blueprint,
		metrics: {
			phase: {
				resync: { duration_seconds: 12.5, success: run.success },
				extract: { object_count_type: { raw_extracted: counted(run.extracted) } },
				load: { object_count_type: { loaded: counted(run.loaded), failed: counted(run.failed) } },
			},
		},
		createdAt: sync.createdAt,
		updatedAt: sync.updatedAt,
	};
}
