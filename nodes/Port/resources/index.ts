import { apiResource, customCall } from '../../../core';
import { anyLog } from '../reading/logs';
import { auditLogResource } from './auditLog';
import { integrationResource } from './integration';

/** Everything the Port node can do. */
export const resources = [
	apiResource(customCall({ pathExample: '/blueprints/service/entities', ownList: anyLog })),
	integrationResource,
	auditLogResource,
];
