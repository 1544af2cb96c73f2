import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { errorFeed } from '../../core/trigger/ErrorFeed';
import type { Observation } from '../../core/trigger/ErrorFeed';
import { ids, integer } from '../../core/field/fields';
import { textOf } from '../../core/data/json';
import { isoTime } from '../../core/data/times';
import { batchEvent, daysText, isOlder, recordEvent } from './integrationErrors';
import { oneRecord } from './reading/lists';
import { pathOf, paths } from './reading/paths';
import { INSTALLATION } from './platform';
import { troubleOf } from './resources/batch';
import { wholeList } from './watched';

const NOT_KNOWN = 'Gestal does not know it';

/** GET of each batch by its id: there is no list of batches. One that is gone does not hold up the others. */
export const batchWithFailures = errorFeed({
	name: 'Batch With Failures',
	description:
		'A batch of sow mirrors that has failures (a count, Gestal gives no reasons), or is no longer known',
	credentialType: INSTALLATION,
	fields: {
		batchIds: ids({
			displayName: 'Batch IDs',
			description: 'Separated by commas, as Sow Mirror: Upsert Many told them; Gestal has no list of batches',
		}),
	},
	observe: async function* (gestal, { batchIds }): AsyncGenerator<Observation> {
		let known = 0;
		for (const id of batchIds) {
			const batch = await knownBatch(gestal, id);
			if (batch !== undefined) known += 1;
			const trouble = batch === undefined ? NOT_KNOWN : troubleOf(batch);
			yield {
				key: id,
				value: trouble ?? '',
				event: (previous) =>
					trouble === undefined ? undefined : batchEvent(id, batch ?? {}, { trouble, previous }),
			};
		}
		if (known === 0) {
			throw gestal.error(
				`Gestal knows none of these batches: ${batchIds.join(', ')}`,
				'Check the batch IDs, and whether the access key is of the site to which they were sent.',
			);
		}
	},
});

/** Sow mirrors that the farm software has not matched with a sow. */
export const mirrorNotMatched = errorFeed({
	name: 'Mirror Not Matched',
	description: 'A sow mirror has no sow after a number of days: normal until the farm software fetches it',
	credentialType: INSTALLATION,
	fields: { unmatchedDays: integer({ displayName: 'Unmatched for Days', default: 2, min: 1, max: 3650 }) },
	observe: async function* (gestal, { unmatchedDays }): AsyncGenerator<Observation> {
		for (const mirror of await wholeList(gestal, pathOf(gestal, paths.mirrors))) {
			const id = textOf(mirror['cloud_id']);
			if (id === undefined) continue;
			const createdAt = isoTime(mirror['created_at']);
			const isOld = isOlder(createdAt, unmatchedDays);
			const isUnmatched = isOld && textOf(mirror['gestal_id']) === undefined;
			yield {
				key: id,
				value: isUnmatched ? 'unmatched' : '',
				event: () =>
					isUnmatched
						? {
								...recordEvent('mirrorNotMatched', undefined, id, createdAt),
								message: `The mirror ${textOf(mirror['vendor_id']) ?? id} has no sow after ${daysText(unmatchedDays)}`,
								detail: pick(mirror, ['cloud_id', 'vendor_id', 'pin_tag', 'state']),
								raw: mirror,
							}
						: undefined,
			};
		}
	},
});

async function knownBatch(gestal: ApiClient, id: string): Promise<IDataObject | undefined> {
	const place = pathOf(gestal, paths.batch, id);
	const { status, body } = await gestal.send({ method: 'GET', route: place, accept: [404] });
	return status === 404 ? undefined : oneRecord(gestal, body);
}
