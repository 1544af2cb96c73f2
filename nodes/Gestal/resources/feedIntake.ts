import { operation, resource } from '../../../core';
import { additionalQuery, checkList } from '../fields';
import { feedIntake, sowForList, sowOfIntakes } from '../locators';
import { INSTALLATION } from '../platform';
import { pages } from '../reading/lists';
import { paths } from '../reading/paths';
import { getOne } from '../reading/records';

const credentialType = INSTALLATION;
const simplify = [
	'cloud_id',
	'sow_id',
	'gestal_id',
	'fed_at',
	'quantity',
	'target_quantity',
	'percent',
	'feed',
	'location',
	'updated_at',
];

/** GET /integration/feedintakes/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get feed intake',
	description: 'Retrieve the feed intake of a sow on a single day',
	credentialType,
	fields: { sowId: sowForList, feedIntakeId: feedIntake },
	simplify,
	run: async (api, { feedIntakeId }) => await getOne(api, paths.feedIntake(feedIntakeId), feedIntakeId),
});

/** GET /integration/sows/{id}/feedintakes, newest created first; all sows' under the current site. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many feed intakes',
	description: 'Retrieve a list of the feed intakes of sows by day',
	credentialType,
	fields: { sowId: sowOfIntakes, query: additionalQuery },
	check: ({ sowId, query }, settings) => checkList(settings, paths.feedIntakes(sowId), query),
	simplify,
	list: (api, { sowId, query }) => pages(api, paths.feedIntakes(sowId), query),
});

export const feedIntakeResource = resource('Feed Intake', [get, getMany]);
