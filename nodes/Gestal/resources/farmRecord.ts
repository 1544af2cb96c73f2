import { compact } from 'lodash';

import { choicesOf, locator, operation, resource, textOf } from '../../../core';
import type { Picker, Resource } from '../../../core';
import { additionalQuery, checkList, checkPath } from '../fields';
import { gestal, INSTALLATION } from '../platform';
import { firstRows, pages } from '../reading/lists';
import { paths } from '../reading/paths';
import type { Endpoint } from '../reading/paths';
import { getOne } from '../reading/records';

/** One of the current site's further resources: read-only, a list and one object each (section 2.5). */
interface FarmRecords {
	readonly name: string;
	/** In the middle of an action: `Get location`, `Get many locations`. */
	readonly one: string;
	readonly many: string;
	readonly at: { readonly list: Endpoint; readonly one: (recordId: string) => Endpoint };
	readonly idExample: string;
	/** What Simplify keeps, beside the ID and the times. */
	readonly fields: readonly string[];
	/** What tells a record from others in pickers; else the first of its fields that it has names it. */
	readonly named?: readonly string[];
}

const CURRENT_ONLY = "Requires 'API Version' Current in the credential.";

/** The type is what the resource says; a deleted event is listed like any other (section 2.5). */
const EVENT_FIELDS = ['gestal_id', 'event_at', 'deleted_at', 'parity'];
const EVENT_NAME = ['gestal_id', 'event_at'];

function farmRecords({ name, one, many, at, idExample, fields, named = [] }: FarmRecords): Resource {
	const picker: Picker = {
		name: `search${name.replace(/\W/g, '')}`,
		credentialType: INSTALLATION,
		choices: (api) =>
			choicesOf(firstRows(api, at.list), gestal.recordId, (row) => {
				const textsOf = (keys: readonly string[]) => compact(keys.map((key) => textOf(row[key])));
				return textsOf(named).join(', ') || textsOf(fields)[0];
			}),
	};
	const deleted = fields.includes('deleted_at') ? ', also of deleted ones, which have a deleted_at' : '';
	const shared = {
		credentialType: INSTALLATION,
		simplify: ['cloud_id', ...fields, 'updated_at'],
	};
	return resource(name, [
		operation({
			...shared,
			name: 'Get',
			action: `Get ${one}`,
			description: `Retrieve a single ${one} by its ID. ${CURRENT_ONLY}`,
			fields: {
				recordId: locator({
					displayName: name,
					description: 'Choose from the list of the first 10,000, or specify an ID',
					picker,
					idExample,
				}),
			},
			check: ({ recordId }, settings) => checkPath(settings, at.one(recordId)),
			run: async (api, { recordId }) => await getOne(api, at.one(recordId), recordId),
		}),
		operation({
			...shared,
			name: 'Get Many',
			action: `Get many ${many}`,
			description: `Retrieve a list of all ${many} of the site${deleted}. ${CURRENT_ONLY}`,
			fields: { query: additionalQuery },
			check: ({ query }, settings) => checkList(settings, at.list, query),
			list: (api, { query }) => pages(api, at.list, query),
		}),
	]);
}

export const boarResource = farmRecords({
	name: 'Boar',
	one: 'boar',
	many: 'boars',
	at: paths.boars,
	idExample: 'boar_4fR8k',
	fields: ['pin_tag', 'gestal_id', 'tattoo', 'rfid1', 'genetic', 'entry_at', 'exit_at', 'exit_cause'],
});

export const breedingResource = farmRecords({
	name: 'Breeding',
	one: 'breeding',
	many: 'breedings',
	at: paths.breedings,
	idExample: 'eb_2dM7p',
	fields: [...EVENT_FIELDS, 'boar', 'service', 'planned_date', 'completed'],
	named: EVENT_NAME,
});

export const gestationLiveResource = farmRecords({
	name: 'Gestation Live',
	one: 'gestation live record',
	many: 'gestation live records',
	at: paths.gestationLive,
	idExample: 'gel_6hT1v',
	fields: [
		'fed_at',
		'time_index',
		'sows_fed',
		'sows_total',
		'total_fed',
		'low_cons_sows',
		'untrained_sows',
		'unknown_sows',
	],
	named: ['fed_at', 'time_index'],
});

export const gestationVisitResource = farmRecords({
	name: 'Gestation Visit',
	one: 'gestation visit record',
	many: 'gestation visit records',
	at: paths.gestationVisits,
	idExample: 'gev_9kB3x',
	fields: ['visits_at', 'time_index', 'meals_visits', 'fast_visits', 'total_qty'],
	named: ['visits_at', 'time_index'],
});

export const lactationLiveResource = farmRecords({
	name: 'Lactation Live',
	one: 'lactation live record',
	many: 'lactation live records',
	at: paths.lactationLive,
	idExample: 'lal_5wC2z',
	fields: ['fed_at', 'period', 'sows', 'farrowed', 'avg_fed', 'not_fed_qty', 'critical', 'warning'],
	named: ['fed_at', 'period'],
});

export const locationResource = farmRecords({
	name: 'Location',
	one: 'location',
	many: 'locations',
	at: paths.locations,
	idExample: 'loc_1aQ5s',
	fields: ['name', 'section', 'location_type', 'device_type', 'area', 'number_of_devices'],
});

export const pigletMovementResource = farmRecords({
	name: 'Piglet Movement',
	one: 'piglet movement',
	many: 'piglet movements',
	at: paths.pigletMovements,
	idExample: 'epm_7nG4d',
	fields: [...EVENT_FIELDS, 'quantity', 'src_sow', 'dest_sow', 'litter'],
	named: EVENT_NAME,
});

export const preWeaningResource = farmRecords({
	name: 'Pre-Weaning',
	one: 'preweaning',
	many: 'preweanings',
	at: paths.preWeanings,
	idExample: 'epw_3yL6f',
	fields: [...EVENT_FIELDS, 'quantity', 'weight', 'litter', 'dest_location'],
	named: EVENT_NAME,
});
