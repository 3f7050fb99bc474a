// All tests, one after another; ends with one line of counts. `npm test -- unit` runs one part.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'proofsheet-test-'));
const vitest = (project) => ({
	command: [
		'vitest',
		'run',
		'--project',
		project,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${join(scratch, project)}`
	],
	counts: (report) => [report.numPassedTests, report.numFailedTests, report.numPendingTests]
});
const parts = {
	unit: vitest('unit'),
	planted: {
		command: ['node', 'tests/planted/run.ts', join(scratch, 'planted')],
		counts: ({ caught, missed }) => [caught, missed, 0]
	},
	app: vitest('app'),
	faults: {
		command: ['node', 'tests/faults/run.ts', '--report', join(scratch, 'faults')],
		counts: ({ passed, failed, skipped }) => [passed, failed, skipped]
	},
	browser: {
		command: ['playwright', 'test'],
		env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(scratch, 'browser') },
		counts: ({ stats }) => [stats.expected + stats.flaky, stats.unexpected, stats.skipped]
	}
};

const asked = process.argv.slice(2).filter((name) => name in parts);
const total = [0, 0, 0];
let failed = false;
for (const [name, part] of Object.entries(parts)) {
	if (asked.length && !asked.includes(name)) continue;
	const began = performance.now();
	const [command, ...args] = part.command;
	const { status } = spawnSync(command, args, {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, ...part.env }
	});
	if (status !== 0) failed = true;
	const report = join(scratch, name);
	if (existsSync(report))
		part.counts(JSON.parse(readFileSync(report, 'utf8'))).forEach((n, i) => (total[i] += n));
	console.log(
		`${name}: ${Math.round((performance.now() - began) / 1000)} s, ${status === 0 ? 'passed' : 'failed'}`
	);
}
rmSync(scratch, { recursive: true, force: true });
if (failed && total[1] === 0) total[1] = 1;
console.log(`${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`);
process.exit(failed ? 1 : 0);
