import { and, eq, inArray, type SQL } from 'drizzle-orm';
import {
	cancelItem,
	reconsiderItem,
	type Item,
	type ItemFile,
	type ReadyRule,
	PENDING_STATES
} from '#lib/domain/orders/item.ts';
import { alias } from '../db/columns.ts';
import { inJson, param, paramAs, list } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
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

/** The pending items of these files, with what those say at this moment. */
export const pendingItemsOn = async (tx: Transaction, fileIds: readonly string[]): Promise<LoadedItem[]> =>
	(await onFiles(tx).all({ fileIds: list(fileIds) })).map(toLoaded);

/** The same of one order. */
export const pendingItemsIn = async (tx: Transaction, orderId: string): Promise<LoadedItem[]> =>
	(await inOrder(tx).all({ orderId })).map(toLoaded);

const pinned = alias(version, 'pinned');
const current = alias(version, 'current');

/** All that an item asks of its file. */
const fileColumns = {
	id: file.id,
	galleryId: file.galleryId,
	state: file.state,
	currentVersion: file.currentVersion,
	deletedAt: file.deletedAt
};

const withFiles = (tx: Transaction, where: SQL) =>
	tx
		.select({
			row: orderItem,
			file: fileColumns,
			deliverAtOnce: gallery.deliverAtOnce,
			pinned: pinned.n,
			currentVersionId: current.id
		})
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.leftJoin(pinned, eq(pinned.id, orderItem.versionId))
		.leftJoin(current, and(eq(current.fileId, file.id), eq(current.n, file.currentVersion)))
		.where(and(where, isPendingRow()))
		.prepare();

export const isPendingRow = () => inArray(orderItem.state, PENDING_STATES);

const onFiles = statement((tx: Transaction) => withFiles(tx, inJson(orderItem.fileId, param('fileIds'))));
const inOrder = statement((tx: Transaction) => withFiles(tx, eq(orderItem.orderId, param('orderId'))));

const toLoaded = ({
	row,
	file,
	deliverAtOnce,
	pinned,
	currentVersionId
}: Awaited<ReturnType<ReturnType<typeof withFiles>['all']>>[number]): LoadedItem => ({
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
});

function toItem({ id, fileId, state, cancelledBy, afterVersion, deliveryId }: Row, pin: Item['pin']): Item {
	return { id, fileId, state, cancelledBy, afterVersion, pin, deliveryId };
}

function currentPair(row: Pick<typeof file.$inferSelect, 'currentVersion' | 'state'>) {
	return row.currentVersion > 0 ? { version: row.currentVersion, state: row.state } : null;
}

/** Lets every pending item follow its file (waiting, ready, its pin, cancelled with the file); answers what changed. */
export async function recheckItems(
	tx: Transaction,
	now: number,
	loaded: readonly LoadedItem[]
): Promise<ChangedItem[]> {
	return (
		await Array.fromAsync(loaded, async (one) => {
			const next = one.file.deleted
				? cancelItem(one.item, 'deleted')
				: reconsiderItem(one.item, one.file, one.rule);
			if (next === one.item) return [];
			await writeItem(tx, now, one, next);
			return [{ ...one, next }];
		})
	).flat();
}

/** Guarded by the state it was read in: a settled item is never written again. */
async function writeItem(tx: Transaction, now: number, { row, currentVersionId }: LoadedItem, next: Item) {
	const versionId = next.pin ? currentVersionId : null;
	const deliveryId = next.state === 'ready' ? row.deliveryId : null;
	const { state, cancelledBy } = next;
	const { id, state: was } = row;
	await settle(tx).run({ id, was, state, cancelledBy, versionId, deliveryId, changedAt: now });
}

const settle = statement((tx: Transaction) =>
	tx
		.update(orderItem)
		.set({
			state: paramAs('state'),
			cancelledBy: paramAs('cancelledBy'),
			versionId: paramAs('versionId'),
			deliveryId: paramAs('deliveryId'),
			changedAt: paramAs('changedAt')
		})
		.where(and(eq(orderItem.id, param('id')), eq(orderItem.state, param('was'))))
		.prepare()
);
