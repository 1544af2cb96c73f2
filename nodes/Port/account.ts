import { get } from 'lodash';

import { route, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** GET /organization: the ID of the organization that the credentials belong to; undefined where Port does not say it. */
export async function accountOf(api: ApiClient): Promise<string | undefined> {
	const { status, body } = await api.send({
		method: 'GET',
		route: route`/organization`,
		accept: [403, 404],
	});
	if (status >= 400) return undefined;
	return textOf(get(body, 'organization.id')) ?? textOf(get(body, 'id'));
}
