import type { IDataObject } from 'n8n-workflow';
import { mapValues, omit, pick, pickBy } from 'lodash';

import {
	dependsOnStored,
	FieldError,
	flag,
	isRecord,
	operation,
	refuseNothing,
	route,
	withStoredValues,
} from '../../../../core';
import type { ApiClient, ApiRequest, Route } from '../../../../core';
import { additionalQuery, sharedQuery } from '../../fields';
import { integration } from '../../locators';
import {
	readWithResyncBefore,
	returned,
	simplifyIntegration,
	storedIntegration,
} from '../../reading/integrations';
import { mappingOf, storedWithMapping } from '../../reading/mapping';
import { remarkNotStored } from '../../reading/storedAsSent';
import { bodyOf, changes, checkJson, config } from './changeFields';
import { checkConfig, configMode, needsStored, wholeConfig } from './mapping';
import type { MappingChange } from './mapping';

/**
 * PATCH /integration/{identifier}, one for all items of an integration. Without any change it would be a request for a resync,
 * so that is refused.
 */
export const update = operation({
	name: 'Update',
	action: 'Update integration and start resync if its mapping changes',
	description:
		'Change the title, version, specification or mapping of an integration. Changing the mapping starts a resync.',
	fields: { integrationId: integration, details: changes, additionalQuery },
	simplify: simplifyIntegration,
	exclusive: ({ integrationId }) => integrationId,
	check: ({ integrationId, details: { configMode, ...given }, additionalQuery: query }) => {
		// Outside Ocean, an identifier may differ from the installation ID beside it.
		const named = given.more?.['installationId'] ?? given.more?.['identifier'];
		if (named !== undefined && named !== integrationId && query['byField'] === undefined) {
			throw new FieldError(
				`'Additional Fields (JSON)' has the record of another integration, "${String(named)}"`,
				"Leave out 'installationId' and 'identifier', and give only the fields to change. Nothing was sent.",
			);
		}
		checkSpec(given.more?.['spec']);
		const body = changeOf(given);
		refuseNothing(body, { why: 'An empty update would start a resync.' });
		checkJson(given, { wholly: false });
		if (body['config'] === null) {
			throw new FieldError(
				`'Additional Fields (JSON)' has no mapping under "config"`,
				'Null would remove the mapping of the integration. To change it, use Update Config. Nothing was sent.',
			);
		}
		if (isRecord(body['config'])) checkConfig({ config: body['config'], mode: configMode });
	},
	merge: async (api, integrationId, items) => {
		const given = items.map(({ details }) => details);
		const path = route`/integration/${integrationId}`;
		const more = { query: sharedQuery(items) };
		return await patched(
			api,
			integrationId,
			path,
			more,
			async () => await wholeChange(api, integrationId, given),
		);
	},
});

/**
 * PATCH /integration/{identifier}/config. The API replaces the mapping whole; merging reads it first. One request, and so one
 * resync, for all items of an integration.
 */
