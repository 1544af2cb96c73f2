import config from '../jest.config.mjs';

/** Only the short form of `npm run chaos`. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/chaos/**/*.test.ts'],
	// A run that takes too long goes on by itself, with n8n.
	forceExit: true,
};
