import { get } from 'lodash';

import { route, saysItself, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** GET /organization: the ID of the organization that the credentials belong to; undefined where Port does not say it. */
export async function accountOf(api: ApiClient): Promise<string | undefined> {
	const accept = [403, 404];
	const response = await api.send({ method: 'GET', route: route`/organization`, accept });
	if (saysItself(response, ...accept)) return undefined;
	const body = api.asRecord(response.body);
	return textOf(get(body, 'organization.id')) ?? textOf(get(body, 'id'));
}
