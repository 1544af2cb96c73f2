import config from '../../jest.config.mjs';

/** The whole run of `npm run unit`: all test files, gathered into a few suites. See gather.ts. */
export default {
	...config,
	rootDir: '../..',
	testMatch: [
		'<rootDir>/test/gathered/*.test.ts',
		// Jest begins with the largest files: the parts are all small.
		'<rootDir>/test/tooling/newPlatform.test.ts',
		'<rootDir>/test/docs/samples.test.ts',
	],
	testPathIgnorePatterns: ['/node_modules/'],
	// See gather.ts: such a copy runs a part of the tests.
	...(process.env.IN_CHECKOUT_COPY !== undefined && { coverageThreshold: undefined }),
};
