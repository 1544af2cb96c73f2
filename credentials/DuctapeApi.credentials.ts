import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

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

const SIGN_IN_TIMEOUT_MS = 15_000;
const PROXY_PATH = '/proxy/v1/sdk-proxy/execute';

/** Who calls, as every request must say. */
interface Session {
	readonly token: string;
	readonly userId: string;
	readonly publicKey: string;
}

/**
 * One user of one Ductape workspace. Source: provider document, section 1 (login, AUTH fields) and 2.5 (sdk-proxy).
 *
 * The token and the public key of a login are kept by n8n with the credential and fetched anew after a 401; requests get
 * them here, and here only.
 */
export class DuctapeApi implements ICredentialType {
	name = 'ductapeApi';

	displayName = 'Ductape API';

	icon: Icon = {
		light: 'file:../nodes/Ductape/ductape.svg',
		dark: 'file:../nodes/Ductape/ductape.dark.svg',
	};

	documentationUrl = 'https://github.com/integration-ops/n8n-nodes-integration-ops/blob/main/docs/ductape.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.ductape.app',
			required: true,
			placeholder: 'e.g. https://staging-api.ductape.app',
			description: 'Production unless changed; a local gateway answers at http://localhost:4311/api',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			options: [
				{ name: 'Email and Password', value: 'password', description: 'Not with a second factor' },
				{ name: 'Private Key', value: 'privateKey' },
				{ name: 'Token', value: 'token', description: 'A token and public key of an earlier login' },
			],
			default: 'privateKey',
		},
		{
			displayName: 'Workspace ID',
			name: 'workspaceId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 64f1c0ffee0123456789abce',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 64f1c0ffee0123456789abcd',
			description: '24 letters and digits',
			displayOptions: { show: { signInWith: ['privateKey', 'token'] } },
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signInWith: ['privateKey'] } },
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. name@example.com',
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
			displayName: 'Auth Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signInWith: ['token'] } },
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			default: '',
			required: true,
			description: '40 hex characters; a login answers it beside the token',
			displayOptions: { show: { signInWith: ['token'] } },
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{ displayName: 'Session Public Key', name: 'sessionPublicKey', type: 'hidden', default: '' },
		{ displayName: 'Session User ID', name: 'sessionUserId', type: 'hidden', default: '' },
		{ displayName: 'Session Origin', name: 'sessionOrigin', type: 'hidden', default: '' },
	];

	/** Runs when there is no token, and again after a 401. With a pasted token there is nothing to fetch. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.signInWith === 'token') return {};
		const byKey = credentials.signInWith !== 'password';
		if (byKey && !/^[0-9a-z]{24}$/i.test(text(credentials.userId))) {
			throw new Error('The user ID of the credential must have 24 letters and digits; nothing was sent');
		}
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${baseUrl(credentials)}/users/v1/login${byKey ? '/authKey' : ''}`,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify(
				byKey
					? {
							user_id: text(credentials.userId),
							workspace_id: text(credentials.workspaceId),
							private_key: text(credentials.privateKey),
						}
					: { email: text(credentials.email), password: text(credentials.password) },
			),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: SIGN_IN_TIMEOUT_MS,
		});
		const { statusCode, body } = record(answer);
		const data = record(record(parsed(body)).data);
		const login = { ...data, ...record(data.result) };
		const token = text(login['auth_token']);
		const publicKey = text(login['public_key']);
		if (token !== '' && publicKey !== '') {
			return {
				sessionToken: token,
				sessionPublicKey: publicKey,
				sessionUserId: byKey ? text(credentials.userId) : text(login['_id']),
				sessionOrigin: originOf(credentials),
			};
		}
		// An error with a response would make n8n send the same secret a second time.
		throw new Error(`Ductape refused to sign in: ${refusal(statusCode, parsed(body))}`);
	}

	/** Adds the token to the headers and the AUTH fields to the body of POST and PUT, to the query of GET and DELETE. */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const { token, userId, publicKey } = sessionOf(credentials);
		const auth = { user_id: userId, public_key: publicKey, workspace_id: text(credentials.workspaceId) };
		const headers = { ...requestOptions.headers, Authorization: `Bearer ${token}` };
		const { body } = requestOptions;
		if (body === undefined) {
			return { ...requestOptions, headers, qs: { ...record(requestOptions.qs), ...auth } };
		}
		const sent = record(parsed(body));
		if (new URL(`${requestOptions.baseURL ?? ''}${requestOptions.url}`).pathname.endsWith(PROXY_PATH)) {
			const call = { ...calledBefore(sent), user_id: userId };
			return {
				...requestOptions,
				headers: { ...headers, 'x-access-token': token },
				body: JSON.stringify({ encrypted_payload: encrypted(call, publicKey), ...auth }),
			};
		}
		return { ...requestOptions, headers, body: JSON.stringify({ ...sent, ...auth }) };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '=/workspaces/v1/get/{{ encodeURIComponent($credentials.workspaceId.trim()) }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Ductape does not accept the token: it dies when the private key is rotated',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: 'This user has no access to the workspace' },
			},
		],
	};
}

/** A session that another sign-in left behind is not used: the empty token brings a 401, and that a new login. */
function sessionOf(credentials: ICredentialDataDecryptedObject): Session {
	if (credentials.signInWith === 'token') {
		return {
			token: text(credentials.authToken).replace(/^Bearer\s+/i, ''),
			userId: text(credentials.userId),
			publicKey: text(credentials.publicKey),
		};
	}
	const isOwn = credentials.sessionOrigin === originOf(credentials);
	return {
		token: isOwn ? text(credentials.sessionToken) : '',
		userId: text(credentials.sessionUserId),
		publicKey: text(credentials.sessionPublicKey),
	};
}

/** Tells apart what was signed in with, without holding it. */
function originOf(credentials: ICredentialDataDecryptedObject): string {
	const { signInWith, userId, privateKey, email, password, workspaceId } = credentials;
	const parts = [baseUrl(credentials), signInWith, userId, privateKey, email, password, workspaceId];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** hex(16-byte IV) ':' base64(AES-256-CBC of the call), key SHA-256 of the public key. */
function encrypted(call: object, publicKey: string): string {
	const iv = randomBytes(16);
	const cipher = createCipheriv('aes-256-cbc', keyOf(publicKey), iv);
	return `${iv.toString('hex')}:${cipher.update(JSON.stringify(call), 'utf8', 'base64')}${cipher.final('base64')}`;
}

/** After a 401 n8n signs the signed request again, with a public key that may be another one by then. */
function calledBefore(body: Record<string, unknown>): Record<string, unknown> {
	const [iv, data] = text(body['encrypted_payload']).split(':');
	if (iv === undefined || data === undefined) return body;
	const cipher = createDecipheriv('aes-256-cbc', keyOf(text(body['public_key'])), Buffer.from(iv, 'hex'));
	return record(parsed(`${cipher.update(data, 'base64', 'utf8')}${cipher.final('utf8')}`));
}

function keyOf(publicKey: string): Buffer {
	return createHash('sha256').update(publicKey).digest();
}

function refusal(status: unknown, body: unknown): string {
	const { errors, message } = record(body);
	const said = [errors, record(errors)['message'], message].find((part) => text(part) !== '');
	if (said !== undefined) return text(said);
	return status === 201 || status === 200
		? 'the answer holds no token; accounts with a second factor must sign in with a private key or a token'
		: `status ${String(status)}`;
}

function baseUrl(credentials: ICredentialDataDecryptedObject): string {
	return text(credentials.baseUrl).replace(/\/+$/, '');
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
	return typeof value === 'string' ? value.trim() : '';
}
