import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { range } from 'lodash';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readExample } from './readExample';

const chatText = 'bodyParameters.parameters.0.value';
const shortName = 'Orders';
/** With the flag u, a whole emoji is one sign, and does not match. */
const halfEmoji = /\p{Surrogate}/u;
const many = (itemOf: (at: number) => IDataObject, count = 25) => range(count).map(itemOf);

interface Message {
	/** What comes into it, where a platform, a model or n8n says this. */
	readonly item: (text: string, name: string) => IDataObject;
	readonly returned?: (text: string, name: string) => Record<string, IDataObject[]>;
}

/** What each ready workflow may have to say in one chat message. */
const messages: Record<string, readonly Message[]> = {
	'ai-explain-error': ['output', 'error'].map((field) => ({
		item: (text) => ({ explanations: many(() => ({ [field]: text }), 5) }),
		returned: (text, name) => ({
			'First five': many(
				() => ({ message: text, detail: { count: 2, samples: [{ integrationName: name }] } }),
				5,
			),
		}),
	})),
	'celigo-audit-digest': [{ item: (line) => ({ changes: many(() => ({ line, isUnread: false })) }) }],
	'celigo-backup': [{ item: (error, name) => ({ failed: many(() => ({ name, error })) }) }],
	'celigo-retry-errors': [
		{
			item: (text, name) => ({
				errors: many((at) => ({ errorId: `${at}`, _flowId: 'f', message: text, code: name, error: text })),
			}),
		},
	],
	'ductape-failed-runs': [{ item: (line) => ({ runs: many(() => ({ line })) }) }],
	'error-workflow': ['execution', 'trigger'].map((failed) => ({
		item: (message, name) => ({ workflow: { name }, [failed]: { error: { message, description: message } } }),
	})),
	'gestal-upsert-mirrors': [
		{
			item: (error) => ({
				rows: many((itemIndex) => ({ error: `${itemIndex} ${error}`, details: { itemIndex } })),
			}),
			returned: () => ({ 'Upsert mirrors': [] }),
		},
		{ item: (error) => ({ rows: [{ error }] }) },
	],
	'morning-digest': [
		{
			item: (message) => ({
				platform: 'celigo',
				detail: {
					count: 25,
					firstAt: '2026-01-05T07:00:00.000Z',
					messages: many(() => ({ count: 1, message })),
				},
			}),
		},
	],
	'new-error-to-chat': [
		{
			item: (message, name) => ({
				errors: many(() => ({
					severity: 'error',
					platform: 'celigo',
					message,
					url: `https://integrator.io/integrations/${'1'.repeat(24)}/flowBuilder/${'2'.repeat(24)}`,
					detail: { count: 2, integrations: many(() => ({ integrationName: name }), 30) },
				})),
			}),
		},
	],
	'polarity-affected-users': [
		{
			item: (message, name) => ({
				errors: many(() => ({
					integrationName: name,
					message,
					detail: { affectedUsers: many((id) => ({ id, username: name }), 30) },
				})),
			}),
		},
	],
	'polarity-rotate-key': [
		{ item: (error) => ({ results: [{ error }] }) },
		{
			item: (error, name) => ({
				results: [{ error }, ...many(() => ({ integrationId: 'vt', name, error }))],
			}),
			returned: (_text, name) => ({
				'Name matches': many(() => ({ integrationId: 'vt', name, status: 'running' })),
			}),
		},
	],
	'port-resync': [{ item: (error, name) => ({ failed: many(() => ({ title: name, error })) }) }],
};

const cases = Object.entries(messages).flatMap(([file, sent]) =>
	sent.map((message, at) => ({ file, at, ...message })),
);
const shown = ({ file, item, returned }: (typeof cases)[number], text: string, name = shortName) =>
	readExample(file).shown('Send to chat', chatText, item(text, name), returned?.(text, name));

test('every message of a ready workflow is tried here', () => {
	const sending = readdirSync(join(__dirname, '../../examples')).flatMap((file) => {
		const example = file.replace(/\.json$/, '');
		return readExample(example)
			.names.filter((node) =>
				JSON.stringify(readExample(example).parametersOf(node)).includes('chat.example.com'),
			)
			.filter((node) => !node.startsWith('About'))
			.map((node) => `${example}: ${node}`);
	});
	expect(Object.keys(messages).map((file) => `${file}: Send to chat`)).toEqual(sending.sort());
});

test.each(cases)('$file, message $at: a chat takes it, however long each error is', (message) => {
	// Mattermost takes 16,383 characters, Google Chat 32,000 bytes.
	expect(shown(message, 'x'.repeat(100_000)).length).toBeLessThan(16_000);
	expect(shown(message, 'Not found')).toContain('Not found');
});

test.each(cases)('$file, message $at: a chat takes it, however long and many the names are', (message) => {
	expect(shown(message, 'x'.repeat(100_000), 'n'.repeat(1000)).length).toBeLessThan(16_000);
});

test.each(cases)('$file, message $at: a chat takes it in any script, as one counts bytes', (message) => {
	// A sign of these takes three bytes. Google Chat takes 32,000 of the whole request.
	const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify({ text }));
	const long = '注'.repeat(100_000);
	expect(bytesOf(shown(message, long))).toBeLessThan(32_000);
	expect(bytesOf(shown(message, long, '注'.repeat(1000)))).toBeLessThan(32_000);
});

test.each(cases)(
	'$file, message $at: no emoji is cut in half, which a strict chat refuses as no text',
	(message) => {
		const emojis = '😀'.repeat(2000);
		for (const text of [emojis, `x${emojis}`]) {
			expect(halfEmoji.exec(shown(message, text, text))?.index).toBeUndefined();
		}
	},
);

test('the error workflow says what to do, too, where the error does', () => {
	const [execution] = messages['error-workflow'] ?? [];
	const said = (error: object) =>
		readExample('error-workflow').shown('Send to chat', chatText, {
			...execution?.item('', 'Nightly'),
			execution: { error, lastNodeExecuted: 'Retry' },
		});
	const message = 'Celigo: too many requests';
	expect(said({ message, description: 'Try again later.' })).toBe(
		`Workflow "Nightly" failed at "Retry": ${message}\nTry again later.`,
	);
	expect(said({ message, description: null })).toBe(`Workflow "Nightly" failed at "Retry": ${message}`);
});

test.each(cases)('$file, message $at: what a platform says notifies nobody', (message) => {
	// In Slack, Google Chat and Mattermost, which takes it in italics, too.
	const text = 'For <!channel>, <@U1>, <users/all>, @all and _@here_, by ann@example.com';
	const sent = shown(message, text);
	expect(sent).not.toMatch(/<[!@]|<users|(?<![a-z])@[a-z]/i);
	expect(sent).toContain('ann@example.com');
	expect(sent.replaceAll('\u200b', '')).toContain(text);
});
