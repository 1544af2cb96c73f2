import { z } from 'zod';
import { startCeligo } from '../simulators/celigo';
import { conditionsSchema, type Answer } from './platformMessages';

/** The simulated Celigo as a program of its own, so that its work is not counted as n8n's. Ends with its parent. */
async function serve(): Promise<void> {
	const integrations = z.coerce.number().int().parse(process.argv[2]);
	const celigo = await startCeligo({
		seed: { sample: false, integrations, flowsPerIntegration: 0 },
		switches: { listCounters: 'absent' },
	});
	const bucket = celigo.switches.rateLimit;
	const answer = (message: Answer) => process.send?.(message);

	process.on('message', (message) => {
		if (message === 'count') {
			answer({
				requests: celigo.requests.length,
				mostInFlight: celigo.requests.maxInFlight,
				refused: [...celigo.requests].filter(({ status }) => status === 429).length,
				violations: celigo.violations.lines(),
			});
			return;
		}
		const { latencyMs, rateLimit } = conditionsSchema.parse(message);
		celigo.switches.latencyMs = latencyMs;
		celigo.switches.rateLimit = rateLimit ? bucket : 'off';
		celigo.requests.clear();
		answer('ready');
	});
	process.on('disconnect', () => process.exit(0));
	answer({ baseUrl: celigo.baseUrl, token: celigo.token });
}

void serve();
