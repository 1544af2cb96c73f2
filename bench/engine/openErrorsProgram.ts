import { z } from 'zod';

import { startCeligo } from '../../simulators/celigo';
import { celigoSample } from '../../simulators/celigo/sample';

/** The simulated Celigo with many open errors, as a program of its own. Each message brings new ones. Ends with its parent. */
async function serve(): Promise<void> {
	const errors = z.coerce.number().int().parse(process.argv[2]);
	const { state, requests, url, token } = await startCeligo({ seed: { errors } });
	const { flowId } = celigoSample;
	const [stepId = ''] = state.errorStoresOf(flowId).keys();
	process.on('message', (message) => {
		if (message === 'count') {
			process.send?.(requests.length);
			return;
		}
		for (let added = 0; added < z.number().parse(message); added += 1) state.addError(flowId, stepId);
		requests.clear();
		process.send?.('ready');
	});
	process.on('disconnect', () => process.exit(0));
	process.send?.({ url, token });
}

void serve();
