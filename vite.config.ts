import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const entries = {
	web: 'src/server.ts',
	worker: 'src/worker.ts',
	decoder: 'src/decoder.ts',
	command: 'src/command.ts',
	demo: 'src/demo.ts'
};

// Node reads drizzle's package.json (thousands of exports) anew for each of its files: 0.6 s and 150 MB at every start
const bundledDrizzle: Plugin = {
	name: 'bundled-drizzle',
	apply: 'build',
	config: () => ({ ssr: { noExternal: ['drizzle-orm'] } })
};

export default defineConfig({
	plugins: [
		bundledDrizzle,
		sveltekit({
			adapter: adapter(),
			// styles in the page: on a slow line eight small files would cost it two more round trips
			inlineStyleThreshold: 40_000,
			csrf: { trustedOrigins: [] },
			// client/offline/keep-page.ts registers it, for clients' pages only
			serviceWorker: { register: false },
			csp: {
				mode: 'nonce',
				directives: {
					'default-src': ['none'],
					'script-src': ['self'],
					'script-src-attr': ['none'],
					'style-src': ['self'],
					'style-src-attr': ['unsafe-inline'],
					'img-src': ['self', 'blob:', 'data:'],
					'media-src': ['self', 'blob:'],
					'connect-src': ['self'],
					'font-src': ['self'],
					'worker-src': ['self'],
					'manifest-src': ['self'],
					'frame-src': ['none'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			}
		})
	],
	// adapter-node copies the SSR output whole: our own entries share its chunks, one module instance
	environments: { ssr: { build: { rolldownOptions: { input: entries } } } },
	test: {
		maxWorkers: 2,
		setupFiles: ['tests/support/console-guard.ts'],
		// ends a wait for what never comes; a busy machine may be late
		expect: { poll: { timeout: 40_000 } },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
					// a busy machine takes several times as long; who measures, measures work
					testTimeout: 120_000,
					hookTimeout: 120_000,
					// no module keeps state, so the files of one process may share them: loading them anew was half the work
					isolate: false
				}
			},
			{
				extends: true,
				test: {
					name: 'model',
					environment: 'node',
					include: ['tests/model/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					isolate: false
				}
			},
			{
				extends: true,
				test: {
					name: 'app',
					environment: 'node',
					include: ['tests/{journeys,scenarios,app}/**/*.test.ts'],
					testTimeout: 180_000,
					hookTimeout: 180_000
				}
			},
			{
				extends: true,
				test: {
					name: 'long',
					environment: 'node',
					include: ['tests/long/**/*.test.ts'],
					testTimeout: 600_000,
					hookTimeout: 180_000
				}
			}
		]
	}
});
