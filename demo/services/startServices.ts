import fastify from 'fastify';
import { z } from 'zod';
import type { Credential } from '../n8n/N8nClient';
import { completionOf, completionRequest } from './simulatedModel';

const chatMessage = z.object({ text: z.string() });
const incident = z.object({
	event_action: z.enum(['trigger', 'resolve']),
	dedup_key: z.string().min(1),
	payload: z.object({
		summary: z.string().min(1),
		source: z.string().min(1),
		severity: z.enum(['critical', 'error', 'warning', 'info']),
	}),
});
const errorOrder = z.object({ platform: z.string() });

/** What an incident tool receives: one incident is open for each key until it is resolved. */
export type IncidentEvent = z.output<typeof incident>;

export interface ServicesOptions {
	/** Default: any free port. */
	port?: number;
	onChatMessage: (text: string) => void;
	onIncident: (event: IncidentEvent) => void;
	/** Makes an error on a simulated platform; returns what happened, or undefined for a platform that there is not. */
	causeError: (platform: string) => Promise<string | undefined>;
}

/** What the ready workflows reach besides the platforms, on loopback. */
export interface Services {
	/** The incoming webhook of a chat: takes `{ "text": "..." }`. */
	chatUrl: string;
	/** An incident tool: takes events as PagerDuty's Events API v2 does. */
	incidentUrl: string;
	/** Takes `{ "platform": "Celigo" }` and makes an error there. */
	causeErrorUrl: string;
	/** Leads n8n to the simulated chat model. */
	model: Credential;
	stop: () => Promise<void>;
}

export async function startServices(options: ServicesOptions): Promise<Services> {
	const server = fastify();
	server.post('/chat', async ({ body }) => {
		options.onChatMessage(chatMessage.parse(body).text);
		return { ok: true };
	});
	server.post('/incidents', async ({ body }, reply) => {
		options.onIncident(incident.parse(body));
		return await reply.code(202).send({ status: 'success' });
	});
	server.post('/errors', async ({ body }, reply) => {
		const { platform } = errorOrder.parse(body);
		const happened = await options.causeError(platform);
		if (happened === undefined) return await reply.code(404).send({ message: `No platform "${platform}"` });
		return { platform, happened };
	});
	server.get('/v1/models', async () => ({ object: 'list', data: [] }));
	server.post('/v1/chat/completions', async ({ body }) => completionOf(completionRequest.parse(body)));
	const url = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return {
		chatUrl: `${url}/chat`,
		incidentUrl: `${url}/incidents`,
		causeErrorUrl: `${url}/errors`,
		model: {
			name: 'Chat model (simulated)',
			type: 'openAiApi',
			data: { apiKey: 'any-key', url: `${url}/v1` },
		},
		stop: async () => {
			await server.close();
		},
	};
}
