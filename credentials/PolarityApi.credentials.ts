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

import { typed, typedPassword, typedToken } from '../core/credential/credentialFields';
import { ignoresSslIssues, ownServerFields, serverUrl } from '../core/credential/serverUrl';
import { sessionField, sessionOrigin, sessionToken } from '../core/credential/session';
import { signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import type { ApiResponse } from '../core/request/http';
import { textOf } from '../core/data/json';
import { signIn } from '../core/request/signIn';

const SERVER_URL = { name: 'serverUrl', label: 'Server URL', dropped: '/api' };
const SIGNED_IN_WITH = ['serverUrl', 'username', 'password'];
const MEDIA_TYPE = 'application/vnd.api+json';

/**
 * An API key, or a user name and password, of one Polarity server (version 5). Source: provider document, section 1.
 * A login token is kept by n8n and fetched anew after a 401.
 */
export class PolarityApi implements ICredentialType {
	name = 'polarityApi';

	displayName = 'Polarity API';

	icon: Icon = {
		light: 'file:../nodes/Polarity/polarity.svg',
		dark: 'file:../nodes/Polarity/polarity.dark.svg',
	};

	documentationUrl =
		'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/polarity.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Server URL',
			name: 'serverUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://polarity.example.com',
			description: 'The URL of your Polarity server, version 5 or later',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			options: [
				{ name: 'API Key', value: 'apiKey', description: 'Recommended. Requires Polarity 5.5 or later.' },
				{
					name: 'User Name and Password',
					value: 'password',
					description: 'For local and LDAP users. SAML users cannot sign in this way.',
				},
			],
			default: 'apiKey',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Create one in Polarity under Server Configuration > API Keys. By default, keys expire after 30 days.',
			displayOptions: { show: { signInWith: ['apiKey'] } },
		},
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { signInWith: ['password'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signInWith: ['password'] } },
		},
		sessionField('Token', 'token', true),
		sessionField('Session Origin', 'sessionOrigin'),
		...ownServerFields(),
	];

	/** Runs when there is no token, and again after a 401. With an API key there is nothing to fetch. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.signInWith !== 'password') return {};
		const password = typedPassword(credentials.password);
		return await signIn(this, {
			server: 'Polarity',
			baseUrl: serverUrl(credentials, SERVER_URL),
			path: '/api/users/login',
			headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
			body: { identification: typed(credentials.username), password },
			secrets: [password],
			ignoreSslIssues: ignoresSslIssues(credentials),
			session: (body) => {
				const token = textOf(get(body, 'data.token'));
				if (token === undefined) return undefined;
				return { token, sessionOrigin: sessionOrigin(credentials, SIGNED_IN_WITH) };
			},
			refusal,
		});
	}

	authenticate: IAuthenticate = async (credential, request) => {
		const isSession = credential.signInWith === 'password';
		const token = isSession
			? sessionToken(credential, 'token', SIGNED_IN_WITH)
			: typedToken(credential.apiKey);
		return signedRequest(credential, request, serverUrl(credential, SERVER_URL), {
			Authorization: `Bearer ${token}`,
		});
	};

	test: ICredentialTestRequest = {
		request: {
			url: '/api/integrations?page%5Bsize%5D=1',
			disableFollowRedirect: true,
			headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
		},
		rules: testRules('Polarity', "'Server URL'", 'data', {
			401: 'The server rejected the API key or token. It may be incomplete or expired.',
		}),
	};
}

/** The first of JSON:API's errors in its own words; a wrong password comes without any that help. */
function refusal({ status, body }: ApiResponse): string | undefined {
	if (status === 404 || status === 405) return undefined;
	if (status === 401) return 'wrong user name or password, or a SAML user';
	return textOf(get(body, 'errors[0].detail')) ?? textOf(get(body, 'errors[0].title'));
}
