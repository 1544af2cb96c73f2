import type {
	IAuthenticate,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { get } from 'lodash';

import { typed } from '../core/credential/credentialFields';
import { ignoresSslIssues, ownServerFields, regionalUrl } from '../core/credential/serverUrl';
import { sessionField, sessionOrigin, sessionToken } from '../core/credential/session';
import { signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import type { ApiResponse } from '../core/request/http';
import { textOf } from '../core/data/json';
import { signIn } from '../core/request/signIn';
import { address, regions } from './addresses/port';

const SIGNED_IN_WITH = ['region', 'customUrl', 'clientId', 'clientSecret'];

/**
 * Client ID and secret of one Port organization, exchanged for a token. Port returns the same token until it expires, so
 * n8n keeps it. Source: provider document, "Authentication and base URLs".
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
		sessionField('Access Token', 'accessToken', true),
		sessionField('Session Origin', 'sessionOrigin'),
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
			description: 'The region of the organization. Credentials only work in their own region.',
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
			description: 'In Port, click your profile picture at the top right, then Credentials',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown in Port together with the client ID',
		},
		...ownServerFields({ region: ['custom'] }),
	];

	/** POST /v1/auth/access_token: Port counts these calls strictly. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await signIn(this, {
			server: 'Port',
			baseUrl: regionalUrl(credential, regions, address),
			path: '/auth/access_token',
			body: { clientId: typed(credential['clientId']), clientSecret: typed(credential['clientSecret']) },
			secrets: [typed(credential['clientSecret'])],
			ignoreSslIssues: ignoresSslIssues(credential),
			session: (body) => {
				const accessToken = textOf(get(body, 'accessToken'));
				if (accessToken === undefined) return undefined;
				return { accessToken, sessionOrigin: sessionOrigin(credential, SIGNED_IN_WITH) };
			},
			refusal,
		});
	}

	authenticate: IAuthenticate = async (credential, request) =>
		signedRequest(credential, request, regionalUrl(credential, regions, address), {
			Authorization: `Bearer ${sessionToken(credential, 'accessToken', SIGNED_IN_WITH)}`,
		});

	test: ICredentialTestRequest = {
		request: { url: '/organization', disableFollowRedirect: true },
		rules: testRules('Port', "'Region' or 'Custom URL'", 'organization', {
			401: 'Port rejected the client ID and secret. Check both, and the region.',
			403: "Port rejected the IP address of n8n, or the role. Check the organization's IP allowlist and the permissions of the credential.",
		}),
	};
}

/** What Port says, and where to look. A pair of the other region fails like a wrong one. */
function refusal({ status, body }: ApiResponse): string | undefined {
	const message = textOf(get(body, 'message')) ?? textOf(get(body, 'error'));
	if (status === 401 || status === 404) {
		const where = status === 401 ? 'the region' : "'Region' or 'Custom URL'";
		return `${message ?? 'wrong client ID or client secret'}; check both, and ${where}`;
	}
	return status === 403 ? `${message ?? 'status 403'}; check the organization's IP allowlist` : message;
}
