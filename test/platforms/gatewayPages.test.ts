import { expect, test } from '@jest/globals';

import { all } from '../../core';
import type { ApiClient } from '../../core';
import { descendantsOf } from '../../nodes/Celigo/reading/steps';
import { pages } from '../../nodes/Gestal/reading/lists';
import { paths } from '../../nodes/Gestal/reading/paths';
import { watchedBatch } from '../../nodes/Gestal/watched';
import { readableErrors } from '../../nodes/Polarity/reading/errors';
import { expectIntegration } from '../../nodes/Polarity/reading/lists';
import { accountOf } from '../../nodes/Port/account';
import { integrationIfThere } from '../../nodes/Port/reading/integrations';
import { kindRunsOf, syncsIfKnown, syncsOf } from '../../nodes/Port/reading/syncs';
import { doing, run, ThingsServer } from '../core/things';
import { thingsPlatform } from '../core/thingsPlatform';
import { forAllTests } from '../lifecycle';

/** A 404 or 403 of the platform's own says that there is no such thing, or no right to it. A gateway's page says neither. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
const platform = thingsPlatform({}, { settings: { paths: 'current' } });

test.each<[string, number, (api: ApiClient) => Promise<unknown>]>([
	['the steps of a flow of Celigo', 404, async (api) => await descendantsOf(api, 'f1')],
	['a batch of Gestal', 404, async (api) => await watchedBatch(api, 'b1')],
	['the integrations of Gestal', 404, async (api) => await all(pages(api, paths.integrations))],
	['the syncs of Port', 404, async (api) => await syncsOf(api, 'i1')],
	['the syncs of Port, if it has any', 404, async (api) => await syncsIfKnown(api, 'i1')],
	["the kinds of one of Port's syncs", 404, async (api) => await kindRunsOf(api, 'i1', 's1')],
	["Port's organization", 403, accountOf],
	["Port's organization", 404, accountOf],
	['an integration of Port', 404, async (api) => await all(integrationIfThere(api, 'i1'))],
	['the errors of Polarity', 403, readableErrors],
	['an integration of Polarity', 403, async (api) => await expectIntegration(api, 'i1')],
])('%s: a page with %i is said as what it is, and asked for once', async (_what, status, read) => {
	server.answer = () => ({ status, body: '<html>Blocked</html>' });
	const { error } = await run(
		server,
		doing(async (api) => ({ read: (await read(api)) === undefined })),
		{ platform },
	);
	expect(error?.message).toMatch(/returned (an unexpected response|a web page)/);
	expect(server.lines).toHaveLength(1);
});
