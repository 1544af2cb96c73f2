import { z } from 'zod';

/** How the platform is to behave from now on; also sets its counts to zero. */
export const conditionsSchema = z.object({
	/** Milliseconds that each answer takes. */
	latencyMs: z.number(),
	/** Whether the platform's bucket of requests applies. */
	rateLimit: z.boolean(),
});
export type Conditions = z.output<typeof conditionsSchema>;

/** What the platform saw since the conditions were set. */
export const countsSchema = z.object({
	requests: z.number(),
	mostInFlight: z.number(),
	/** Requests answered with 429. */
	refused: z.number(),
	violations: z.array(z.string()),
});
export type Counts = z.output<typeof countsSchema>;

/** Where it can be reached, and how. */
export const addressSchema = z.object({ baseUrl: z.string(), token: z.string() });
export type Address = z.output<typeof addressSchema>;

export type Answer = Address | Counts | 'ready';
