import config from '../jest.config.mjs';

/** Prepares for itself: another jest that prepares the other tests may run at the same time. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/chaos/**/*.test.ts'],
	testPathIgnorePatterns: [],
	globalSetup: undefined,
	// A run that takes too long goes on by itself, with n8n.
	forceExit: true,
};
