import { z } from 'zod';

import { parseAnswer } from '../data/json';
import { seenRevision } from './Revisions';

/** What is kept of each event between polls, by the event's value. */
const keptEvents = z.record(
	z.object({
		/** Of what was asked for; another one means a new baseline. */
		parameters: z.string(),
		cursor: z.string().optional(),
		snapshot: z
			.object({
				present: z.record(z.string()),
				gone: z.record(z.tuple([z.string(), z.number()])),
				unread: z.array(z.string()).readonly().optional(),
			})
			.optional(),
		/** The source with which the next poll begins, when this one ran out of time. */
		turn: z.string().optional(),
		/** How the sources stood in the platform's list when they were read last. */
		revisions: z.array(seenRevision).optional(),
	}),
);

export type KeptEvents = z.infer<typeof keptEvents>;
export type Kept = KeptEvents[string];

/** What an earlier poll stored; undefined when there was none, or none that can be read. */
export function storedEvents(text: unknown): KeptEvents | undefined {
	if (typeof text !== 'string') return undefined;
	const stored = keptEvents.safeParse(parseAnswer(text));
	return stored.success ? stored.data : undefined;
}
