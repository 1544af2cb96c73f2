import {
	id,
	IN_PLAIN_TEXT,
	optionalJson,
	optionalJsonList,
	optionalText,
	resource,
	text,
} from '../../../core';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';

/** `envs` of the integration's document. */
export const environment: PartKind = {
	name: 'Environment',
	component: 'env',
	list: 'envs',
	key: 'slug',
	keyLabel: 'Slug',
	keyExample: 'dev',
	action: 'always',
	createName: 'Create',
	createFields: {
		slug: id({
			displayName: 'Slug',
			description: 'Exactly 3 characters. Must be unique.',
			placeholder: 'e.g. dev',
		}),
		env_name: text({
			displayName: 'Name',
			description: '2 to 50 characters',
			placeholder: 'e.g. Development',
		}),
	},
	shownFields: {},
	fields: {
		auth: optionalJson({
			displayName: 'Auth (JSON)',
			default: '',
			description: `Not accepted by every server. ${IN_PLAIN_TEXT}`,
		}),
		description: optionalText({
			displayName: 'Description',
			description: '2 to 200 characters. A new environment without one gets its name.',
		}),
		env_name: optionalText({ displayName: 'Name', description: '2 to 50 characters' }),
		envs: optionalJsonList({
			displayName: 'Environments (JSON)',
			default: '',
			description: `As in the older SDK. Not accepted by every server. ${IN_PLAIN_TEXT}`,
		}),
	},
	complete: (fields) => ({ description: fields['env_name'], ...fields }),
	hasSecrets: true,
	simplify: ['_id', 'slug', 'env_name', 'description', 'active'],
};

export const environmentResource = resource('Environment', partOperations(environment));
