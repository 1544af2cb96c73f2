import { beforeEach, describe, expect, test } from '@jest/globals';

import { ErrorOrders } from '../../demo/play';
import { celigo } from '../../demo/platforms/celigo';
import { port } from '../../demo/platforms/port';
import type { StartedPlatform } from '../../demo/startPlatforms';
import { celigoSample } from '../../simulators/celigo';
import { forEachTest } from '../lifecycle';

async function startBoth() {
	const [celigoRunning, portRunning] = await Promise.all([celigo.start(0), port.start(0)]);
	const platforms: StartedPlatform[] = [
		{ name: 'Celigo', running: celigoRunning },
		{ name: 'Port', running: portRunning },
	];
	return {
		platforms,
		celigoErrors: () =>
			celigoRunning.simulator.state.errorStore(celigoSample.flowId, celigoSample.importId)?.open.size,
		portErrors: () =>
			portRunning.simulator.state.installation('my-gitlab').logs.filter(({ level }) => level === 'ERROR')
				.length,
		stop: async () => {
			await Promise.all([celigoRunning.simulator.stop(), portRunning.simulator.stop()]);
		},
	};
}

let simulated: Awaited<ReturnType<typeof startBoth>>;

forEachTest(async () => {
	simulated = await startBoth();
	return simulated;
});

describe('what is typed into the terminal of npm start', () => {
	let shown: string[];
	let orders: ErrorOrders;

	beforeEach(() => {
		shown = [];
		orders = new ErrorOrders(simulated.platforms, (line) => shown.push(line));
	});

	test('e asks which platform; its number makes an error there', async () => {
		await orders.take('e');
		expect(shown).toEqual(['Which platform? 1 Celigo, 2 Port. Type a number and press Enter.']);
		await orders.take('2');
		expect(shown[1]).toMatch(/^ {2}Port: an integration logs an error \(port:logLine:my-gitlab:\d+\)$/);
		expect({ celigo: simulated.celigoErrors(), port: simulated.portErrors() }).toEqual({
			celigo: 2,
			port: 1,
		});
	});

	test.each(['e 1', 'E celigo', ' e  Celigo '])('"%s" does so at once', async (line) => {
		await orders.take(line);
		expect(simulated.celigoErrors()).toBe(3);
	});

	test('an unknown platform is asked for again', async () => {
		await orders.take('e 7');
		expect(shown).toEqual(['There is no platform "7".']);
		await orders.take('Celigo');
		expect(simulated.celigoErrors()).toBe(3);
	});

	test.each(['', '1', 'Celigo', 'exit'])('"%s" does nothing without e before it', async (line) => {
		await orders.take(line);
		expect(shown).toEqual([]);
		expect(simulated.celigoErrors()).toBe(2);
	});
});
