import { z } from 'zod';

/** Looks like an ID of every platform, so that it can stand in an ID or in a message. */
const prefix = 'c4a05';
const length = 24;

/** The text by which the event with this number is known again, wherever it turns up. */
export function markerOf(number: number): string {
	return prefix + String(number).padStart(length - prefix.length, '0');
}

/** Also given to the program that watches the polls inside n8n. */
export const markerPattern = `${prefix}[0-9]{${length - prefix.length}}`;

const emittedSchema = z.object({ kind: z.string(), eventId: z.string() });

/** What a trigger emits for one occurrence: the kind of the event and its marker, such as `stepError c4a05...12`. */
export function eventOf(kind: string, marker: string): string {
	return `${kind} ${marker}`;
}

/** The event that an emitted item stands for; with the trigger's own ID of it when nothing of ours is in it. */
export function eventIn(json: unknown): string {
	const { kind, eventId } = emittedSchema.parse(json);
	const [marker] = new RegExp(markerPattern).exec(JSON.stringify(json)) ?? [];
	return eventOf(kind, marker ?? eventId);
}
