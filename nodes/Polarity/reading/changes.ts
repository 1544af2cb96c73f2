import type { IDataObject } from 'n8n-workflow';
import { isNil } from 'lodash';

import { isEmpty, isRecord, isStored, notStored, route, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { attributesOf, errorWordsIn, resourceOf, resourceWithId } from './documents';
import { oneIntegration } from './lists';

/** What to do when a change is refused: the rights that it needs, or what the operation knows of refused values. */
export function refused(hint?: string): (status: number) => string | undefined {
	return (status) => {
		if (status === 403)
			return 'Only Polarity admins and users with the permission Admin on the integration can change it.';
		return status === 400 || status === 422 ? hint : undefined;
	};
}

/** What a JSON:API document of a success has at its top, one of them at least. */
const OF_DOCUMENT = ['data', 'meta', 'jsonapi', 'links'];

/**
 * The response to a change is empty or a JSON:API document.
 * @throws when it is anything else: what a proxy says is no success; and when it holds errors, also beside what was stored
 */
export function expectDone(api: ApiClient, body: unknown): void {
	const errors = errorWordsIn(api.platform, body);
	if (errors !== undefined) {
		throw api.error(errors, 'A part of the change may have been applied. Check the integration in Polarity.');
	}
	const isDocument = isRecord(body) && OF_DOCUMENT.some((name) => name in body);
	if (!isEmpty(body) && !isDocument) throw api.unexpected('no content');
}

/** PATCH /api/integrations/{id}; where the response does not hold the integration, GET of the same. */
export async function changed(
	api: ApiClient,
	integrationId: string,
	attributes: IDataObject,
	hint: string,
): Promise<IDataObject> {
	const data = { id: integrationId, attributes };
	const more = { refusalHint: refused(hint) };
	const body = await api.patch(route`/api/integrations/${integrationId}`, { data }, more);
	expectDone(api, body);
	const isReturned = isRecord(body) && isRecord(body['data']);
	return isReturned ? resourceOf(api, body, integrationId) : await oneIntegration(api, integrationId);
}

/** Which attributes can be changed is not documented (provider document, section 2): says in the editor which are not returned as sent. */
export function remarkNotStored(api: ApiClient, sent: IDataObject, stored: IDataObject): void {
	// An attribute that is off may not be shown.
	const names = notStored(sent, stored, { offIsNothing: true });
	api.remarkNotStored('the change of the integration', names, 'Check the integration in Polarity.');
}

/** The same of options, by their IDs: a value that may not be shown says nothing, nor does what is not returned at all. */
export function remarkOptionsNotStored(
	api: ApiClient,
	sent: readonly IDataObject[],
	stored: readonly IDataObject[],
): void {
	const ids = sent.flatMap((option) => {
		const { value, ...flags } = attributesOf(option);
		const { value: storedValue, type, ...storedFlags } = attributesOf(resourceWithId(stored, option['id']));
		const isShown = !isNil(storedValue) && type !== 'password' && !isMask(storedValue);
		const differs =
			(isShown && !isStored(value, storedValue)) ||
			Object.entries(flags).some(([name, flag]) => ![undefined, flag].includes(storedFlags[name]));
		return differs ? (textOf(option['id']) ?? []) : [];
	});
	api.remarkNotStored('the change of the options', ids, 'Check them in Polarity.');
}

/** What stands in place of a secret. */
function isMask(value: IDataObject[string]): boolean {
	return typeof value === 'string' && /^[*•]+$/.test(value);
}

/**
 * What changes of an integration, of its options and of its permissions have in common (`exclusive`): flags that are to stay
 * are read first, and of two changes of the same thing the later item's must stay.
 */
export function sameIntegration({ integrationId }: { readonly integrationId: string }): string {
	return integrationId;
}
