import type { IDataObject } from 'n8n-workflow';

import { choice, operation, resource, simplified } from '../../../core';
import { filtersBy, knownTag, runFilters } from '../fields';
import { integration } from '../locators';
import { daysToAsk } from '../reading/days';
import { tagOf } from '../reading/documents';
import { notificationMessages } from '../reading/messages';

const filters = filtersBy({
	...runFilters,
	notification_tag: knownTag({ displayName: 'Notification Tag', placeholder: 'e.g. ops:order_failed' }),
	status: choice({
		displayName: 'Status',
		options: [
			{ name: 'Failed', value: 'failed' },
			{ name: 'Pending', value: 'pending' },
			{ name: 'Reprocessing', value: 'reprocessing' },
			{ name: 'Sent', value: 'sent' },
		],
		default: 'failed',
	}),
});

function shortMessage(message: IDataObject): IDataObject {
	const { created_at = message['createdAt'], updated_at = message['updatedAt'] } = message;
	return simplified({ ...message, created_at, updated_at }, [
		'_id',
		'notification_tag',
		'type',
		'status',
		'error',
		'env',
		'process_id',
		'created_at',
		'updated_at',
		'integrationId',
	]);
}

/** GET /integrations/v1/notification-messages, one list. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many notification messages',
	description: 'Retrieve a list of messages that were sent, or could not be sent',
	fields: { integrationId: integration, filters },
	simplify: shortMessage,
	list: async function* (api, { integrationId, filters }) {
		const product_tag = await tagOf(api, integrationId);
		const asked = { ...daysToAsk(filters), product_tag };
		const { wanted, listed, isWhole } = await notificationMessages(api, asked, filters);
		if (!isWhole) {
			api.remark(`Ductape returned ${listed} notification messages and may have more. Choose fewer days.`);
		}
		yield* wanted.map((row) => ({ ...row, integrationId }));
	},
});

export const notificationMessageResource = resource('Notification Message', [getMany]);
