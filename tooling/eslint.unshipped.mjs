import eslint from '@eslint/js';
import typescript from 'typescript-eslint';

import { root } from './npm.mjs';

/**
 * Lint rules for what never ships (test, simulators, demo, bench, docs). The root's eslint.config.mjs is n8n's
 * own, word for word; it forbids such folders `process`, timers and the file system, which they need. Each of
 * them therefore has a configuration of its own, which is this one.
 */
export const unshipped = typescript.config(
	{ ignores: ['**/node_modules/', '**/dist/', '**/.*/'] },
	{
		files: ['**/*.ts'],
		extends: [eslint.configs.recommended, typescript.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: { project: 'tsconfig.unshipped.json', tsconfigRootDir: root },
		},
		linterOptions: { noInlineConfig: true },
		rules: {
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allow: ['URL', 'URLSearchParams'] },
			],
			// Handlers of fastify and methods of n8n are async by contract, whether or not one of them waits.
			'@typescript-eslint/require-await': 'off',
		},
	},
);
