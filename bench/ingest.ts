// 24-megapixel JPEGs over HTTP until every preview is served, against bare sharp: npx node bench/ingest.ts
import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { and, eq, gte } from 'drizzle-orm';
import type { Context } from '#lib/server/context.ts';
import { param } from '#lib/server/db/expressions.ts';
import { member, version } from '#lib/server/db/schema.ts';
import { renditionViews } from '#lib/server/files/index.ts';
import { pictured } from '#lib/server/renditions/index.ts';
import { makeApi } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { openContext } from '#tests/support/media/large-shoot.ts';
import { openLine } from './line.ts';
import { startMeasured } from './measured.ts';
import { photographs } from './photographs.ts';
import { ownCpuSeconds, treeUsage, watchPeak } from './usage.ts';
import { byTurns, isQuick, report, type Sample } from './report.ts';

const [PHOTOS, ROUNDS] = isQuick ? [12, 1] : [100, 3];
const SENDERS = 3;
const cores = availableParallelism();

const folder = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
try {
	await measure();
} finally {
	rmSync(folder, { recursive: true, force: true });
}

async function measure() {
	const paths = await manyPhotographs();
	// what was just written is on its way to the disk: it must not be written while others are measured
	execFileSync('sync');
	const app = await startApp({ LOG_LEVEL: 'error' });
	const ctx = await openContext(app.dataDir, { ORIGIN: app.origin });
	try {
		const place = { app, ctx, cookie: await memberCookie(ctx) };
		// worker and decoders load their modules with the first work
		await ours(place, paths.slice(0, 2 * cores));
		const turns = await byTurns(
			ROUNDS,
			() => ours(place, paths),
			() => bareSharp(paths),
			false
		);
		report({
			what: `${PHOTOS} JPEGs of 24 megapixels over HTTP until every preview is served`,
			...turns,
			bare: 'bare sharp',
			goals: [
				{ of: 'photos/s', as: 'ratio', better: 'more', aim: 0.85, must: 0.8 },
				{ of: 'CPU s a photo', better: 'less', aim: 0.2, must: 0.22 },
				{ of: 'photos/s', better: 'more', aim: 9 }
			]
		});
	} finally {
		await ctx.db.close();
		await app.close();
	}
}

/** As many files as are asked for, of a few pictures; none is kept in memory, which would slow each start of a process. */
async function manyPhotographs() {
	const distinct = await photographs();
	return Array.from({ length: PHOTOS }, (_, i) => {
		const path = join(folder, `${i}.jpg`);
		writeFileSync(path, commented(readFileSync(distinct[i % distinct.length] ?? ''), i));
		return path;
	});
}

/** The same picture as another file: a comment behind the first marker. */
function commented(jpeg: Buffer, n: number) {
	const words = Buffer.from(`photograph ${n}`);
	const head = Buffer.from([0xff, 0xfe, 0, words.length + 2]);
	return Buffer.concat([jpeg.subarray(0, 2), head, words, jpeg.subarray(2)]);
}

async function memberCookie(ctx: Context) {
	const owner = await ctx.db.read.select().from(member).get();
	if (!owner) throw new Error('The app has no owner');
	const { id: memberId, studioId, name, email, role } = owner;
	return memberBrowser(ctx, { kind: 'member', memberId, studioId, name, email, role, via: 'session' });
}

type Place = { app: App; ctx: Context; cookie: string };

/** From the first byte sent until the last preview has been fetched; all processes of the app count. */
async function ours({ app, ctx, cookie }: Place, paths: string[]): Promise<Sample> {
	const api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Bench', preset: 'retouch' });
	const { id }: { id: string } = await made.json();
	const [before, webBefore] = [treeUsage(app.pid), ownCpuSeconds(app.pid)];
	const peak = watchPeak(app.pid);
	const began = performance.now();
	const sending = sendAll(`${app.origin}/api/v1/galleries/${id}/files/`, paths, app.token);
	await allServed(ctx, app.origin, cookie, id, paths.length);
	const seconds = (performance.now() - began) / 1000;
	await sending;
	const cpuSeconds = treeUsage(app.pid).cpuSeconds - before.cpuSeconds;
	return {
		'photos/s': paths.length / seconds,
		'CPU s a photo': cpuSeconds / paths.length,
		'CPU s receiving': (ownCpuSeconds(app.pid) - webBefore) / paths.length,
		'MB peak': peak()
	};
}

