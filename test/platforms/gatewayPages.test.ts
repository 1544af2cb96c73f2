import { expect, test } from '@jest/globals';

import { all } from '../../core';
import type { ApiClient } from '../../core';
import { stepErrors } from '../../nodes/Celigo/reading/errors';
import { descendantsOf } from '../../nodes/Celigo/reading/steps';
import { pages } from '../../nodes/Gestal/reading/lists';
import { paths } from '../../nodes/Gestal/reading/paths';
import { watchedBatch } from '../../nodes/Gestal/watched';
import { readableErrors } from '../../nodes/Polarity/reading/errors';
import { expectIntegration } from '../../nodes/Polarity/reading/lists';
import { accountOf } from '../../nodes/Port/account';
import { isGone } from '../../nodes/Port/reading/deployment';
import { integrationIfThere } from '../../nodes/Port/reading/integrations';
import { kindRunsOf, syncsIfKnown, syncsOf } from '../../nodes/Port/reading/syncs';
import { doing, run, ThingsServer } from '../core/things';
import { thingsPlatform } from '../core/thingsPlatform';
import { forAllTests } from '../lifecycle';

/** A 404 or 403 of the platform's own says that there is no such thing, or no right to it. A gateway's page, or text, says neither. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
const platform = thingsPlatform({}, { settings: { paths: 'current' } });

type Reading = [what: string, status: number, read: (api: ApiClient) => Promise<unknown>];

const readings: Reading[] = [
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
	['an integration of Polarity', 404, async (api) => await expectIntegration(api, 'i1')],
	['an integration of Port that is deleted', 404, async (api) => await isGone(api, 'i1')],
];
const steps: Reading = ['the steps of a flow of Celigo', 404, async (api) => await descendantsOf(api, 'f1')];
const errors: Reading = [
	'the errors of a step of Celigo',
	404,
	async (api) => await all(stepErrors(api, 'f1', 's1', 'open', {})),
];

const outcome = async ([, status, read]: Reading, body: string) => {
	server.answer = () => ({ status, body });
	const { error } = await run(
		server,
		doing(async (api) => ({ read: (await read(api)) === undefined })),
		{ platform },
	);
	expect(server.lines).toHaveLength(1);
	return error?.message;
};

test.each([...readings, steps, errors])(
	'%s: a page with %i is said as what it is, and asked for once',
	async (...reading) => {
		expect(await outcome(reading, '<html>Blocked</html>')).toMatch(
			/returned (an unexpected response|a web page)/,
		);
	},
);

test.each([...readings, steps, errors])(
	'%s: text with %i is said to be unexpected, and asked for once',
	async (...reading) => {
		expect(await outcome(reading, 'default backend - 404')).toMatch(/returned an unexpected response/);
	},
);

test.each(['Not found', ''])(
	'the steps of a flow of Celigo, and the errors of one: none where "%s" says so',
	async (body) => {
		expect(await outcome(steps, body)).toBeUndefined();
		server.clear();
		expect(await outcome(errors, body)).toBeUndefined();
	},
);
