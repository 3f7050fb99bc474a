import { and, eq } from 'drizzle-orm';
import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { requireAbility } from '../access/index.ts';
import { companionsOf } from './companions.ts';
import { pendingItemsOf } from './pending-items.ts';
import { filesById, findVisibleFile, viewFile } from './queries.ts';

/** Deleted files are hidden; they can be brought back for so long. */
export const KEPT_DELETED_MS = 30 * 86_400_000;

/** Hides files from everybody. Refused while one is under order, unless the items may be cancelled with it. */
export async function deleteFiles(
	ctx: Context,
	actor: MemberActor,
	fileIds: string[],
	{ cancelItems }: { cancelItems: boolean }
): Promise<void> {
	await ctx.db.transaction(async (tx) => {
		const now = ctx.clock.now();
		const found = await Array.fromAsync(fileIds, (fileId) => findVisibleFile(tx, actor, fileId, now));
		requireAbility(actor, 'manage-files');
		if (!cancelItems) await refusePending(tx, fileIds);
		const companions = (await companionsOf(tx, fileIds)).map(({ id }) => id);
		for (const fileId of [...fileIds, ...companions])
			await tx
				.update(file)
				.set({ deletedAt: now, deletedBy: actor.memberId })
				.where(eq(file.id, fileId))
				.run();
		const by = byActor(actor);
		for (const [galleryId, here] of Map.groupBy(found, ({ file }) => file.galleryId)) {
			const ids = here.map(({ file }) => file.id);
			await record(tx, ctx, { name: 'file.deleted', galleryId, by, fileIds: ids });
		}
	});
}

async function refusePending(tx: Transaction, fileIds: string[]) {
	const items = await pendingItemsOf(tx, fileIds);
	if (items.length === 0) return;
	const names = new Map((await filesById(tx, fileIds)).map(({ id, cameraName }) => [id, cameraName]));
	const concerned = items.map(({ id, orderId, orderNumber, fileId, by, state }) => ({
		...{ id, orderId, orderNumber, fileId, by, state },
		cameraName: names.get(fileId) ?? ''
	}));
	throw new AppError(
		'conflict',
		'faults:files.under-order',
		{ count: items.length },
		{
			items: concerned
		}
	);
}

/** Brings a deleted file back as it was; its cancelled items stay cancelled. */
export async function undeleteFile(ctx: Context, actor: MemberActor, fileId: string): Promise<StudioFile> {
	return ctx.db.transaction(async (tx) => {
		const now = ctx.clock.now();
		const { file: row } = await findVisibleFile(tx, actor, fileId, now, { deleted: true });
		requireAbility(actor, 'manage-files');
		if (row.deletedAt !== null && row.deletedAt + KEPT_DELETED_MS <= now)
			throw new AppError('gone', 'faults:files.deleted-for-good');
		const back = { deletedAt: null, deletedBy: null };
		await tx.update(file).set(back).where(eq(file.id, fileId)).run();
		// what was deleted before it stays deleted
		const withIt = and(eq(file.companionOf, fileId), eq(file.deletedAt, row.deletedAt ?? 0));
		await tx.update(file).set(back).where(withIt).run();
		const about = { galleryId: row.galleryId, by: byActor(actor), fileIds: [fileId] };
		await record(tx, ctx, { name: 'file.undeleted', ...about });
		return viewFile(tx, fileId);
	});
}
