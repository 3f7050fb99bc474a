/**
 * Plants each fault in a copy of the tree and runs the one test that has to go red for it. A fault that cannot be
 * planted, a test that is not there and a test that stays green all fail. `node tests/planted/run.ts [report.json]`
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import * as v from 'valibot';
import { faults, type Planted } from './faults.ts';

const AT_ONCE = 2;
const COPIED = ['src', 'tests', 'drizzle', 'package.json'];

const Report = v.object({
	testResults: v.array(
		v.object({
			assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() }))
		})
	)
});

function aCopy(): string {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-planted-'));
	for (const name of COPIED) cpSync(name, join(dir, name), { recursive: true });
	symlinkSync(resolve('node_modules'), join(dir, 'node_modules'));
	writeFileSync(
		join(dir, 'vitest.config.ts'),
		`export default { cacheDir: '.vite', test: { include: ['**/*.test.ts'], testTimeout: 20_000 } };`
	);
	return dir;
}

/** The text with the fault in it, or an error that says which edit no longer fits. */
function plant(text: string, { name, file, edits }: Planted): string {
	return edits.reduce((before, { from, to }) => {
		const parts = before.split(from);
		if (parts.length !== 2)
			throw new Error(`"${name}" cannot be planted: ${parts.length - 1} times in ${file}: ${from}`);
		return parts.join(to);
	}, text);
}

async function outcomeOf(dir: string, { suite, test }: Planted): Promise<string> {
	const report = join(dir, 'report.json');
	rmSync(report, { force: true });
	const pattern = `${test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
	const args = ['run', '--reporter=json', `--outputFile=${report}`, '-t', pattern, suite];
	const vitest = spawn(resolve('node_modules/.bin/vitest'), args, { cwd: dir, stdio: 'pipe' });
	let words = '';
	for (const stream of [vitest.stdout, vitest.stderr]) stream.on('data', (chunk) => (words += chunk));
	await once(vitest, 'close');
	const { testResults } = v.parse(Report, JSON.parse(readFileSync(report, 'utf8')));
	const ran = testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.filter(({ fullName, status }) => fullName.endsWith(test) && status !== 'skipped' && status !== 'pending');
	if (ran.length !== 1) return `the test was found ${ran.length} times\n${words}`;
	return ran[0]?.status === 'failed' ? 'caught' : 'not caught';
}

async function tryOne(dir: string, fault: Planted): Promise<string> {
	const path = join(dir, fault.file);
	const text = readFileSync(path, 'utf8');
	try {
		writeFileSync(path, plant(text, fault));
		return await outcomeOf(dir, fault);
	} catch (error) {
		return String(error);
	} finally {
		writeFileSync(path, text);
	}
}

const wanted = process.argv[3] ?? '';
const waiting = faults.filter(({ name }) => name.includes(wanted));
const counts = { caught: 0, missed: 0 };

async function work() {
	const dir = aCopy();
	for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
		const began = performance.now();
		const outcome = await tryOne(dir, fault);
		const isCaught = outcome === 'caught';
		counts[isCaught ? 'caught' : 'missed']++;
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		console.log(`${isCaught ? '✓' : '✗'} ${fault.name}: ${outcome} (${seconds} s)\n  ${fault.suite}`);
	}
	rmSync(dir, { recursive: true, force: true });
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(`${counts.caught} of ${counts.caught + counts.missed} planted faults were caught`);
const report = process.argv[2];
if (report) writeFileSync(report, JSON.stringify(counts));
process.exit(counts.missed ? 1 : 0);
