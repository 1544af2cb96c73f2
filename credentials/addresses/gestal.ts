/** The credential's address, and the platform's own hosts (provider document, section 1). */
export const address = {
	name: 'baseUrl',
	label: 'Base URL',
	hosts: { 'api.gestal.cloud': 'https://api.gestal.cloud', 'developer.gestal.cloud': null },
};
