import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import {
	collection,
	FieldError,
	flag,
	healthFields,
	integer,
	madeOnce,
	operation,
	optionalText,
	readsHealth,
	refuseNothing,
	resource,
	simplified,
	text,
} from '../../../core';
import type { ApiClient, Query, Values } from '../../../core';
import { additionalQuery, checkPath, checkQuery, clearableText } from '../fields';
import { integration } from '../locators';
import { allHealth, healthOf } from '../reading/health';
import { fetchPage, pages, USUAL_PAGE } from '../reading/lists';
import { paths } from '../reading/paths';
import { changed, expectNew, getOne, sendTo } from '../reading/records';
import { withRemark } from '../reading/storedAsSent';

const KEYS = ['cloud_id', 'name', 'url', 'description', 'created_at', 'updated_at'];

const simplify = (record: IDataObject): IDataObject => ({
	...simplified(record, KEYS),
	integrationId: record['cloud_id'] ?? null,
});

const pageFields = {
	page: integer({
		displayName: 'Page',
		default: 1,
		min: 1,
		description: 'The only page to return, up to the limit',
	}),
	perPage: integer({
		displayName: 'Per Page',
		default: 100,
		min: 1,
		max: 1000,
		description:
			"Number of integrations per page. If left out with a chosen page, 'Rows per Page' is used, up to 'Limit', or else 'Limit', up to 100.",
	}),
	withTotal: flag({
		displayName: 'Include Total',
		default: true,
		description: 'Whether to add the total and the number of pages under meta',
	}),
};

type Paging = Partial<Values<typeof pageFields>>;

/**
 * POST /integrations. Never repeated: there is no idempotency key. Where its response was lost, GET /integrations, newest
 * first, shows whether it was made.
 */
export const create = operation({
	name: 'Create',
	action: 'Create integration',
	description: 'Register a new integration that farm sites can install',
	fields: {
		name: text({ displayName: 'Name', description: 'The name that tenants see' }),
		url: text({
			displayName: 'Product Page URL',
			description: 'The page that presents the product to tenants',
			placeholder: 'e.g. https://example.com/products/herd-mirror',
		}),
		additionalFields: collection({
			displayName: 'Additional Fields',
			fields: { description: optionalText({ displayName: 'Description', rows: 3 }) },
		}),
	},
	check: (_values, settings) => checkPath(settings, paths.newIntegration),
	simplify,
	run: async (api, { additionalFields, ...required }) => {
		const body = { ...required, ...additionalFields };
		const made = await madeOnce(api, {
			make: async () =>
				expectNew(api, await changed(api, 'POST', paths.newIntegration, { body }), { name: body.name }),
			look: () => newestIntegrations(api),
			sent: required,
			idField: 'cloud_id',
			timeField: 'created_at',
		});
		return withRemark(api, 'the creation of the integration', body, made);
	},
});

/** GET /integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get integration',
	description: 'Retrieve the name, URL and description of a single integration by its ID',
	fields: { integrationId: integration },
	simplify,
	run: async (api, { integrationId }) => await getOne(api, paths.integration(integrationId), integrationId),
});

/** GET /integrations, newest created first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	description: 'Retrieve a list of all integrations of the integrator account',
	fields: {
		paging: collection({ displayName: 'Paging', addLabel: 'Add setting', fields: pageFields }),
		query: additionalQuery,
	},
	check({ paging, query }, settings, limit) {
		checkQuery(settings, query);
		checkPage(paging, limit);
	},
	simplify: (record) => ({ ...simplify(record), ...pick(record, 'meta') }),
	list: (api, { paging, query }) => integrationPages(api, paging, query),
});

/** PATCH /integrations/{id}: only what is set is sent. */
export const update = operation({
	name: 'Update',
	action: 'Update integration',
	description: 'Change the name, product page or description of an integration',
	fields: {
		integrationId: integration,
		changes: collection({
			displayName: 'Update Fields',
			fields: {
				name: text({ displayName: 'Name', description: 'The name that tenants see' }),
				url: text({ displayName: 'Product Page URL' }),
				description: clearableText({
					displayName: 'Description',
					rows: 3,
					description:
						'Leave empty to remove the description. An expression without a value leaves it unchanged.',
				}),
			},
		}),
	},
	exclusive: ({ integrationId }) => integrationId,
	check({ integrationId, changes }, settings) {
		checkPath(settings, paths.integrationToChange(integrationId));
		refuseNothing(changes);
	},
	simplify,
	run: async (api, { integrationId, changes }) => {
		const path = paths.integrationToChange(integrationId);
		const stored = await changed(api, 'PATCH', path, { body: changes, id: integrationId });
		return withRemark(api, 'the change of the integration', changes, stored);
	},
});

