import { route, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** Whose account the credential opens: `_userId` of GET /tokenInfo. Undefined where Celigo does not say. */
export async function accountOf(api: ApiClient): Promise<string | undefined> {
	return textOf((await api.record(route`/tokenInfo`))['_userId']);
}
