import type {
	IAuthenticate,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { get, omit } from 'lodash';

import { typed, typedPassword, typedToken } from '../core/credential/credentialFields';
import { ignoresSslIssues, ownServerFields, serverUrl } from '../core/credential/serverUrl';
import { decrypted, encrypted } from '../core/credential/encryption';
import { exactJson, parseExact } from '../core/data/exactJson';
import { sessionField, sessionOrigin, sessionToken } from '../core/credential/session';
import { addressOf, signedRequest } from '../core/credential/signedRequest';
import { testRules } from '../core/credential/testRules';
import type { ApiResponse } from '../core/request/http';
import { isRecord, parseBody, textOf } from '../core/data/json';
import { shortened } from '../core/data/text';
import { noteSentSecrets } from '../core/request/sentSecrets';
import { signIn, SignInFailed } from '../core/request/signIn';
import { address } from './addresses/ductape';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
/** Routes whose GET the document lists with the fields of the user only (sections 2.1 and 2.3). */
const WITHOUT_WORKSPACE = /\/(?:apps|workspaces)\/v1\/|\/integrations\/v1\/fetch\//;
const PROXY_PATH = '/proxy/v1/sdk-proxy/execute';
const SIGNED_IN_WITH = ['baseUrl', 'signInWith', 'userId', 'privateKey', 'email', 'password', 'workspaceId'];

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
			description: 'The URL of the Ductape API. A local gateway usually runs at http://localhost:4311/api.',
		},
		{
			displayName: 'Sign In With',
			name: 'signInWith',
			type: 'options',
			options: [
				{
					name: 'Email and Password',
					value: 'password',
					description: 'Not available with two-factor authentication',
				},
				{
					name: 'Private Key',
					value: 'privateKey',
					description: 'Recommended. Keeps working until the key is rotated.',
				},
				{ name: 'Token', value: 'token', description: 'The token and public key from an earlier sign-in' },
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
			description: "The workspace_id that Ductape's SDK takes, as the workbench shows it",
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 64f1c0ffee0123456789abcd',
			description: "The user_id that Ductape's SDK takes, 24 letters and digits",
			displayOptions: { show: { signInWith: ['privateKey', 'token'] } },
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: "The private_key that Ductape's SDK takes, as the workbench shows it",
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
			description: 'The auth_token that a sign-in returned',
			displayOptions: { show: { signInWith: ['token'] } },
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: '40 hexadecimal characters, returned with the token at sign-in',
			displayOptions: { show: { signInWith: ['token'] } },
		},
		sessionField('Session Token', 'sessionToken', true),
		sessionField('Session Public Key', 'sessionPublicKey'),
		sessionField('Session User ID', 'sessionUserId'),
		sessionField('Session Origin', 'sessionOrigin'),
		...ownServerFields(),
	];

	/** Runs when there is no token, and again after a 401. With a pasted token there is nothing to fetch. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.signInWith === 'token') return {};
		const byKey = credentials.signInWith !== 'password';
		const password = typedPassword(credentials.password);
		if (byKey && !/^[0-9a-z]{24}$/i.test(typed(credentials.userId))) {
			throw new SignInFailed("Ductape sign-in failed: 'User ID' must have 24 letters and digits", {});
		}
		return await signIn(this, {
			server: 'Ductape',
			baseUrl: serverUrl(credentials, address),
			path: `/users/v1/login${byKey ? '/authKey' : ''}`,
			body: byKey
				? {
						user_id: typed(credentials.userId),
						workspace_id: typed(credentials.workspaceId),
						private_key: typed(credentials.privateKey),
					}
				: { email: typed(credentials.email), password },
			secrets: [typed(credentials.privateKey), password],
			ignoreSslIssues: ignoresSslIssues(credentials),
			session: (body) => {
				const found = (name: string) =>
					textOf(get(body, ['data', 'result', name])) ?? textOf(get(body, ['data', name]));
				const [token, sessionPublicKey] = [found('auth_token'), found('public_key')];
				if (token === undefined || sessionPublicKey === undefined) return undefined;
				const sessionUserId = byKey ? typed(credentials.userId) : found('_id');
				const origin = sessionOrigin(credentials, SIGNED_IN_WITH);
				return { sessionToken: token, sessionPublicKey, sessionUserId, sessionOrigin: origin };
			},
			refusal: (response) => refusal(response) ?? (byKey ? undefined : secondFactor(response)),
		}).catch((error: unknown) => {
			throw byKey ? withoutKeys(error) : error;
		});
	}

	/** Adds the token to the headers and the AUTH fields to the body of POST and PUT, to the query of GET and DELETE. */
	authenticate: IAuthenticate = async (credential, request) => {
		const { token, userId, publicKey } = sessionOf(credential);
		const auth = { user_id: userId, public_key: publicKey, workspace_id: typed(credential.workspaceId) };
		const baseUrl = serverUrl(credential, address);
		const headers = { Authorization: `Bearer ${token}` };
		const signedWith = (given: Readonly<Record<string, string>>, more: Partial<IHttpRequestOptions>) => {
			const signed = signedRequest(credential, request, baseUrl, given, more);
			// It may be of a login that was made for this very request.
			noteSentSecrets(request, signed, [publicKey]);
			return signed;
		};
		if (!WITH_BODY.has(request.method ?? 'GET')) {
			const url = withoutAuth(addressOf(request, baseUrl), Object.keys(auth));
			const address = 'uri' in request ? { uri: url } : { url };
			const qs = { ...omit(request.qs, 'workspace_id'), ...queryOf(auth, request.method, url) };
			return signedWith(headers, { ...address, qs });
		}
		const sent = recordIn(request.body);
		const signed = (body: IDataObject, more = {}) =>
			signedWith(
				{ ...headers, 'content-type': 'application/json', ...more },
				{ body: exactJson({ ...body, ...auth }) },
			);
		if (!new URL(addressOf(request, baseUrl)).pathname.endsWith(PROXY_PATH)) return signed(sent);
		const call = { ...calledBefore(sent), user_id: userId };
		const payload = { encrypted_payload: encrypted(exactJson(call), publicKey) };
		return signed(payload, { 'x-access-token': token });
	};

	test: ICredentialTestRequest = {
		request: {
			url: '=/workspaces/v1/get/{{ encodeURIComponent($credentials.workspaceId.trim()) }}',
			disableFollowRedirect: true,
		},
		rules: testRules('Ductape', "'Base URL'", ['status', 'data'], {
			400: "Ductape rejected the request. Check 'Workspace ID'.",
			422: "Ductape rejected the request. Check 'Workspace ID'.",
			401: 'Ductape rejected the token. Tokens become invalid when the private key is rotated.',
			403: 'This user has no access to the workspace. Check the workspace ID.',
			404: "Ductape does not know the workspace, or did not respond at this URL. Check 'Workspace ID' and 'Base URL'.",
		}),
	};
}