/** DELETE /integrations/{id}: 204, irreversible. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete integration with its installations and access keys permanently',
	description: 'Remove an integration permanently, together with all installations and their access keys',
	fields: { integrationId: integration },
	check: ({ integrationId }, settings) => checkPath(settings, paths.integrationToChange(integrationId)),
	exclusive: ({ integrationId }) => integrationId,
	// One request for all items of an integration: it is gone after the first.
	merge: async (api, integrationId) => {
		await sendTo(api, 'DELETE', paths.integrationToChange(integrationId));
		return { deleted: true, cloud_id: integrationId, integrationId };
	},
});

/** The one health shape. Gestal has no status and no error of an integration: what is known is taken from its installations. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get health of integration',
	description:
		'Retrieve the status and last activity, for one integration or all of them. Gestal reports no errors. An integration is active while it has activated installations that are known to have been used.',
	fields: {
		...healthFields(integration),
		lookUpActivity: flag({
			displayName: 'Look Up Last Activity',
			default: false,
			description:
				"Whether to read when the access keys were last used. Only needed with 'API Version' 2018, where the status stays UNKNOWN without it. Sends one request per installation.",
		}),
	},
	...readsHealth(healthOf, allHealth),
});

function checkPage({ page, perPage }: Paging, limit: number): void {
	if (page !== undefined && perPage !== undefined && perPage > limit) {
		throw new FieldError(
			`'Per Page' (${perPage}) is more than 'Limit' (${limit}), which would cut the page`,
			"Raise 'Limit', or turn on 'Return All' for the whole page. Nothing was sent.",
		);
	}
}

async function* newestIntegrations(api: ApiClient): AsyncGenerator<IDataObject> {
	yield* (await fetchPage(api, paths.integrations, { per_page: USUAL_PAGE, page: 1 })).rows;
}

/** Rows of a chosen page: those that the user set for all lists, else as many as are wanted, and no more than usual. */
function sizeOfPage({ options, wanted }: ApiClient): number {
	return Math.min(options.rowsPerPage ?? USUAL_PAGE, wanted);
}

/** The chosen page, or all of them, each record with the totals where they are wanted. */
async function* integrationPages(
	api: ApiClient,
	{ page, perPage, withTotal = false }: Paging,
	query: Query,
): AsyncGenerator<IDataObject> {
	let meta: IDataObject | undefined;
	const withMeta = (row: IDataObject) =>
		withTotal && meta ? { ...row, meta: pick(meta, ['total', 'pages', 'per_page', 'current_page']) } : row;
	if (page === undefined) {
		const size = { per_page: perPage ?? api.rowsPerPage };
		const onMeta = (latest: IDataObject) => (meta = latest);
		for await (const row of pages(api, paths.integrations, { ...size, ...query }, { onMeta }))
			yield withMeta(row);
	} else {
		const size = { per_page: perPage ?? sizeOfPage(api) };
		const fetched = await fetchPage(api, paths.integrations, { ...query, ...size, page });
		({ meta } = fetched);
		yield* fetched.rows.map(withMeta);
	}
}

export const integrationResource = resource('Integration', [create, get, getHealth, getMany, remove, update]);
