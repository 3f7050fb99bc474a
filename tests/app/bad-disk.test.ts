import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isThere, workerOf } from '#tests/support/app/processes.ts';
import { hasStrace } from '../faults/black-box/strace.ts';
import { makeApi, sha256, until } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { picture } from '#tests/support/media/pictures.ts';

// F12, F13, F14: a disk that is full at each step of the way, and one that fails.

const MIB = 1 << 20;
let app: App | undefined;
let unmount = () => {};
afterEach(async () => {
	await app?.close();
	unmount();
	[app, unmount] = [undefined, () => {}];
});

/** A disk of its own of 24 MiB; null where mounting is not allowed. */
function smallDisk() {
	const path = mkdtempSync(join(tmpdir(), 'proofsheet-disk-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path], { stdio: 'ignore' });
	} catch {
		rmSync(path, { recursive: true });
		return null;
	}
	unmount = () => {
		execFileSync('umount', ['-l', path], { stdio: 'ignore' });
		rmSync(path, { recursive: true });
	};
	const filler = join(path, 'filler');
	const free = () => statfsSync(path).bavail * statfsSync(path).bsize;
	return {
		dataDir: join(path, 'data'),
		/** Leaves so many bytes, or less: the app writes meanwhile. */
		fill: (leave: number) => {
			rmSync(filler, { force: true });
			try {
				writeFileSync(filler, Buffer.alloc(Math.max(0, free() - leave)));
			} catch (error) {
				if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
			}
		},
		empty: () => rmSync(filler, { force: true })
	};
}

/** Noise does not shrink: its previews are as large as they get. */
const heavy = (seed: number) => picture({ seed, width: 3000, height: 2000 });

async function aGallery(of: App) {
	const api = makeApi(of.origin, of.token);
	const made = await api.send('POST', '/galleries', { title: 'Small disk', preset: 'download' });
	const { id }: { id: string } = await made.json();
	return { api, id, files: () => api.json<{ id: string; status: string }[]>(`/galleries/${id}/files`) };
}

test('a full disk: 507 for bytes, 503 for facts, reads go on, previews wait, and room is all it takes', async ({
	skip
}) => {
	const disk = smallDisk();
	if (!disk) return skip('tmpfs cannot be mounted here');
	app = await startApp({ DATA_DIR: disk.dataDir });
	const { api, id, files } = await aGallery(app);
	const first = await heavy(1);
	await api.put(`/galleries/${id}/files/FIRST.jpg`, first);
	const [kept] = await until(files, (list) => list[0]?.status === 'ready');
	const processes = [app.pid, workerOf(app.pid)];

	// room for the bytes and their row, not for the previews
	const second = await heavy(2);
	disk.fill(second.length + MIB);
	const from = app.lines.length;
	expect((await api.put(`/galleries/${id}/files/SECOND.jpg`, second)).status).toBe(201);
	disk.fill(0);
	await app.printed(/a job failed|jobs failed|was not written/, from);

	expect((await api.put(`/galleries/${id}/files/THIRD.jpg`, await heavy(3))).status).toBe(507);
	const refused = await until(
		() => api.send('POST', '/galleries', { title: 'Another', preset: 'download' }),
		(answer) => answer.status !== 201
	);
	expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
	expect((await files()).length).toBe(2);
	const original = await api.get(`/files/${kept?.id}/original`);
	expect(sha256(await original.arrayBuffer())).toBe(sha256(first));

	disk.empty();
	await until(files, (list) => list.every(({ status }) => status === 'ready'));
	expect((await api.put(`/galleries/${id}/files/THIRD.jpg`, await heavy(3))).status).toBe(201);
	expect([app.pid, workerOf(app.pid)]).toEqual(processes);
});

describe('a disk that fails under the database', () => {
	test('ends the server without a yes, and the next start looks at every page first', async ({ skip }) => {
		if (!hasStrace()) return skip('strace cannot trace here');
		app = await startApp();
		const { api, files } = await aGallery(app);
		const { pid, dataDir } = app;
		// without -f: only the thread on which SQLite writes
		const strace = spawn(
			'strace',
			['-qq', '-o', '/dev/null', '-p', String(pid), '-e', 'inject=fsync,fdatasync:error=EIO'],
			{ stdio: 'ignore' }
		);
		const detached = once(strace, 'exit');
		await until(
			async () => readFileSync(`/proc/${pid}/status`, 'utf8'),
			(status) => !/TracerPid:\s+0$/m.test(status)
		);
		const lost = await api.send('POST', '/galleries', { title: 'Never', preset: 'download' });
		expect(lost.status).toBe(503);
		await app.gone();
		await detached;
		expect(isThere(pid)).toBe(false);
		expect(existsSync(join(dataDir, 'proofsheet.db.suspect'))).toBe(true);
		await app.again();
		expect(existsSync(join(dataDir, 'proofsheet.db.suspect'))).toBe(false);
		expect(await files()).toEqual([]);
		const galleries = await api.json<{ title: string }[]>('/galleries');
		// nobody was told yes: it may be there or not, but once and whole
		const titles = galleries.map(({ title }) => title);
		expect([['Small disk'], ['Small disk', 'Never']]).toContainEqual(titles);
	});
});
