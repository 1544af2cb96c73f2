import { collection } from '../../../../core/field/fieldGroups';
import { choice, choices, flag, optionalText, optionalTexts, when } from '../../../../core/field/fields';
import { simplifyHealth } from '../../../../core/shapes/health';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { healthOf } from '../../reading/health';
import {
	allIntegrations,
	integrationOf,
	simplifyIntegration,
	simplifyMetadata,
	titleOf,
	typeOf,
} from '../../reading/integrations';
import { additionalQuery, integration, logIngestId } from '../../locators';
import { rowsOf } from '../../platform';
import { STATUSES, withStatus } from '../../reading/status';

const TYPES = [
	{ name: 'AWS', value: 'aws' },
	{ name: 'Azure DevOps', value: 'azure-devops' },
	{ name: 'Custom', value: 'custom' },
	{ name: 'Datadog', value: 'datadog' },
	{ name: 'GitHub', value: 'github' },
	{ name: 'GitLab', value: 'gitlab' },
	{ name: 'Jira', value: 'jira' },
	{ name: 'Kubernetes', value: 'kubernetes' },
	{ name: 'PagerDuty', value: 'pagerduty' },
] as const;

const INSTALLATION_TYPES = [
	{ name: 'Custom GitHub App', value: 'CustomGithubApp' },
	{ name: 'Enterprise GitHub App', value: 'EnterpriseGithubApp' },
	{ name: 'Port-Hosted', value: 'Saas' },
	{ name: 'Port-Hosted With OAuth2', value: 'SaasOAuth2' },
	{ name: 'Self-Hosted', value: 'OnPrem' },
] as const;

/** GET /integration: one request whatever their number; all filters but one are applied to its rows. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	fields: {
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				actionsProcessingEnabled: flag({
					displayName: 'Actions Processing Enabled',
					default: true,
					description: 'Whether to return the integrations that process actions, or those that do not',
				}),
				installationTypes: choices({
					displayName: 'Installation Types',
					options: INSTALLATION_TYPES,
					default: [],
				}),
				otherTypes: optionalTexts({
					displayName: 'Other Types',
					placeholder: 'e.g. snyk, opencost',
					description: 'Types that are not in the list, separated by commas; the beginning is enough',
				}),
				statuses: choices({
					displayName: 'Statuses',
					options: STATUSES.map((status) => ({ name: status, value: status })),
					default: [],
					description: 'Derived from deployment, resync and mapping',
				}),
				titleContains: optionalText({ displayName: 'Title Contains', placeholder: 'e.g. gitlab' }),
				types: choices({
					displayName: 'Types',
					options: TYPES,
					default: [],
					description: 'Upper and lower case and separators do not matter, and the beginning is enough',
				}),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	list: async function* (port, { filters, additionalQuery: query }) {
		const { actionsProcessingEnabled, statuses = [], installationTypes = [], titleContains = '' } = filters;
		const types = [...(filters.types ?? []), ...(filters.otherTypes ?? [])].map(comparable);
		for (const row of await allIntegrations(port, { actionsProcessingEnabled, ...query })) {
			const found = withStatus(row);
			const type = comparable(typeOf(found));
			const title = String(titleOf(found)).toLowerCase();
			if (
				isAmong(statuses, found['status']) &&
				isAmong(installationTypes, found['installationType'] ?? 'OnPrem') &&
				(types.length === 0 || types.some((wanted) => wanted !== '' && type.startsWith(wanted))) &&
				title.includes(titleContains.toLowerCase())
			) {
				yield found;
			}
		}
	},
});

/** GET /integration/{identifier}. */
export const get = operation({
	name: 'Get',
	action: 'Get an integration',
	fields: {
		by: choice({
			displayName: 'By',
			options: [
				{ name: 'Installation ID', value: 'installationId' },
				{ name: 'Log Ingest ID', value: 'logIngestId' },
			],
			default: 'installationId',
		}),
		integrationId: when({ by: ['installationId'] }, integration),
		logIngestId: when({ by: ['logIngestId'] }, logIngestId),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (port, { integrationId, logIngestId: ingestId, additionalQuery: query }) =>
		ingestId === undefined
			? await integrationOf(port, integrationId ?? '', query)
			: await integrationOf(port, ingestId, { byField: 'logIngestId', ...query }),
});

/** GET /integration/metadata: the only list that members may read. Its keys are not documented. */
export const getMetadata = operation({
	name: 'Get Metadata',
	action: 'Get the metadata of all integrations',
	description: 'IDs, types and last updates only; the one operation that members of an organization may use',
	fields: { additionalQuery },
	simplify: simplifyMetadata,
	list: async function* (port, { additionalQuery: query }) {
		const body = await port.get(route`/integration/metadata`, query);
		yield* rowsOf(port, body, 'integrations', 'data');
	},
});

/** The one health shape, from the integration and, after a failure, its log. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get the health of an integration',
	fields: { integrationId: integration, additionalQuery },
	simplify: simplifyHealth,
	run: async (port, { integrationId, additionalQuery: query }) => await healthOf(port, integrationId, query),
});

function isAmong(wanted: readonly string[], value: unknown): boolean {
	return wanted.length === 0 || wanted.some((one) => one === value);
}

/** `GitLab`, `gitlab-v2` and `git_lab` are spelt alike. */
function comparable(type: string | undefined): string {
	return (type ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
}
