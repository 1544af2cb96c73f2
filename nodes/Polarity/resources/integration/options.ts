import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import {
	FieldError,
	flag,
	isNodeError,
	isRecord,
	operation,
	recordsIn,
	textOf,
	withIntegrationId,
} from '../../../../core';
import type { ApiClient } from '../../../../core';
import { changedOptions, NOT_BOTH, twiceIn } from '../../fields';
import type { OptionChange, WantedFlag } from '../../fields';
import { integration } from '../../locators';
import { attributesOf, resourceWithId, simplifyOption } from '../../reading/documents';
import { expectDone, refused, remarkOptionsNotStored, sameIntegration } from '../../reading/changes';
import { beginsWithId, namedOptions, OPTIONS, optionsOf, readableOptionsOf } from '../../reading/lists';

const includeValues = flag({
	displayName: 'Include Option Values',
	default: false,
	description: 'Whether to return the values of options, which may be passwords and keys',
});

/** GET /api/integration-options. */
export const getOptions = operation({
	name: 'Get Options',
	action: 'Get options of integration',
	description: 'Retrieve a list of the options of an integration and who can change them',
	fields: { integrationId: integration, includeValues },
	simplify: withIntegrationId(simplifyOption),
	keepsSecrets: (values) => values.includeValues,
	list: (api, { integrationId }) => optionsOf(api, integrationId),
});

/**
 * PATCH /api/integration-options, one request for all. Whether a refused one keeps the others from being stored is not documented.
 * The options are read first: their IDs, flags that are to stay, and whether they are there, which a server may not say.
 */
export const updateOptions = operation({
	name: 'Update Options',
	action: 'Update options of integration',
	description: 'Change one or more settings at once. The integration must be running.',
	fields: { integrationId: integration, optionChanges: changedOptions },
	check: ({ integrationId, optionChanges }) =>
		refuseTwice(
			optionChanges.map(({ optionId }) =>
				beginsWithId(integrationId, optionId) ? optionId : `${integrationId}-${optionId}`,
			),
		),
	simplify: withIntegrationId(simplifyOption),
	exclusive: sameIntegration,
	run: async (api, { integrationId, optionChanges }) => {
		const others = optionChanges.length > 1 ? ' Check the options: others may have been stored.' : '';
		const refusalHint = refused(
			`The integration must be running, and each value must match the type of its option.${others}`,
		);
		const { data, response } = await api.change(async () => {
			const data = await optionUpdates(api, integrationId, optionChanges);
			return { data, request: { method: 'PATCH', route: OPTIONS, body: { data }, refusalHint } };
		});
		expectDone(api, response.body);
		const stored = await storedNow(api, integrationId, data, response.body);
		remarkOptionsNotStored(api, data, stored);
		return data.map((sent) => asStored(sent, stored));
	},
});

/**
 * The options that were sent as the response shows them; read once more where it does not show each of them. They are stored, so
 * that a look that fails is no failure.
 */
async function storedNow(
	api: ApiClient,
	integrationId: string,
	sent: readonly IDataObject[],
	body: unknown,
): Promise<IDataObject[]> {
	const returned = isRecord(body) ? recordsIn(body['data']) : [];
	const isWhole = sent.every(({ id }) => !isEmpty(attributesOf(resourceWithId(returned, id))));
	if (isWhole) return returned;
	return await readableOptionsOf(api, integrationId).catch(async (failure: unknown) => {
		if (!isNodeError(failure)) return await Promise.reject<IDataObject[]>(failure);
		api.remark(
			`What is stored of the options could not be read: ${failure.message}. The change was accepted.`,
		);
		return returned;
	});
}

/** An option as it was sent, with what the server shows of it: it may have stored something else. */
function asStored(sent: IDataObject, stored: readonly IDataObject[]): IDataObject {
	const shown = attributesOf(resourceWithId(stored, sent['id']));
	return { ...sent, attributes: { ...attributesOf(sent), ...shown } };
}

/** @throws FieldError where an option is there twice, perhaps once by its key and once by its ID */
function refuseTwice(ids: readonly string[]): void {
	const twice = twiceIn(ids);
	if (twice === undefined) return;
	throw new FieldError(
		`'Options to Update' contains option ${twice} twice`,
		'Enter each option once. Nothing was sent.',
	);
}

/**
 * The resources to send: the API wants value and both flags of every option.
 * @throws when the integration has no such option, or a flag is to stay as it is and the server does not show how it is.
 */
async function optionUpdates(
	api: ApiClient,
	integrationId: string,
	changes: readonly OptionChange[],
): Promise<IDataObject[]> {
	const stored = await readableOptionsOf(api, integrationId);
	const updates = changes.map(({ optionId, value, adminOnly, userCanEdit }) => {
		const option = storedOption(stored, integrationId, optionId);
		const id = textOf(option['id']) ?? '';
		if (stored.length > 0 && !stored.includes(option)) {
			throw api.error(`Polarity lists no option ${id}`, 'Check the option. Nothing was changed.');
		}
		const current = attributesOf(option);
		const flags = {
			'admin-only': wantedOr(current['admin-only'], adminOnly),
			'user-can-edit': wantedOr(current['user-can-edit'], userCanEdit),
		};
		const [unknown] = Object.entries(flags).find(([, flagged]) => flagged === undefined) ?? [];
		if (unknown !== undefined) {
			throw api.error(
				`The server does not return "${unknown}" of option ${id}`,
				"Check the option, or set both 'Admin Only' and 'User Can Edit'. Nothing was changed.",
			);
		}
		if (flags['admin-only'] === true && flags['user-can-edit'] === true) {
			throw api.error(
				`Option ${id}: ${NOT_BOTH}`,
				"Set both 'Admin Only' and 'User Can Edit'. Nothing was changed.",
			);
		}
		return { id, type: 'integration-option', attributes: { value, ...flags } };
	});
	const ids = updates.map(({ id }) => id);
	refuseTwice(ids);
	await expectOwn(api, integrationId, ids);
	return updates;
}

/** @throws where an option is another integration's: the request names options only, so that it would be changed there */
async function expectOwn(api: ApiClient, integrationId: string, ids: readonly string[]): Promise<void> {
	const foreign = ids.filter((id) => !beginsWithId(integrationId, id));
	const named = foreign.length > 0 ? await namedOptions(api, integrationId) : undefined;
	const [unknown] = foreign.filter((id) => named?.has(id) !== true);
	if (unknown === undefined) return;
	throw api.error(
		`Option ${unknown} is not one of the integration ${integrationId}`,
		"Check 'Integration' and the option. Nothing was changed.",
	);
}

/** The option that is meant by its key or its ID; a key may begin with the integration's ID, too. */
function storedOption(stored: readonly IDataObject[], integrationId: string, given: string): IDataObject {
	const asKey = `${integrationId}-${given}`;
	const found = [given, asKey].map((id) => stored.find((row) => textOf(row['id']) === id));
	return (
		found.find((option) => option !== undefined) ?? { id: beginsWithId(integrationId, given) ? given : asKey }
	);
}

/** The flag as the user wants it, or as it is; undefined where that is not known. */
function wantedOr(current: IDataObject[string], wanted: WantedFlag): boolean | undefined {
	if (wanted !== 'keep') return wanted === 'yes';
	return typeof current === 'boolean' ? current : undefined;
}
