/**
 * Plants each fault in a copy of the tree of its own and runs the one test that has to go red for it. A fault that cannot
 * be planted, a test that is not there and a test that stays green all fail. `node tests/planted/run.ts [report.json] [name]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { faults, type Planted } from './faults.ts';

const COPIED = ['src', 'tests', 'package.json'];
/** What tests look for from where they are started. */
const BESIDE = ['node_modules', 'drizzle', 'src'];

const Report = v.object({
	testResults: v.array(
		v.object({
			name: v.string(),
			assertionResults: v.array(
				v.object({ fullName: v.string(), status: v.string(), failureMessages: v.optional(v.array(v.string()), []) })
			)
		})
	)
});
type Results = v.InferOutput<typeof Report>['testResults'];

/** The text with the fault in it, or an error that says which edit no longer fits. */
function withFault(text: string, { name, file, edits }: Planted): string {
	return edits.reduce((before, { from, to }) => {
		const parts = before.split(from);
		if (parts.length !== 2)
			throw new Error(`"${name}" cannot be planted: ${parts.length - 1} times in ${file}: ${from}`);
		return parts.join(to);
	}, text);
}

/** A copy of the tree with this fault in it. */
function plant(dir: string, fault: Planted) {
	for (const name of COPIED) cpSync(name, join(dir, name), { recursive: true });
	const path = join(dir, fault.file);
	writeFileSync(path, withFault(readFileSync(path, 'utf8'), fault));
}

/** All suites in one run, each in its copy; only the tests that are named for some fault. */
async function runSuites(root: string, planted: Map<Planted, string>): Promise<Results> {
	for (const name of BESIDE) symlinkSync(resolve(name), join(root, name));
	const include = [...planted].map(([{ suite }, dir]) => relative(root, join(dir, suite)));
	// a fault that shows as a wait without an end takes so long; for the others it would be a machine that is too busy
	const test = { include, testTimeout: 30_000, maxWorkers: 2, isolate: false };
	const config = { cacheDir: '.vite', test };
	writeFileSync(join(root, 'vitest.config.ts'), `export default ${JSON.stringify(config)};`);
	const report = join(root, 'report.json');
	const named = [...planted.keys()].map(({ test }) => test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	const args = ['run', '--reporter=json', `--outputFile=${report}`, '-t', `(${named.join('|')})$`];
	const vitest = spawn(resolve('node_modules/.bin/vitest'), args, { cwd: root, stdio: 'pipe' });
	let words = '';
	for (const stream of [vitest.stdout, vitest.stderr]) stream.on('data', (chunk) => (words += chunk));
	await once(vitest, 'close');
	try {
		return v.parse(Report, JSON.parse(readFileSync(report, 'utf8'))).testResults;
	} catch (error) {
		throw new Error(`the run left no report:\n${words}`, { cause: error });
	}
}

function outcomeOf(results: Results, dir: string, { test, waits }: Planted): string {
	const ran = results
		.filter(({ name }) => name.startsWith(dir + sep))
		.flatMap(({ assertionResults }) => assertionResults)
		.filter(({ fullName, status }) => fullName.endsWith(test) && status !== 'skipped' && status !== 'pending');
	if (ran.length !== 1) return `the test was found ${ran.length} times`;
	if (ran[0]?.status !== 'failed') return 'not caught';
	const isLate = ran[0].failureMessages.some((message) => message.includes('Test timed out'));
	return isLate && !waits ? 'the test was only late' : 'caught';
}

const [report, wanted = ''] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'proofsheet-planted-'));
const planted = new Map<Planted, string>();
const outcomes = new Map<Planted, string>();
for (const [i, fault] of faults.entries()) {
	if (!fault.name.includes(wanted)) continue;
	try {
		const dir = join(root, `fault-${i}`);
		plant(dir, fault);
		planted.set(fault, dir);
	} catch (error) {
		outcomes.set(fault, String(error));
	}
}
const results = await runSuites(root, planted);
for (const [fault, dir] of planted) outcomes.set(fault, outcomeOf(results, dir, fault));
rmSync(root, { recursive: true, force: true });

let caught = 0;
const missed: string[] = [];
for (const [{ name, suite }, outcome] of outcomes) {
	if (outcome === 'caught') caught++;
	else missed.push(`${name}: ${outcome}`);
	console.log(`${outcome === 'caught' ? '✓' : '✗'} ${name}: ${outcome}\n  ${suite}`);
}
console.log(`${caught} of ${outcomes.size} planted faults were caught`);
if (report) writeFileSync(report, JSON.stringify({ caught, missed }));
process.exit(missed.length ? 1 : 0);
