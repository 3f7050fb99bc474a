import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'data/', 'drizzle/', 'bench/results/'] },
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	{ languageOptions: { globals: { ...globals.browser, ...globals.node } } },
	{
		rules: {
			'no-undef': 'off',
			'no-control-regex': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/no-non-null-assertion': 'error',
			'no-console': 'error',
			'svelte/no-navigation-without-resolve': 'off',
			// sets and maps here are replaced whole, not changed in place
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/no-at-html-tags': 'error'
		}
	},
	{
		files: ['src/lib/**/*.ts', 'src/routes/**/*.ts'],
		ignores: ['src/**/*.test.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'process', property: 'env', message: 'Settings come from src/env.ts.' },
				{ object: 'Math', property: 'random', message: 'Randomness comes from the context.' }
			]
		}
	},
	{
		// a statement that nobody awaits may run after its commit; one in a test may not have run yet
		files: ['src/*.ts', 'src/{lib/server,routes}/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }]
		}
	},
	{ files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
	{
		files: ['bin/**', 'tests/**', 'bench/**'],
		rules: {
			'no-console': 'off',
			'@typescript-eslint/no-unused-expressions': ['error', { allowTernary: true, allowShortCircuit: true }]
		}
	}
);
