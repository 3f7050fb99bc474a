import { eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file } from '../db/schema.ts';
import { requireManager } from '../access/index.ts';
import { pendingItemsOf, reconsiderItems } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { moveReleased } from './settle-released.ts';
import type { FileView } from './present.ts';
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
	await ctx.db.transaction((tx) => {
		const now = ctx.clock.now();
		for (const fileId of fileIds) findVisibleFile(tx, actor, fileId, now);
		requireManager(actor);
		if (!cancelItems) refusePending(tx, fileIds);
		announceStudio(tx, ctx, fileIds, 'file.removed');
		for (const fileId of fileIds)
			tx.update(file).set({ deletedAt: now, deletedBy: actor.memberId }).where(eq(file.id, fileId)).run();
		reconsiderItems(tx, ctx, fileIds, 'file');
		moveReleased(tx, ctx, fileIds, { kind: 'deleted' });
	});
}

function refusePending(tx: Transaction, fileIds: string[]) {
	const items = pendingItemsOf(tx, fileIds);
	if (items.length === 0) return;
	const names = new Map(filesById(tx, fileIds).map(({ id, cameraName }) => [id, cameraName]));
	const concerned = items.map(({ id, orderId, orderNumber, fileId, by, state }) => ({
		...{ id, orderId, orderNumber, fileId, by, state },
		cameraName: names.get(fileId) ?? ''
	}));
	throw new AppError('conflict', t('faults:files.under-order', { count: items.length }), {
		items: concerned
	});
}

/** Brings a deleted file back as it was; its cancelled items stay cancelled. */
export async function undeleteFile(ctx: Context, actor: MemberActor, fileId: string): Promise<FileView> {
	return ctx.db.transaction((tx) => {
		const now = ctx.clock.now();
		const { file: row } = findVisibleFile(tx, actor, fileId, now, { deleted: true });
		requireManager(actor);
		if (row.deletedAt !== null && row.deletedAt + KEPT_DELETED_MS <= now)
			throw new AppError('gone', t('faults:files.deleted-for-good'));
		tx.update(file).set({ deletedAt: null, deletedBy: null }).where(eq(file.id, fileId)).run();
		moveReleased(tx, ctx, [fileId], { kind: 'undeleted' });
		announceStudio(tx, ctx, [fileId], 'file.added');
		return viewFile(tx, fileId);
	});
}
