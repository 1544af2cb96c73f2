import type { IDataObject } from 'n8n-workflow';

import { all, FieldError, isSameText, route, textOf } from '../../core';
import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import type { HealthSource } from '../../core/trigger';
import { listedHealthOf, newestErrorOf } from './reading/health';
import { flowsOfAccount, flowsOfOneOfMany, listedFlowsOf, listedIntegrations } from './reading/lists';
import { namesIn, type Names } from './reading/names';

/** The source that stands for the flows of no integration while the list of flows cannot be read. */
export const FLOWS_OF_NONE = 'flows of no integration';

/** What was chosen: one integration, one flow, or everything. */
interface Chosen {
	readonly integrationId: string | undefined;
	readonly flowId?: string | undefined;
	readonly excluded?: ReadonlySet<string>;
}

/** An integration that a trigger watches, one flow of it, or a flow that belongs to no integration. */
export interface Watched {
	/** Undefined for a flow that belongs to none. */
	readonly integration: NamedIntegration | undefined;
	readonly isSandbox: boolean;
	/** The only flow that is watched; all flows of the integration are where it is undefined. */
	readonly flow: { readonly id: string; readonly name: string | null } | undefined;
	/** Of all flows, where a list of them was read anyway. */
	readonly flowNames?: Names;
	/** Celigo's record of the integration, as its list shows it. */
	readonly record?: IDataObject;
}

/** What is read by itself, whatever its entries are. */
interface Source<Entry> {
	readonly key: string;
	readonly integration?: NamedIntegration;
	/** Of an integration: so that one of which a flow was watched before goes on in that flow; and the other way round. */
	readonly within?: string | undefined;
	readonly partOf?: (error: IntegrationError) => string | undefined;
	/** Set where the list of all flows was read. */
	readonly insteadOf?: string;
	/** Celigo filters by both times. */
	readonly listsBeyondMs?: number;
	read(sinceMs: number, beforeMs?: number): AsyncIterable<Entry>;
}

/** Reads what there is since a time and before another. Milliseconds since 1970. */
type Reading<Of, Entry> = (of: Of, sinceMs: number, beforeMs?: number) => AsyncIterable<Entry>;

/**
 * A source for each integration that was chosen, or for the chosen flow, whatever its integration is. With all integrations
 * there is one more for each flow that belongs to none. Each list is read once in a poll, however many events need it.
 * @throws when the chosen flow is not of the chosen integration, or excluded: nothing would ever be emitted.
 */
export async function* sourcesOf<Entry>(
	api: ApiClient,
	chosen: Chosen,
	read: Reading<Watched, Entry>,
): AsyncGenerator<Source<Entry>> {
	const isAll = chosen.integrationId === undefined && chosen.flowId === undefined;
	// Its failure is one source's own: the integrations are read all the same.
	const flows = isAll ? await flowsOfAccount(api).catch(() => undefined) : [];
	const flowNames = isAll && flows !== undefined ? namesIn(flows) : undefined;
	for (const watched of await integrationsWatched(api, chosen)) {
		const isAllListed = flowNames !== undefined;
		yield sourceOf(isAllListed ? { ...watched, flowNames } : watched, read, isAllListed);
	}
	if (flows === undefined) yield { key: FLOWS_OF_NONE, read: () => failing(flowsOfAccount(api)) };
	else for (const watched of flowsOfNone(flows)) yield sourceOf(watched, read, true);
}

/** As sourcesOf, for what flows that belong to no integration do not have. */
export async function* integrationSourcesOf<Entry>(
	api: ApiClient,
	chosen: Chosen,
	read: Reading<NamedIntegration, Entry>,
): AsyncGenerator<Source<Entry>> {
	for (const { integration } of await integrationsWatched(api, chosen)) {
		if (integration === undefined) continue;
		yield {
			key: integration.id,
			integration,
			listsBeyondMs: 0,
			read: (...times) => read(integration, ...times),
		};
	}
}

/** The health of the chosen integration, or of all of them: with all, one list has the flows of all. */
export async function* healthSourcesOf(
	api: ApiClient,
	{ integrationId }: Chosen,
): AsyncGenerator<HealthSource> {
	for (const { integration, record = {} } of await integrationsWatched(api, { integrationId })) {
		if (integration === undefined) continue;
		const { id } = integration;
		const flows = async () =>
			integrationId === undefined
				? await flowsOfOneOfMany(api, id)
				: await all(listedFlowsOf(api, id, ['disabled']));
		yield {
			key: id,
			integration,
			read: async () => [await listedHealthOf(api, id, record, flows())],
		};
	}
}

