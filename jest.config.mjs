/** Unit and contract tests: n8n's own engine and real HTTP on loopback. The real n8n is tested by test/e2e. */
export default {
	testEnvironment: '<rootDir>/test/engine/OwnGlobals.mjs',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/gathered/'],
	globalSetup: '<rootDir>/test/engine/globalSetup.mjs',
	globalTeardown: '<rootDir>/test/engine/globalTeardown.mjs',
	setupFiles: ['<rootDir>/test/engine/environment.ts'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/demo/', '<rootDir>/\\.n8n-versions/'],
	transform: {
		// Also the tools of this repository, for tests that call one of their functions.
		'\\.ts$|[/\\\\]tooling[/\\\\].+\\.mjs$': [
			'@swc/jest',
			{
				jsc: {
					target: 'es2022',
					parser: { syntax: 'typescript', decorators: true },
					transform: { legacyDecorator: true, decoratorMetadata: true },
				},
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	// Workers, also where jest would take one: a server that a failed test left open then ends with its worker,
	// and each test file loads n8n-core anew into memory that only the end of a worker gives back.
	maxWorkers: '100%',
	workerIdleMemoryLimit: '1GB',
	// n8n-core loads in seconds, once a test file.
	testTimeout: 30_000,
	collectCoverageFrom: ['core/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'coverage',
	coverageReporters: ['json', 'text-summary', 'lcov'],
	coverageThreshold: {
		'./core/': { lines: 95 },
		'./nodes/': { lines: 90 },
	},
};
