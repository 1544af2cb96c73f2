import { apiResource, customCall } from '../../../core';
import { auditLogResource } from './auditLog';
import { integrationResource } from './integration';

/** Everything the Port node can do. */
export const resources = [
	apiResource(customCall({ pathExample: '/blueprints/service/entities' })),
	integrationResource,
	auditLogResource,
];
