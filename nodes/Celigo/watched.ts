import type { IDataObject } from 'n8n-workflow';

import { all, route, textOf } from '../../core';
import type { ApiClient, IntegrationError, NamedIntegration } from '../../core';
import type { ErrorSource } from '../../core/trigger';
import { allIntegrations, errorSummary } from './reading/lists';

/** What was chosen: one integration, one flow, or all integrations. */
interface Chosen {
	readonly integrationId: string | undefined;
	readonly flowId?: string | undefined;
}

/** An integration that a trigger watches. */
export interface WatchedIntegration extends NamedIntegration {
	readonly isSandbox: boolean;
	/** The only flow of it that is watched; all are where it is undefined. */
	readonly flowId: string | undefined;
}

/** One source an integration: what is read of it since a time. */
export async function* sourcesOf(
	api: ApiClient,
	chosen: Chosen,
	read: (integration: WatchedIntegration, sinceMs: number) => AsyncIterable<IntegrationError>,
): AsyncGenerator<ErrorSource> {
	for (const integration of await watchedIntegrations(api, chosen)) {
		yield { key: integration.id, read: (sinceMs) => read(integration, sinceMs) };
	}
}

/** The integrations that were chosen; that of the flow, where only a flow was. Read once in a poll, however many events need it. */
export async function watchedIntegrations(
	api: ApiClient,
	{ integrationId, flowId }: Chosen,
): Promise<WatchedIntegration[]> {
	const key = `integrations watched: ${integrationId ?? 'all'}, ${flowId ?? 'all'}`;
	const records = await api.once(key, async () => await chosenRecords(api, { integrationId, flowId }));
	return records.flatMap((record) => {
		const id = textOf(record['_id']);
		if (id === undefined) return [];
		return { id, name: textOf(record['name']) ?? null, isSandbox: record['sandbox'] === true, flowId };
	});
}

async function chosenRecords(api: ApiClient, { integrationId, flowId }: Chosen): Promise<IDataObject[]> {
	const id = integrationId ?? (flowId && (await integrationOf(api, flowId)));
	if (id === undefined) return await all(allIntegrations(api));
	return [{ ...(await api.record(route`/integrations/${id}`)), _id: id }];
}

async function integrationOf(api: ApiClient, flowId: string): Promise<string | undefined> {
	const flow = await api.record(route`/flows/${flowId}`);
	return textOf(flow['_integrationId']);
}

/** The watched flows of an integration's error summary, which is read once in a poll. */
export async function countedFlows(
	api: ApiClient,
	integration: WatchedIntegration,
): Promise<Array<{ readonly flowId: string; readonly row: IDataObject }>> {
	const { id, isSandbox } = integration;
	const summary = await api.once(`errors of ${id}`, async () => await errorSummary(api, id, isSandbox));
	return summary.flatMap((row) => {
		const flowId = watchedFlowId(integration, row['_flowId']);
		return flowId === undefined ? [] : [{ flowId, row }];
	});
}

/** The ID of a flow that is watched; undefined for any other. */
export function watchedFlowId({ flowId: only }: WatchedIntegration, id: unknown): string | undefined {
	const flowId = textOf(id);
	return only === undefined || only === flowId ? flowId : undefined;
}
