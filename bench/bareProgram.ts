import { Agent } from 'node:http';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Address } from './platformMessages';

const records = z.array(z.object({ _id: z.string() }));

/** What a program without n8n would do: axios, connections kept open, no checks, no pace. */
export class BareProgram {
	private readonly agent = new Agent({ keepAlive: true });

	private readonly client: AxiosInstance;

	constructor({ baseUrl, token }: Address) {
		this.client = axios.create({
			baseURL: baseUrl,
			httpAgent: this.agent,
			headers: { authorization: `Bearer ${token}` },
		});
	}

	/** Every integration, page after page. Answers their ids. */
	async list(): Promise<string[]> {
		const ids: string[] = [];
		let next: string | undefined = '/integrations?limit=100';
		while (next !== undefined) {
			const answer: AxiosResponse<unknown> = await this.client.get(next);
			ids.push(...records.parse(answer.data).map(({ _id }) => _id));
			next = z
				.string()
				.optional()
				.parse(answer.headers.link)
				?.match(/<([^>]+)>; rel="next"/)?.[1];
		}
		return ids;
	}

	/** The integrations of these ids, so many at a time. Answers their ids. */
	async get(ids: readonly string[], concurrency: number): Promise<string[]> {
		const place = pLimit(concurrency);
		return await Promise.all(
			ids.map(
				async (id) =>
					await place(async () => {
						const { data } = await this.client.get<unknown>(`/integrations/${encodeURIComponent(id)}`);
						return records.element.parse(data)._id;
					}),
			),
		);
	}

	close(): void {
		this.agent.destroy();
	}
}
