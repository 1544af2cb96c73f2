import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import {
	collection,
	dependsOnStored,
	flag,
	operation,
	refuseNothing,
	refuseUndefined,
	route,
	text,
	withStoredValues,
} from '../../../../core';
import { flow } from '../../locators';
import { changesIn, putWhole, remarkUnchanged, SERVER_OWNED } from '../../updating';
import { flowDetails, simplifyFlow } from './details';

/** What PATCH takes, each by itself (provider document, section 2.2). */
const PATCHABLE = [
	'name',
	'description',
	'schedule',
	'timezone',
	'disabled',
	'runPageGeneratorsInParallel',
	'aliases',
];

/**
 * PATCH /flows/{id} of what it takes, then GET: the response of the PATCH is empty. PUT for everything else: what is stored is
 * read and merged first, because the API erases what is left out.
 */
export const update = operation({
	name: 'Update',
	action: 'Update flow',
	description: 'Change the name, description, schedule or steps',
	fields: {
		flowId: flow,
		details: collection({
			displayName: 'Update Fields',
			addLabel: 'Add field',
			fields: {
				name: text({ displayName: 'Name' }),
				...flowDetails,
				enabled: flag({
					displayName: 'Enabled',
					default: true,
					description: 'Whether to let its schedule and listeners start it',
				}),
			},
		}),
	},
	check({ details }) {
		refuseNothing(flowChanges(details));
		refuseUndefined("'Additional Fields (JSON)'", details.more, { wholly: false });
	},
	// What is stored is read, merged and written back.
	exclusive: ({ flowId }) => flowId,
	simplify: simplifyFlow,
	run: async (api, { flowId, details }) => {
		const path = route`/flows/${flowId}`;
		const changes = flowChanges(details);
		const isPatchable = Object.keys(changes).every((key) => PATCHABLE.includes(key));
		const stored = !isPatchable || dependsOnStored(changes) ? await api.stored(path, flowId) : {};
		const whole = withStoredValues(changes, stored);
		if (!isPatchable)
			return await putWhole(api, path, stored, { ...omit(stored, SERVER_OWNED), ...whole }, whole);
		await api.patch(path, Object.entries(whole).map(patchOf), { idempotent: true });
		const patched = await api.record(path, { id: flowId });
		remarkUnchanged(api, patched, whole);
		return patched;
	},
});

function flowChanges({
	enabled,
	...details
}: IDataObject & { readonly more?: IDataObject | undefined }): IDataObject {
	return changesIn({ ...details, disabled: enabled === undefined ? undefined : enabled !== true });
}

/** Null takes a field away (provider document, section 10). */
function patchOf([key, value]: [string, IDataObject[string]]): IDataObject {
	return value === null ? { op: 'remove', path: `/${key}` } : { op: 'replace', path: `/${key}`, value };
}
