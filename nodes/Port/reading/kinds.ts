import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { isRecord, recordsIn, route } from '../../../core';
import type { ApiClient, Query } from '../../../core';

/** The route is not in Port's OpenAPI. */
const NO_KINDS =
	'Check the ID. If other operations find it, this Port deployment has no endpoint for kinds. Use Get instead, whose raw output has the mapping.';

/** GET /integration/{identifier}/kinds: `{data: {"<kind>": {examples}}}`, or that bare; one record a kind. */
export async function kindsOf(api: ApiClient, installationId: string, query: Query): Promise<IDataObject[]> {
	const { body } = await api.send({
		method: 'GET',
		route: route`/integration/${installationId}/kinds`,
		query,
		refusalHint: (status) => (status === 404 ? NO_KINDS : undefined),
	});
	const kinds = kindsIn(api.asRecord(body));
	// What holds no kinds must not pass for an integration without kinds.
	return api.rows(kinds && Object.entries(kinds).map(([kind, found]) => ({ kind, ...recordOf(found) })));
}

/** The examples without the wrapper that Port puts around each. */
export function simplifyKind({ kind, examples }: IDataObject): IDataObject {
	const data = recordsIn(examples).map((example) => example['data'] ?? null);
	return { kind, exampleCount: data.length, examples: data };
}

function kindsIn(body: IDataObject): IDataObject | undefined {
	if ('data' in body) return isRecord(body['data']) ? body['data'] : undefined;
	const bare = omit(body, 'ok');
	return Object.values(bare).every(isRecord) ? bare : undefined;
}

function recordOf(value: unknown): IDataObject {
	return isRecord(value) ? value : {};
}
