import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { tagOf } from '../reading/documents';
import { anyIntegration } from '../locators';
import { notificationMessages } from '../reading/runs';
import { environment } from '../fields';

/** GET /integrations/v1/notification-messages, one list. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many notification messages',
	description: 'Messages that notifications sent, or could not send',
	fields: {
		integrationId: anyIntegration,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				env: environment,
				status: choice({
					displayName: 'Status',
					options: [
						{ name: 'Failed', value: 'failed' },
						{ name: 'Sent', value: 'sent' },
					],
					default: 'failed',
				}),
			},
		}),
	},
	simplify: simplifyMessage,
	list: async function* (api, { integrationId, filters }) {
		const productTag = integrationId === undefined ? undefined : await tagOf(api, integrationId);
		yield* await notificationMessages(api, { ...filters, product_tag: productTag });
	},
});

function simplifyMessage(record: IDataObject): IDataObject {
	return pick(record, ['_id', 'notification_tag', 'product_tag', 'env', 'status', 'error', 'createdAt']);
}

export const notificationMessageResource = resource('Notification Message', [getMany]);
