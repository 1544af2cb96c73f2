import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { LeakyBucket } from '../../simulators/switchboard/LeakyBucket';
import { listOf, recordAt } from './staticLists';

/** How the servers are to behave; what is not said is at once and without limit. */
export interface StaticConditions {
	/** Records that each list has. */
	readonly records: number;
	readonly latencyMs: number;
	/** Requests a second that are not answered 429. */
	readonly perSecond?: number | undefined;
}

/**
 * One server for the lists and single records of all five platforms, each below its own path. What it sends was made before,
 * so that the time of a platform is in nobody's figure. It checks nothing: that is what the simulators are for.
 */
export class StaticPlatforms {
	requests = 0;
	refused = 0;
	mostInFlight = 0;
	private inFlight = 0;
	private readonly made = new Map<string, { readonly text: string; readonly link?: string | undefined }>();
	private bucket = new LeakyBucket();

	private constructor(
		private readonly server: Server,
		readonly url: string,
		private conditions: StaticConditions,
	) {}

	static async start(conditions: StaticConditions): Promise<StaticPlatforms> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('The server has no port');
		const platforms = new StaticPlatforms(server, `http://127.0.0.1:${address.port}`, conditions);
		platforms.set(conditions);
		server.on('request', (request, response) => void platforms.answer(request, response));
		return platforms;
	}

	/** Other conditions, with everything counted anew. */
	set(conditions: StaticConditions): void {
		if (conditions.records !== this.conditions.records) this.made.clear();
		this.conditions = conditions;
		this.bucket = new LeakyBucket();
		this.requests = 0;
		this.refused = 0;
		this.mostInFlight = 0;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		request.resume();
		this.requests += 1;
		this.inFlight += 1;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		response.once('close', () => (this.inFlight -= 1));
		if (this.conditions.latencyMs > 0) await delay(this.conditions.latencyMs);
		const { perSecond } = this.conditions;
		const size = { capacity: perSecond ?? 0, refillPerSecond: perSecond ?? 0 };
		const waitMs = perSecond === undefined ? 0 : this.bucket.take(size);
		if (waitMs > 0) {
			this.refused += 1;
			const headers = { 'content-type': 'application/json', 'retry-after': String(Math.ceil(waitMs / 1000)) };
			response.writeHead(429, headers).end('{"message":"Too many requests"}');
			return;
		}
		const { text, link } = this.madeFor(request.url ?? '/');
		const headers = { 'content-type': 'application/json', ...(link !== undefined && { link }) };
		response.writeHead(200, headers).end(text);
	}

	private madeFor(url: string) {
		const known = this.made.get(url);
		if (known !== undefined) return known;
		const asked = new URL(url, this.url);
		const page = listOf(asked, this.conditions.records) ?? { body: recordAt(asked) };
		const made = { text: JSON.stringify(page.body), link: 'link' in page ? page.link : undefined };
		this.made.set(url, made);
		return made;
	}
}
