/** The packed nodes in a real n8n. Each file has an n8n of its own; they wait half of the time, so two run at once. */
export default {
	rootDir: '../..',
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/chaos/', '<rootDir>/test/e2e/pictures/'],
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
	maxWorkers: 2,
	testSequencer: '<rootDir>/test/e2e/SlowestFirst.mjs',
	verbose: true,
	// An n8n starts in 15 s, a trigger is polled up to a minute later; on a busy machine it is minutes. What a test waits for
	// has a limit of its own, which says what did not come.
	testTimeout: 900_000,
};
