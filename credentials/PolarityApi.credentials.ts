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

const MEDIA_TYPE = 'application/vnd.api+json';
const SIGN_IN_TIMEOUT_MS = 30_000;

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
			description: 'The address of your own Polarity server, version 5 or newer',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			options: [
				{ name: 'API Key', value: 'apiKey', description: 'Recommended; from version 5.5 on' },
				{
					name: 'User Name and Password',
					value: 'password',
					description: 'For local and LDAP users; SAML users cannot sign in this way',
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
			description: 'From Server Configuration > API Keys. Keys expire, after 30 days unless set otherwise.',
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
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if the certificate of the server is not valid',
		},
	];

	/** Runs when there is no token, and again after a 401. With an API key there is nothing to fetch. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.signInWith !== 'password') return {};
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${serverUrl(credentials)}/api/users/login`,
			headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
			body: JSON.stringify({
				identification: text(credentials.username),
				password: text(credentials.password),
			}),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: SIGN_IN_TIMEOUT_MS,
			skipSslCertificateValidation: credentials.ignoreSslIssues === true,
		});
		const { statusCode, body } = record(answer);
		const token = record(record(parsed(body)).data).token;
		if (typeof token === 'string' && token !== '') return { token };
		// An error with a response would make n8n send the same password a second time.
		throw new Error(
			statusCode === 401
				? 'The server refused to sign in: wrong user name or password, or a SAML user'
				: `The server refused to sign in: ${refusal(parsed(body)) ?? `status ${String(statusCode)}`}`,
		);
	}

	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const bearer =
			credentials.signInWith === 'password'
				? text(credentials.token)
				: text(credentials.apiKey)
						.trim()
						.replace(/^Bearer\s+/i, '');
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${bearer}` },
			...(credentials.ignoreSslIssues === true && { skipSslCertificateValidation: true }),
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.serverUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/integrations?page%5Bsize%5D=1',
			headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'The server does not accept the API key or token: it may be incomplete or expired',
				},
			},
		],
	};
}

function serverUrl(credentials: ICredentialDataDecryptedObject): string {
	return text(credentials.serverUrl).trim().replace(/\/+$/, '');
}

function refusal(body: unknown): string | undefined {
	const { errors } = record(body);
	const { detail, title } = record(Array.isArray(errors) ? errors[0] : undefined);
	return text(detail) || text(title) || undefined;
}

function parsed(body: unknown): unknown {
	try {
		return typeof body === 'string' ? JSON.parse(body) : body;
	} catch {
		return undefined;
	}
}

function record(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