/** The newest error of an integration that is watched. */
export async function newestErrorIn(api: ApiClient, integrationId: string) {
	const watched = await integrationsWatched(api, { integrationId });
	return await newestErrorOf(
		api,
		integrationId,
		watched.some(({ isSandbox }) => isSandbox),
	);
}

function sourceOf<Entry>(
	watched: Watched,
	read: Reading<Watched, Entry>,
	isAllListed: boolean,
): Source<Entry> {
	const { integration, flow } = watched;
	return {
		key: flow?.id ?? integration?.id ?? '',
		...(integration && { integration }),
		...(flow === undefined ? { partOf: flowIdOf } : { within: integration?.id }),
		...(isAllListed && { insteadOf: FLOWS_OF_NONE }),
		listsBeyondMs: 0,
		read: (...times) => read(watched, ...times),
	};
}

export function flowIdOf({ detail }: IntegrationError): string | undefined {
	return textOf(detail?.['flowId']);
}

async function* failing(failure: Promise<unknown>): AsyncGenerator<never> {
	await failure;
	yield* [];
}

async function integrationsWatched(api: ApiClient, chosen: Chosen): Promise<Watched[]> {
	const { integrationId, flowId, excluded } = chosen;
	if (flowId !== undefined) return [await chosenFlow(api, flowId, integrationId, excluded)];
	if (integrationId !== undefined) return [await chosenIntegration(api, integrationId)];
	return await api.once('integrations watched', async () => {
		const records = await all(listedIntegrations(api));
		return records.flatMap((record) => {
			const id = textOf(record['_id']);
			return id === undefined ? [] : [integrationOf(id, record)];
		});
	});
}

async function chosenIntegration(api: ApiClient, id: string): Promise<Watched> {
	const path = route`/integrations/${id}`;
	const record = await api.once(`integration ${id}`, async () => await api.record(path, { id }));
	// An ID may be typed in capitals, in which no list has it.
	return integrationOf(textOf(record['_id']) ?? id, record);
}

async function chosenFlow(
	api: ApiClient,
	typedId: string,
	chosenId: string | undefined,
	excluded: Chosen['excluded'],
): Promise<Watched> {
	const record = await flowRecord(api, typedId);
	const flowId = textOf(record['_id']) ?? typedId;
	const ownerId = textOf(record['_integrationId']);
	const name = textOf(record['name']) ?? flowId;
	if (chosenId !== undefined && !isSameText(chosenId, ownerId)) {
		throw new FieldError(
			`'Flow': ${name} does not belong to the chosen integration`,
			`It belongs to ${ownerId === undefined ? 'none' : `integration ${ownerId}`}. Choose another flow, or leave 'Integration' empty.`,
		);
	}
	const excludedId = [flowId, ownerId].find((id) => id !== undefined && excluded?.has(id));
	if (excludedId !== undefined) {
		throw new FieldError(
			`'Flow': ${name} is excluded by 'Exclude Integrations'`,
			`Nothing would trigger the workflow. Choose another flow, or remove ${excludedId} from 'Exclude Integrations' in Options.`,
		);
	}
	if (ownerId === undefined) return flowOf(flowId, record);
	return { ...(await chosenIntegration(api, ownerId)), flow: flowOf(flowId, record).flow };
}

/** GET /flows/{id}, once in a poll. */
export async function flowRecord(api: ApiClient, flowId: string): Promise<IDataObject> {
	return await api.once(
		`flow ${flowId}`,
		async () => await api.record(route`/flows/${flowId}`, { id: flowId }),
	);
}

function flowsOfNone(flows: readonly IDataObject[]): Watched[] {
	return flows.flatMap((record) => {
		const id = textOf(record['_id']);
		return id === undefined || textOf(record['_integrationId']) !== undefined ? [] : [flowOf(id, record)];
	});
}

function integrationOf(id: string, record: IDataObject): Watched {
	return {
		integration: { id, name: textOf(record['name']) ?? null },
		isSandbox: record['sandbox'] === true,
		flow: undefined,
		record,
	};
}

function flowOf(id: string, record: IDataObject): Watched {
	const flow = { id, name: textOf(record['name']) ?? null };
	return { integration: undefined, isSandbox: false, flow };
}

/** The name of a flow; null where no list that was read has it. */
export function knownFlowName({ flow, flowNames }: Watched, flowId: string): string | null {
	return flow?.name ?? flowNames?.get(flowId) ?? null;
}