export const updateConfig = operation({
	name: 'Update Config',
	action: 'Update config of integration and start resync unless skipped',
	description: "Change the mapping of an integration. Starts a resync unless 'Skip Resync' is on.",
	fields: {
		integrationId: integration,
		mode: configMode,
		config,
		skipResync: flag({
			displayName: 'Skip Resync',
			default: false,
			description: 'Whether to store the mapping without starting a resync',
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	exclusive: ({ integrationId }) => integrationId,
	check: checkConfig,
	merge: async (api, integrationId, items) => {
		const skipResync = items.every((item) => item.skipResync);
		const path = route`/integration/${integrationId}/config`;
		const more = {
			query: sharedQuery(items),
			...(skipResync && { headers: { 'x-skip-resync': 'true' } }),
		};
		return await patched(
			api,
			integrationId,
			path,
			more,
			async () => await withMapping(api, integrationId, {}, items),
		);
	},
});

/** PATCH of what is made of the stored integration, as it is after that, compared with what was sent. */
async function patched(
	api: ApiClient,
	integrationId: string,
	path: Route,
	more: Partial<ApiRequest>,
	make: () => Promise<Made>,
): Promise<IDataObject> {
	const { body, before, response } = await api.change(async () => {
		const made = await make();
		return { ...made, request: { ...more, method: 'PATCH', route: path, body: made.body } };
	});
	const shown = returned(api, integrationId, response.body);
	const stored = shown ?? (await readWithResyncBefore(api, integrationId, before));
	remarkNotStored(api, `the change of "${integrationId}"`, body, stored);
	const isNeverSynced = before !== undefined && before['resyncState'] === undefined;
	if (shown === undefined || shown['resyncState'] !== undefined || isNeverSynced) return stored;
	// Without the last resync it would pass for one that was never synced.
	return await readWithResyncBefore(api, integrationId, before);
}

/** What is sent, and the integration before, where it was read for that. */
interface Made {
	readonly body: IDataObject;
	readonly before: IDataObject | undefined;
}

/** They stand under one key, `spec`. */
const SPECIFICATIONS = ['appSpec', 'integrationSpec'];
/** Of what is stored there, these belong to Port (provider document, section 3.1). */
const SERVER_OWNED = ['liveEventsUuid', 'liveEventsIngestHostname', 'systemSpec', 'privateSpec'];

/** @throws when it is given, and neither an object nor what an expression without a value gives. */
function checkSpec(spec: unknown): void {
	if (isRecord(spec) || spec === undefined || spec === null) return;
	throw new FieldError(
		`'Additional Fields (JSON)' has a "spec" that is no object`,
		'Give it as an object with "appSpec" or "integrationSpec", or leave it out. Nothing was sent.',
	);
}

/** A whole record may be given in Additional Fields. A `spec` without a value changes nothing: alone, it would be a resync. */
function changeOf(given: Parameters<typeof bodyOf>[0]): IDataObject {
	const body = bodyOf(given);
	return isRecord(body['spec']) ? body : omit(body, 'spec');
}

/** The changes of several items, one after the other, as one body. */
async function wholeChange(
	api: ApiClient,
	integrationId: string,
	details: ReadonlyArray<ReturnType<typeof changes.read>>,
): Promise<Made> {
	const bodies = details.map(({ configMode, ...given }) => ({ body: changeOf(given), mode: configMode }));
	const whole = bodies.reduce<IDataObject>(
		(before, { body }) => merged(before, withStoredValues(body, before)),
		{},
	);
	const mappings = bodies.flatMap(({ body: { config }, mode }) =>
		isRecord(config) ? [{ config, mode }] : [],
	);
	return await withMapping(api, integrationId, whole, isRecord(whole['config']) ? mappings : []);
}

/**
 * These fields with the mapping that these changes make of the stored one. What is stored is read only where it is needed: for
 * that, for a specification that is not given, and for what depends on it: numbers that were shown otherwise, and keys that an
 * expression left undefined.
 */
async function withMapping(
	api: ApiClient,
	integrationId: string,
	fields: IDataObject,
	mappings: readonly MappingChange[],
): Promise<Made> {
	const isMerged = needsStored(mappings);
	const isRead = isHalf(fields['spec']) || dependsOnStored([fields, mappings.map(({ config }) => config)]);
	const read = isMerged ? storedWithMapping : storedIntegration;
	const stored = isMerged || isRead ? await read(api, integrationId) : {};
	const before = isMerged ? mappingOf(api, integrationId, stored) : {};
	const whole = mappings.length === 0 ? fields : { ...fields, config: wholeConfig(before, mappings) };
	if (isHalf(fields['spec'])) refuseUnknownHalf(api, integrationId, stored);
	const body = withStoredValues(withBothSpecifications(whole, stored), stored);
	return { body, before: isMerged || isRead ? stored : undefined };
}

/** @throws where the specification that is not given may be stored, and Port does not return it: it could be erased. */
function refuseUnknownHalf(
	api: ApiClient,
	integrationId: string,
	{ spec, installationType }: IDataObject,
): void {
	if (spec !== undefined || installationType === 'OnPrem') return;
	throw api.error(
		`Port did not return the specification of "${integrationId}"`,
		"Give both 'App Specification (JSON)' and 'Integration Specification (JSON)', because Port may replace both. Nothing was sent.",
	);
}

/** Whether a specification is given, and not both of the two. */
function isHalf(spec: unknown): spec is IDataObject {
	return isRecord(spec) && !SPECIFICATIONS.every((name) => isRecord(spec[name]));
}

/** Port may put a `spec` in place of the whole stored one: the specification that is not given is sent as it is stored. */
function withBothSpecifications(fields: IDataObject, { spec: stored }: IDataObject): IDataObject {
	const { spec } = fields;
	if (!isHalf(spec) || !isRecord(stored)) return fields;
	const kept = mapValues(pickBy(pick(stored, SPECIFICATIONS), isRecord), (half) => omit(half, SERVER_OWNED));
	return { ...fields, spec: { ...kept, ...spec } };
}

/** A later field takes the place of an earlier one, but the two specifications stand under one key. */
function merged(before: IDataObject, { spec, ...later }: IDataObject): IDataObject {
	if (!isRecord(spec)) return { ...before, ...later };
	return { ...before, ...later, spec: { ...(isRecord(before['spec']) && before['spec']), ...spec } };
}
