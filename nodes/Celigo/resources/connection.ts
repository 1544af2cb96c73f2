import { choice, operation, resource, route } from '../../../core';
import { connection } from '../locators';
import { celigo } from '../platform';
import { allConnections } from '../reading/lists';
import { MOST_ROWS } from '../reading/rows';

/** The short form of a connection; where it belongs to no Integration App, `_connectorId` is null. */
export const connectionKeys = [
	'_id',
	'name',
	'type',
	'offline',
	'sandbox',
	'_connectorId',
	'createdAt',
	'lastModified',
] as const;

/** Of the connection, too: GET tells which. */
const NO_SUCH_ROUTE = [404, 405];

const used = connection('Connection', 'The connection to use');

/** GET /connections/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get connection',
	description: 'Retrieve the settings of a single connection. Its secrets are hidden.',
	fields: { connectionId: used },
	simplify: connectionKeys,
	run: async (api, { connectionId }) =>
		await api.record(route`/connections/${connectionId}`, { id: connectionId }),
});

/** GET /connections, Link paged; no filter is known, so the node leaves out those of the other status. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many connections',
	description: 'Retrieve a list of connections, optionally only offline ones',
	fields: {
		status: choice({
			displayName: 'Status',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Offline', value: 'offline' },
				{ name: 'Online', value: 'online' },
			],
			default: 'any',
			description: 'Whether Celigo could reach the application when it last tried',
		}),
	},
	simplify: connectionKeys,
	list: (api, { status }) =>
		status === 'any'
			? allConnections(api)
			: allConnections(api, MOST_ROWS).filter(({ offline }) => (offline === true) === (status === 'offline')),
});

/**
 * POST /connections/{id}/ping, or GET where a server has only that: `{code: 200}`, or the code and the message of what is wrong,
 * bare or in the envelope of refusals. Nothing changes by it.
 */
export const ping = operation({
	name: 'Ping',
	action: 'Ping connection',
	description: 'Check now whether the connection works. Returns online or offline with the reason.',
	fields: { connectionId: used },
	run: async (api, { connectionId }) => {
		const ask = { route: route`/connections/${connectionId}/ping`, reads: true };
		const posted = await api.send({ ...ask, method: 'POST', body: {}, accept: [200, ...NO_SUCH_ROUTE] });
		const isMissing = NO_SUCH_ROUTE.includes(posted.status);
		const answered = isMissing ? await api.send({ ...ask, method: 'GET', accept: [200] }) : posted;
		const reply = api.asRecord(answered.body);
		const { code, message } = celigo.explain(reply);
		if (message === undefined) throw api.unexpected('a status');
		const online = code === '200';
		return {
			_id: connectionId,
			online,
			code: reply['code'] ?? code ?? null,
			message: online ? (reply['message'] ?? null) : message,
		};
	},
});

export const connectionResource = resource('Connection', [get, getMany, ping]);
