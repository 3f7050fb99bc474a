import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { eq } from 'drizzle-orm';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { originalKey, renditionKey } from '#lib/server/storage/keys.ts';
import { addPreviews, aFile } from './cast.ts';

/** Puts bytes into the storage; answers what a version's row says of them. */
export async function storeBytes(ctx: Context, bytes: Buffer) {
	const storageKey = originalKey(ctx.ids.next());
	await ctx.storage.put(storageKey, bytes);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return { storageKey, sha256, crc32: crc32(bytes), bytes: bytes.length };
}

/** A preview of this width, with bytes of its own. */
export async function storeRendition(ctx: Context, width: number, bytes = ctx.ids.bytes(2000)) {
	const key = renditionKey(ctx.ids.next(), 'large');
	await ctx.storage.put(key, bytes);
	return { width, height: Math.round((width * 2) / 3), key, bytes: bytes.length };
}

type FileOptions = Parameters<typeof aFile>[2] & { bytes?: Buffer; renditions?: number[] };

/** A ready picture whose bytes are really there. */
export async function aStoredFile(ctx: Context, galleryId: string, options: FileOptions = {}) {
	const { bytes = ctx.ids.bytes(5000), renditions: widths = [], ...file } = options;
	const stored = await storeBytes(ctx, bytes);
	const renditions = await Promise.all(widths.map((width) => storeRendition(ctx, width)));
	const made = await aFile(ctx, galleryId, file, { ...stored, renditions });
	return { ...made, ...stored, content: bytes, renditions };
}

/** An upload that belongs to no file yet, with its picture. */
export async function anUnmatched(ctx: Context, galleryId: string) {
	const id = ctx.ids.next();
	const now = ctx.clock.now();
	const facts = { storageKey: `test/${id}`, sha256: id, crc32: 0, bytes: 9, kind: 'jpeg', picture: true };
	const renditions = [await storeRendition(ctx, 400)];
	const row = { id, galleryId, name: 'IMG_9.jpg', capture: {}, status: 'unmatched' as const };
	const match = { class: null, candidates: [], why: 'none' };
	await ctx.db.transaction(async (tx) => {
		const whole = { ...row, ...facts, match, createdAt: now, processedAt: now, expiresAt: now + 3_600_000 };
		await tx.insert(rows.version).values(whole).run();
		await addPreviews(tx, id, renditions);
	});
	return { id, renditions };
}

type NewVersion = {
	bytes?: Buffer;
	state?: 'UNDEFINED' | 'PROOF' | 'FINAL';
	released?: boolean;
	name?: string;
	renditions?: number[];
};

/** A further version that becomes current; released too unless told otherwise. The earlier one is past. */
export async function aNewVersion(ctx: Context, fileId: string, options: NewVersion = {}) {
	const { bytes = ctx.ids.bytes(6000), released = true, renditions: widths = [] } = options;
	const stored = await storeBytes(ctx, bytes);
	const renditions = await Promise.all(widths.map((width) => storeRendition(ctx, width)));
	const now = ctx.clock.now();
	const id = ctx.ids.next();
	await ctx.db.transaction(async (tx) => {
		const file = await tx.select().from(rows.file).where(eq(rows.file.id, fileId)).get();
		if (!file) throw new Error('no file');
		const { galleryId, nextVersion: n, name } = file;
		const state = options.state ?? file.state;
		await tx
			.update(rows.version)
			.set({ status: 'past', lastState: file.state })
			.where(eq(rows.version.fileId, fileId))
			.run();
		const facts = { id, galleryId, fileId, n, name: options.name ?? name, ...stored, createdAt: now };
		const shown = released ? { releasedAt: now } : {};
		await tx
			.insert(rows.version)
			.values({
				...facts,
				...shown,
				kind: 'jpeg',
				picture: true,
				capture: {},
				width: 1200,
				height: 800,
				status: 'current',
				lastState: state
			})
			.run();
		await addPreviews(tx, id, renditions);
		const pair = released ? { releasedVersion: n, releasedState: state } : {};
		await tx
			.update(rows.file)
			.set({ currentVersion: n, state, nextVersion: n + 1, ...pair })
			.where(eq(rows.file.id, fileId))
			.run();
	});
	return { versionId: id, content: bytes, ...stored, renditions };
}

/** A delivery that went out: exactly these versions, with a link for each address. Answers the tokens by address. */
export async function aDelivery(
	ctx: Context,
	galleryId: string,
	files: { fileId: string; versionId: string; name: string }[],
	to: string[] = ['cleo@client.test'],
	more: Partial<typeof rows.delivery.$inferInsert> = {}
) {
	const id = ctx.ids.next();
	const now = ctx.clock.now();
	const tokens: Record<string, string> = {};
	await ctx.db.transaction(async (tx) => {
		await tx
			.insert(rows.delivery)
			.values({ id, galleryId, number: 1, createdAt: now, deliveredAt: now, ...more })
			.run();
		for (const [place, file] of files.entries())
			await tx
				.insert(rows.deliveryFile)
				.values({ deliveryId: id, place, ...file })
				.run();
		for (const email of to) {
			const linkId = ctx.ids.next();
			const token = ctx.tokens.make('delivery', linkId, 1);
			const tokenHash = ctx.tokens.hash(token);
			await tx
				.insert(rows.deliveryLink)
				.values({ id: linkId, deliveryId: id, email, counter: 1, tokenHash, createdAt: now })
				.run();
			tokens[email] = token;
		}
	});
	return { id, tokens, token: tokens[to[0] ?? ''] ?? '' };
}
