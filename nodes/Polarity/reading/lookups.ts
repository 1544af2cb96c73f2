import type { IDataObject } from 'n8n-workflow';
import { compact, get } from 'lodash';
import pLimit from 'p-limit';

import { inSmallLetters, isNodeError, isRecord, isSameText, recordsIn, route, textOf } from '../../../core';
import type { ApiClient, NamedIntegration } from '../../../core';
import { attributesOf, entityTypesOf, entriesOf, named, resourceOf, saidBeside } from './documents';
import { acceptsEntity } from './entityTypes';

/** They ask third parties, whose limits nobody knows here (provider document, section 4). */
const LOOKUPS_AT_A_TIME = 10;

/** An integration to ask; its name and types are known where it came from a list. */
export interface Asked extends NamedIntegration {
	/** Types of entities that it takes; undefined: it gets them all. */
	readonly types?: readonly string[] | undefined;
}

export interface LookupSettings {
	readonly includeMisses: boolean;
	/** Lookups may spend quota of third parties, so they are repeated only when the user says so. */
	readonly retryLookups: boolean;
}

/** POST /api/parsed-entities: the entities of a text, each with the annotations that the server has for it. */
export async function parsedEntities(api: ApiClient, text: string): Promise<IDataObject[]> {
	const body = await api.post(
		route`/api/parsed-entities`,
		{ data: { attributes: { text } } },
		{
			reads: true,
			retries: 1,
			refusalHint: 'The server may reject more than 5,000 characters. Split longer texts.',
		},
	);
	const parsed = resourceOf(api, body);
	const entities = entriesOf(api, parsed, 'entities');
	const errors = saidBeside(api, body);
	if (errors !== undefined && entities.length === 0)
		throw api.error(errors, 'The text could not be searched. Try again later.');
	if (errors !== undefined) api.remark(`Other entities of the text may be missing. ${errors}`);
	const annotations = recordsIn(attributesOf(parsed)['annotations']);
	return entities.map((entity) => ({
		...entity,
		annotations: annotations.filter((annotation) => isOf(annotation, entity)),
	}));
}

/** The tags of an entity's annotations. */
export function tagsOf(entity: IDataObject): string[] {
	const contexts = recordsIn(entity['annotations']).flatMap((annotation) =>
		recordsIn(annotation['contexts']),
	);
	const tags = contexts.map(({ tag }) => (isRecord(tag) ? textOf(tag['tag-name']) : undefined));
	return [...new Set(tags.filter((tag) => tag !== undefined))];
}

/** An integration of a list, asked about the types that it takes, or about all; one that names no types is asked about all. */
export function asked(integration: IDataObject, matchingTypesOnly: boolean): Asked {
	const types = entityTypesOf(integration);
	return { ...named(integration), types: matchingTypesOnly && types.length > 0 ? types : undefined };
}

/**
 * Asks every integration about the entities, ten at a time over all items. One that fails gives a
 * record with a `warning` instead of its results.
 *
 * @throws when the credential itself is refused (a 401 may also be a third party's, passed on), or the execution was stopped: no
 * other integration could be asked either.
 */
