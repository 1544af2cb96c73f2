const EU = 'https://api.port.io';
const US = 'https://api.us.port.io';

/** The servers by region (provider document, section 1). */
export const regions = { eu: EU, us: US };

/** The platform's own hosts: the older ones of the API, which are still valid, and those of the pages of each region. */
export const address = {
	path: '/v1',
	hosts: {
		'api.port.io': EU,
		'app.port.io': EU,
		'api.getport.io': 'https://api.getport.io',
		'app.getport.io': EU,
		'api.us.port.io': US,
		'app.us.port.io': US,
		'api.us.getport.io': 'https://api.us.getport.io',
		'app.us.getport.io': US,
		'docs.port.io': null,
		'port.io': null,
		'www.port.io': null,
	},
};
