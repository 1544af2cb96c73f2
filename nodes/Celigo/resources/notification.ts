import type { IDataObject } from 'n8n-workflow';

import { choice, emptyOnPurpose, operation, resource, route, when } from '../../../core';
import type { ApiClient, Values } from '../../../core';
import { optionalEmailAddress } from '../fields';
import { connection, flow, integration } from '../locators';
import { linkedPages } from '../reading/pages';
import { onRefusal } from '../refusals';

const subscription = {
	of: choice({
		displayName: 'Scope',
		options: [
			{ name: 'Connection', value: 'connection', description: 'When it goes offline' },
			{ name: 'Flow', value: 'flow', description: 'When it has errors' },
			{ name: 'Integration', value: 'integration', description: 'When any of its flows has errors' },
		],
		default: 'integration',
		description: 'What the email is about',
	}),
	integrationId: when({ of: ['integration'] }, integration),
	flowId: when({ of: ['flow'] }, flow),
	connectionId: when(
		{ of: ['connection'] },
		connection('Connection', 'The connection that the emails are about'),
	),
	email: emptyOnPurpose(
		optionalEmailAddress("Email address of a user in the account. Leave empty for the token's own user."),
	),
};

type Subscription = Values<typeof subscription>;

/** GET /notifications, of all users. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many notification subscriptions',
	description: 'Retrieve a list of subscriptions: who receives emails about what',
	fields: {},
	list: (api) => linkedPages(api, route`/notifications`, { users: 'all' }),
});

/** PUT /notifications of one subscription; those of others, and to other things, stay. */
export const subscribe = operation({
	name: 'Subscribe',
	action: 'Subscribe user to notifications',
	description: 'Email a user about errors or an offline connection',
	fields: subscription,
	exclusive: subjectOf,
	run: async (api, values) => await changed(api, values, true),
});

/** As Subscribe. */
export const unsubscribe = operation({
	name: 'Unsubscribe',
	action: 'Unsubscribe user from notifications',
	description: 'Stop emailing a user about errors or an offline connection',
	fields: subscription,
	exclusive: subjectOf,
	run: async (api, values) => await changed(api, values, false),
});

async function changed(api: ApiClient, values: Subscription, subscribed: boolean): Promise<IDataObject> {
	const { email } = values;
	const { flowId: _flowId, integrationId: _integrationId, connectionId: _connectionId } = values;
	const subject = { _integrationId, _flowId, _connectionId };
	const body = [{ ...subject, subscribed, subscribedByUserEmail: email }];
	const refusalHint = onRefusal('The email address must be that of a user in the account.');
	await api.put(route`/notifications`, body, { ...(email !== undefined && { refusalHint }) });
	return { requested: true, ...subject, email: email ?? null };
}

/** Of two items with one subscription, the later one counts. */
function subjectOf({ integrationId, flowId, connectionId, email = '' }: Subscription): string {
	return [integrationId ?? flowId ?? connectionId, email.toLowerCase()].join(' ');
}

export const notificationResource = resource('Notification', [getMany, subscribe, unsubscribe]);
