import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import {
	cancelItem,
	reconsiderItem,
	type Item,
	type ItemFile,
	type ReadyRule
} from '#lib/domain/orders/item.ts';
import type { Transaction } from '../db/open.ts';
import { file, gallery, orderItem, version } from '../db/schema.ts';

type Row = typeof orderItem.$inferSelect;
export type LoadedItem = {
	row: Row;
	item: Item;
	file: ItemFile & { id: string; galleryId: string };
	rule: ReadyRule;
	/** Row of the file's current version. */
	currentVersionId: string | null;
};
export type ChangedItem = LoadedItem & { next: Item };

/** Items with what their files say at this moment. */
export function loadItems(tx: Transaction, where: SQL | undefined): LoadedItem[] {
	const pinned = alias(version, 'pinned');
	const current = alias(version, 'current');
	return tx
		.select({
			row: orderItem,
			file,
			deliverAtOnce: gallery.deliverAtOnce,
			pinned: pinned.n,
			currentVersionId: current.id
		})
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.leftJoin(pinned, eq(pinned.id, orderItem.versionId))
		.leftJoin(current, and(eq(current.fileId, file.id), eq(current.n, file.currentVersion)))
		.where(where)
		.all()
		.map(({ row, file, deliverAtOnce, pinned, currentVersionId }) => ({
			row,
			item: toItem(row, pinned === null ? null : { version: pinned, state: file.state }),
			file: {
				id: file.id,
				galleryId: file.galleryId,
				current: currentPair(file),
				deleted: file.deletedAt !== null
			},
			rule: { deliverAtOnce },
			currentVersionId
		}));
}

export const isPendingRow = () => inArray(orderItem.state, ['waiting', 'ready']);

function toItem({ id, fileId, state, cancelledBy, afterVersion, deliveryId }: Row, pin: Item['pin']): Item {
	return { id, fileId, state, cancelledBy, afterVersion, pin, deliveryId };
}

function currentPair(row: typeof file.$inferSelect) {
	return row.currentVersion > 0 ? { version: row.currentVersion, state: row.state } : null;
}

/** Lets every pending item follow its file (waiting, ready, its pin, cancelled with the file); answers what changed. */
export function recheckItems(tx: Transaction, now: number, loaded: readonly LoadedItem[]): ChangedItem[] {
	return loaded.flatMap((one) => {
		const next = one.file.deleted
			? cancelItem(one.item, 'deleted')
			: reconsiderItem(one.item, one.file, one.rule);
		if (next === one.item) return [];
		writeItem(tx, now, one, next);
		return [{ ...one, next }];
	});
}

/** Guarded by the state it was read in: a settled item is never written again. */
function writeItem(tx: Transaction, now: number, { row, currentVersionId }: LoadedItem, next: Item) {
	const versionId = next.pin ? currentVersionId : null;
	const deliveryId = next.state === 'ready' ? row.deliveryId : null;
	const { state, cancelledBy } = next;
	tx.update(orderItem)
		.set({ state, cancelledBy, versionId, deliveryId, changedAt: now })
		.where(and(eq(orderItem.id, row.id), eq(orderItem.state, row.state)))
		.run();
}
