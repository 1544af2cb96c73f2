import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../../core/request/ApiClient';
import { collection } from '../../../../core/field/fieldGroups';
import { choice, optionalJson } from '../../../../core/field/fields';
import { recordsIn, textOf } from '../../../../core/data/json';
import { DownloadedFile, operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { anyEnvironment, integration } from '../../locators';
import { integrationName } from '../../fields';

const CLONE_TIMEOUT_MS = 360_000;

const integrationId = integration;

/** GET /integrations/{id}/template, then the ZIP behind the signed URL, fetched without the token. */
export const downloadTemplate = operation({
	name: 'Download Template',
	action: 'Download the template of an integration',
	description: 'Not for Integration Apps, nor before an integration is installed',
	fields: {
		integrationId,
		output: choice({
			displayName: 'Output',
			options: [
				{ name: 'File', value: 'file', description: 'The ZIP as binary data' },
				{ name: 'URL', value: 'url', description: 'The signed address only; it expires soon' },
			],
			default: 'file',
		}),
	},
	answersFile: true,
	run: async (celigo, { integrationId: id, output }) => {
		const answer = celigo.asRecord(await celigo.get(route`/integrations/${id}/template`));
		const address = textOf(answer['signedURL']) ?? textOf(answer['signedUrl']) ?? textOf(answer['url']);
		if (address === undefined) {
			throw celigo.error('Celigo answered no address of a template', 'Integration Apps have none.');
		}
		if (output === 'url') return { _integrationId: id, signedURL: address };
		const { bytes, mimeType } = await celigo.download(address);
		const fileName = `${id}.zip`;
		const record = { _integrationId: id, fileName, fileSizeBytes: bytes.length };
		return new DownloadedFile(record, bytes, fileName, mimeType ?? 'application/zip');
	},
});

/** POST /integrations/{id}/clone. Without a map, each registered connection stands for itself. */
export const clone = operation({
	name: 'Clone',
	action: 'Clone an integration',
	description: 'Takes up to minutes, and cancels running jobs on the connections of the original',
	fields: {
		integrationId,
		name: integrationName('The name of the copy, at most 100 characters'),
		cloneOptions: collection({
			displayName: 'Clone Options',
			fields: {
				connectionMap: optionalJson({
					displayName: 'Connection Map (JSON)',
					description: 'Which connection takes the place of which; without it each connection is used again',
					placeholder: 'e.g. {"oldConnectionId": "newConnectionId"}',
				}),
				_envId: anyEnvironment,
			},
		}),
	},
	run: async (celigo, { integrationId: id, name, cloneOptions: { connectionMap, _envId } }) => {
		const map = connectionMap ?? (await sameConnections(celigo, id));
		const answer = await celigo.post(
			route`/integrations/${id}/clone`,
			{ name, connectionMap: map, ...(_envId && { _envId }) },
			{
				timeoutMs: CLONE_TIMEOUT_MS,
				refusalHint: 'Integration Apps cannot be cloned this way; check the connection map.',
			},
		);
		return Array.isArray(answer) ? { _sourceId: id, manifest: recordsIn(answer) } : celigo.asRecord(answer);
	},
});

async function sameConnections(celigo: ApiClient, id: string): Promise<IDataObject> {
	const { _registeredConnectionIds: registered } = await celigo.record(route`/integrations/${id}`);
	const connectionIds: unknown[] = Array.isArray(registered) ? registered : [];
	return Object.fromEntries(
		connectionIds.map((connectionId) => [String(connectionId), String(connectionId)]),
	);
}
