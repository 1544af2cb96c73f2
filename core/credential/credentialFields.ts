import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What a person typed into a field of a credential, without blanks around it; the empty text for nothing. */
export function typed(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** The same of a token, which many paste with its scheme before it. */
export function typedToken(value: unknown): string {
	return typed(value).replace(/^Bearer\s+/i, '');
}

/** The same of an address, without slashes at its end. */
export function typedUrl(value: unknown): string {
	return typed(value).replace(/\/+$/, '');
}

/**
 * The base URL that the fields Region and Custom URL of a credential mean; a region that is not known means the first host.
 * It ends with `path`, whether or not that was typed.
 */
export function regionalUrl(
	credential: ICredentialDataDecryptedObject,
	hosts: Readonly<Record<string, string>>,
	path: string,
): string {
	const { region, customUrl } = credential;
	const host = hosts[typed(region)] ?? Object.values(hosts)[0];
	const url = typedUrl(region === 'custom' ? customUrl : host);
	return url.endsWith(path) ? url : `${url}${path}`;
}
