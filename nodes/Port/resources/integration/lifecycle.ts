import type { ApiClient } from '../../../../core/request/ApiClient';
import { collection } from '../../../../core/field/fieldGroups';
import { choice, flag, integer, text } from '../../../../core/field/fields';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { changed, readAfterChange, simplifyIntegration } from '../../reading/integrations';
import { additionalQuery, integration } from '../../locators';
import { deploymentOf } from '../../reading/status';
import { bodyOf, changeable } from './changeFields';

const CHECK_EVERY_MS = 5000;
const HOSTED_ID = /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/;

/** POST /integration. Never repeated. */
export const create = operation({
	name: 'Create',
	action: 'Create an integration',
	description: 'OAuth and GitHub app installations can be created in Port only',
	fields: {
		installationId: text({
			displayName: 'Installation ID',
			placeholder: 'e.g. my-gitlab',
			description: 'For Port-hosted ones at most 20 lower case letters, digits and dashes',
		}),
		installationAppType: text({ displayName: 'Type', placeholder: 'e.g. gitlab-v2' }),
		details: collection({
			displayName: 'Additional Fields',
			addLabel: 'Add field',
			fields: {
				...changeable,
				createPortResourcesOrigin: choice({
					displayName: 'Create Port Resources Origin',
					options: ['Default', 'Empty', 'Ocean', 'Port'].map((value) => ({ name: value, value })),
					default: 'Default',
					description: 'Where the first blueprints and mapping come from',
				}),
				installationType: choice({
					displayName: 'Installation Type',
					options: [
						{ name: 'Port-Hosted', value: 'Saas' },
						{ name: 'Self-Hosted', value: 'OnPrem' },
					],
					default: 'OnPrem',
				}),
				waitSeconds: integer({
					displayName: 'Wait Until Running (Seconds)',
					default: 300,
					min: 0,
					max: 3600,
					description: 'How long to wait until a Port-hosted integration is no longer being created',
				}),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (port, { installationId, installationAppType, details, additionalQuery: query }) => {
		const { waitSeconds = 0, ...given } = details;
		const fields = bodyOf(given);
		const isHosted = given.installationType === 'Saas';
		if (isHosted && !HOSTED_ID.test(installationId)) {
			throw port.error(
				`"${installationId}" cannot be the installation ID of a Port-hosted integration`,
				'Use 2 to 20 lower case letters, digits and dashes, the first a letter, the last no dash; nothing was sent.',
			);
		}
		if (isHosted && given.integrationSpec === undefined) {
			throw port.error(
				'A Port-hosted integration needs an Integration Specification',
				'Add it under Additional Fields; nothing was sent.',
			);
		}
		const body = await port.post(
			route`/integration`,
			{ ...fields, installationId, installationAppType },
			{
				query,
				refusalHint:
					'If it exists already, choose another installation ID or use Update; one that is being deleted must be gone first.',
			},
		);
		if (waitSeconds === 0) return await changed(port, installationId, body);
		const created = await port.waitUntil(
			async () => {
				const now = await readAfterChange(port, installationId);
				return deploymentOf(now).status === 'Creating' ? undefined : now;
			},
			{
				everyMs: CHECK_EVERY_MS,
				forMs: waitSeconds * 1000,
				what: `The creation of "${installationId}"`,
			},
		);
		const { status, message } = deploymentOf(created);
		if (status !== 'Error') return created;
		throw port.error(
			`The integration "${installationId}" was created but does not run${message === undefined ? '' : `: ${message}`}`,
			'Correct its specification with Update, or delete it.',
		);
	},
});

/** DELETE /integration/{identifier}. A Port-hosted one is `Deleting` for a while. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete an integration',
	fields: {
		integrationId: integration,
		waitUntilGone: flag({
			displayName: 'Wait Until Gone',
			default: false,
			description: 'Whether to wait, up to five minutes, until Port has removed a Port-hosted integration',
		}),
		additionalQuery,
	},
	run: async (port, { integrationId, waitUntilGone, additionalQuery: query }) => {
		await port.delete(route`/integration/${integrationId}`, { query });
		if (waitUntilGone) {
			await port.waitUntil(async () => await isGone(port, integrationId), {
				everyMs: CHECK_EVERY_MS,
				forMs: 300_000,
				what: `The removal of "${integrationId}"`,
			});
		}
		return { deleted: true, installationId: integrationId };
	},
});

/** One client of Port's knows a last status `Deleted`; else the record is simply no longer found. */
async function isGone(port: ApiClient, installationId: string): Promise<true | undefined> {
	const { status, body } = await port.send({
		method: 'GET',
		route: route`/integration/${installationId}`,
		accept: [404],
	});
	if (status === 404) return true;
	const { status: deployment } = deploymentOf(await changed(port, installationId, body));
	return deployment === 'Deleted' ? true : undefined;
}
