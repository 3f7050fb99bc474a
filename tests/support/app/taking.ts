import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Transaction } from '#lib/server/db/open.ts';
import { bumpChange } from '#lib/server/db/change.ts';
import * as rows from '#lib/server/db/schema.ts';
import { aClient, aGallery, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext } from '#tests/support/cast/context.ts';
import { browserOf, startFront } from './front.ts';
import { eventually } from '#tests/support/cast/eventually.ts';

export const MB = 1 << 20;
export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
export const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
export const pinsOf = (files: { id: string; versionId: string; name: string }[]) =>
	files.map(({ id: fileId, versionId, name }) => ({ fileId, versionId, name }));

export type Taking = Awaited<ReturnType<typeof startTaking>>;

/** A studio on a real port from which bytes are fetched, and what a test of that asks for. */
export async function startTaking() {
	const test = await makeContext();
	const { ctx } = test;
	const front = await startFront(ctx);
	const set = (work: (tx: Transaction) => Promise<unknown>) =>
		ctx.db.transaction(async (tx) => void (await work(tx)));
	return {
		...test,
		front,
		set,
		/** As every verb that changes what a file shows, it raises the gallery's change number. */
		setFile: (id: string, values: Partial<typeof rows.file.$inferInsert>) =>
			set(async (tx) => {
				const [row] = await tx.update(rows.file).set(values).where(eq(rows.file.id, id)).returning().all();
				if (row) await bumpChange(tx, row.galleryId);
			}),
		setRow: (galleryId: string, values: Partial<typeof rows.accessRow.$inferInsert>) =>
			set(async (tx) =>
				tx.update(rows.accessRow).set(values).where(eq(rows.accessRow.galleryId, galleryId)).run()
			),
		setGallery: (id: string, values: Partial<typeof rows.gallery.$inferInsert>) =>
			set(async (tx) => tx.update(rows.gallery).set(values).where(eq(rows.gallery.id, id)).run()),
		/** A gallery whose client may have everything, and their browser. */
		async aGalleryToTake() {
			const { id, selectionId } = await aGallery(ctx, { preset: 'download' });
			const cleo = await aClient(ctx, id, 'cleo', { ...CHOOSES, download: 'all' });
			return { id, selectionId, cleo, as: await browserOf(ctx, cleo) };
		},
		async pack(galleryId: string, as: string, wanted: unknown = { all: true }) {
			const asked = { as, method: 'POST', body: JSON.stringify(wanted) };
			const response = await front.fetch(`/g/${galleryId}/archives`, asked);
			return { status: response.status, body: await response.json() };
		},
		/** Begins a GET and holds its body back after the first bytes. */
		begin: (path: string, as = '', more: Record<string, string> = {}) =>
			new Promise<IncomingMessage>((resolve, reject) => {
				const asked = request(front.origin + path, { headers: { cookie: as, ...more } }, (response) => {
					response.on('error', () => undefined);
					resolve(response.pause());
				});
				asked.on('error', reject).end();
			}),
		/** Until nothing is being sent any more: a second at most. */
		cut: () => eventually(() => expect(ctx.inProgress.size()).toBe(0)),
		logged: () => ctx.db.read.select().from(rows.downloadLog).all(),
		close: async () => {
			front.close();
			await test.close();
		}
	};
}

/** What was held back, and whether it ended as it should. */
export async function rest(response: IncomingMessage): Promise<{ bytes: Buffer; complete: boolean }> {
	const chunks: Buffer[] = [];
	response.on('data', (chunk: Buffer) => chunks.push(chunk));
	await new Promise((resolve) => response.resume().on('close', resolve));
	return { bytes: Buffer.concat(chunks), complete: response.complete };
}

/** Paths and hashes of what `unzip` finds, after `unzip -t` found no fault. */
export function unpacked(zip: Buffer): Map<string, string> {
	const folder = mkdtempSync(join(tmpdir(), 'proofsheet-zip-'));
	const path = join(folder, 'a.zip');
	const into = join(folder, 'out');
	writeFileSync(path, zip);
	execFileSync('unzip', ['-tq', path]);
	execFileSync('unzip', ['-q', path, '-d', into], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
	const paths = readdirSync(into, { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map((each) => relative(into, join(each.parentPath, each.name)));
	const found = new Map(paths.map((path) => [path, sha256(readFileSync(join(into, path)))]));
	rmSync(folder, { recursive: true });
	return found;
}
