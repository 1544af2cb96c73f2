import { get } from 'lodash';

import {
	choice,
	collection,
	flag,
	id,
	IN_PLAIN_TEXT,
	integer,
	isRecord,
	optionalId,
	optionalJson,
	optionalText,
	resource,
	simplified,
	textOf,
} from '../../../core';
import { secretText } from '../fields';
import { givenGroup, mergedGroup } from '../parts/partFields';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';

const METHODS = [
	{ name: 'DELETE', value: 'DELETE' },
	{ name: 'GET', value: 'GET' },
	{ name: 'PATCH', value: 'PATCH' },
	{ name: 'POST', value: 'POST' },
	{ name: 'PUT', value: 'PUT' },
] as const;

const emails = collection({
	displayName: 'Emails',
	fields: {
		host: optionalId({ displayName: 'Host', placeholder: 'e.g. smtp.example.com' }),
		pass: secretText({ displayName: 'Password' }),
		port: integer({ displayName: 'Port', default: 587, min: 1, max: 65_535 }),
		secure: flag({
			displayName: 'Secure',
			default: false,
			description: 'Whether to connect with TLS from the start',
		}),
		sender_email: optionalId({ displayName: 'Sender', placeholder: 'e.g. name@example.com' }),
		template: optionalJson({ displayName: 'Template (JSON)', default: '' }),
		tls: flag({ displayName: 'TLS', default: true, description: 'Whether to use TLS' }),
		user: optionalText({ displayName: 'User' }),
	},
});

const push = collection({
	displayName: 'Push',
	fields: {
		body: optionalText({ displayName: 'Body', description: 'Template for the text' }),
		credentials: optionalJson({
			displayName: 'Credentials (JSON)',
			default: '',
			description: `The service account. ${IN_PLAIN_TEXT}`,
		}),
		databaseUrl: optionalText({ displayName: 'Database URL' }),
		title: optionalText({ displayName: 'Title', description: 'Template for the title' }),
		type: choice({
			displayName: 'Type',
			options: [
				{ name: 'Expo', value: 'EXPO' },
				{ name: 'Firebase', value: 'FIREBASE' },
			],
			default: 'FIREBASE',
		}),
	},
});

const webhook = collection({
	displayName: 'Webhook',
	fields: {
		body: optionalJson({
			displayName: 'Body (JSON)',
			default: '',
			hint: 'For example: {"text": "New order"}',
		}),
		method: choice({ displayName: 'Method', options: METHODS, default: 'POST' }),
		params: optionalJson({
			displayName: 'Path Parameters (JSON)',
			default: '',
			hint: 'For example: {"orderId": "1042"}',
		}),
		query: optionalJson({
			displayName: 'Query (JSON)',
			default: '',
			hint: 'For example: {"verbose": "true"}',
		}),
		url: optionalText({ displayName: 'URL', placeholder: 'e.g. https://example.com/hook' }),
	},
});

/** `notifications` of the integration's document. */
export const notification: PartKind = {
	...TAGGED,
	name: 'Notification',
	component: 'notification',
	list: 'notifications',
	proxyModule: 'notifications',
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. ops' }) },
	shownFields: { emails, push, webhook },
	fields: {
		description: optionalText({ displayName: 'Description' }),
		name: optionalText({ displayName: 'Name' }),
		type: optionalText({ displayName: 'Type' }),
	},
	body: ({ emails, push, webhook, ...values }) => {
		const { user, pass, ...mailFields } = isRecord(emails) ? emails : {};
		const { title, body, ...pushFields } = isRecord(push) ? push : {};
		return {
			...values,
			emails: givenGroup({ ...mailFields, auth: givenGroup({ user, pass }) }),
			push: givenGroup({ ...pushFields, template: givenGroup({ title, body }) }),
			webhook: givenGroup(webhook),
		};
	},
	merge: (stored, fields) => ({
		...mergedGroup('emails', stored, fields, ['auth']),
		...mergedGroup('push', stored, fields, ['template']),
		...mergedGroup('webhook', stored, fields),
	}),
	hasSecrets: true,
	simplify: (part) => ({
		...simplified(part, ['_id', 'tag', 'name', 'description', 'type']),
		emailHost: textOf(get(part, ['emails', 'host'])) ?? null,
		senderEmail: textOf(get(part, ['emails', 'sender_email'])) ?? null,
		pushType: textOf(get(part, ['push', 'type'])) ?? null,
		webhookMethod: textOf(get(part, ['webhook', 'method'])) ?? null,
	}),
};

export const notificationResource = resource('Notification', partOperations(notification));
