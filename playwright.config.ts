import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './bin/find-browser.js';

const executablePath = (await findBrowser()) ?? undefined;

const MEASURED = /rings\.spec/;

export default defineConfig({
	testDir: 'tests/e2e',
	timeout: 240_000,
	expect: { timeout: 40_000 },
	// a second try leaves a trace, and says whether it is luck; with FLAKY=fail luck is a fault (docs/decisions/0042)
	retries: 2,
	failOnFlakyTests: process.env['FLAKY'] === 'fail',
	// whoever waits for a grace or a mail leaves the machine to the others
	workers: 3,
	fullyParallel: false,
	// what is measured has the machine to itself, when everybody else has gone
	projects: [
		{ name: 'together', testIgnore: MEASURED },
		{ name: 'alone', testMatch: MEASURED, dependencies: ['together'], workers: 1 }
	],
	forbidOnly: Boolean(process.env['CI']),
	reporter: [
		['line'],
		['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ?? 'test-results/report.json' }]
	],
	use: {
		// an act that cannot be done is a failure, not a long wait
		actionTimeout: 40_000,
		launchOptions: { executablePath, args: browserFlags },
		trace: 'on-first-retry',
		screenshot: 'only-on-failure'
	}
});
