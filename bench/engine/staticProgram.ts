import { z } from 'zod';

import { StaticPlatforms } from './StaticPlatforms';

const conditions = z.object({ records: z.number(), latencyMs: z.number(), perSecond: z.number().optional() });

/** The static servers as a program of their own: their work is not counted as n8n's. Ends with its parent. */
async function serve(): Promise<void> {
	const platforms = await StaticPlatforms.start({ records: 0, latencyMs: 0 });
	process.on('message', (message) => {
		const { requests, refused, mostInFlight } = platforms;
		if (message === 'count') {
			process.send?.({ requests, refused, mostInFlight });
			return;
		}
		platforms.set(conditions.parse(message));
		process.send?.('ready');
	});
	process.on('disconnect', () => process.exit(0));
	process.send?.({ url: platforms.url });
}

void serve();
