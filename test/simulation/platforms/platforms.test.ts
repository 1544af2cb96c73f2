import { expect, it } from '@jest/globals';
import { flatMap, groupBy, map, sortBy } from 'lodash';

import { feeds as celigo } from '../../../nodes/Celigo/events';
import { feeds as ductape } from '../../../nodes/Ductape/events';
import { feeds as gestal } from '../../../nodes/Gestal/events';
import { feeds as polarity } from '../../../nodes/Polarity/events';
import { feeds as port } from '../../../nodes/Port/events';
import { platforms } from './index';

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
