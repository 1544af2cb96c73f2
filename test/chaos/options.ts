import { parseArgs } from 'node:util';
import { z } from 'zod';

const schema = z.object({
	minutes: z.coerce.number().positive().default(20),
	kills: z.coerce.number().int().positive().default(20),
	errors: z.coerce.number().int().positive().default(1_000),
	seed: z.coerce.number().int().positive().default(1),
	poller: z.enum(['default', 'durable', 'both']).default('both'),
});

export type Options = z.output<typeof schema>;

/** `--minutes`, `--kills` and `--errors` are for each poller. */
export function optionsIn(args: string[]): Options {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		args,
		options: { minutes: text, kills: text, errors: text, seed: text, poller: text },
	});
	return schema.parse({ ...values });
}
