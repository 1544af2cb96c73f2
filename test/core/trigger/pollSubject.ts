import { jsonParse } from 'n8n-workflow';
import type { IDataObject, INodeParameters, INodeType, IPollFunctions } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { epochMs } from '../../../core/data/times';
import { optionalText } from '../../../core/field/fields';
import type { Platform } from '../../../core/request/Platform';
import { route } from '../../../core/request/Route';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import type { AnyFeed } from '../../../core/trigger/Feed';
import { pollErrors } from '../../../core/trigger/pollErrors';
import { snapshotFeed } from '../../../core/trigger/snapshotFeed';
import { triggerProperties } from '../../../core/trigger/triggerFields';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { PollSession, type PollSessionSetup } from '../../engine';
import { gate } from '../../gate';
import { access, face, type Answer, type Received, type ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';

/** A trigger of two events: failures of things, read source by source, and states of things, compared. */

const kindOfThing = { kind: optionalText({ displayName: 'Kind' }) };

/** GET /sources, then GET /sources/{name}/errors: everything that the source has, whatever was asked for. */
export const thingFailed = windowFeed({
	name: 'Thing Failed',
	description: 'A thing failed',
	fields: kindOfThing,
	sources: async function* (api, { kind }) {
		for (const { name } of api.rows(await api.get(route`/sources`))) {
			const key = textOf(name) ?? '';
			yield {
				key,
				read: async function* (sinceMs) {
					const query = { since: new Date(sinceMs).toISOString(), kind };
					for (const row of api.rows(await api.get(route`/sources/${key}/errors`, query))) {
						yield errorOf(row);
					}
				},
			};
		}
	},
});

/** GET /states: one event when a thing's state is no longer "good". */
export const thingChanged = snapshotFeed({
	name: 'Thing Changed',
	description: 'A thing is not good any more',
	fields: {},
	observe: async function* (api) {
		for (const row of api.rows(await api.get(route`/states`))) {
			yield {
				key: textOf(row['id']) ?? '',
				value: textOf(row['state']) ?? '',
				event: () => (row['state'] === 'good' ? undefined : errorOf(row)),
			};
		}
	},
});

function errorOf(row: IDataObject): IntegrationError {
	return anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0, { raw: row });
}

export function thingsTrigger(
	platform: Platform = thingsPlatform(),
	feeds: readonly AnyFeed[] = [thingFailed, thingChanged],
): INodeType {
	return {
		description: { ...face, polling: true, inputs: [], properties: triggerProperties(platform, feeds) },
		async poll(this: IPollFunctions) {
			return await pollErrors(this, platform, feeds);
		},
	};
}

interface SourceError {
	id: string;
	at: string;
}

/** What the server's platform holds. */
export class ThingsWorld {
	readonly sources = new Map<string, SourceError[]>();
	states: Array<{ id: string; state: string; at: string }> = [];
	/** Paths that answer with a failure. */
	readonly failing = new Set<string>();
	/** What to do before a path is answered. */
	readonly before = new Map<string, () => void | Promise<void>>();

	constructor(server: ThingsServer, ...sources: string[]) {
		for (const source of sources) this.sources.set(source, []);
		server.answer = async (request) => await this.answer(request);
	}

	/** An error that happened so many minutes ago and can be read from now on. */
	fails(id: string, minutesAgo = 0, source = 'here'): void {
		const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
		this.sources.get(source)?.push({ id, at });
	}

	turns(id: string, state: string, minutesAgo = 0): void {
		const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
		this.states = [...this.states.filter((thing) => thing.id !== id), { id, state, at }];
	}

	/** Lets a path's answer wait until it is opened; `asked` ends when a request for it has arrived. */
	hold(path: string): { readonly open: () => void; readonly asked: Promise<void> } {
		const asked = gate();
		const answer = gate();
		this.before.set(path, async () => {
			asked.open();
			await answer.opened;
		});
		return { open: answer.open, asked: asked.opened };
	}

	private async answer({ path }: Received): Promise<Answer> {
		await this.before.get(path)?.();
		if (this.failing.has(path)) return { status: 404, body: { message: `${path} fails` } };
		if (path === '/sources') return { body: [...this.sources.keys()].map((name) => ({ name })) };
		if (path === '/states') return { body: this.states };
		return { body: this.sources.get(path.split('/')[2] ?? '') ?? [] };
	}
}

export type Parameters = IDataObject & { events?: string[]; kind?: string; options?: IDataObject };

export class Session extends PollSession {
	constructor(
		server: ThingsServer,
		{ parameters, ...more }: Partial<Omit<PollSessionSetup, 'parameters'>> & { parameters?: Parameters } = {},
	) {
		const set = { events: ['thingFailed'], ...parameters };
		super({
			trigger: thingsTrigger(),
			...access(server.url),
			// What the editor would have stored of these parameters.
			parameters: jsonParse<INodeParameters>(JSON.stringify(set)),
			...more,
		});
	}
}

export const idsOf = (items: Array<{ json: IDataObject }> | null) =>
	items && items.map(({ json }) => json['eventId']);
