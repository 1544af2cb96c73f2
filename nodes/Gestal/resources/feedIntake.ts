import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { operation, resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, pages } from '../reading/lists';
import { feedIntake, sowForList, sowOfIntakes } from '../locators';
import { pathOf, paths } from '../reading/paths';
import { INSTALLATION } from '../platform';

const credentialType = INSTALLATION;

/** GET /integration/feedintakes/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a feed intake',
	credentialType,
	fields: { sowId: sowForList, feedIntakeId: feedIntake },
	simplify: simplifyIntake,
	run: async (gestal, { feedIntakeId: id }) => await getOne(gestal, pathOf(gestal, paths.feedIntake, id)),
});

/** GET /integration/sows/{id}/feedintakes, newest created first; all sows' under the current site. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many feed intakes',
	credentialType,
	fields: { sowId: sowOfIntakes, query: additionalQuery },
	simplify: simplifyIntake,
	list: async function* (gestal, { sowId: id, query }) {
		const list =
			id === undefined ? pathOf(gestal, paths.allFeedIntakes) : pathOf(gestal, paths.feedIntakesOfSow, id);
		yield* pages(gestal, list, additional(gestal, query));
	},
});

function simplifyIntake(record: IDataObject): IDataObject {
	return pick(record, [
		'cloud_id',
		'sow_id',
		'gestal_id',
		'fed_at',
		'quantity',
		'target_quantity',
		'percent',
		'feed',
		'section',
		'location',
		'created_at',
		'updated_at',
	]);
}

export const feedIntakeResource = resource('Feed Intake', [get, getMany]);
