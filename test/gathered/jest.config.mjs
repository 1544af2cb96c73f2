import config from '../../jest.config.mjs';

/** The whole run of `npm run unit`: all test files, gathered into a few suites. See gather.ts. */
export default {
	...config,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/gathered/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
};
