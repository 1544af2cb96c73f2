import type { ICredentialDataDecryptedObject, ICredentialType } from 'n8n-workflow';

import { sessionOrigin } from '../../core/credential/session';
import { CeligoApi } from '../../credentials/CeligoApi.credentials';
import { DuctapeApi } from '../../credentials/DuctapeApi.credentials';
import { GestalInstallationApi } from '../../credentials/GestalInstallationApi.credentials';
import { GestalIntegratorApi } from '../../credentials/GestalIntegratorApi.credentials';
import { PolarityApi } from '../../credentials/PolarityApi.credentials';
import { PortIntegrationsApi } from '../../credentials/PortIntegrationsApi.credentials';

/** What stands in each of them as its secret; a token that was fetched too. */
export const SECRET = 'very-secret-secret';

interface Subject {
	readonly name: string;
	readonly type: ICredentialType;
	/** What a person typed for a server. */
	readonly typed: (url: string) => ICredentialDataDecryptedObject;
}

const subjects: ReadonlyArray<[ICredentialType, Subject['typed']]> = [
	[new CeligoApi(), (customUrl) => ({ region: 'custom', customUrl, apiToken: SECRET })],
	[
		new PortIntegrationsApi(),
		(customUrl) =>
			signedIn({ region: 'custom', customUrl, clientId: 'id', clientSecret: 's' }, { accessToken: SECRET }),
	],
	[
		new DuctapeApi(),
		(baseUrl) => ({
			baseUrl,
			signInWith: 'token',
			workspaceId: 'w',
			userId: 'u',
			authToken: SECRET,
			publicKey: 'p',
		}),
	],
	[new PolarityApi(), (serverUrl) => ({ serverUrl, signInWith: 'apiKey', apiKey: SECRET })],
	[new GestalInstallationApi(), (baseUrl) => ({ baseUrl, apiKey: SECRET })],
	[
		new GestalIntegratorApi(),
		(baseUrl) => signedIn({ baseUrl, email: 'e', password: 'p' }, { sessionToken: SECRET }),
	],
];

/** With the session that n8n keeps after a sign-in with it. */
function signedIn(typed: ICredentialDataDecryptedObject, session: ICredentialDataDecryptedObject) {
	return { ...typed, ...session, sessionOrigin: sessionOrigin(typed, Object.keys(typed)) };
}

/** Every type of credential that package.json lists. `npm run new-platform` adds that of a new platform. */
export const everyCredential: readonly Subject[] = subjects.map(([type, typed]) => ({
	name: type.name,
	type,
	typed,
}));
