const PRODUCTION = 'https://api.ductape.app';

/** The credential's address, and the platform's own hosts: the page where one signs in means the API (provider document, section 1). */
export const address = {
	name: 'baseUrl',
	label: 'Base URL',
	// The routes name their version themselves.
	dropped: '/v1',
	hosts: {
		'api.ductape.app': PRODUCTION,
		'cloud.ductape.app': PRODUCTION,
		'staging-api.ductape.app': 'https://staging-api.ductape.app',
		'docs.ductape.app': null,
		'ductape.app': null,
	},
};
