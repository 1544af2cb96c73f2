import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { flag, integer, optionalText, text } from '../../../core/field/fields';
import { simplifyHealth } from '../../../core/shapes/health';
import { operation, resource } from '../../../core/operation/Operation';
import { healthOf } from '../reading/health';
import {
	USUAL_PAGE,
	additional,
	additionalQuery,
	fetchPage,
	getOne,
	hintOf,
	integrationsOf,
	oneRecord,
} from '../reading/lists';
import { integration } from '../locators';
import { pathOf, paths } from '../reading/paths';

const integrationId = integration;

const description = optionalText({
	displayName: 'Description',
	rows: 3,
	description: 'Left empty, an empty description is sent',
});

/** POST /integrations. Never repeated: there is no idempotency key. */
export const create = operation({
	name: 'Create',
	action: 'Create an integration',
	fields: {
		name: text({ displayName: 'Name', description: 'What tenants see' }),
		url: text({
			displayName: 'Product Page URL',
			description: 'The page that tells tenants about the product',
			placeholder: 'e.g. https://example.com/products/herd-mirror',
		}),
		additionalFields: collection({
			displayName: 'Additional Fields',
			addLabel: 'Add field',
			fields: { description: optionalText({ displayName: 'Description', rows: 3 }) },
		}),
	},
	simplify: simplifyIntegration,
	run: async (gestal, { name, url, additionalFields: { description: told } }) =>
		oneRecord(
			gestal,
			await gestal.post(
				pathOf(gestal, paths.newIntegration),
				{ name, url, ...(told !== undefined && { description: told }) },
				{ refusalHint: hintOf(gestal) },
			),
		),
});

/** GET /integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get an integration',
	fields: { integrationId },
	simplify: simplifyIntegration,
	run: async (gestal, { integrationId: id }) => await getOne(gestal, pathOf(gestal, paths.integration, id)),
});

/** GET /integrations, newest created first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	fields: {
		paging: collection({
			displayName: 'Paging',
			addLabel: 'Add setting',
			fields: {
				page: integer({
					displayName: 'Page',
					default: 1,
					min: 1,
					description: 'Return this page only, up to the limit',
				}),
				perPage: integer({
					displayName: 'Per Page',
					default: 100,
					min: 1,
					max: 1000,
					description:
						'How many integrations a page has; with a page chosen, as many as the limit where this is not added',
				}),
				withTotal: flag({
					displayName: 'Include Total',
					default: true,
					description: 'Whether to add the total and the number of pages, as Gestal tells them, under meta',
				}),
			},
		}),
		query: additionalQuery,
	},
	simplify: simplifyIntegration,
	list: async function* (gestal, { paging: { page, perPage, withTotal }, query: given }) {
		const query = additional(gestal, given);
		let meta: IDataObject | undefined;
		const keep = (told: IDataObject) => (meta = pick(told, ['total', 'pages', 'per_page', 'current_page']));
		const withMeta = (row: IDataObject) => (withTotal === true && meta ? { ...row, meta } : row);
		if (page === undefined) {
			const size = perPage === undefined ? {} : { per_page: perPage };
			for await (const row of integrationsOf(gestal, { ...size, ...query }, keep)) yield withMeta(row);
			return;
		}
		if (perPage !== undefined && perPage > gestal.wanted) {
			throw gestal.error(
				`Per Page (${perPage}) is more than Limit (${gestal.wanted}): the end of the page would be lost`,
				'Raise Limit, or turn Return All on for the whole page. Nothing was sent.',
			);
		}
		const size = perPage ?? Math.min(gestal.wanted, USUAL_PAGE);
		const list = pathOf(gestal, paths.integrations);
		const { rows } = await fetchPage(gestal, list, { ...query, per_page: size, page }, keep);
		yield* rows.map(withMeta);
	},
});

/** PATCH /integrations/{id}: only what is set is sent. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	fields: {
		integrationId,
		changes: collection({
			displayName: 'Fields to Set',
			addLabel: 'Add field',
			fields: {
				name: text({ displayName: 'Name', description: 'What tenants see' }),
				url: text({ displayName: 'Product Page URL' }),
				description,
			},
		}),
	},
	simplify: simplifyIntegration,
	run: async (gestal, { integrationId: id, changes }) => {
		const list = pathOf(gestal, paths.integrationToChange, id);
		const body = { ...changes, ...('description' in changes && { description: changes.description ?? '' }) };
		if (Object.keys(body).length === 0) {
			throw gestal.error('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		return oneRecord(gestal, await gestal.patch(list, body, { refusalHint: hintOf(gestal) }));
	},
});

/** DELETE /integrations/{id}: 204, irreversible. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete an integration',
	description: 'Irreversible, and removes all its installations with their access keys',
	fields: { integrationId },
	run: async (gestal, { integrationId: id }) => {
		await gestal.delete(pathOf(gestal, paths.integrationToChange, id), { refusalHint: hintOf(gestal) });
		return { success: true, cloud_id: id };
	},
});

/** The one health shape. Gestal has no status and no error of an integration: what can be told is told from its installations. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get the health of an integration',
	description: 'Gestal tells no errors; an integration counts as active while it has activated installations',
	fields: {
		integrationId,
		lookUpActivity: flag({
			displayName: 'Look Up Last Activity',
			default: false,
			description:
				"Whether to read each installation's access keys for the time of their last use, one request each with the paths of 2018",
		}),
	},
	simplify: simplifyHealth,
	run: async (gestal, { integrationId: id, lookUpActivity }) => await healthOf(gestal, id, lookUpActivity),
});

function simplifyIntegration(record: IDataObject): IDataObject {
	return pick(record, ['cloud_id', 'name', 'url', 'description', 'created_at', 'updated_at', 'meta']);
}

export const integrationResource = resource('Integration', [create, get, getHealth, getMany, remove, update]);
