import { jsonParse } from 'n8n-workflow';
import type { IDataObject, INodeParameters, INodeType, IPollFunctions } from 'n8n-workflow';

import { errorFeed } from '../../../core/trigger/ErrorFeed';
import type { AnyFeed, IntegrationError } from '../../../core/trigger/ErrorFeed';
import { optionalText } from '../../../core/field/fields';
import { recordsIn, textOf } from '../../../core/data/json';
import type { Platform } from '../../../core/request/Platform';
import { pollErrors } from '../../../core/trigger/pollErrors';
import { route } from '../../../core/request/Route';
import { epochMs } from '../../../core/data/times';
import { triggerProperties } from '../../../core/trigger/triggerFields';
import { PollSession, type PollSessionSetup } from '../../engine';
import { anError } from './anError';
import { access, face, thingsPlatform, type Received, type ThingsServer, type Told } from '../things';

/** A trigger of two events: failures of things, read place by place, and states of things, compared. */

const kindOfThing = { kind: optionalText({ displayName: 'Kind' }) };

/** GET /places, then GET /places/{name}/errors: everything that the place has, whatever was asked for. */
export const thingFailed = errorFeed({
	name: 'Thing Failed',
	description: 'A thing failed',
	fields: kindOfThing,
	sources: async function* (api, { kind }) {
		for (const { name } of recordsIn(await api.get(route`/places`))) {
			const place = textOf(name) ?? '';
			yield {
				key: place,
				read: async function* (sinceMs) {
					const query = { since: new Date(sinceMs).toISOString(), kind };
					for (const row of recordsIn(await api.get(route`/places/${place}/errors`, query))) {
						yield errorOf(row);
					}
				},
			};
		}
	},
});

/** GET /states: one event when a thing's state is no longer "good". */
const thingChanged = errorFeed({
	name: 'Thing Changed',
	description: 'A thing is not good any more',
	fields: {},
	observe: async function* (api) {
		for (const row of recordsIn(await api.get(route`/states`))) {
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
		description: { ...face, polling: true, inputs: [], properties: triggerProperties(feeds) },
		async poll(this: IPollFunctions) {
			return await pollErrors(this, platform, feeds);
		},
	};
}

interface PlaceError {
	id: string;
	at: string;
}

/** What the server's platform holds. */
export class ThingsWorld {
	readonly places = new Map<string, PlaceError[]>();
	states: Array<{ id: string; state: string; at: string }> = [];
	/** Paths that answer with a failure. */
	readonly failing = new Set<string>();
	/** What to do before a path is answered. */
	readonly before = new Map<string, () => void | Promise<void>>();

	constructor(server: ThingsServer, ...places: string[]) {
		for (const place of places) this.places.set(place, []);
		server.answer = async (request) => await this.answer(request);
	}

	/** An error that happened so many minutes ago and can be read from now on. */
	fails(id: string, minutesAgo = 0, place = 'here'): void {
		const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
		this.places.get(place)?.push({ id, at });
	}

	turns(id: string, state: string, minutesAgo = 0): void {
		const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
		this.states = [...this.states.filter((thing) => thing.id !== id), { id, state, at }];
	}

	private async answer({ path }: Received): Promise<Told> {
		await this.before.get(path)?.();
		if (this.failing.has(path)) return { status: 404, body: { message: `${path} fails` } };
		if (path === '/places') return { body: [...this.places.keys()].map((name) => ({ name })) };
		if (path === '/states') return { body: this.states };
		return { body: this.places.get(path.split('/')[2] ?? '') ?? [] };
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
	items && items.map(({ json }) => json['errorId']);
