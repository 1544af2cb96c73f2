import config from '../jest.config.mjs';

/** The short form of `npm run chaos`, and a trigger's life, which keep a small machine busy: one after the other. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/chaos/**/*.test.ts'],
	testPathIgnorePatterns: [],
	maxWorkers: 1,
	// A run that takes too long goes on by itself, with n8n.
	forceExit: true,
};
