import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

// A supervisor starts again what failed; it takes an exit with 0 for an end that was wanted.

/** Says so when the entry listens for SIGTERM, the last thing that each does when it starts. */
const THROWS_ON_SIGNAL = `
process.on('SIGUSR2', () => { throw new Error('on purpose'); });
process.on('newListener', (event) => event === 'SIGTERM' && setImmediate(() => console.error('at work')));`;

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new Promise((done) => server.close(done));
	return port;
}

/** An entry that throws when it gets SIGUSR2; `settled` resolves when it is at work. */
async function started(entry: string, settings: Record<string, string> = {}) {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-exit-'));
	const port = await freePort();
	const child = spawn(
		process.execPath,
		['--import', `data:text/javascript,${encodeURIComponent(THROWS_ON_SIGNAL)}`, `build/server/${entry}.js`],
		{
			env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: dir, ...settings },
			stdio: ['pipe', 'pipe', 'pipe']
		}
	);
	const ended = once(child, 'exit');
	onTestFinished(async () => {
		child.kill('SIGKILL');
		await ended;
		rmSync(dir, { recursive: true, force: true });
	});
	let heard = '';
	const said = (words: RegExp) =>
		new Promise<void>((resolve) => {
			const hear = (chunk: Buffer) => {
				heard += String(chunk);
				if (words.test(heard)) resolve();
			};
			child.stdout.on('data', hear);
			child.stderr.on('data', hear);
		});
	return { child, dir, said, ended };
}

test.each([
	['web', { ROLE: 'web' }],
	['web', { ROLE: 'all' }],
	['decoder', {}]
])('%s (%o) ends with a failure after an uncaught error', async (entry, settings) => {
	const { child, said, ended } = await started(entry, settings);
	await said(/at work/);
	child.kill('SIGUSR2');
	const [code] = await ended;
	expect(code).toBeGreaterThan(0);
});

test.each([
	['web', { ROLE: 'worker' }],
	['worker', {}]
])('%s (%o), the worker, ends with a failure after an uncaught error', async (entry, settings) => {
	// a database to work on
	const first = await started('web', { ROLE: 'web' });
	await first.said(/listens on/);
	first.child.kill('SIGTERM');
	expect((await first.ended)[0]).toBe(0);
	const { child, said, ended } = await started(entry, { ...settings, DATA_DIR: first.dir });
	await said(/at work/);
	child.kill('SIGUSR2');
	expect((await ended)[0]).toBeGreaterThan(0);
});

test('web ends with a failure when its database is moved away', async () => {
	const { dir, said, ended } = await started('web', { ROLE: 'web' });
	await said(/listens on/);
	renameSync(join(dir, 'proofsheet.db'), join(dir, 'moved.db'));
	const [code] = await ended;
	expect(code).toBeGreaterThan(0);
});

test('SIGTERM, as a supervisor says it, is an end that was wanted', async () => {
	const { child, said, ended } = await started('web');
	await said(/listens on/);
	child.kill('SIGTERM');
	expect(await ended).toEqual([0, null]);
});

test.each(['command', 'demo'])('%s fails with words and a failure', async (entry) => {
	const { ended } = await started(entry);
	const [code] = await ended;
	expect(code).toBeGreaterThan(0);
});
