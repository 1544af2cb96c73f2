import config from '../jest.config.mjs';

/** What takes a whole checkout and no n8n: it runs beside the tests that wait for n8n most of the time. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/checkout/**/*.test.ts'],
	testPathIgnorePatterns: [],
	globalSetup: undefined,
};
