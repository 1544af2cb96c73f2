const US = 'https://api.integrator.io';
const EU = 'https://api.eu.integrator.io';

/** The servers by region (provider document, "Authentication and base URLs"). */
export const regions = { us: US, eu: EU };

/** The platform's own hosts: the address of a page means the API of its region (provider document, section 9). */
export const address = {
	path: '/v1',
	hosts: {
		'api.integrator.io': US,
		'integrator.io': US,
		'api.eu.integrator.io': EU,
		'eu.integrator.io': EU,
		'docs.integrator.io': null,
		'docs.celigo.com': null,
		'celigo.com': null,
		'www.celigo.com': null,
	},
};
