import { isSameText, operation, textOf } from '../../../core';
import type { AnyOperation, ApiClient, ApiResponse } from '../../../core';
import { integration, partLocator } from '../locators';
import { documentOf, integrationDocument, tagIn, workspaceDocuments } from '../reading/documents';
import { provenByReading } from '../reading/envelope';
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
			const deleted = { deleted: true, [kind.key]: part };
			const orders = [[product, part]];
			if (kind.isDeletedEitherWay === true && product !== part) {
				await refuseMistakable(api, kind, { integrationId, product, part });
				orders.unshift([part, product]);
			}
			let accepted: ApiResponse | undefined;
			for (const params of orders) {
				const sent = send(params);
				const outcome = await provenByReading(sent, isGone).catch((failure: unknown) => ({ failure }));
				if (outcome === true) return deleted;
				if (outcome === false) {
					accepted ??= await sent;
					continue;
				}
				const { failure } = outcome;
				const isLast = params === orders.at(-1) && accepted === undefined;
				if (isLast || !saysNothingFound(failure)) throw failure;
				if (await isGone()) return deleted;
			}
			const what = `${kind.name.toLowerCase()} "${part}"`;
			const where = 'Delete it in the workbench.';
			throw accepted !== undefined && isOfDuctape(accepted)
				? api.error(`Ductape accepted the deletion of the ${what} but did not delete it`, where)
				: api.error(NO_RESULT, `The ${what} was not deleted. ${where}`);
		},
	});
}

function saysNothingFound(failure: unknown): boolean {
	return failure instanceof Error && /not found|not exist/i.test(failure.message);
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
