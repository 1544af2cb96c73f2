import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, ICredentialType, INodeType } from 'n8n-workflow';

import type { Platform } from '../../core';
import { accountKey } from '../../core/request/sharedPaces';
import { DuctapeApi } from '../../credentials/DuctapeApi.credentials';
import { GestalIntegratorApi } from '../../credentials/GestalIntegratorApi.credentials';
import { PolarityApi } from '../../credentials/PolarityApi.credentials';
import { Ductape } from '../../nodes/Ductape/Ductape.node';
import { ductape } from '../../nodes/Ductape/platform';
import { Gestal } from '../../nodes/Gestal/Gestal.node';
import { gestal } from '../../nodes/Gestal/platform';
import { Polarity } from '../../nodes/Polarity/Polarity.node';
import { polarity } from '../../nodes/Polarity/platform';
import { ThingsServer, type Received } from '../core/things';
import { runNode, testCredential } from '../engine';
import { forAllTests } from '../lifecycle';
import { everyCredential } from './everyCredential';
import { nodeOf } from './nodeOf';

/** The credentials in which a person types a password: its blanks belong to it. */

const PASSWORD = ' two words ';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const addresses = () => ({ baseUrl: server.url, serverUrl: server.url });

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
		await testCredential({ credentialType: type, data: { ...typed, ...addresses(), password: PASSWORD } });
		expect(server.received.map(sent)).toEqual([expected]);
	},
);

describe.each<
	[string, Platform, new () => INodeType, ICredentialType, ICredentialDataDecryptedObject, session: object]
>([
	[
		'Ductape',
		ductape,
		Ductape,
		new DuctapeApi(),
		{ signInWith: 'password', workspaceId: 'w', email: 'e@example.com' },
		{ auth_token: 'a-token', public_key: 'a'.repeat(40), _id: 'u' },
	],
	[
		'Polarity',
		polarity,
		Polarity,
		new PolarityApi(),
		{ signInWith: 'password', username: 'user' },
		{ token: 'a-token' },
	],
	[
		'Gestal Cloud',
		gestal,
		Gestal,
		new GestalIntegratorApi(),
		{ email: 'e@example.com' },
		{ token: 'a-token' },
	],
])('%s: a password', (_name, platform, Node, credentialType, typed, session) => {
	test('that was corrected in its blanks or in any letter is not held for the one that was refused', () => {
		const passwords = [
			'two words',
			' two words',
			'two words ',
			'two w\u00F6rds',
			'two w\u65E5rds',
			'two\nwords',
		];
		const keyOf = (password: string) => accountKey(platform.connect({ ...typed, ...addresses(), password }));
		expect(new Set(passwords.map(keyOf)).size).toBe(passwords.length);
	});

	test('is hidden as it was typed, and a number that is a part of it stays one', async () => {
		const password = '\u65E5\u672C12345678';
		const row = { id: 'one', number: 12345678, text: `The password is ${password}` };
		server.answer = ({ method }) => ({ body: { status: true, data: method === 'POST' ? session : [row] } });
		const { json } = await runNode({
			node: nodeOf(Node),
			credentialTypes: [credentialType],
			credentials: { [credentialType.name]: { ...typed, ...addresses(), password } },
			parameters: { resource: 'api', operation: 'customCall', path: '/things' },
		});
		expect(json).toMatchObject([{ number: 12345678, text: 'The password is [redacted]' }]);
	});
});

test('a user ID that was corrected is another account, to which a private key signs in', () => {
	const keyOf = (userId: string) =>
		accountKey(ductape.connect({ ...addresses(), signInWith: 'privateKey', userId, privateKey: 'k' }));
	expect(keyOf('one')).not.toBe(keyOf('other'));
});

/** n8n keeps there what a sign-in returned, and blanks only password fields for who opens the credential in the editor. */
test('nobody who may edit a credential sees anything of its session', () => {
	const hidden = everyCredential.flatMap(({ type }) =>
		type.properties.filter((property) => property.type === 'hidden'),
	);
	expect(hidden.length).toBeGreaterThan(4);
	const shown = hidden.filter(({ typeOptions }) => typeOptions?.password !== true);
	expect(shown.map(({ name }) => name)).toEqual([]);
});
