import config from '../jest.config.mjs';

/** The short form of `npm run chaos`, which keeps a small machine busy. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/chaos/**/*.test.ts'],
	testPathIgnorePatterns: [],
	// A run that takes too long goes on by itself, with n8n.
	forceExit: true,
};
