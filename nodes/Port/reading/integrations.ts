import type { IDataObject } from 'n8n-workflow';
import { get, pickBy } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { isRecord, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { isoTime } from '../../../core/data/times';
import { rowsOf } from '../platform';
import { deploymentOf, resyncStatusOf, withStatus } from './status';

/** GET /integration: all of them, never paged, as Port tells them. */
export async function allIntegrations(port: ApiClient, query?: Query): Promise<IDataObject[]> {
	const body = await port.get(route`/integration`, query);
	return rowsOf(port, body, 'integrations', 'data');
}

/** GET /integration/{identifier}. */
export async function integrationOf(
	port: ApiClient,
	identifier: string,
	query?: Query,
): Promise<IDataObject> {
	return record(port, await port.get(route`/integration/${identifier}`, query));
}

/** The integration that a change answered; where Port answered nothing, it is read. */
export async function changed(port: ApiClient, installationId: string, body: unknown): Promise<IDataObject> {
	const told = isRecord(body) ? (body['integration'] ?? body['installationId']) : undefined;
	return told === undefined ? await readAfterChange(port, installationId) : record(port, body);
}

/**
 * As `integrationOf`, after a change.
 * @throws what says that the change was carried out, so that nobody repeats it because of the reading.
 */
export async function readAfterChange(port: ApiClient, installationId: string): Promise<IDataObject> {
	try {
		return await integrationOf(port, installationId);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw port.error(
			`What was asked of "${installationId}" was carried out, but it could not be read afterwards: ${reason}`,
			`${textOf(get(error, 'description')) ?? ''} Look at it with Get before you run this again.`.trim(),
		);
	}
}

/** `title`, which may be null or absent, else the installation id. */
export function titleOf(integration: IDataObject): string | null {
	return textOf(integration['title']) ?? textOf(integration['installationId']) ?? null;
}

/** Both keys are seen, with the same meaning. */
export function typeOf(integration: IDataObject): string | undefined {
	return textOf(integration['installationAppType']) ?? textOf(integration['integrationType']);
}

/** The short form: no mapping and no specification, so no secret either. */
export function simplifyIntegration(integration: IDataObject): IDataObject {
	const deployment = deploymentOf(integration);
	const short = {
		installationId: integration['installationId'],
		title: titleOf(integration),
		type: typeOf(integration),
		installationType: integration['installationType'],
		version: integration['version'],
		status: integration['status'],
		resyncStatus: resyncStatusOf(integration),
		lastResyncStart: isoTime(get(integration, 'resyncState.lastResyncStart')),
		lastResyncEnd: isoTime(get(integration, 'resyncState.lastResyncEnd')),
		deploymentStatus: deployment.status,
		deploymentMessage: deployment.message,
		updatedAt: isoTime(integration['updatedAt']),
		resyncRequestedAt: integration['resyncRequestedAt'],
		resyncSkipped: integration['resyncSkipped'],
	};
	return pickBy(short, (value) => value !== undefined);
}

/** The short form of what members see: Port documents no keys of it, so every plain value stays. */
export function simplifyMetadata(metadata: IDataObject): IDataObject {
	return pickBy(metadata, (value) => typeof value !== 'object' || value === null);
}

function record(port: ApiClient, body: unknown): IDataObject {
	const wrapped = isRecord(body) && isRecord(body['integration']) ? body['integration'] : body;
	return withStatus(port.asRecord(wrapped));
}
