import { choice, operation, resource } from '../../../core';
import { anyEnvironment, filtersBy } from '../fields';
import { anyIntegration } from '../locators';
import { chosenTag } from '../reading/documents';
import { notificationMessages } from '../reading/runs';

const filters = filtersBy({
	env: anyEnvironment,
	status: choice({
		displayName: 'Status',
		options: [
			{ name: 'Failed', value: 'failed' },
			{ name: 'Sent', value: 'sent' },
		],
		default: 'failed',
	}),
});

/** GET /integrations/v1/notification-messages, one list. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many notification messages',
	description: 'Messages that notifications sent, or could not send',
	fields: { integrationId: anyIntegration, filters },
	simplify: ['_id', 'notification_tag', 'product_tag', 'env', 'status', 'error', 'createdAt'],
	list: async function* (api, { integrationId, filters }) {
		const productTag = await chosenTag(api, integrationId);
		yield* await notificationMessages(api, { ...filters, product_tag: productTag });
	},
});

export const notificationMessageResource = resource('Notification Message', [getMany]);
