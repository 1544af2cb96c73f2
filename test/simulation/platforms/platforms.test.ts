import { expect, it } from '@jest/globals';
import { flatMap, get, groupBy, map, sortBy } from 'lodash';

import { parsedText } from '../../../core/field/givenValues';
import { recordsIn, textOf } from '../../../core/data/json';
import { feeds as celigo } from '../../../nodes/Celigo/events';
import { feeds as ductape } from '../../../nodes/Ductape/events';
import { feeds as gestal } from '../../../nodes/Gestal/events';
import { feeds as polarity } from '../../../nodes/Polarity/events';
import { feeds as port } from '../../../nodes/Port/events';
import { Clock } from '../../../simulators/switchboard';
import { Dice, randomOf } from '../time/random';
import { platforms } from './index';
import { polarity as polarityModel } from './polarity';

/** Events that no history has, and why. */
const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	GestalTrigger: {
		problemReachingIntegration:
			'It tells of failed requests, and the faults of a history are no facts of the oracle',
		batchWithFailures:
			'It is of batches whose IDs are typed, and of a farm site, which is an account of its own',
		mirrorNotMatched: 'It is of a farm site, which is an account of its own',
	},
	PortTrigger: {
		noRecentResync: 'It comes because nothing happens: hours that no history has',
	},
};

it.each([
	['CeligoTrigger', celigo],
	['DuctapeTrigger', ductape],
	['GestalTrigger', gestal],
	['PolarityTrigger', polarity],
	['PortTrigger', port],
])('%s: histories have each of its events, but those that are named here', (trigger, feeds) => {
	const { [trigger]: models } = groupBy(platforms, 'trigger[1]');
	const played = flatMap(models, ({ events }) => Object.keys(events));
	const leftOut = Object.keys(LEFT_OUT[trigger] ?? {});
	expect(sortBy([...new Set(played), ...leftOut])).toEqual(sortBy(map(feeds, 'value')));
});

it("Polarity's list of integrations moves, and takes no error back", async () => {
	const options = { integrations: 3, number: 1, events: [], switches: { maxPageSize: 2 } };
	const account = await polarityModel.open(new Clock(), options);
	const authorization = `Bearer ${textOf(account.typed['polarityApi']?.['apiKey']) ?? ''}`;
	const idsAt = async (url: string): Promise<unknown> => {
		const request = { method: 'GET', url, headers: { authorization }, bodyText: '' };
		const { body } = await account.server.answer(request);
		return map(recordsIn(get(parsedText(String(body)), 'data')), 'id');
	};
	const [fact] = account.occur('newErrorOccurrence', 0, 0, new Dice(randomOf(1)));
	account.moveList();
	expect(await idsAt('/api/integrations?page[number]=2&page[size]=2')).toEqual(
		[1, 2].map((index) => polarityModel.integrationId(index)),
	);
	expect(`row ${String(await idsAt('/api/integrations/errors'))}`).toBe(fact?.key);
});
