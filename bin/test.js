// All tests, in two lanes; ends with the names of what failed and one line of counts. `npm test -- unit` runs one part,
// `npm test -- long` what is too long for every day: more seeds, more steps.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** With FLAKY=fail, what needed a second try has failed (docs/decisions/0042). */
const isStrict = process.env.FLAKY === 'fail';
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
		counts: ({ stats: { expected, flaky, unexpected, skipped } }) =>
			isStrict ? [expected, unexpected + flaky, skipped] : [expected + flaky, unexpected, skipped],
		failures: ({ suites, errors }) => [
			...suites.flatMap((suite) => namesOfPlaywright(suite, 'unexpected')),
			...errors.map(firstLine)
		],
		flaky: ({ suites }) => suites.flatMap((suite) => namesOfPlaywright(suite, 'flaky'))
	},
	/** The use cases, the sockets and the model once more, on a PostgreSQL server of their own. */
	postgres: {
		command: ['node', 'tests/postgres/run.ts', '--report', join(scratch, 'postgres')],
		counts: (report) => [report.numPassedTests, report.numFailedTests, report.numPendingTests],
		failures: failuresOfVitest
	},
	long: vitest('long')
};

/**
 * Lanes run side by side. The second only computes and takes what the first leaves: it is as nice as the app's decoders,
 * for which tests of the first wait, so that they have their share.
 */
const lanes = [
	{ niceness: 0, names: ['unit', 'app', 'faults', 'browser', 'postgres', 'long'] },
	{ niceness: 19, names: ['model', 'planted'] }
];
const everyDay = Object.keys(parts).filter((name) => name !== 'long' && name !== 'postgres');

const asked = process.argv.slice(2).filter((name) => name in parts);
const total = [0, 0, 0];
/** What failed, and what passed at a second try only, by name. */
const failures = [];
const flaky = [];
let failed = false;
const wanted = asked.length ? asked : everyDay;
await Promise.all(lanes.map(runLane));
rmSync(scratch, { recursive: true, force: true });
if (failed && total[1] === 0) total[1] = 1;
for (const name of flaky) console.log(`FLAKY ${name}`);
for (const name of failures) console.log(`FAILED ${name}`);
console.log(`${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`);
process.exit(failed ? 1 : 0);

async function runLane({ niceness, names }) {
	for (const name of names.filter((each) => wanted.includes(each)))
		await run(name, niceness, wanted.length === 1);
}

/** Alone it is heard while it runs; beside another one, when it is over. */
async function run(name, niceness, alone) {
	const part = parts[name];
	const began = performance.now();
	const words = join(scratch, `${name}.log`);
	console.log(`${name} …`);
	const out = alone ? 'inherit' : openSync(words, 'w');
	const [command, ...args] = part.command;
	const child = spawn(command, args, {
		stdio: ['ignore', out, out],
		env: { ...process.env, ...part.env }
	});
	if (niceness && !alone && child.pid) setPriority(child.pid, niceness);
	const [status] = await once(child, 'close');
	if (!alone) {
		closeSync(out);
		process.stdout.write(readFileSync(words));
	}
	if (status !== 0) failed = true;
	const report = join(scratch, name);
	const named = existsSync(report) ? countedIn(name, JSON.parse(readFileSync(report, 'utf8'))) : [];
	// it ended before it could say what failed, or after all its tests: its last words stand above
	if (status !== 0 && !named.length) failures.push(`${name}: ended with ${status ?? 'a signal'}`);
	const seconds = Math.round((performance.now() - began) / 1000);
	console.log(`${name}: ${seconds} s, ${status === 0 ? 'passed' : 'failed'}`);
}

/** Adds the counts of a part's report; returns the names of what failed in it. */
function countedIn(name, report) {
	const part = parts[name];
	part.counts(report).forEach((n, i) => (total[i] += n));
	const named = part.failures(report).map((what) => `${name}: ${what}`);
	const lucky = (part.flaky?.(report) ?? []).map((what) => `${name}: ${what} (passed when tried again)`);
	(isStrict ? named : flaky).push(...lucky);
	failures.push(...named);
	return named;
}

function failuresOfVitest({ testResults }) {
	return testResults.flatMap(({ name, status, message, assertionResults }) => {
		const file = relative(process.cwd(), name);
		const tests = assertionResults.filter((test) => test.status === 'failed');
		if (status === 'failed' && !tests.length) return [`${file}: ${firstLine({ message })}`];
		return tests.map(({ fullName }) => `${file}: ${fullName}`);
	});
}

/** Names of the tests that ended so: `unexpected` or `flaky`. */
function namesOfPlaywright({ file, specs = [], suites = [] }, status) {
	const own = specs.filter(({ tests }) => tests.some((test) => test.status === status));
	return [
		...own.map(({ title }) => `${file}: ${title}`),
		...suites.flatMap((suite) => namesOfPlaywright(suite, status))
	];
}

function firstLine({ message = '' }) {
	return message.split('\n', 1)[0];
}
