import type { ICredentialDataDecryptedObject as Credential, INodeProperties } from 'n8n-workflow';

import { hash } from '../data/hash';
import { typed } from './credentialFields';

/** A hidden field in which n8n keeps a part of a session. Where the one that is `expirable` is empty, n8n signs in. */
export function sessionField(displayName: string, name: string, expirable = false): INodeProperties {
	return { displayName, name, type: 'hidden', typeOptions: { expirable, password: true }, default: '' };
}

/** Stands for what was signed in with, without holding it. @param fields those that say who signs in, and where */
export function sessionOrigin(credential: Credential, fields: readonly string[]): string {
	return hash(JSON.stringify(fields.map((name) => credential[name])), 16);
}

/**
 * The token of a session that this credential signed in to; empty where n8n kept that of another account, because the fields were
 * changed or are an expression: an empty token brings a 401, and that a new sign-in.
 */
export function sessionToken(credential: Credential, name: string, fields: readonly string[]): string {
	return credential['sessionOrigin'] === sessionOrigin(credential, fields) ? typed(credential[name]) : '';
}
