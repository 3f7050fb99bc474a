import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '#tests/support/app/app.ts';
import { makeApi } from '#tests/support/app/api.ts';
import { person, signIn } from './people.ts';

// A photographer's browser in the middle of a large file, and a server that is killed.

const SIZE = 200 * 1024 * 1024;
const PIECE = 1024 * 1024;
const BYTES_A_MS = 40_000;
const scratch = mkdtempSync(join(tmpdir(), 'proofsheet-large-'));
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A file on the disk, every piece of which differs from the others; answers its SHA-256. */
function writeLarge(path: string): string {
	const file = openSync(path, 'w');
	const hash = createHash('sha256');
	for (let n = 0; n * PIECE < SIZE; n++) {
		const piece = Buffer.alloc(PIECE, n % 251);
		piece.writeUInt32LE(n, 0);
		hash.update(piece);
		writeSync(file, piece);
	}
	closeSync(file);
	return hash.digest('hex');
}

/** A line between browser and app that counts what is sent up. */
async function countingLine() {
	const line = {
		/** Where the app listens. */
		port: 0,
		origin: '',
		sent: 0,
		heard: (_sent: number): void => undefined,
		close: (): void => undefined
	};
	const server = createServer((browser) => {
		const app = connect(line.port, '127.0.0.1');
		for (const [one, other] of [
			[browser, app],
			[app, browser]
		] as const) {
			one.on('error', () => other.destroy());
			one.on('close', () => other.destroy());
		}
		app.pipe(browser);
		browser.on('end', () => app.end());
		browser.on('data', (bytes) => {
			app.write(bytes);
			browser.pause();
			// as fast as a good line, so that what is under way lies with the app and not in the kernel's buffers
			setTimeout(() => browser.resume(), bytes.length / BYTES_A_MS);
			line.heard((line.sent += bytes.length));
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	line.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
	line.close = () => void server.close();
	return line;
}

/** How many bytes a process grows by from now on, at its highest (what it took to start does not count). */
function watchGrowth(pid: number) {
	const of = (name: string) => {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
	};
	// 5: the kernel forgets the highest mark (proc(5))
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const before = of('VmRSS');
	return () => of('VmHWM') - before;
}

test('web killed at 60 % of 200 MB: the upload goes on from the server’s offset, and memory stays flat', async ({
	browser
}) => {
	const path = join(scratch, 'LARGE.bin');
	const sha256 = writeLarge(path);
	const line = await countingLine();
	const running: App = await startApp({ ORIGIN: line.origin });
	line.port = Number(new URL(running.origin).port);
	const api = makeApi(running.origin, running.token);
	const made = await api.send('POST', '/galleries', { title: 'Large', preset: 'download' });
	const { id }: { id: string } = await made.json();
	/** What the first upload of a process loads and compiles is no growth by size. */
	const warm = async (name: string) => {
		const bytes = Buffer.alloc(24 * PIECE, name);
		expect((await api.put(`/galleries/${id}/files/${name}`, bytes)).status).toBe(201);
	};
	await warm('FIRST.bin');
	const ann = await person(browser);
	await signIn(ann, { ...running, origin: line.origin });
	await ann.goto(`${line.origin}/studio/g/${id}`);
	const chooser = ann.getByLabel('Choose files');
	await expect(chooser).toBeAttached();

	const first = watchGrowth(running.pid);
	let grown = 0;
	const killed = new Promise<void>((resolve, reject) => {
		line.sent = 0;
		line.heard = (sent) => {
			if (sent < SIZE * 0.6) return;
			line.heard = () => undefined;
			grown = first();
			running.end('SIGKILL').then(() => resolve(), reject);
		};
	});
	await chooser.setInputFiles(path);
	await killed;
	await running.again();
	await warm('SECOND.bin');
	const second = watchGrowth(running.pid);
	await expect
		.poll(
			async () => {
				const files = await api.json<{ name: string; sha256: string }[]>(`/galleries/${id}/files`);
				return files.find(({ name }) => name === 'LARGE.bin')?.sha256;
			},
			{ timeout: 120_000 }
		)
		.toBe(sha256);
	expect(line.sent / SIZE).toBeLessThanOrEqual(1.1);
	expect(line.sent / SIZE).toBeGreaterThanOrEqual(1);
	const grownAgain = second();
	test.info().annotations.push({
		type: 'measured',
		description: `${(line.sent / SIZE).toFixed(3)} × sent; web grew by ${grown >> 20} and ${grownAgain >> 20} MiB`
	});
	expect(grown >> 20).toBeLessThanOrEqual(64);
	expect(grownAgain >> 20).toBeLessThanOrEqual(64);
	await expect(ann.getByText('LARGE.bin').first()).toBeVisible();
	await ann.context().close();
	await running.close();
	line.close();
});
