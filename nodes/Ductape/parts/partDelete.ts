import { get } from 'lodash';

import { isSameText, mayBeApplied, operation, textOf } from '../../../core';
import type { AnyOperation, ApiClient, ApiResponse } from '../../../core';
import { integration, partLocator } from '../locators';
import { documentOf, integrationDocument, tagIn, workspaceDocuments } from '../reading/documents';
import { knownPart, nameOf, partOf, partsAlike } from './PartKind';
import type { PartKind } from './PartKind';
import { isOfDuctape, NO_RESULT, sentToProxy } from './proxy';

/** GET the document for the integration's tag, `delete` of the sdk-proxy (section 2.5), GET again: the proxy is in beta. */
export function deleteOf(kind: PartKind, module: string): AnyOperation {
	return operation({
		name: 'Delete',
		action: `Delete ${kind.name.toLowerCase()} permanently`,
		description: `Beta. Remove the ${nameOf(kind)} permanently through Ductape's proxy.`,
		fields: { integrationId: integration, part: partLocator(kind) },
		exclusive: documentOf,
		run: async (api, { integrationId, part }) => {
			const document = await integrationDocument(api, integrationId);
			knownPart(api, kind, document, part);
			const product = tagIn(api, document);
			const refusalHint = 'If the message does not say what is missing, delete it in the workbench.';
			const send = async (params: readonly string[]) =>
				await sentToProxy(api, { module, method: 'delete', params, refusalHint, isSignedIn: true });
			const isGone = async () =>
				partOf(kind, await integrationDocument(api, integrationId), part) === undefined;
			const orders = [[product, part]];
			if (kind.isDeletedEitherWay === true && product !== part) {
				await refuseMistakable(api, kind, { integrationId, product, part });
				orders.unshift([part, product]);
			}
			const accepted = await sentUntil(isGone, orders, send);
			if (accepted === undefined) return { deleted: true, [kind.key]: part };
			const what = `${kind.name.toLowerCase()} "${part}"`;
			const where = 'Delete it in the workbench.';
			throw isOfDuctape(accepted)
				? api.error(`Ductape accepted the deletion of the ${what} but did not delete it`, where)
				: api.error(NO_RESULT, `The ${what} was not deleted. ${where}`);
		},
	});
}

type Tags = readonly string[];

/**
 * Sends the tags in one order after the other until the part is gone: undefined then, otherwise the response to one that was not
 * refused. The wrong order deletes nothing (`refuseMistakable`), so the other one follows whatever the words of a refusal.
 * @throws when each was refused, or when it is open what came of one
 */
async function sentUntil(
	isGone: () => Promise<boolean>,
	orders: readonly Tags[],
	send: (params: Tags) => Promise<ApiResponse>,
): Promise<ApiResponse | undefined> {
	let accepted: ApiResponse | undefined;
	let refusal: unknown;
	let wasOpen = false;
	for (const params of orders) {
		const sent = await send(params).catch((failure: unknown) => ({ failure }));
		if (!('failure' in sent)) {
			if (await isGone()) return undefined;
			accepted ??= sent;
			continue;
		}
		const { failure } = sent;
		const isLast = params === orders.at(-1) && accepted === undefined;
		// What may be applied may be so after the look: then the other order finds nothing.
		wasOpen ||= mayBeApplied(failure);
		if (!wasOpen && !refusesTags(failure)) throw failure;
		if ((wasOpen || !isLast) && (await isGoneAfter(failure, isGone))) return undefined;
		refusal = moreTelling(refusal, failure);
		if (isLast) throw refusal;
	}
	if (refusal !== undefined && !saysNothingFound(refusal)) throw refusal;
	return accepted;
}

/** @throws the failure, where it is none of the tags, or where it is open what came of it and that cannot be read */
async function isGoneAfter(failure: unknown, isGone: () => Promise<boolean>): Promise<boolean> {
	const gone = await isGone().catch(() => undefined);
	if (gone !== true && (!refusesTags(failure) || (gone === undefined && mayBeApplied(failure))))
		throw failure;
	return gone === true;
}

/**
 * The wrong order finds nothing: what the other one is refused for says more. Where that finds nothing either, a server error of
 * the first says that it may be applied.
 */
function moreTelling(first: unknown, second: unknown): unknown {
	if (first === undefined) return second;
	const isLeftOpen = isServerError(first) && !mayBeApplied(second) && saysNothingFound(second);
	return isLeftOpen || !saysNothingFound(first) ? first : second;
}

/** Whether a refusal may be one of the tags, in whatever words: not of the token or the pace, nor where it is open what came of it. */
function refusesTags(failure: unknown): boolean {
	const status = String(get(failure, 'httpCode'));
	// What is not there may come with 500 (section 5), and any refusal with a success that holds `status: false`.
	const isWords = isServerError(failure) && saysNothingFound(failure);
	return /^(2\d\d|400|403|404|409|422)$/.test(status) || isWords;
}

function isServerError(failure: unknown): boolean {
	return get(failure, 'httpCode') === '500';
}

/** In the document's words, or others. */
function saysNothingFound(failure: unknown): boolean {
	const words = /not found|not exist|(unable to|cannot|could not) find|no such|unknown|invalid/i;
	return failure instanceof Error && words.test(failure.message);
}

/**
 * Of two tags in either order, the wrong one must find nothing.
 * @throws where an integration has the part's tag, and a part of its own that has this integration's tag
 */
async function refuseMistakable(
	api: ApiClient,
	kind: PartKind,
	{ integrationId, product, part }: { integrationId: string; product: string; part: string },
): Promise<void> {
	const isMistakable = ({ tag }: { tag?: unknown }) => isSameText(tag, part);
	for (const { _id } of (await workspaceDocuments(api)).filter(isMistakable)) {
		const other = await integrationDocument(api, textOf(_id) ?? '');
		const isItself = (tag: unknown) => _id === integrationId && textOf(tag) === part;
		if (partsAlike(kind, other, product).every(({ tag }) => isItself(tag))) continue;
		throw api.error(
			`The ${nameOf(kind)} "${part}" and its integration have the tags of another ${nameOf(kind)} and its integration, the other way round`,
			'Ductape might delete the wrong one. Delete it in the workbench. Nothing was deleted.',
		);
	}
}
