import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import { isLoopback } from '../data/hosts';
import { typed } from './credentialFields';

/** The field of a credential that holds an address. */
export interface AddressField {
	readonly name: string;
	/** As a person sees it. */
	readonly label: string;
	/** What every base URL ends with, whether or not that was typed. */
	readonly path?: string;
	/** What the routes begin with, and many type along. */
	readonly dropped?: string;
	/** The platform's own hosts with the API that each means, behind which no path belongs; null for one that only has pages. */
	readonly hosts?: Readonly<Record<string, string | null>>;
}

/**
 * The base URL that a person meant by what stands in a field: https unless they say otherwise, without slashes, query and
 * fragment at its end. The address of a page on one of the platform's own hosts means the API that belongs to it.
 * @throws FieldError when it is no address of a server or that of a page, or when a secret would travel there unencrypted.
 */
export function serverUrl(
	credential: ICredentialDataDecryptedObject,
	{ name, label, path = '', dropped = '', hosts = {} }: AddressField,
): string {
	const url = parsedUrl(credential, name, label);
	const own = hosts[url.host];
	if (own === null) {
		const api = Object.values(hosts).find((each) => each !== null) ?? 'https://api.example.com';
		throw new FieldError(
			`'${label}' in the credential is the URL of a web page, not of the API`,
			`Enter the URL of the API, such as ${api}.`,
		);
	}
	if (own !== undefined) return `${own}${path}`;
	const typedPath = url.pathname.replace(/\/+$/, '');
	const kept =
		dropped !== '' && typedPath.endsWith(dropped) ? typedPath.slice(0, -dropped.length) : typedPath;
	return `${url.origin}${kept.endsWith(path) ? kept : `${kept}${path}`}`;
}

function parsedUrl(credential: ICredentialDataDecryptedObject, name: string, label: string): URL {
	const text = typed(credential[name]);
	if (text === '') throw new FieldError(`'${label}' in the credential is empty`, "Enter the server's URL.");
	const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol) || `${url.username}${url.password}` !== '') {
		throw new FieldError(
			`'${label}' in the credential is not a server URL`,
			'Enter a URL such as https://server.example.com, without user name and password.',
		);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname) && credential[UNENCRYPTED] !== true) {
		throw new FieldError(
			`'${label}' in the credential begins with http://, which would send the secrets unencrypted`,
			"Use https://, or turn on 'Allow Unencrypted Connection' in the credential.",
		);
	}
	return url;
}

/**
 * The base URL that the fields Region and Custom URL of a credential mean; without a region, the first. It ends with `path`,
 * whether or not that was typed. @throws FieldError for a region that there is not, as expressions give: any other host gets a secret that is not for it
 */
export function regionalUrl(
	credential: ICredentialDataDecryptedObject,
	regions: Readonly<Record<string, string>>,
	field: Omit<AddressField, 'name' | 'label'>,
): string {
	const [first = ''] = Object.keys(regions);
	const region = 'region' in credential ? typed(credential['region']).toLowerCase() : first;
	if (region === 'custom') return serverUrl(credential, { ...field, name: 'customUrl', label: 'Custom URL' });
	if (Object.hasOwn(regions, region)) return `${regions[region] ?? ''}${field.path ?? ''}`;
	const values = [...Object.keys(regions), 'custom'].join(', ');
	const hint = 'Choose it from the list, or let its expression return one of these values.';
	throw new FieldError(`'Region' in the credential must be one of ${values}`, hint);
}

const UNENCRYPTED = 'allowUnencryptedConnection';

/** What may be relaxed for a server of the user's own. @param show where they have none unless they say so */
export function ownServerFields(show?: Record<string, string[]>): INodeProperties[] {
	const relaxed = (displayName: string, name: string, description: string): INodeProperties => ({
		...{ displayName, name, type: 'boolean', default: false, description },
		...(show && { displayOptions: { show } }),
	});
	const unencrypted = 'Whether to allow http:// URLs. Others may be able to read the secrets that are sent.';
	const anyCertificate = 'Whether to connect even if SSL certificate validation is not possible';
	return [
		relaxed('Allow Unencrypted Connection', UNENCRYPTED, unencrypted),
		relaxed('Ignore SSL Issues (Insecure)', 'ignoreSslIssues', anyCertificate),
	];
}

/** Whether a certificate that is not valid will do. */
export function ignoresSslIssues(credential: ICredentialDataDecryptedObject): boolean {
	return credential['ignoreSslIssues'] === true;
}
