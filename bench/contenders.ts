import type { NodeChoice } from '../demo/n8n/workflows';
import type { Address } from './platformMessages';

/** The name of the node whose time is taken, in every workflow. */
export const measuredNode = 'Measured';

type Credentials = NodeChoice['credentials'];

const celigoType = 'n8n-nodes-integration-ops.celigo';

/** What is compared, as nodes of a workflow that share one credential. */
export class Contenders {
	constructor(
		private readonly address: Address,
		private readonly credentials: Credentials,
	) {}

	/** Every integration. Not simplified, as the HTTP Request node does not simplify either. */
	celigoList(rowsPerPage: number): NodeChoice {
		return this.celigo(measuredNode, { operation: 'getMany', returnAll: true, options: { rowsPerPage } });
	}

	httpRequestList(rowsPerPage: number): NodeChoice {
		const nextAddress = '$response.headers.link?.match(/<([^>]+)>; rel="next"/)?.[1]';
		return this.httpRequest(`${this.address.baseUrl}/integrations?limit=${rowsPerPage}`, {
			pagination: {
				pagination: {
					paginationMode: 'responseContainsNextURL',
					nextURL: `={{ ${nextAddress} }}`,
					paginationCompleteWhen: 'other',
					completeExpression: '={{ !$response.headers.link }}',
				},
			},
		});
	}

	/** Gives the items for the single requests. */
	celigoIds(limit: number): NodeChoice {
		return this.celigo('IDs', { operation: 'getMany', limit, options: { rowsPerPage: 1000 } });
	}

	/** One integration for each item. Without a number, at the default concurrency. */
	celigoGet(concurrency?: number): NodeChoice {
		return this.celigo(measuredNode, {
			operation: 'get',
			integrationId: { __rl: true, mode: 'id', value: '={{ $json._id }}' },
			...(concurrency !== undefined && { options: { concurrency } }),
		});
	}

	/** Without batching every request starts at once; with it, as many a second as that option offers by default. */
	httpRequestGet({ batching }: { batching: boolean }): NodeChoice {
		const options = batching ? { batching: { batch: { batchSize: 50, batchInterval: 1000 } } } : {};
		return this.httpRequest(`=${this.address.baseUrl}/integrations/{{ $json._id }}`, options);
	}

	private celigo(name: string, parameters: NodeChoice['parameters']): NodeChoice {
		return {
			name,
			type: celigoType,
			parameters: { resource: 'integration', simplify: false, ...parameters },
			...(this.credentials && { credentials: this.credentials }),
		};
	}

	private httpRequest(url: string, options: NodeChoice['parameters']): NodeChoice & { typeVersion: number } {
		return {
			name: measuredNode,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'celigoApi',
				options,
			},
			...(this.credentials && { credentials: this.credentials }),
		};
	}
}
