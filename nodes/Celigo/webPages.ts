import type { ApiClient } from '../../core';

/** Where a person looks at an integration; null on servers whose pages are not known. */
export function integrationPage(api: ApiClient, integrationId: string): string | null {
	const { webAddress } = api.settings;
	return webAddress === undefined
		? null
		: `${webAddress}/integrations/${encodeURIComponent(integrationId)}/flows`;
}

/** Where a person looks at a flow of an integration. */
export function flowPage(
	api: ApiClient,
	integrationId: string | null | undefined,
	flowId: string,
): string | null {
	const { webAddress } = api.settings;
	if (webAddress === undefined || integrationId === null || integrationId === undefined) return null;
	const [integration, flow] = [integrationId, flowId].map(encodeURIComponent);
	return `${webAddress}/integrations/${integration ?? ''}/flowBuilder/${flow ?? ''}`;
}
