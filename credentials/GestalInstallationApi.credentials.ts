import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { typed } from '../core/credential/credentialFields';
import { ownServerFields, serverUrl } from '../core/credential/serverUrl';
import { signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import { address } from './addresses/gestal';

/** The access key of one farm site: Basic user with an empty password. Source: provider document, section 1. */
export class GestalInstallationApi implements ICredentialType {
	name = 'gestalInstallationApi';

	displayName = 'Gestal Installation API';

	icon: Icon = {
		light: 'file:../nodes/Gestal/gestal.svg',
		dark: 'file:../nodes/Gestal/gestal.dark.svg',
	};

	documentationUrl = 'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/gestal.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			placeholder: 'e.g. ak_...',
			default: '',
			required: true,
			description: 'Returned once, by Access Key: Create. Grants full access to the data of one site.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.gestal.cloud',
			required: true,
		},
		{
			displayName: 'API Version',
			name: 'apiPaths',
			type: 'options',
			options: [
				{
					name: '2018 (/integrations)',
					value: 'seed',
					description: 'Sows, feed intakes and sow mirrors',
				},
				{
					name: 'Current (/integrator)',
					value: 'current',
					description: 'Also locations, live feeding, visits, breedings, piglets and boars',
				},
			],
			default: 'seed',
			description: "Which of Gestal's two API versions your account uses",
		},
		...ownServerFields(),
	];

	/** The colon stays although nothing follows it. */
	authenticate: IAuthenticate = async (credential, request) => {
		const user = `${typed(credential['apiKey'])}:`;
		return signedRequest(credential, request, serverUrl(credential, address), {
			Authorization: `Basic ${Buffer.from(user).toString('base64')}`,
		});
	};

	test: ICredentialTestRequest = {
		request: { url: '/ping', disableFollowRedirect: true },
		rules: testRules('Gestal Cloud', "'Base URL'", undefined, {
			401: 'Gestal Cloud rejected the access key. It may be incomplete or deleted.',
			403: 'The access key lacks permission. Use an access key of the farm site.',
			429: 'Gestal Cloud asks for a pause of two hours. Do not test the credential before then.',
		}),
	};
}
