/** The packed nodes in a real n8n. One file after the other: each has an n8n of its own, and two cores are few. */
export default {
	rootDir: '../..',
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['checkout', 'chaos', 'pictures'].map((name) => `<rootDir>/test/e2e/${name}/`),
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/demo/\\.', '<rootDir>/test/e2e/\\.'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	globalSetup: '<rootDir>/test/e2e/world/prepare.ts',
	maxWorkers: 1,
	verbose: true,
	// An n8n starts in 15 s, a trigger is polled up to a minute later.
	testTimeout: 180_000,
};
