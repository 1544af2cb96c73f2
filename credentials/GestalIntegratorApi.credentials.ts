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

import { typed, typedPassword } from '../core/credential/credentialFields';
import { ignoresSslIssues, ownServerFields, serverUrl } from '../core/credential/serverUrl';
import { sessionField, sessionOrigin, sessionToken } from '../core/credential/session';
import { signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import { textOf } from '../core/data/json';
import { signIn } from '../core/request/signIn';
import { address } from './addresses/gestal';

const SIGNED_IN_WITH = ['baseUrl', 'email', 'password'];
const REFUSALS: Readonly<Record<number, string>> = {
	401: 'wrong email or password of the integrator account',
	429: 'too many requests; Gestal asks for a pause of two hours',
};

/** The integrator's account: signs in with POST /auth for a token of 24 hours. Source: provider document, section 1. */
export class GestalIntegratorApi implements ICredentialType {
	name = 'gestalIntegratorApi';

	displayName = 'Gestal Integrator API';

	icon: Icon = {
		light: 'file:../nodes/Gestal/gestal.svg',
		dark: 'file:../nodes/Gestal/gestal.dark.svg',
	};

	documentationUrl = 'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/gestal.md';

	properties: INodeProperties[] = [
		sessionField('Session Token', 'sessionToken', true),
		sessionField('Session Origin', 'sessionOrigin'),
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@example.com',
			default: '',
			required: true,
			description: 'Email of the integrator account. Gestal provides accounts on request.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
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
					description: 'Integrations can be created, updated and deleted',
				},
				{
					name: 'Current (/integrator)',
					value: 'current',
					description: 'Integrations are read-only. More farm data is available.',
				},
			],
			default: 'seed',
			description: "Which of Gestal's two API versions your account uses",
		},
		...ownServerFields(),
	];

	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const password = typedPassword(credential['password']);
		const user = `${typed(credential['email'])}:${password}`;
		return await signIn(this, {
			server: 'Gestal Cloud',
			baseUrl: serverUrl(credential, address),
			path: '/auth',
			headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
			secrets: [password, user],
			ignoreSslIssues: ignoresSslIssues(credential),
			// The token stands under `token`, perhaps below `data` (provider document, section 8).
			session: (body) => {
				const token = textOf(get(body, 'token')) ?? textOf(get(body, 'data.token'));
				if (token === undefined) return undefined;
				return { sessionToken: token, sessionOrigin: sessionOrigin(credential, SIGNED_IN_WITH) };
			},
			refusal: ({ status }) => REFUSALS[status],
		});
	}

	authenticate: IAuthenticate = async (credential, request) =>
		signedRequest(credential, request, serverUrl(credential, address), {
			Authorization: `Bearer ${sessionToken(credential, 'sessionToken', SIGNED_IN_WITH)}`,
		});

	test: ICredentialTestRequest = {
		request: { url: '/ping', disableFollowRedirect: true },
		rules: testRules('Gestal Cloud', "'Base URL'", undefined, {
			401: 'Gestal Cloud rejected the email or password of the integrator account',
			403: 'This account lacks permission. Use the integrator account that owns the integrations.',
			429: 'Gestal Cloud asks for a pause of two hours. Do not test the credential before then.',
		}),
	};
}
