import { isEmpty } from 'lodash';

import { emptyOnPurpose, optionalId, recordsIn, resource, simplified } from '../../../../core';
import { workspaceApp } from '../../locators';
import type { PartKind } from '../../parts/PartKind';
import { partOperations } from '../../parts/partOperations';
import { addressed, requireChange } from './access';
import {
	authTagsOf,
	environmentDetails,
	environments,
	environmentsIn,
	mergedEnvironments,
	slugPair,
	withAuthData,
	withEnvironments,
} from './environments';

/** `apps` of the integration's document; adding one needs an access tag first (section 2.3). */
export const app: PartKind = {
	name: 'App',
	component: 'app',
	list: 'apps',
	key: 'access_tag',
	keyLabel: 'Access Tag',
	keyExample: 'shop:acme',
	hasFixedKey: true,
	action: 'always',
	createName: 'Add',
	createFields: {
		appTag: workspaceApp,
		access_tag: emptyOnPurpose(
			optionalId({
				displayName: 'Access Tag',
				description: 'Leave empty to build it from the app tag and the workspace name',
				placeholder: 'e.g. shop:acme',
			}),
		),
	},
	shownFields: { environments },
	fields: environmentDetails,
	body: withEnvironments,
	checkMore({ envs }) {
		if (envs !== undefined) environmentsIn(`'Additional Fields (JSON)': "envs"`, envs);
	},
	complete: (fields) => ({ ...fields, envs: recordsIn(fields['envs']).map(withAuthData) }),
	merge: (stored, fields, inputs) =>
		isEmpty(inputs['environments']) || Array.isArray(inputs['envs'])
			? {}
			: { envs: mergedEnvironments(stored['envs'], fields['envs'], inputs) },
	resolve: addressed,
	checkChange: requireChange,
	hasSecrets: true,
	simplify: (part) => {
		const used = recordsIn(part['envs']);
		return {
			...simplified(part, ['_id', 'access_tag', 'app_id', 'name']),
			environments: used.map(slugPair).join(', '),
			authTags: used.flatMap(authTagsOf).join(', '),
		};
	},
};

export const appResource = resource('App', partOperations(app));
