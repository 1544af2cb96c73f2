import { pickBy } from 'lodash';
import { z } from 'zod';

import { ENCODED } from './cursorText';
import { seenRevision } from './Revisions';
import { snapshotState } from './snapshot';

const kept = z.object({
	/** A hash of the values of its fields, a dot, and one of the integrations that are excluded; others mean a new baseline. */
	parameters: z.string(),
	/** A hash of where it was read: the base URL, and the account; another one means a new baseline. */
	account: z.string().optional(),
	cursor: z.string().regex(ENCODED).optional(),
	snapshot: snapshotState.optional(),
	/** The sources of which there is a baseline; see KnownSources. */
	sources: z.string().optional(),
	/** What was watched before, and the sources that are wider than that and could not be read yet; see WiderSources. */
	wider: z
		.object({ before: z.string(), unread: z.array(z.string()) })
		.optional()
		.catch(undefined),
	/** The source with which the next poll begins, when this one ran out of time. */
	resumeAt: z.string().optional().catch(undefined),
	/** How the sources stood in the platform's list when they were read last. */
	revisions: z.array(seenRevision).optional().catch(undefined),
});

/** What is kept of an event between polls. */
export type Kept = z.infer<typeof kept>;

/** What is kept between polls, by the event's value. */
export type KeptEvents = Record<string, Kept>;

const keptEvents = z.record(kept.optional().catch(undefined)).catch({});

/** What an earlier poll stored. An event whose state cannot be read is left out: it gets a new baseline. */
export function storedEvents(stored: unknown): KeptEvents {
	const isWhole = (one: Kept | undefined): one is Kept => (one?.cursor ?? one?.snapshot) !== undefined;
	return pickBy(keptEvents.parse(stored), isWhole);
}
