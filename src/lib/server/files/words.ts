import { and, eq } from 'drizzle-orm';
import type { ChangeWords, DescribeFiles } from '#lib/contract/file-inputs.ts';
import type { FileWords } from '#lib/contract/file-words.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { changedWords, withKeywords, wordsShown, type Written } from '#lib/domain/words/file-words.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { inWritersTurns } from '../db/in-turns.ts';
import type { Database, Transaction } from '../db/open.ts';
import { file, fileWords, version } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { findVisibleFile } from './queries.ts';

type Described = { id: string; own: Written; read: NonNullable<(typeof version.$inferSelect)['words']> };

/** What is written about one picture: its current version's words, or the studio's in their place. */
export async function readWords(ctx: Context, actor: MemberActor, fileId: string): Promise<FileWords> {
	return ctx.db.snapshot(async (db) => {
		await findVisibleFile(db, actor, fileId, ctx.clock.now());
		return viewWords(db, fileId);
	});
}

async function viewWords(db: Database, fileId: string): Promise<FileWords> {
	const [found] = await describedFiles(db, [fileId]);
	if (!found) throw notFound();
	const { own, read } = found;
	const { creator = '', stars = null, label = '' } = read;
	return { ...wordsShown(read, own), creator, stars, label };
}

/** The studio's own words for one picture; the file keeps its own, and `null` goes back to them. */
export async function changeWords(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	change: ChangeWords
): Promise<FileWords> {
	return ctx.db.transaction(async (tx) => {
		const { file: row } = await findVisibleFile(tx, actor, fileId, ctx.clock.now());
		requireAbility(actor, 'manage-files');
		const [found] = await describedFiles(tx, [fileId]);
		if (!found) throw notFound();
		await put(tx, fileId, changedWords(found.own, change));
		const about = { galleryId: row.galleryId, by: byActor(actor), fileIds: [fileId] };
		await record(tx, ctx, { name: 'file.described', ...about, shown: false });
		return viewWords(tx, fileId);
	});
}

/** The same for many pictures of a gallery, in one commit: all, or none if one of them is not to be found there. */
export async function describeFiles(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ fileIds, addKeywords: add, removeKeywords: remove, ...change }: DescribeFiles
): Promise<{ described: number }> {
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const ids = [...new Set(fileIds)];
		const found: Described[] = [];
		await inWritersTurns(
			ids,
			async (part) => void found.push(...(await describedFiles(tx, part, galleryId)))
		);
		if (found.length < ids.length) throw notFound();
		requireAbility(actor, 'manage-files');
		await inWritersTurns(found, async (part) => {
			for (const { id, own, read } of part) {
				const { keywords } = wordsShown(read, own);
				const more = add || remove ? { keywords: withKeywords(keywords, { add, remove }) } : {};
				await put(tx, id, changedWords(own, { ...change, ...more }));
			}
		});
		await record(tx, ctx, {
			...{ name: 'file.described', galleryId, by: byActor(actor), fileIds: ids, shown: false }
		});
		return { described: ids.length };
	});
}

async function describedFiles(
	db: Database,
	ids: readonly string[],
	galleryId?: string
): Promise<Described[]> {
	const current = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
	const here = galleryId === undefined ? undefined : eq(file.galleryId, galleryId);
	const rows = await db
		.select({
			id: file.id,
			title: file.title,
			deletedAt: file.deletedAt,
			own: fileWords,
			read: version.words
		})
		.from(file)
		.leftJoin(fileWords, eq(fileWords.fileId, file.id))
		.leftJoin(version, current)
		.where(and(inJson(file.id, ids), here))
		.all();
	return rows
		.filter(({ deletedAt }) => deletedAt === null)
		.map(({ id, title, own, read }) => ({ id, own: written({ ...own, title }), read: read ?? {} }));
}

/** Without the columns that say nothing. */
const written = ({ title, caption, keywords, copyright }: { [K in keyof Written]?: Written[K] | null }) =>
	changedWords({}, { title, caption, keywords, copyright });

async function put(tx: Transaction, fileId: string, { title, caption, keywords, copyright }: Written) {
	const row = {
		caption: caption ?? null,
		keywords: keywords ? [...keywords] : null,
		copyright: copyright ?? null
	};
	await tx
		.update(file)
		.set({ title: title ?? null })
		.where(eq(file.id, fileId))
		.run();
	await tx
		.insert(fileWords)
		.values({ fileId, ...row })
		.onConflictDoUpdate({ target: fileWords.fileId, set: row })
		.run();
}
