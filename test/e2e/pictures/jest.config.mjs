import config from '../jest.config.mjs';

/** `npm run pictures` takes the pictures of docs/pictures; whoever takes them looks at each before it is committed. */
export default {
	...config,
	rootDir: '../../..',
	testMatch: ['<rootDir>/test/e2e/pictures/**/*.test.ts'],
	testPathIgnorePatterns: [],
};
