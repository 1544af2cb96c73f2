import type { IDataObject } from 'n8n-workflow';

import { choice, when } from '../field/fields';
import type { Field } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { isNodeError } from '../request/failures';
import { readAhead } from '../request/readAhead';
import { simplifyHealth, type IntegrationHealth } from '../shapes/health';
import type { NamedIntegration } from '../shapes/IntegrationError';

export interface HealthToRead extends NamedIntegration {
	readonly read: () => Promise<IntegrationHealth>;
}

/** What Get Health is about: one integration, as ever, or all of them. */
export function healthFields(integration: Field<string>) {
	return {
		integrations: choice({
			displayName: 'Integrations',
			options: [
				{ name: 'All Integrations', value: 'all' },
				{ name: 'One Integration', value: 'one' },
			],
			default: 'one',
		}),
		integrationId: when({ integrations: ['one'] }, integration),
	};
}

/** What an operation is given that has `healthFields` beside fields of the platform's own. */
type Given<Chosen> = Chosen & { readonly integrationId: string | undefined };

/**
 * What Get Health does: the health of the chosen integration; of all where none is chosen, side by side, in the order of the
 * list. One that cannot be read is UNKNOWN with the reason under `error`, and holds up no other.
 */
export function readsHealth<Chosen>(
	one: (api: ApiClient, integrationId: string, chosen: Chosen) => Promise<IntegrationHealth>,
	all: (api: ApiClient, chosen: Chosen) => AsyncIterable<HealthToRead>,
) {
	return {
		listsWhen: { integrations: ['all'] },
		simplify: simplifyHealth,
		list: async function* (api: ApiClient, values: Given<Chosen>): AsyncGenerator<IDataObject> {
			const { integrationId } = values;
			if (integrationId !== undefined) yield await one(api, integrationId, values);
			else yield* readAhead(api, all(api, values), async (each) => await healthOrFailure(api, each));
		},
	};
}

async function healthOrFailure(api: ApiClient, { id, name, read }: HealthToRead): Promise<IDataObject> {
	return await read().catch((failure: unknown) => {
		if (!isNodeError(failure)) throw failure;
		const unknown: IntegrationHealth = {
			platform: api.platform.name,
			integrationId: id,
			integrationName: name,
			status: 'UNKNOWN',
			lastError: null,
			lastRunAt: null,
			openErrors: null,
			raw: {},
		};
		return { ...unknown, error: failure.message };
	});
}
