import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

const REGION_URLS: Readonly<Record<string, string>> = {
	eu: 'https://api.port.io',
	us: 'https://api.us.port.io',
};

/** Token calls under way. */
const signingIn = new Map<string, Promise<{ accessToken?: unknown }>>();

/** The base URL that a credential means, with the `/v1` that all routes have. */
export function portUrl(credential: ICredentialDataDecryptedObject): string {
	const region = String(credential['region'] ?? 'eu');
	const given = region === 'custom' ? String(credential['customUrl'] ?? '') : REGION_URLS[region];
	return `${(given ?? '').trim().replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`;
}

/**
 * Client ID and secret of one Port organization, exchanged for a token. Port gives the same token until it expires, so n8n
 * keeps it. Source: provider document, "Authentication and base URLs".
 */
export class PortIntegrationsApi implements ICredentialType {
	name = 'portIntegrationsApi';

	displayName = 'Port Integrations API';

	icon: Icon = {
		light: 'file:../nodes/Port/port.svg',
		dark: 'file:../nodes/Port/port.dark.svg',
	};

	documentationUrl = 'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/port.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Custom URL', value: 'custom' },
				{ name: 'Europe', value: 'eu' },
				{ name: 'United States', value: 'us' },
			],
			default: 'eu',
			description: 'Where the organization lives; credentials of the other region are refused',
		},
		{
			displayName: 'Custom URL',
			name: 'customUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.example.com',
			displayOptions: { show: { region: ['custom'] } },
			description: 'For single-tenant and private-link deployments',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
	];

	/** POST /v1/auth/access_token, once for all requests that want the token at the same time: Port counts these calls strictly. */
	async preAuthentication(this: IHttpRequestHelper, credential: ICredentialDataDecryptedObject) {
		const request = {
			method: 'POST' as const,
			url: `${portUrl(credential)}/auth/access_token`,
			body: {
				clientId: String(credential['clientId']).trim(),
				clientSecret: String(credential['clientSecret']).trim(),
			},
			json: true,
		};
		const key = JSON.stringify(request);
		const signIn: Promise<{ accessToken?: unknown }> =
			signingIn.get(key) ?? this.helpers.httpRequest(request).finally(() => signingIn.delete(key));
		signingIn.set(key, signIn);
		return { accessToken: String((await signIn).accessToken ?? '') };
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.accessToken }}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.region === "us" ? "https://api.us.port.io" : $credentials.region === "custom" ? $credentials.customUrl.trim().replace(/\\/+$/, "").replace(/\\/v1$/, "") : "https://api.port.io" }}',
			url: '/v1/organization',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Port refused the client ID and secret: check both, and the region (a pair of the other region fails like a wrong one)',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"Port refused the address of n8n, or the role: check the organization's IP allow-list and the rights of the credentials",
				},
			},
		],
	};
}
