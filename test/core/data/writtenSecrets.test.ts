import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { isSecretName, textWithoutSecrets, withoutWrittenSecrets } from '../../../core/data/writtenSecrets';

const SECRET = 'sk9f8a7b6c5d4e3f';

describe('a secret of a third party is hidden', () => {
	test.each([
		[{ headers: [{ name: 'Authorization', value: `Bearer ${SECRET}` }] }],
		[{ headers: [{ key: 'X-Shopify-Access-Token', value: SECRET }] }],
		[{ headers: { 'X-Shopify-Access-Token': SECRET } }],
		[{ url: `https://example.com/x?api_key=${SECRET}&page=1` }],
		[{ url: `https://user:${SECRET}@example.com/x` }],
		[{ body: `grant_type=password&client_secret=${SECRET}` }],
		[{ body: JSON.stringify({ auth: { token: SECRET } }) }],
		[{ body: JSON.stringify([{ inner: JSON.stringify({ password: SECRET }) }]) }],
		[{ changes: { 'http.auth.token': SECRET } }],
		[{ message: `Request failed with Authorization: Bearer ${SECRET}` }],
		[{ message: `401 for {"apiKey": "${SECRET}"} at https://x.example.com` }],
		[{ lists: [[{ deep: { password: SECRET } }]] }],
	])('in %j', (record) => {
		expect(JSON.stringify(withoutWrittenSecrets(record, isSecretName))).not.toContain(SECRET);
	});
});

test('at any depth, in any of these forms', () => {
	const name = fc.constantFrom('password', 'api_key', 'X-Api-Key', 'client_secret', 'access_token');
	const leaf = fc.oneof(
		name.map((key) => ({ [key]: SECRET })),
		name.map((key) => ({ list: [{ name: key, value: SECRET }] })),
		name.map((key) => ({ text: `https://x.example.com/?${key}=${SECRET}` })),
		name.map((key) => ({ json: JSON.stringify({ [key]: SECRET }) })),
	);
	const nested = fc.letrec<{ node: object }>((tie) => ({
		node: fc.oneof(
			{ maxDepth: 5 },
			leaf,
			fc.record({ a: tie('node'), b: fc.array(tie('node'), { maxLength: 2 }) }),
		),
	})).node;
	fc.assert(
		fc.property(nested, (node) => {
			expect(
				JSON.stringify(
					withoutWrittenSecrets({ node: jsonParse<IDataObject>(JSON.stringify(node)) }, isSecretName),
				),
			).not.toContain(SECRET);
		}),
	);
});

test('what holds none is the same object', () => {
	const record = {
		message: 'Order 17 = late; see https://example.com/x?page=2',
		rows: [{ name: 'a', value: 'b' }],
	};
	expect(withoutWrittenSecrets(record, isSecretName)).toBe(record);
	expect(textWithoutSecrets('token expired: sign in again')).toBe('token expired: sign in again');
});
