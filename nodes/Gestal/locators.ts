import type { IDataObject } from 'n8n-workflow';

import { chooseFirst, choicesOf, locator, optionalLocator, textOf } from '../../core';
import type { ApiClient, Choice, Picker } from '../../core';
import { gestal, INSTALLATION } from './platform';
import { endingOf, identityOf } from './reading/accessKeys';
import { firstRows, installationsOf, pages, siteName } from './reading/lists';
import { generationOf, paths } from './reading/paths';

const { recordId } = gestal;

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (api) => choicesOf(pages(api, paths.integrations), recordId, 'name'),
};

const installations: Picker = {
	name: 'searchInstallations',
	dependsOn: ['integrationId'],
	choices: (api, sibling) => choicesOf(installationsOf(api, sibling('integrationId')), recordId, siteName),
};

const accessKeys: Picker = {
	name: 'searchAccessKeys',
	dependsOn: ['installationId'],
	choices: (api, sibling) => accessKeyChoices(api, sibling('installationId')),
};

const sows: Picker = {
	name: 'searchSows',
	credentialType: INSTALLATION,
	choices: (api) => choicesOf(pages(api, paths.sows), recordId, animalName),
};

const mirrors: Picker = {
	name: 'searchSowMirrors',
	credentialType: INSTALLATION,
	choices: (api) => choicesOf(pages(api, paths.mirrors), recordId, 'vendor_id'),
};

const feedIntakes: Picker = {
	name: 'searchFeedIntakes',
	dependsOn: ['sowId'],
	credentialType: INSTALLATION,
	choices: (api, sibling) => feedIntakeChoices(api, sibling('sowId')),
};

const integrationLabel = {
	displayName: 'Integration',
	description: 'The integration to use. Choose from the list, or specify an ID or name.',
	picker: integrations,
	idExample: 'int_41soix4ZP9os2M1lsPzwlpbvqnqHJgYH',
	nameExample: 'Herd Mirror',
};

const installationLabel = {
	displayName: 'Installation',
	description: 'The installation to use. Choose from the list, or specify an ID.',
	picker: installations,
	idExample: 'inst_7Qm2c9',
};

const sowLabel = { displayName: 'Sow', picker: sows, idExample: 'sow_3kT9x' };

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	hint: 'Leave empty for all integrations',
});
/** For the list of another field, which is long without it. */
export const integrationForList = optionalLocator({
	...integrationLabel,
	description:
		'Narrows down the list of installations. Returned as integrationId if an installation is chosen.',
});
export const integrationOfKeys = optionalLocator({
	...integrationLabel,
	description:
		'Narrows down the list of installations. Without an installation, the keys of all installations of this integration are read, with one request for each.',
});
export const installation = locator(installationLabel);
export const anyInstallation = optionalLocator({
	...installationLabel,
	description:
		"Leave empty for the keys of all installations of the chosen integration. If you leave both empty, the keys of all are returned, which requires 'API Version' Current in the credential.",
});
export const installationForList = optionalLocator({
	...installationLabel,
	description: 'Used to load the list of access keys. Returned as installationId.',
});
export const accessKey = locator({
	displayName: 'Access Key',
	description: 'The ID of the key, never the key itself',
	picker: accessKeys,
	idExample: '0b5fa4a2-7c1d-4f0e-9a53-2f6c1d8e4b70',
});
export const sow = locator({
	...sowLabel,
	description: 'Choose from the list, or specify a cloud ID or Gestal ID',
});
export const sowOfIntakes = optionalLocator({
	...sowLabel,
	description: "Required with 'API Version' 2018. Leave empty for all sows with 'API Version' Current.",
});
export const sowForList = optionalLocator({
	...sowLabel,
	description: "Used only to load the list of feed intakes with 'API Version' 2018",
});
export const feedIntake = locator({
	displayName: 'Feed Intake',
	description: 'Choose from the list of the first 10,000, or specify an ID',
	picker: feedIntakes,
	idExample: 'fi_8sQ2w',
});
export const mirror = locator({
	displayName: 'Sow Mirror',
	description: 'Choose from the list, or specify a cloud ID or vendor ID',
	picker: mirrors,
	idExample: 'wos_5hY1z',
	anyText: true,
});

/** Under the paths of 2018 only the keys of one installation are listed. */
async function* accessKeyChoices(api: ApiClient, installationId: string | undefined): AsyncGenerator<Choice> {
	if (installationId === undefined && generationOf(api.settings) === 'seed') {
		throw chooseFirst('an installation');
	}
	yield* choicesOf(pages(api, paths.accessKeys(installationId)), identityOf, (key) => {
		const ending = endingOf(key);
		return `${ending === undefined ? 'Key' : `Key ending in ${ending}`}, created ${textOf(key['created_at']) ?? 'at an unknown time'}`;
	});
}

/** Under the paths of 2018 only the feed intakes of one sow are listed, under the others all together. */
async function* feedIntakeChoices(api: ApiClient, sowId: string | undefined): AsyncGenerator<Choice> {
	const isSeed = generationOf(api.settings) === 'seed';
	if (isSeed && sowId === undefined) throw chooseFirst('a sow');
	const list = paths.feedIntakes(isSeed ? sowId : undefined);
	yield* choicesOf(firstRows(api, list), recordId, (intake) => {
		const fed = `${textOf(intake['fed_at']) ?? 'Unknown day'}: ${textOf(intake['quantity']) ?? '?'} g`;
		const sow = textOf(intake['gestal_id']);
		return sow === undefined ? fed : `${fed}, sow ${sow}`;
	});
}

function animalName(animal: IDataObject): string | undefined {
	const tag = textOf(animal['pin_tag']);
	const gestalId = textOf(animal['gestal_id']);
	return tag === undefined ? gestalId : `${tag}${gestalId === undefined ? '' : ` (${gestalId})`}`;
}
