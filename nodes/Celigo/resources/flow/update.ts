import type { IDataObject } from 'n8n-workflow';

import { collection, flag, operation, refuseNothing, refuseUndefined, route, text } from '../../../../core';
import { flow } from '../../locators';
import { changesIn, mergeFields, patchFields, refuseOther, replaceOf } from '../../updating';
import type { PatchOf } from '../../updating';
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
 * PATCH /flows/{id} of what it takes, then GET. PUT for everything else, and where a server refuses that PATCH: what is stored is
 * read and merged first, because the API erases what is left out.
 */
export const update = operation({
	name: 'Update',
	action: 'Update flow',
	description: 'Change the name, description, schedule or steps of a flow',
	fields: {
		flowId: flow,
		details: collection({
			displayName: 'Update Fields',
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
	check({ flowId, details }) {
		refuseOther(flowId, details.more);
		refuseNothing(flowChanges(details));
		refuseUndefined("'Additional Fields (JSON)'", details.more, { wholly: false });
	},
	// What is stored is read, merged and written back.
	exclusive: ({ flowId }) => flowId,
	simplify: simplifyFlow,
	run: async (api, { flowId, details }) => {
		const target = { path: route`/flows/${flowId}`, id: flowId };
		const changes = flowChanges(details);
		const isPatchable = Object.keys(changes).every((key) => PATCHABLE.includes(key));
		return isPatchable
			? await patchFields(api, target, changes, patchOf)
			: await mergeFields(api, target, changes);
	},
});

function flowChanges({
	enabled,
	...details
}: IDataObject & { readonly more?: IDataObject | undefined }): IDataObject {
	return changesIn({ ...details, disabled: enabled === undefined ? undefined : enabled !== true });
}

/** Null takes a field away (provider document, section 10). */
const patchOf: PatchOf = ([key, value]) =>
	value === null ? { op: 'remove', path: `/${key}` } : replaceOf([key, value]);
