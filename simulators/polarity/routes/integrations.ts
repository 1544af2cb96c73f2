import {
	body,
	json,
	noContent,
	pageByNumber,
	parameter,
	route,
	type Answer,
	type QueryReader,
	type Route,
} from '../../switchboard';

import type { Documents } from '../documents';
import type { Need, PolarityWorld } from '../PolarityWorld';
import type { Integration } from '../records';

const STATUS_FILTER = 'filter[integration.status]';
const ERRORS_FILTER = 'filter[integration.integration-errors]';
const DEFAULT_PAGE_SIZE = 100;

interface UpdateBody {
	data: { id: string; attributes: { autosubscribe?: boolean } & Record<string, unknown> };
}

/** Section 2, 1 to 3: the integrations. */
export function integrationRoutes(world: PolarityWorld, documents: Documents): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function matching(integrations: Integration[], query: QueryReader): Integration[] {
		if (switches.integrationFilters === 'ignored') return integrations;
		const status = query.text(STATUS_FILTER);
		const withErrors = query.has(ERRORS_FILTER);
		return integrations.filter(
			(integration) =>
				(status === undefined || integration.status === status) &&
				(!withErrors || state.errorsOf(integration.id).length > 0),
		);
	}

	function page(rows: Integration[], query: QueryReader, sequence: number): Answer {
		const shown = (part: Integration[]) => part.map((row) => documents.integration(row));
		if (switches.pageMeta === 'absent') return json(200, { data: shown(rows) });
		const wanted = query.number('page[size]') ?? DEFAULT_PAGE_SIZE;
		if (wanted > switches.maxPageSize && switches.largePages === 'refused') {
			const detail = `page[size] is at most ${switches.maxPageSize}`;
			throw refusals.with(400, { title: 'Bad Request', detail });
		}
		const size = Math.min(wanted, switches.maxPageSize);
		const number = query.number('page[number]') ?? 1;
		const pages = Math.max(1, Math.ceil(rows.length / size));
		const looped = switches.pagingLoop === 'samePage' ? 1 : ((number - 1) % pages) + 1;
		const { rows: part, total } = pageByNumber(rows, switches.pagingLoop === 'off' ? number : looped, size);
		const counted = switches.pageTotal === 'ofThePage' ? part.length : total;
		const told = switches.pagingLoop === 'off' ? counted : counted + sequence * size * 10;
		const toldSize = switches.largePages === 'cutInSilence' ? Math.max(wanted, DEFAULT_PAGE_SIZE) : size;
		const toldNumber = { asAsked: number, fromZero: number - 1, absent: undefined }[switches.pageNumber];
		const hidden = switches.hiddenRows === 'none' ? [] : rows.slice(...switches.hiddenRows);
		return json(200, {
			data: shown(number === switches.emptyPage ? [] : part.filter((row) => !hidden.includes(row))),
			meta: {
				page: { number: toldNumber, size: toldSize, ...(switches.pageMeta === 'present' && { total: told }) },
			},
		});
	}

	function applyOthers(integration: Integration, others: Record<string, unknown>): void {
		if (Object.keys(others).length === 0 || switches.otherAttributes === 'ignored') return;
		if (switches.otherAttributes === 'refused') {
			throw refusals.with(422, {
				title: 'Unprocessable Entity',
				detail: `Attribute ${Object.keys(others).join(', ')} cannot be changed`,
				pointer: '/data/attributes',
			});
		}
		Object.assign(integration.otherAttributes, others);
	}

	return [
		route({
			method: 'GET',
			path: '/api/integrations',
			needs: 'bearer',
			query: {
				'page[size]': parameter.positiveNumber,
				'page[number]': parameter.positiveNumber,
				[STATUS_FILTER]: parameter.text,
				[ERRORS_FILTER]: parameter.oneOf(['true']),
			},
			handle: (call) =>
				page(matching(world.integrationsFor(call), call.query), call.query, call.request.sequence),
		}),
		route({
			method: 'GET',
			path: '/api/integrations/:id',
			needs: 'bearer',
			handle: (call) => json(200, { data: documents.integration(world.integration(call, call.params.id)) }),
		}),
		route({
			method: 'PATCH',
			path: '/api/integrations/:id',
			needs: 'bearer',
			body: body<UpdateBody>({
				type: 'object',
				required: ['data'],
				properties: {
					data: {
						type: 'object',
						required: ['id', 'attributes'],
						properties: {
							id: { type: 'string' },
							type: { const: 'integrations' },
							attributes: {
								type: 'object',
								minProperties: 1,
								properties: { autosubscribe: { type: 'boolean' } },
							},
						},
						additionalProperties: false,
					},
				},
				additionalProperties: false,
			}),
			handle: (call) => {
				const integration = world.managed(call, call.params.id);
				const { id, attributes } = call.body.data;
				if (id !== integration.id) {
					throw refusals.with(
						400,
						{
							title: 'Bad Request',
							detail: 'The id of the body is not that of the path',
							pointer: '/data/id',
						},
						'invalidBody',
					);
				}
				const { autosubscribe, ...others } = attributes;
				applyOthers(integration, others);
				if (autosubscribe !== undefined) integration.autosubscribe = autosubscribe;
				if (switches.updateAnswer === 'noContent') return noContent();
				if (switches.updateAnswer === 'emptyBody') return noContent(200);
				if (switches.updateAnswer === 'metaOnly') return json(200, { meta: {}, jsonapi: { version: '1.0' } });
				return json(200, { data: documents.integration(integration) });
			},
		}),
	];
}
