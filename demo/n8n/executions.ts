import { z } from 'zod';

const item = z.object({
	json: z.record(z.unknown()),
	pairedItem: z.unknown().optional(),
	binary: z
		.record(z.object({ mimeType: z.string(), fileName: z.string().optional() }).passthrough())
		.optional(),
});

const failure = z
	.object({ message: z.string(), description: z.string().nullish(), httpCode: z.string().nullish() })
	.passthrough();

const nodeRun = z.object({
	executionTime: z.number(),
	error: failure.optional(),
	data: z
		.object({ main: z.array(z.array(item).nullable()) })
		.partial()
		.optional(),
});

/** One execution as the public API gives it with `includeData`. */
export const executionSchema = z.object({
	id: z.coerce.string(),
	workflowId: z.string(),
	mode: z.string(),
	status: z.string(),
	data: z
		.object({
			resultData: z.object({ runData: z.record(z.array(nodeRun)).default({}), error: failure.optional() }),
		})
		.optional(),
});

export type Execution = z.output<typeof executionSchema>;
export type ExecutionItem = z.output<typeof item>;

/** The items that a node gave on its first output, in its first run. */
export function outputOf(execution: Execution, nodeName: string): ExecutionItem[] {
	return execution.data?.resultData.runData[nodeName]?.[0]?.data?.main?.[0] ?? [];
}

/** What went wrong in an execution; undefined when nothing did. */
export function failureOf(execution: Execution): string | undefined {
	const { error, runData } = execution.data?.resultData ?? {};
	const failures = [error, ...Object.values(runData ?? {}).flatMap((runs) => runs.map((run) => run.error))];
	const first = failures.find((candidate) => candidate !== undefined);
	if (first === undefined) return undefined;
	return [first.message, first.description].filter((part) => typeof part === 'string').join(': ');
}
