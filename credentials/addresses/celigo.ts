const US = 'https://api.integrator.io';
const EU = 'https://api.eu.integrator.io';
const AU = 'https://api.au.integrator.io';
const CA = 'https://api.ca.integrator.io';

/** The servers by region (provider document, "Authentication and base URLs"; Celigo's notes for AI agents on AU and CA). */
export const regions = { us: US, eu: EU, au: AU, ca: CA };

/** The platform's own hosts: the address of a page means the API of its region (provider document, section 9). */
export const address = {
	path: '/v1',
	hosts: {
		'api.integrator.io': US,
		'integrator.io': US,
		'api.eu.integrator.io': EU,
		'eu.integrator.io': EU,
		'api.au.integrator.io': AU,
		'au.integrator.io': AU,
		'api.ca.integrator.io': CA,
		'ca.integrator.io': CA,
		'docs.integrator.io': null,
		'docs.celigo.com': null,
		'celigo.com': null,
		'www.celigo.com': null,
	},
};
