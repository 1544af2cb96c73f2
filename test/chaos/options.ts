import { z } from 'zod';

import { flagsOf } from '../../demo/install/flags';

const schema = z.object({
	minutes: z.coerce.number().positive().default(20),
	kills: z.coerce.number().int().positive().default(20),
	errors: z.coerce.number().int().positive().default(1_000),
	seed: z.coerce.number().int().positive().default(1),
	poller: z.enum(['default', 'durable', 'both']).default('both'),
});

export type Options = z.output<typeof schema>;

/** What the command was given. `--minutes`, `--kills` and `--errors` are for each poller. */
export function givenOptions(): Options {
	const given = flagsOf('chaos', {
		minutes: { value: 'number', does: 'how long each poller runs: 20' },
		kills: { value: 'number', does: 'how often n8n is killed: 20' },
		errors: { value: 'number', does: 'how many errors occur: 1000' },
		seed: { value: 'number', does: 'another one is another run: 1' },
		poller: { value: 'name', does: 'default, durable, or both, which also writes docs/reliability.md' },
	});
	const names = ['minutes', 'kills', 'errors', 'seed', 'poller'] as const;
	return schema.parse(Object.fromEntries(names.map((name) => [name, given(name)])));
}
