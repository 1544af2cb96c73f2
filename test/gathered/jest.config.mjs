import config from '../../jest.config.mjs';

/** See gather.ts: a part of the tests covers a part of the code. */
const isPart = [process.env.GATHER_ONLY, process.env.IN_CHECKOUT_COPY].some((value) => value !== undefined);

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
	...(isPart && { coverageThreshold: undefined }),
};
