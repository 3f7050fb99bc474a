// All tests, in stages; ends with the names of what failed and one line of counts. `npm test -- unit` runs one part.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'proofsheet-test-'));
const vitest = (project, ...more) => ({
	command: [
		'vitest',
		'run',
		'--project',
		project,
		'--reporter=default',
		'--reporter=json',
		`--outputFile.json=${join(scratch, project)}`,
		...more
	],
	counts: (report) => [report.numPassedTests, report.numFailedTests, report.numPendingTests],
	failures: failuresOfVitest
});
const parts = {
	unit: vitest('unit'),
	model: vitest('model'),
	planted: {
		// only computes; before the app's decoders, which are nicer still, it would leave them nothing for minutes
		niceness: 15,
		command: ['node', 'tests/planted/run.ts', join(scratch, 'planted')],
		counts: ({ caught, missed }) => [caught, missed.length, 0],
		failures: ({ missed }) => missed
	},
	// the built app is mostly waited for
	app: vitest('app', '--maxWorkers=3'),
	faults: {
		command: ['node', 'tests/faults/run.ts', '--report', join(scratch, 'faults')],
		counts: ({ passed, failed, skipped }) => [passed, failed.length, skipped],
		failures: ({ failed }) => failed
	},
	browser: {
		command: ['playwright', 'test'],
		env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(scratch, 'browser') },
		counts: ({ stats }) => [stats.expected + stats.flaky, stats.unexpected, stats.skipped],
		failures: ({ suites, errors }) => [...suites.flatMap(failuresOfPlaywright), ...errors.map(firstLine)]
	}
};

/** Parts of one stage run side by side: the machine waits in both of them for other things than its two cores. */
const stages = [['unit', 'model'], ['app', 'planted'], ['faults'], ['browser']];

const asked = process.argv.slice(2).filter((name) => name in parts);
const total = [0, 0, 0];
/** What failed, by name, in the order of its parts. */
const failures = [];
let failed = false;
for (const stage of stages) {
	const wanted = stage.filter((name) => !asked.length || asked.includes(name));
	await Promise.all(wanted.map((name) => run(name, wanted.length === 1)));
}
rmSync(scratch, { recursive: true, force: true });
if (failed && total[1] === 0) total[1] = 1;
for (const name of failures) console.log(`FAILED ${name}`);
console.log(`${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`);
process.exit(failed ? 1 : 0);

/** Alone it is heard while it runs; beside another one, when it is over. */
async function run(name, alone) {
	const part = parts[name];
	const began = performance.now();
	const words = join(scratch, `${name}.log`);
	const out = alone ? 'inherit' : openSync(words, 'w');
	const [command, ...args] = part.command;
	const child = spawn(command, args, {
		stdio: ['ignore', out, out],
		env: { ...process.env, ...part.env }
	});
	if (part.niceness && child.pid) setPriority(child.pid, part.niceness);
	const [status] = await once(child, 'close');
	if (!alone) {
		closeSync(out);
		process.stdout.write(readFileSync(words));
	}
	if (status !== 0) failed = true;
	const report = join(scratch, name);
	const named = existsSync(report) ? countedIn(part, JSON.parse(readFileSync(report, 'utf8'))) : [];
	failures.push(...named.map((what) => `${name}: ${what}`));
	// it ended before it could say what failed, or after all its tests: its last words stand above
	if (status !== 0 && !named.length) failures.push(`${name}: ended with ${status ?? 'a signal'}`);
	const seconds = Math.round((performance.now() - began) / 1000);
	console.log(`${name}: ${seconds} s, ${status === 0 ? 'passed' : 'failed'}`);
}

/** Adds the counts of a part's report; returns the names of what failed in it. */
function countedIn(part, report) {
	part.counts(report).forEach((n, i) => (total[i] += n));
	return part.failures(report);
}

function failuresOfVitest({ testResults }) {
	return testResults.flatMap(({ name, status, message, assertionResults }) => {
		const file = relative(process.cwd(), name);
		const tests = assertionResults.filter((test) => test.status === 'failed');
		if (status === 'failed' && !tests.length) return [`${file}: ${firstLine({ message })}`];
		return tests.map(({ fullName }) => `${file}: ${fullName}`);
	});
}

function failuresOfPlaywright({ file, specs = [], suites = [] }) {
	const own = specs.filter(({ ok }) => !ok).map(({ title }) => `${file}: ${title}`);
	return [...own, ...suites.flatMap(failuresOfPlaywright)];
}

function firstLine({ message = '' }) {
	return message.split('\n', 1)[0];
}
