import { say } from './install/progress';
import type { N8nClient } from './n8n/N8nClient';
import type { RunningPlatform } from './platforms/DemoPlatform';

/** A platform whose credential n8n holds. */
export interface StoredPlatform {
	/** As people write it. */
	name: string;
	running: RunningPlatform;
	/** As a node refers to it: credential type to the stored credential. */
	credentials: Record<string, { id: string; name: string }>;
}

/** Stores the credentials for the simulator and tests each as the editor does. */
export async function storeCredential(
	n8n: N8nClient,
	name: string,
	running: RunningPlatform,
): Promise<StoredPlatform> {
	const credentials: StoredPlatform['credentials'] = {};
	for (const credential of [running.credential, ...(running.furtherCredentials ?? [])]) {
		const id = await n8n.saveCredential(credential);
		const { status, message } = await n8n.testCredential(id, credential);
		if (status !== 'OK') throw new Error(`The credential "${credential.name}" does not work: ${message}`);
		say(`  ${name}: the credential "${credential.name}" is stored and tested (${message})`);
		credentials[credential.type] = { id, name: credential.name };
	}
	return { name, running, credentials };
}
