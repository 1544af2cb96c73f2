import { camelCase } from 'lodash';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

const record = z.record(z.unknown());

const operationSample = z.object({
	requests: z.array(z.string()),
	repeated: z.object({ request: z.string(), times: z.number() }),
	records: z.number(),
	output: record,
});

/** What an operation did on the simulated platform: test/docs/samples writes it and compares it. */
export type OperationSample = z.infer<typeof operationSample>;

const platformSamples = z.object({
	operations: z.record(operationSample),
	/** An item of each event. */
	events: z.record(record),
});

export type PlatformSamples = z.infer<typeof platformSamples>;

/** The samples of a platform, by its folder in nodes/; none for one that is new. */
export function samplesOf(folder: string): PlatformSamples {
	const file = join(__dirname, 'samples', `${camelCase(folder)}.json`);
	if (!existsSync(file)) return { operations: {}, events: {} };
	return platformSamples.parse(JSON.parse(readFileSync(file, 'utf8')));
}
