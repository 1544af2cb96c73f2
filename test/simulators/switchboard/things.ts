import axios from 'axios';

import {
	body,
	json,
	noContent,
	parameter,
	Refused,
	route,
	startSwitchboard,
	type Clock,
	type CommonSwitches,
} from '../../../simulators/switchboard';

/** A platform of one resource, as small as one can be. */
function startThings(clock?: Clock) {
	const things = new Map<string, { name: string }>();
	const switches: CommonSwitches = { latencyMs: 0, rateLimit: 'off', retryHint: 'retryAfterSeconds' };
	return startSwitchboard({
		switches,
		...(clock === undefined ? {} : { clock }),
		guard: ({ request }, needs) => {
			if (needs !== 'nothing' && request.authorization !== 'Bearer good')
				throw new Refused(json(401, { error: 'token' }));
		},
		refuse: (refusal) => {
			switch (refusal.reason) {
				case 'unknownPath':
					return json(404, refusal);
				case 'wrongMethod':
					return json(405, refusal);
				case 'wrongMediaType':
					return json(415, refusal);
				case 'bodyTooLarge':
					return json(413, refusal);
				case 'rateLimited':
					return json(429, refusal.reason, refusal.headers);
				case 'simulatorDefect':
					return json(500, refusal);
				case 'malformedBody':
				case 'invalidQuery':
					return json(400, refusal);
				case 'invalidBody':
					return json(422, refusal);
			}
		},
		routes: [
			route({
				method: 'GET',
				path: '/things/:thingId/parts/:partId',
				needs: 'token',
				query: { limit: parameter.positiveNumber, kind: parameter.repeatable },
				handle: ({ params, query }) =>
					json(200, { ...params, limit: query.number('limit'), kinds: query.list('kind') }),
			}),
			route({
				method: 'PUT',
				path: '/things/:id',
				needs: 'token',
				body: body<{ name: string }>({
					type: 'object',
					required: ['name'],
					properties: { name: { type: 'string' } },
					additionalProperties: false,
				}),
				handle: ({ params, body: thing }) => {
					things.set(params.id, thing);
					return json(200, { ...thing, stored: things.size });
				},
			}),
			route({ method: 'DELETE', path: '/things/:id', needs: 'token', handle: () => noContent() }),
			route({
				method: 'GET',
				path: '/defect',
				needs: 'nothing',
				handle: () => {
					throw new TypeError('a mistake of ours');
				},
			}),
		],
	});
}

export const http = axios.create({
	validateStatus: () => true,
	headers: { authorization: 'Bearer good' },
	timeout: 5000,
});

/** A running platform that `http` leads to. */
export async function open(clock?: Clock) {
	const board = await startThings(clock);
	http.defaults.baseURL = board.url;
	return board;
}
