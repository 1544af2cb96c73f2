import { z } from 'zod';

const message = z.object({
	role: z.string(),
	content: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).nullish(),
});
const tool = z.object({ function: z.object({ name: z.string(), parameters: z.unknown() }) });
const parametersSchema = z.object({ properties: z.record(z.unknown()) }).partial();

/** What is read of a request to `POST /chat/completions` of the OpenAI API. */
export const completionRequest = z.object({
	model: z.string(),
	messages: z.array(message),
	tools: z.array(tool).default([]),
});

type CompletionRequest = z.output<typeof completionRequest>;

const eventSchema = z
	.object({ message: z.string(), integrationId: z.string(), detail: z.record(z.unknown()) })
	.partial();

/**
 * A chat model that always does the same: it calls every tool with what it finds in the prompt, then explains the error
 * with what the tools returned. The response has the form of the OpenAI API.
 */
export function completionOf({ model, messages, tools }: CompletionRequest): object {
	const results = messages.filter(({ role }) => role === 'tool').map(textOf);
	const event = eventIn(messages);
	const reply =
		results.length === 0 && tools.length > 0
			? { content: null, tool_calls: tools.map((tool) => toolCall(tool, event)) }
			: { content: explanation(event.message, results) };
	return {
		id: 'completion-1',
		object: 'chat.completion',
		created: 1_700_000_000,
		model,
		choices: [
			{
				index: 0,
				message: { role: 'assistant', ...reply },
				finish_reason: 'tool_calls' in reply ? 'tool_calls' : 'stop',
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function textOf({ content }: z.output<typeof message>): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map(({ text = '' }) => text).join('');
}

/** The event that the prompt ends with, as JSON. */
function eventIn(messages: CompletionRequest['messages']): z.output<typeof eventSchema> {
	const prompt = textOf(messages.find(({ role }) => role === 'user') ?? { role: 'user' });
	const start = prompt.indexOf('{');
	return start < 0 ? {} : eventSchema.parse(JSON.parse(prompt.slice(start)));
}

/** Fills each parameter of the tool with the value of that name in the event. */
function toolCall(
	{ function: { name, parameters } }: z.output<typeof tool>,
	{ integrationId, detail }: z.output<typeof eventSchema>,
): object {
	const known: Record<string, unknown> = { ...detail, integrationId };
	const { properties = {} } = parametersSchema.parse(parameters);
	const filled = Object.fromEntries(Object.keys(properties).map((property) => [property, known[property]]));
	return { id: `call-${name}`, type: 'function', function: { name, arguments: JSON.stringify(filled) } };
}

function explanation(errorMessage = 'an unknown error', results: string[]): string {
	return [
		`Cause: ${errorMessage}`,
		'Repair: correct the record in the source system, then retry the error.',
		`Looked at: ${results.join(' ')}`,
	].join('\n');
}
