import type { IDataObject } from 'n8n-workflow';

import { choices, filterFields, flag, isOneOf, optionalText, optionalTexts } from '../../../../core';
import { titleOf, typeOf } from '../../reading/integrations';
import { STATUSES } from '../../reading/status';

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

/** What else a type is called: today's exporter of Kubernetes registers itself as `K8S EXPORTER`. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = { kubernetes: ['k8s'] };

const INSTALLATION_TYPES = [
	{ name: 'Custom GitHub App', value: 'CustomGithubApp' },
	{ name: 'Enterprise GitHub App', value: 'EnterpriseGithubApp' },
	{ name: 'Port-Hosted', value: 'Saas' },
	{ name: 'Port-Hosted With OAuth2', value: 'SaasOAuth2' },
	{ name: 'Self-Hosted', value: 'OnPrem' },
] as const;

/** What Get Many can filter by. Port itself knows `actionsProcessingEnabled` only. */
export const integrationFilters = filterFields({
	actionsProcessingEnabled: flag({
		displayName: 'Actions Processing Enabled',
		default: true,
		description: 'Whether to return only integrations that process actions, or only those that do not',
	}),
	installationTypes: choices({
		displayName: 'Installation Types',
		options: INSTALLATION_TYPES,
		default: [],
	}),
	otherTypes: optionalTexts({
		displayName: 'Other Types',
		placeholder: 'e.g. snyk, opencost',
		description: "Comma-separated list of types that 'Types' does not offer. The beginning is enough.",
	}),
	statuses: choices({
		displayName: 'Statuses',
		options: STATUSES.map((status) => ({ name: status, value: status })),
		default: [],
		description: 'Derived from the deployment, resync and mapping',
	}),
	titleContains: {
		...optionalText({ displayName: 'Title Contains', placeholder: 'e.g. gitlab' }),
		isSearched: true,
	},
	types: choices({
		displayName: 'Types',
		options: TYPES,
		default: [],
		description: 'The systems that the integrations connect to',
	}),
});

/** Whether an integration, its status already derived, passes the filters: Port, too, may ignore the one that it knows. */
export function passes(
	filters: ReturnType<typeof integrationFilters.read>,
): (integration: IDataObject) => boolean {
	const { statuses = [], installationTypes = [], titleContains = '' } = filters;
	const { actionsProcessingEnabled: isWanted } = filters;
	const given = [...(filters.types ?? []), ...(filters.otherTypes ?? [])].map(comparable);
	const types = given.flatMap((type) => [type, ...(OTHER_NAMES[type] ?? [])]);
	return (integration) =>
		// One that does not say stays.
		(isWanted === undefined || integration['actionsProcessingEnabled'] !== !isWanted) &&
		isAmong(statuses, integration['status']) &&
		isAmong(installationTypes, integration['installationType'] ?? 'OnPrem') &&
		hasType(integration, types) &&
		String(titleOf(integration)).toLowerCase().includes(titleContains.trim().toLowerCase());
}

function isAmong(wanted: readonly string[], value: unknown): boolean {
	return wanted.length === 0 || isOneOf(value, wanted);
}

function hasType(integration: IDataObject, types: readonly string[]): boolean {
	const type = comparable(typeOf(integration));
	return types.length === 0 || types.some((wanted) => wanted !== '' && type.startsWith(wanted));
}

/** `GitLab`, `gitlab-v2` and `git_lab` are spelt alike. */
function comparable(type = ''): string {
	return type.toLowerCase().replace(/[^a-z0-9]/g, '');
}
