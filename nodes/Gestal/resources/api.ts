import { customCall } from '../../../core';
import { INSTALLATION } from '../platform';

/** Any request of the integrator's account. */
export const customCallOfIntegrator = customCall({ pathExample: '/integrations' });

/** Any request with the access key of a farm site. */
export const customCallToFarmSite = customCall({
	name: 'Custom Call to Farm Site',
	action: 'Send custom API call to farm site that can change or delete data',
	pathExample: '/integration/sows',
	credentialType: INSTALLATION,
});
