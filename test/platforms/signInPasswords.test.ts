import { expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, ICredentialType } from 'n8n-workflow';

import { DuctapeApi } from '../../credentials/DuctapeApi.credentials';
import { GestalIntegratorApi } from '../../credentials/GestalIntegratorApi.credentials';
import { PolarityApi } from '../../credentials/PolarityApi.credentials';
import { ThingsServer, type Received } from '../core/things';
import { testCredential } from '../engine';
import { forAllTests } from '../lifecycle';
import { everyCredential } from './everyCredential';

/** The credentials in which a person types a password: its blanks belong to it. */

const PASSWORD = ' two words ';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const inBody = ({ body }: Received): unknown => JSON.parse(body);

test.each<
	[string, ICredentialType, ICredentialDataDecryptedObject, (received: Received) => unknown, unknown]
>([
	[
		'Ductape',
		new DuctapeApi(),
		{ signInWith: 'password', workspaceId: 'w', email: ' e@example.com ' },
		inBody,
		{ email: 'e@example.com', password: PASSWORD },
	],
	[
		'Polarity',
		new PolarityApi(),
		{ signInWith: 'password', username: ' user ' },
		inBody,
		{ identification: 'user', password: PASSWORD },
	],
	[
		'Gestal Cloud',
		new GestalIntegratorApi(),
		{ email: ' e@example.com ' },
		({ headers }) => Buffer.from(String(headers['authorization']).replace('Basic ', ''), 'base64').toString(),
		`e@example.com:${PASSWORD}`,
	],
])(
	'%s: a password keeps its blanks, a name loses those around it, and what is refused is sent once',
	async (_name, type, typed, sent, expected) => {
		server.answer = () => ({ status: 401 });
		const address = { baseUrl: server.url, serverUrl: server.url };
		await testCredential({ credentialType: type, data: { ...typed, ...address, password: PASSWORD } });
		expect(server.received.map(sent)).toEqual([expected]);
	},
);

/** n8n keeps there what a sign-in returned, and blanks only password fields for who opens the credential in the editor. */
test('nobody who may edit a credential sees anything of its session', () => {
	const hidden = everyCredential.flatMap(({ type }) =>
		type.properties.filter((property) => property.type === 'hidden'),
	);
	expect(hidden.length).toBeGreaterThan(4);
	const shown = hidden.filter(({ typeOptions }) => typeOptions?.password !== true);
	expect(shown.map(({ name }) => name)).toEqual([]);
});
