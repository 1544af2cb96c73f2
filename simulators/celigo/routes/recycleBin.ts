import { body, noContent, route, type Answer, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { wholeList } from '../lists';
import type { RecycledRecord } from '../records';

const noFields = body<object>({ type: 'object', additionalProperties: false });

/**
 * GET /recycleBinTTL, POST .../{type}/{id}/doCascadeRestore (Celigo's reference of the recycle bin) or POST .../{type}/{id}
 * (section 10); what was deleted with it comes back with it.
 */
export function recycleBinRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, refusals, switches } = world;

	function restore(type: string, id: string, form: typeof switches.recycleBinRestore): Answer {
		const recycled = state.recycleBin.get(id);
		if (switches.recycleBinRestore !== form || recycled === undefined || pluralOf(recycled) !== type) {
			throw refusals.notFound('Deleted resource', `${type}/${id}`);
		}
		bringBack(recycled);
		for (const other of [...state.recycleBin.values()]) {
			if (other.doc._integrationId === id && recycled.model === 'Integration') bringBack(other);
		}
		return noContent();
	}

	function bringBack({ model, doc }: RecycledRecord): void {
		state.recycleBin.delete(doc._id);
		const name = doc.name ?? '';
		if (model === 'Flow') state.addFlow({ ...doc, name });
		if (model === 'Integration') state.addIntegration({ ...doc, name });
		if (model === 'Connection') state.addConnection({ ...doc, name });
	}

	return [
		route({
			method: 'GET',
			path: '/v1/recycleBinTTL',
			needs: 'manage',
			handle: () => wholeList(world, [...state.recycleBin.values()], 'recycleBinTTL'),
		}),
		route({
			method: 'POST',
			path: '/v1/recycleBinTTL/:type/:id/doCascadeRestore',
			needs: 'manage',
			body: noFields,
			handle: ({ params }) => restore(params.type, params.id, 'cascade'),
		}),
		route({
			method: 'POST',
			path: '/v1/recycleBinTTL/:type/:id',
			needs: 'manage',
			body: noFields,
			handle: ({ params }) => restore(params.type, params.id, 'plain'),
		}),
	];
}

function pluralOf({ model }: RecycledRecord): string {
	return model === 'TradingPartnerConnector' ? 'tpconnectors' : `${model.toLowerCase()}s`;
}
