import { isRecord } from '../data/json';
import { isSecretName, withoutWrittenSecrets } from '../data/writtenSecrets';
import type { Field } from '../field/Field';
import {
	choice,
	emptyOnPurpose,
	flag,
	jsonField,
	readAs,
	refuseUndefined,
	text,
	when,
} from '../field/fields';
import { queryParameters } from '../field/fieldGroups';
import { anyRecords } from '../request/anyList';
import type { Listing } from '../request/Listing';
import type { Send } from '../request/pagination';
import { linkedRoute, typedRoute } from '../request/Route';
import { operation, resource, type AnyOperation, type Resource } from './Operation';

/** What n8n itself adds to the two dropdowns of a node; it leaves the request to its HTTP Request node. */
export const OWN_ENTRY = '__CUSTOM_API_CALL__';

export const USE_CUSTOM_CALL = {
	message: "n8n's own entry 'Custom API Call' cannot be run in this node",
	hint: "Set 'Resource' to API and 'Operation' to Custom Call. It sends any request with this credential. Nothing was sent.",
};

/** What a platform hides is known of its integrations only: of anything else every usual name of a secret counts. */
const isSecret = (name: string, value: unknown) => isSecretName(name, value) && !isOpen(value);

/** A switch says only that there is a secret; records are looked through by the names in them. */
function isOpen(value: unknown): boolean {
	return Array.isArray(value) ? value.every(isOpen) : typeof value === 'boolean' || isRecord(value);
}

interface CustomCallFace {
	/** A path of the platform, such as `/integrations`. */
	readonly pathExample: string;
	/** Where it is not Custom Call: what else is called. */
	readonly name?: string;
	readonly action?: string;
	/** What a request returns that is a list with pages of its own; undefined for any other. */
	readonly ownList?: (...asked: Parameters<Send>) => Listing | undefined;
	/** Where it is not the platform's own. */
	readonly credentialType?: string;
	/** Where not every JSON object or list can be sent. */
	readonly body?: Field<unknown>;
	/** Where not every change is sent as any other request is. */
	readonly send?: Send;
}

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** What to do where a path or a method is not known; the platform says the rest. */
const HINTS: Readonly<Record<number, string>> = {
	404: "Check 'Path'. Nothing is there, or this account cannot access it.",
	405: "Check 'Method' and 'Path'. The API does not have this combination.",
};

/**
 * Any request to the platform, with everything that its operations have: pace, host, deadline, errors. Nothing is known of what
 * it does, so only a GET is sent again after a failure, and others only where they were certainly not carried out.
 */
export function customCall({
	pathExample,
	name = 'Custom Call',
	action = 'Send custom API call that can change or delete data',
	ownList,
	credentialType,
	body: bodyField = jsonField(
		{ displayName: 'Body', description: 'JSON object or list to send. Leave it as {} to send none.' },
		(body): body is unknown => isRecord(body) || Array.isArray(body),
		'must be a JSON object or list such as {"name": "value"}',
	),
	send,
}: CustomCallFace): AnyOperation {
	const path = text({
		displayName: 'Path',
		placeholder: `e.g. ${pathExample}`,
		description: 'Path below the base URL in the credential, without query parameters',
	});
	return operation({
		name,
		action,
		description:
			'Call an endpoint that this node has no operation for, using its credential, retries and paging',
		...(credentialType !== undefined && { credentialType }),
		fields: {
			method: choice({
				displayName: 'Method',
				options: METHODS.map((method) => ({ name: method, value: method })),
				default: 'GET',
			}),
			path: readAs(path, typedRoute),
			query: queryParameters({ displayName: 'Query Parameters', addLabel: 'Add parameter' }),
			body: when({ method: METHODS.filter((method) => method !== 'GET') }, emptyOnPurpose(bodyField)),
			includeSecrets: flag({
				displayName: 'Include Secrets',
				default: false,
				description:
					'Whether to return passwords, tokens and keys in the response. Those of the credential stay hidden.',
			}),
		},
		listsWhen: { method: ['GET'] },
		keepsSecrets: ({ includeSecrets }) => includeSecrets,
		check: ({ body }) => refuseUndefined("'Body'", body),
		// What is changed at one path, however that is written, one item after the other changes, in input order.
		exclusive: ({ method, path }) =>
			method === 'GET' ? undefined : decodeURIComponent(path.path).replace(/^(\/api)?\/v\d+(?=\/)/, ''),
		list: (api, { method, path, query, body, includeSecrets }) => {
			const route = linkedRoute(path.path, api.baseUrl);
			const refusalHint = (status: number) => HINTS[status];
			const request = { method, route, query, body, refusalHint, idempotent: method === 'GET' };
			const records = ownList?.(api, request) ?? anyRecords(api, request, send);
			return includeSecrets ? records : records.map((record) => withoutWrittenSecrets(record, isSecret));
		},
	});
}

/** The resource that every platform has, with custom calls only. */
export function apiResource(...calls: readonly AnyOperation[]): Resource {
	return resource('API', calls);
}
