import config from '../../jest.config.mjs';

const platforms = {
	Celigo: ['operations', 'trigger', 'pickers'],
	Ductape: ['operations', 'trigger', 'credential'],
	Gestal: ['operations', 'trigger', 'failures'],
	Polarity: ['operations', 'trigger', 'credential'],
	Port: ['operations', 'trigger', 'credential'],
};

/**
 * What must hold on every n8n that README.md names: each platform's lists and changes, its trigger, and the test of its
 * credential. On n8n's engine of the version in N8N_VERSION_FOLDER; `npm run versions` installs it and starts this.
 */
export default {
	...config,
	rootDir: '../..',
	testMatch: Object.entries(platforms).flatMap(([platform, names]) =>
		names.map((name) => `<rootDir>/test/platforms/${platform}/${name}.test.ts`),
	),
	resolver: '<rootDir>/test/versions/resolver.cjs',
	maxWorkers: 2,
	// An older n8n-core is slower to load, the first time.
	testTimeout: 60_000,
	coverageThreshold: {},
};
