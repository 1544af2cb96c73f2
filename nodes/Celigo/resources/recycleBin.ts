import { mayBeApplied, operation, optionalTexts, resource, route, saysItself } from '../../../core';
import type { ApiClient, FieldSurroundings } from '../../../core';
import { deletedResource } from '../locators';
import { deletedRecord, deletedRecords, resourceTypesIn } from '../reading/recycleBin';
import type { Deleted } from '../reading/recycleBin';
import { withIntegration } from '../shortForm';

const anyTypes = optionalTexts({
	displayName: 'Resource Types',
	placeholder: 'e.g. flows, connections',
	description: 'Comma-separated list of types to return. Leave empty for all.',
});

/** What a server made with Express says of a route that it does not have, in a page. */
const NO_SUCH_ROUTE_PAGE = /\bCannot POST \//;

/** GET /recycleBinTTL. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many resources in recycle bin',
	description: 'Retrieve a list of resources that were deleted in the last 30 days and can be restored',
	fields: {
		resourceTypes: {
			...anyTypes,
			read: (given: unknown, surroundings: FieldSurroundings) =>
				resourceTypesIn(anyTypes.read(given, surroundings)),
		},
	},
	simplify: withIntegration(['_id', 'name', 'resourceType', 'deletedAt', '_integrationId']),
	list: (api, { resourceTypes }) =>
		deletedRecords(api).filter(
			({ resourceType }) => resourceTypes.length === 0 || resourceTypes.includes(String(resourceType)),
		),
});

/**
 * POST /recycleBinTTL/{type}/{id}/doCascadeRestore, after GET /recycleBinTTL for the type. Never repeated: the recycle bin,
 * or the resource itself, shows afterwards whether it is back.
 */
export const restore = operation({
	name: 'Restore',
	action: 'Restore resource from recycle bin',
	description: 'Undo the deletion of a resource, with everything that was deleted along with it',
	fields: { resourceId: deletedResource },
	// What one item restores may bring back what the next one is to restore.
	exclusive: () => 'recycle bin',
	run: async (api, { resourceId }) => {
		const deleted = await deletedRecord(api, resourceId);
		if (deleted === undefined) {
			throw api.error(
				`The recycle bin has no resource with the ID ${resourceId}`,
				'It may be restored already, alone or with what it belongs to. After 30 days Celigo deletes it permanently.',
			);
		}
		const { type, id, name } = deleted;
		const isBack = await restored(api, deleted).then(
			() => false,
			async (failure: unknown) => {
				const isSeen = mayBeApplied(failure) && (await isThere(api, deleted).catch(() => false));
				return isSeen || (await Promise.reject<boolean>(failure));
			},
		);
		if (!isBack && (await deletedRecord(api, id)) !== undefined && !(await isThere(api, deleted))) {
			throw api.error(
				`Celigo accepted the request, but ${name ?? id} is still in the recycle bin`,
				'Restore what it belongs to first, or restore it in Celigo.',
			);
		}
		return { restored: true, resourceType: type, _id: id, name };
	},
});

/** By the route of Celigo's reference; where the server does not have that, by the one of its command line tool. */
async function restored(api: ApiClient, { type, id }: Deleted): Promise<void> {
	const request = {
		method: 'POST',
		body: {},
		whereToLook: `Look for ${id} among the ${type}, and in the recycle bin.`,
	} as const;
	const cascade = route`/recycleBinTTL/${type}/${id}/doCascadeRestore`;
	const response = await api.send({ ...request, route: cascade, accept: [404] });
	if (response.status !== 404) return;
	const isMissing = saysItself(response, 404) || NO_SUCH_ROUTE_PAGE.test(String(response.body));
	if (!isMissing) throw api.unexpected('an empty response', response.body);
	await api.send({ ...request, route: route`/recycleBinTTL/${type}/${id}` });
}

async function isThere(api: ApiClient, { type, id }: Deleted): Promise<boolean> {
	const response = await api.send({ method: 'GET', route: route`/${type}/${id}`, accept: [404] });
	if (saysItself(response, 404)) return false;
	api.asRecord(response.body);
	return true;
}

export const recycleBinResource = resource('Recycle Bin', [getMany, restore]);