/** The AUTH fields of a query. A validator need not take a workspace that is not listed, or stands in the path already. */
function queryOf(
	{ workspace_id, ...user }: Readonly<Record<'user_id' | 'public_key' | 'workspace_id', string>>,
	method: string | undefined,
	address: string,
) {
	const { pathname } = new URL(address);
	const isListed = !WITHOUT_WORKSPACE.test(pathname) && !pathname.split('/').includes(workspace_id);
	return isListed || method === 'DELETE' ? { ...user, workspace_id } : user;
}

/** An address without parameters that are added to it: sent twice, the typed one might count. */
function withoutAuth(address: string, names: readonly string[]): string {
	const url = new URL(address);
	const typedToo = names.filter((name) => url.searchParams.has(name));
	for (const name of typedToo) url.searchParams.delete(name);
	return typedToo.length === 0 ? address : url.toString();
}

/** Who calls. */
function sessionOf(credentials: ICredentialDataDecryptedObject) {
	if (credentials.signInWith === 'token') {
		return {
			token: typedToken(credentials.authToken),
			userId: typed(credentials.userId),
			publicKey: typed(credentials.publicKey),
		};
	}
	const ofSession = (name: string) => sessionToken(credentials, name, SIGNED_IN_WITH);
	return {
		token: ofSession('sessionToken'),
		userId: ofSession('sessionUserId'),
		publicKey: ofSession('sessionPublicKey'),
	};
}

/** After a 401 n8n signs the signed request again, with a public key that may be another one by then. */
function calledBefore(body: IDataObject): IDataObject {
	const call = textOf(body['encrypted_payload']);
	return call === undefined ? body : recordIn(decrypted(call, typed(body['public_key'])));
}

/** The record that a request's body is, as it is or as JSON. @throws where it is something else: the AUTH fields stand in it. */
function recordIn(body: unknown): IDataObject {
	const record: unknown = typeof body === 'string' ? parseBody(body, parseExact) : body;
	if (isRecord(record)) return record;
	if (record === undefined || record === null) return {};
	throw new Error('Ductape takes a JSON object as the body of a request. Nothing was sent.');
}

/** What Ductape says; of an address without this route there is nothing to say but that. */
function refusal({ status, body }: ApiResponse): string | undefined {
	if (status === 404 || status === 405) return undefined;
	return wordsOf(body);
}

function wordsOf(body: unknown): string | undefined {
	return ['errors', 'errors.message', 'message'].map((path) => textOf(get(body, path))).find(Boolean);
}

/** Not every server may sign in by a key today (provider document, section 8): where it has no such route, the other ways may do. */
function withoutKeys(error: unknown): unknown {
	const failure = error instanceof SignInFailed ? error.failure : {};
	const status = failure.received?.status;
	if (status !== 404 && status !== 405) return error;
	const others = "set 'Sign In With' to Email and Password or Token";
	const said = wordsOf(failure.received?.body);
	return new SignInFailed(
		said !== undefined && /\b(user|workspace)\b.*not (found|exist)/i.test(said)
			? `Ductape sign-in failed: ${shortened(said, 500)}. Check 'User ID', 'Workspace ID' and 'Base URL'. If they are right, the server may no longer take private keys: ${others}`
			: `Ductape sign-in failed: status ${status}. The server may no longer take private keys. Check 'Base URL', or ${others}`,
		failure,
	);
}

/** A password alone brings no token where the account has a second factor; no other server's response says so. */
function secondFactor({ status, body }: ApiResponse): string | undefined {
	return status < 300 && isRecord(body)
		? 'the response contains no token; accounts with two-factor authentication must sign in with a private key or a token'
		: undefined;
}
