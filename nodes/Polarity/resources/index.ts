import { apiResource, customCall } from '../../../core';
import { integrationResource } from './integration';
import { integrationErrorResource } from './integrationError';
import { lookupResource } from './lookup';

export const resources = [
	apiResource(customCall({ pathExample: '/api/integrations/virustotal_node_18_1725278818' })),
	integrationResource,
	integrationErrorResource,
	lookupResource,
];
