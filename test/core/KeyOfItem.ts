import type { ICredentialsHelper } from 'n8n-workflow';

import { CredentialStore } from '../engine';

/** A credential whose key is an expression that takes it from the item. */
export class KeyOfItem extends CredentialStore {
	reads = 0;

	override async getDecrypted(...asked: Parameters<ICredentialsHelper['getDecrypted']>) {
		this.reads += 1;
		const [, , , , , , at] = asked;
		return await Promise.resolve({ ...this.data('keyApi'), key: `key-of-item-${at?.itemIndex ?? 'none'}` });
	}
}