export async function lookUpIn(
	api: ApiClient,
	integrations: readonly Asked[],
	entities: readonly IDataObject[],
	settings: LookupSettings,
): Promise<IDataObject[]> {
	const jobs = integrations
		.map((integration) => ({
			integration,
			wanted: entities.filter((entity) => acceptsEntity(integration.types, entity)),
		}))
		.filter(({ wanted }) => wanted.length > 0);
	const leftOut = integrations.length - jobs.length;
	if (jobs.length > 0 && leftOut > 0) {
		api.remark(
			`'Matching Types Only' left out ${leftOut} of ${integrations.length} integrations: they accept none of the entity types.`,
		);
	}
	if (jobs.length === 0) {
		api.remark(
			'No integration was searched. None is running and accessible with the credential, or none accepts these entity types.',
		);
	}
	// All items of the run share them.
	const slots = await api.once('slots of lookups', () => pLimit(LOOKUPS_AT_A_TIME));
	let isOver = false;
	let isSignedIn = false;
	let failed = 0;
	const lookUp = async (job: (typeof jobs)[number]): Promise<IDataObject[]> => {
		if (isOver) return [];
		const { integration, wanted } = job;
		const face = { integrationId: integration.id, integrationName: integration.name };
		const wasSignedIn = isSignedIn;
		const [outcome] = await Promise.allSettled([resultsOf(api, integration.id, wanted, settings)]);
		if (outcome.status === 'fulfilled') return outcome.value.map((result) => ({ ...face, ...result }));
		const reason: unknown = outcome.reason;
		const check = hasStatus(reason, '401') ? await signInCheck(api) : undefined;
		const stop: unknown = isNodeError(reason) ? refusalIn(check) : reason;
		isOver ||= stop !== undefined;
		if (isOver || !isNodeError(reason)) throw stop ?? reason;
		if (check?.status === 'fulfilled') {
			isSignedIn = true;
			// What was refused before that was checked may have been sent with a session that had ended.
			if (!wasSignedIn) return await lookUp(job);
		}
		failed += 1;
		return [{ ...face, warning: reason.message }];
	};
	const found = await Promise.all(jobs.map(async (job) => await slots(async () => await lookUp(job))));
	const records = found.flat();
	const warnings = records.filter((record) => 'warning' in record).length;
	const remark = (count: number, what: string) => {
		if (count > 0)
			api.remark(`${count} of ${jobs.length} integrations ${what}. See the items with a warning.`);
	};
	remark(failed, 'could not be searched');
	remark(warnings - failed, 'reported errors beside their results: hits may be missing');
	return records;
}

/** POST /api/integrations/{id}/lookup. */
async function resultsOf(
	api: ApiClient,
	integrationId: string,
	entities: readonly IDataObject[],
	{ includeMisses, retryLookups }: LookupSettings,
): Promise<IDataObject[]> {
	const body = await api.post(
		route`/api/integrations/${integrationId}/lookup`,
		{ data: { type: 'integration-lookups', attributes: { entities } } },
		// A 429 of a third party, passed on, must not stop the requests to the server.
		{ reads: true, idempotent: retryLookups, retries: retryLookups ? 1 : 0, isPassedOn: true },
	);
	const results = entriesOf(api, resourceOf(api, body), 'results');
	const shown = includeMisses ? results : results.filter(({ data }) => isRecord(data));
	const warning = saidBeside(api, body);
	// What has no result beside errors may not have been searched.
	if (warning !== undefined) return [...shown, { warning }];
	return includeMisses ? [...shown, ...missesIn(results, entities)] : shown;
}

/** The entities of which an integration returned nothing: some servers say so by no result instead of one without data. */
function missesIn(results: readonly IDataObject[], entities: readonly IDataObject[]): IDataObject[] {
	const found = new Set(
		results.flatMap((result) => [...shownValues(result['entity']), ...shownValues(result)]),
	);
	return entities
		.filter((entity) => !shownValues(entity).some((value) => found.has(value)))
		.map((entity) => ({ entity, data: null }));
}

/** In lower case: servers may write domains and hashes otherwise than they were given. */
function shownValues(record: unknown): string[] {
	if (!isRecord(record)) return [];
	const values = [record['value'], record['displayValue'], record['display-value']];
	return compact(values.map(inSmallLetters));
}

function hasStatus(reason: unknown, ...statuses: readonly string[]): boolean {
	return isNodeError(reason) && 'httpCode' in reason && statuses.includes(String(reason.httpCode));
}

/** Whether the server takes the credential, after a 401 of a lookup: asked once in a run, and signed in anew where a session ended. */
async function signInCheck(api: ApiClient): Promise<PromiseSettledResult<void>> {
	const [check] = await Promise.allSettled([
		api.once('sign-in after a lookup', async () => {
			const query = { 'page[size]': 1 };
			await api.send({ method: 'GET', route: route`/api/integrations`, query, accept: [403] });
		}),
	]);
	return check;
}

/** The failure that refuses the credential itself, or says that the run has ended; one of the network or the server does neither. */
function refusalIn(check: PromiseSettledResult<void> | undefined): unknown {
	if (check?.status !== 'rejected') return undefined;
	const reason: unknown = check.reason;
	// The read takes a 403 of its own: this is the sign-in's.
	return !isNodeError(reason) || hasStatus(reason, '401', '403') ? reason : undefined;
}

function isOf(annotation: IDataObject, { value }: IDataObject): boolean {
	const { entity } = annotation;
	return isSameText(get(entity, 'entity-name'), value);
}
