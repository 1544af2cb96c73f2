import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { locator, optionalLocator } from '../../core/field/locators';
import { isRecord, textOf } from '../../core/data/json';
import { choicesOf as choicesById, type Picker } from '../../core/field/Picker';
import { installationsOf, integrationsOf, pages } from './reading/lists';
import { generationOf, pathOf, paths } from './reading/paths';
import { INSTALLATION } from './platform';

const ALL = { per_page: 1000 };

const integrations: Picker = {
	name: 'searchIntegrations',
	choices: (gestal) => choicesOf(integrationsOf(gestal, ALL), (row) => textOf(row['name'])),
};

const installations: Picker = {
	name: 'searchInstallations',
	choices: (gestal, sibling) =>
		choicesOf(installationsOf(gestal, sibling('integrationId'), ALL), installationName),
};

const accessKeys: Picker = {
	name: 'searchAccessKeys',
	choices: (gestal, sibling) => accessKeyChoices(gestal, sibling('installationId')),
};

const sows: Picker = {
	name: 'searchSows',
	credentialType: INSTALLATION,
	choices: (gestal) => choicesOf(pages(gestal, pathOf(gestal, paths.sows), ALL), animalName),
};

const mirrors: Picker = {
	name: 'searchSowMirrors',
	credentialType: INSTALLATION,
	choices: (gestal) =>
		choicesOf(pages(gestal, pathOf(gestal, paths.mirrors), ALL), (row) => textOf(row['vendor_id'])),
};

const feedIntakes: Picker = {
	name: 'searchFeedIntakes',
	credentialType: INSTALLATION,
	choices: (gestal, sibling) => feedIntakeChoices(gestal, sibling('sowId')),
};

const integrationLabel = {
	displayName: 'Integration',
	picker: integrations,
	idExample: 'int_41soix4ZP9os2M1lsPzwlpbvqnqHJgYH',
};

const installationLabel = {
	displayName: 'Installation',
	picker: installations,
	idExample: 'inst_7Qm2c9',
};

const sowLabel = { displayName: 'Sow', picker: sows, idExample: 'sow_3kT9x' };

export const integration = locator(integrationLabel);
export const anyIntegration = optionalLocator({
	...integrationLabel,
	description: 'Leave empty for all integrations',
});
/** For the list of another field, which is long without it. */
export const integrationForList = optionalLocator({
	...integrationLabel,
	description: 'Only narrows the list of installations',
});
export const installation = locator(installationLabel);
export const anyInstallation = optionalLocator({
	...installationLabel,
	description: 'Leave empty for the keys of all installations, with API Paths set to the current site only',
});
export const installationForList = optionalLocator({
	...installationLabel,
	description: 'Only fills the list of access keys',
});
export const accessKey = locator({
	displayName: 'Access Key',
	description: 'The ID of the key, never the key itself',
	picker: accessKeys,
	idExample: '0b5fa4a2-7c1d-4f0e-9a53-2f6c1d8e4b70',
});
export const sow = locator({ ...sowLabel, description: 'By ID, its cloud ID or its Gestal ID will do' });
export const sowOfIntakes = optionalLocator({
	...sowLabel,
	description:
		'Needed under the paths of 2018; leave empty for all sows with API Paths set to the current site',
});
export const sowForList = optionalLocator({
	...sowLabel,
	description: 'Only fills the list of feed intakes, under the paths of 2018',
});
export const feedIntake = locator({
	displayName: 'Feed Intake',
	picker: feedIntakes,
	idExample: 'fi_8sQ2w',
});
export const mirror = locator({
	displayName: 'Sow Mirror',
	description: 'By ID, its cloud ID or its vendor ID will do',
	picker: mirrors,
	idExample: 'wos_5hY1z',
});

export function choicesOf(
	rows: AsyncIterable<IDataObject>,
	nameOf: (row: IDataObject) => string | undefined,
): AsyncIterable<INodeListSearchItems> {
	return choicesById(rows, (row) => textOf(row['cloud_id']) ?? textOf(row['id']), nameOf);
}

/** Under the paths of 2018 only the keys of one installation are listed. */
async function* accessKeyChoices(
	gestal: ApiClient,
	installationId: string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	if (installationId === undefined && generationOf(gestal) === 'seed') return;
	const list =
		installationId === undefined
			? pathOf(gestal, paths.allAccessKeys)
			: pathOf(gestal, paths.accessKeys, installationId);
	yield* choicesOf(pages(gestal, list, ALL), (row) => {
		const ending = textOf(row['access_key'])?.slice(-4);
		return `${ending === undefined ? 'Key' : `Key ending in ${ending}`}, made ${textOf(row['created_at']) ?? 'once'}`;
	});
}

/** Under the paths of 2018 only the feed intakes of one sow are listed. */
async function* feedIntakeChoices(
	gestal: ApiClient,
	sowId: string | undefined,
): AsyncGenerator<INodeListSearchItems> {
	const isSeed = generationOf(gestal) === 'seed';
	if (isSeed && sowId === undefined) return;
	const list =
		isSeed && sowId !== undefined
			? pathOf(gestal, paths.feedIntakesOfSow, sowId)
			: pathOf(gestal, paths.allFeedIntakes);
	yield* choicesOf(
		pages(gestal, list, ALL),
		(row) => `${textOf(row['fed_at']) ?? 'Unknown day'}: ${textOf(row['quantity']) ?? '?'} g`,
	);
}

function installationName(row: IDataObject): string | undefined {
	const [site, tenant] = [row['site'], row['tenant']].map((part) =>
		isRecord(part) ? textOf(part['name']) : undefined,
	);
	return [site, tenant].filter((part) => part !== undefined).join(', ') || undefined;
}

function animalName(row: IDataObject): string | undefined {
	const tag = textOf(row['pin_tag']);
	const gestalId = textOf(row['gestal_id']);
	return tag === undefined ? gestalId : `${tag}${gestalId === undefined ? '' : ` (${gestalId})`}`;
}