/** One curl sends all, three at a time: a sender in JavaScript took a tenth of what it had us do. */
async function sendAll(to: string, paths: string[], token = '') {
	const { stdout } = await promisify(execFile)('curl', [
		...['--silent', '--show-error', '--parallel', '--parallel-max', String(SENDERS)],
		...['--header', `authorization: Bearer ${token}`, '--header', 'expect:'],
		...paths.flatMap((path) => ['--upload-file', path, '--output', '/dev/null', to]),
		...['--write-out', '%{http_code}\\n']
	]);
	const refused = stdout.split('\n').filter((status) => status && status !== '201');
	if (refused.length) throw new Error(`uploads were answered ${refused.join()}`);
}

/** Looks into the database for what is ready, seldom and in one small question, and fetches its previews at once. */
async function allServed(ctx: Context, origin: string, cookie: string, galleryId: string, count: number) {
	const ready = ctx.db.read
		.select(pictured)
		.from(version)
		.where(and(eq(version.galleryId, param('galleryId')), gte(version.processedAt, param('since'))))
		.prepare();
	const seen = new Set<string>();
	const line = openLine(origin, { cookie });
	let since = 0;
	while (seen.size < count) {
		for (const row of await ready.all({ galleryId, since })) {
			if (row.error) throw new Error(`a photograph was refused: ${row.error}`);
			if (seen.has(row.id)) continue;
			seen.add(row.id);
			since = Math.max(since, row.processedAt ?? 0);
			for (const { url } of renditionViews(row)) line.ask(url);
		}
		await pause(50);
	}
	await line.ended();
}

/** The same previews by one process a core, from files to files; niced like decoders, so that others' load meets both. */
async function bareSharp(paths: string[]): Promise<Sample> {
	const entry = fileURLToPath(new URL('./bare-ingest.ts', import.meta.url));
	const children = Array.from({ length: cores }, () =>
		fork(entry, { execPath: 'nice', execArgv: ['-n', '19', process.execPath] })
	);
	await Promise.all(children.map((child) => once(child, 'message')));
	const queue = [...paths];
	let [cpuSeconds, rssMB] = [0, 0];
	const work = async (child: (typeof children)[number], path: string | undefined): Promise<void> => {
		if (path === undefined) return;
		child.send(path);
		const [used] = (await once(child, 'message')) as [{ cpuSeconds: number; rssMB: number }];
		cpuSeconds += used.cpuSeconds;
		rssMB = Math.max(rssMB, used.rssMB);
		return work(child, queue.shift());
	};
	const began = performance.now();
	await Promise.all(children.map((child) => work(child, queue.shift())));
	const seconds = (performance.now() - began) / 1000;
	for (const child of children) child.kill();
	return {
		'photos/s': paths.length / seconds,
		'CPU s a photo': cpuSeconds / paths.length,
		'CPU s receiving': await bareReceiving(paths),
		'MB peak': rssMB * cores
	};
}

/** CPU seconds a photograph for nothing but taking its bytes in; ours, beside it, is all that web does. */
async function bareReceiving(paths: string[]): Promise<number> {
	const into = mkdtempSync(join(folder, 'bare-'));
	const server = await startMeasured(fileURLToPath(new URL('./bare-receive.ts', import.meta.url)), [into]);
	try {
		const before = await server.usage();
		await sendAll(`${server.origin}/`, paths);
		return ((await server.usage()).cpuSeconds - before.cpuSeconds) / paths.length;
	} finally {
		await server.close();
		rmSync(into, { recursive: true });
	}
}
