import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { typedToken } from '../core/credential/credentialFields';
import { ownServerFields, regionalUrl } from '../core/credential/serverUrl';
import { signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import { address, regions } from './addresses/celigo';

/** Bearer token of one Celigo account and environment. Source: provider document, "Authentication and base URLs". */
export class CeligoApi implements ICredentialType {
	name = 'celigoApi';

	displayName = 'Celigo API';

	icon: Icon = {
		light: 'file:../nodes/Celigo/celigo.svg',
		dark: 'file:../nodes/Celigo/celigo.dark.svg',
	};

	documentationUrl = 'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/celigo.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Australia', value: 'au' },
				{ name: 'Canada', value: 'ca' },
				{ name: 'Custom URL', value: 'custom' },
				{ name: 'Europe', value: 'eu' },
				{ name: 'United States', value: 'us' },
			],
			default: 'us',
			description: 'The region of the account. A token only works in its own region.',
		},
		{
			displayName: 'Custom URL',
			name: 'customUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.example.com/v1',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'A personal token, or an account token with full access. Create one in integrator.io under Resources > API Tokens.',
		},
		...ownServerFields({ region: ['custom'] }),
	];

	authenticate: IAuthenticate = async (credential, request) =>
		signedRequest(credential, request, regionalUrl(credential, regions, address), {
			Authorization: `Bearer ${typedToken(credential['apiToken'])}`,
		});

	test: ICredentialTestRequest = {
		request: { url: '/tokenInfo', disableFollowRedirect: true },
		rules: testRules('Celigo', "'Region' or 'Custom URL'", '_userId', {
			401: 'Celigo rejected the API token. It may be incomplete, expired, or from another region.',
			403: 'The token lacks permission. Use a personal token of a user with the required role, or an account token with full access.',
		}),
	};
}
