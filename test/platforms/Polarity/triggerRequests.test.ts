import { feeds } from '../../../nodes/Polarity/events';
import { forEachTest } from '../../lifecycle';
import { ownDate } from '../ownDate';
import { countRequests, eventsOf } from '../requestTable';
import { PolarityBench } from './bench';

let bench: PolarityBench;

forEachTest(ownDate);
forEachTest(async () => (bench = await PolarityBench.start()));

const FIRST = 'feed_0001';

/** So many integrations, each with an error. */
function fill(integrations: number): void {
	bench.state.integrations.clear();
	bench.state.errors.clear();
	bench.fillUpTo(integrations);
	for (const { id } of bench.state.integrations.values()) bench.state.addError(id);
}

const changes = {
	'New Error Occurrence': () => bench.state.addError(FIRST),
	'Integration Status Changed': () => {
		const integration = bench.state.integrations.get(FIRST);
		if (integration) integration.status = 'running';
	},
	'Health Changed': () => {
		const integration = bench.state.integrations.get(FIRST);
		if (integration) integration.status = 'running';
	},
};

countRequests({
	platform: 'Polarity',
	feeds,
	events: eventsOf(changes, (event, count) => {
		fill(count);
		return bench.watch({ events: [event] });
	}),
	asked: () => bench.lines().length,
});
