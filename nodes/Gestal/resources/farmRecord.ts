import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { locator } from '../../../core/field/locators';
import { textOf } from '../../../core/data/json';
import { operation, resource, type Resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, pages } from '../reading/lists';
import { choicesOf } from '../locators';
import { pathOf, paths, type Place } from '../reading/paths';
import { INSTALLATION } from '../platform';

/** One of the current site's further resources: read-only, a list and one object each (section 2.5). */
interface FarmRecords {
	readonly name: string;
	/** In the middle of a sentence: `a location`, `many locations`. */
	readonly one: string;
	readonly many: string;
	readonly place: { readonly list: Place<[]>; readonly one: Place<[id: string]> };
	readonly idExample: string;
	/** What Simplify keeps, beside the id and the times; the first of them that a record has names it in pickers. */
	readonly fields: readonly string[];
}

const EVENT_FIELDS = ['gestal_id', 'event_at', 'event_type', 'parity', 'deleted_at'];

function farmRecords({ name, one, many, place, idExample, fields }: FarmRecords): Resource {
	const choices = (gestal: ApiClient) =>
		choicesOf(pages(gestal, pathOf(gestal, place.list), { per_page: 1000 }), (row) =>
			fields.map((field) => textOf(row[field])).find((value) => value !== undefined),
		);
	const picker = {
		name: `search${name.replace(/\W/g, '')}`,
		credentialType: INSTALLATION,
		choices,
	};
	const simplify = (record: IDataObject): IDataObject =>
		pick(record, ['cloud_id', ...fields, 'created_at', 'updated_at']);
	const description = 'With API Paths set to the current site only';

	return resource(name, [
		operation({
			name: 'Get',
			action: `Get ${one}`,
			description,
			credentialType: INSTALLATION,
			fields: { recordId: locator({ displayName: name, picker, idExample }) },
			simplify,
			run: async (gestal, { recordId }) => await getOne(gestal, pathOf(gestal, place.one, recordId)),
		}),
		operation({
			name: 'Get Many',
			action: `Get many ${many}`,
			description,
			credentialType: INSTALLATION,
			fields: { query: additionalQuery },
			simplify,
			list: async function* (gestal, { query }) {
				yield* pages(gestal, pathOf(gestal, place.list), additional(gestal, query));
			},
		}),
	]);
}

export const boarResource = farmRecords({
	name: 'Boar',
	one: 'a boar',
	many: 'boars',
	place: paths.boars,
	idExample: 'boar_4fR8k',
	fields: [
		'pin_tag',
		'gestal_id',
		'tattoo',
		'rfid1',
		'rfid2',
		'genetic',
		'entry_at',
		'exit_at',
		'exit_cause',
	],
});

export const breedingResource = farmRecords({
	name: 'Breeding',
	one: 'a breeding',
	many: 'breedings',
	place: paths.breedings,
	idExample: 'eb_2dM7p',
	fields: [...EVENT_FIELDS, 'boar', 'service', 'planned_date', 'completed'],
});

export const gestationLiveResource = farmRecords({
	name: 'Gestation Live',
	one: 'a gestation live record',
	many: 'gestation live records',
	place: paths.gestationLive,
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
});

export const gestationVisitResource = farmRecords({
	name: 'Gestation Visit',
	one: 'a gestation visit record',
	many: 'gestation visit records',
	place: paths.gestationVisits,
	idExample: 'gev_9kB3x',
	fields: ['visits_at', 'time_index', 'meals_visits', 'fast_visits', 'total_qty'],
});

export const lactationLiveResource = farmRecords({
	name: 'Lactation Live',
	one: 'a lactation live record',
	many: 'lactation live records',
	place: paths.lactationLive,
	idExample: 'lal_5wC2z',
	fields: ['fed_at', 'period', 'sows', 'farrowed', 'avg_fed', 'target', 'not_fed_qty', 'critical', 'warning'],
});

export const locationResource = farmRecords({
	name: 'Location',
	one: 'a location',
	many: 'locations',
	place: paths.locations,
	idExample: 'loc_1aQ5s',
	fields: ['name', 'section', 'location_type', 'device_type', 'area', 'number_of_devices'],
});

export const pigletMovementResource = farmRecords({
	name: 'Piglet Movement',
	one: 'a piglet movement',
	many: 'piglet movements',
	place: paths.pigletMovements,
	idExample: 'epm_7nG4d',
	fields: [...EVENT_FIELDS, 'quantity', 'src_sow', 'dest_sow', 'litter'],
});

export const preWeaningResource = farmRecords({
	name: 'Pre-Weaning',
	one: 'a preweaning',
	many: 'preweanings',
	place: paths.preWeanings,
	idExample: 'epw_3yL6f',
	fields: [...EVENT_FIELDS, 'quantity', 'weight', 'litter', 'dest_location'],
});
