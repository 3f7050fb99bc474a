import { and, eq, isNull } from 'drizzle-orm';
import { releasedCompanion } from '#lib/domain/companions/released.ts';
import { nextReleased, type Pair, type ReleaseEvent } from '#lib/domain/states/released.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import { param, paramAs } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, version } from '../db/schema.ts';
import { lookIn } from '../renditions/index.ts';
import { announceClients } from './announce.ts';
import { pendingItemsOf } from './pending-items.ts';
import { releasedOf, type FileRow } from './present.ts';
import { planLook, proofsIn } from './plan-looks.ts';
import { companionsToMove } from './companions.ts';
import { filesById, picturedByNumber, picturesOf } from './queries.ts';

/** What happened; a delivery names the pair that it pinned for each file. */
export type SettleEvent =
	Exclude<ReleaseEvent, { kind: 'delivered' }> | { kind: 'delivered'; pinned: ReadonlyMap<string, Pair> };

type Settler = Pick<Context, 'hub' | 'clock' | 'jobs'>;

/**
 * Applies the rule of the released pair after items, pins or the current pair changed: tells clients only if their values
 * did, and bumps the gallery's change number. Returns the files that moved.
 */
export async function moveReleased(
	tx: Transaction,
	ctx: Settler,
	fileIds: string[],
	event: SettleEvent
): Promise<string[]> {
	const pictures = await picturesOf(tx, fileIds);
	const ids = pictures.map(({ id }) => id);
	const pending = countByFile(await pendingItemsOf(tx, ids));
	const moved: FileRow[] = [];
	const named = new Set(fileIds);
	// what happened to a companion did not happen to its picture
	for (const row of pictures.filter(({ id }) => named.has(id)))
		if (await moveOne(tx, ctx, row, pending.get(row.id) ?? 0, event)) moved.push(row);
	const seen = await filesById(tx, ids);
	for (const row of seen)
		if (await moveCompanions(tx, ctx, row, pending.get(row.id) ?? 0, event)) moved.push(row);
	for (const galleryId of new Set(moved.map((row) => row.galleryId))) await bumpChange(tx, galleryId);
	return [...new Set(moved.map((row) => row.id))];
}

/** What goes with a picture follows what clients see of that. Tells them, with the picture; answers whether anything moved. */
async function moveCompanions(
	tx: Transaction,
	ctx: Settler,
	picture: FileRow,
	pendingItems: number,
	event: SettleEvent
): Promise<boolean> {
	let hasMoved = false;
	// deleted ones have no current pair
	const happened: SettleEvent = event.kind === 'deleted' ? { kind: 'item-ended' } : event;
	for (const row of await companionsToMove(tx, picture.id)) {
		const current = currentOf(row);
		const question = { current, released: releasedOf(row), pendingItems, event: forFile(happened, row.id) };
		hasMoved = (await write(tx, ctx, row, releasedCompanion(question, releasedOf(picture)))) || hasMoved;
	}
	const n = picture.releasedVersion;
	const shown = hasMoved && n !== null ? await picturedByNumber(tx, picture.id, n) : undefined;
	if (shown) await announceClients(tx, ctx, picture, shown, false);
	return hasMoved;
}

function countByFile(items: { fileId: string }[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { fileId } of items) counts.set(fileId, (counts.get(fileId) ?? 0) + 1);
	return counts;
}

async function moveOne(
	tx: Transaction,
	ctx: Settler,
	row: FileRow,
	pendingItems: number,
	event: SettleEvent
): Promise<boolean> {
	const before = releasedOf(row);
	const next = nextReleased({
		current: currentOf(row),
		released: before,
		pendingItems,
		event: forFile(event, row.id)
	});
	if (!(await write(tx, ctx, row, next))) return false;
	const change = { releasedVersion: next?.version ?? null, releasedState: next?.state ?? null };
	const shown = next ? ((await picturedByNumber(tx, row.id, next.version)) ?? null) : null;
	const look = next && shown?.picture ? lookIn(await proofsIn(tx, row.galleryId), next.state) : null;
	if (look && shown && shown.look !== look.key) await planLook(tx, ctx, shown.id, look);
	await announceClients(tx, ctx, { ...row, ...change }, shown, before === null);
	return true;
}

/** False: clients see that already. */
async function write(tx: Transaction, ctx: Settler, row: FileRow, next: Pair | null): Promise<boolean> {
	const before = releasedOf(row);
	if (before?.version === next?.version && before?.state === next?.state) return false;
	const change = { releasedVersion: next?.version ?? null, releasedState: next?.state ?? null };
	await release(tx).run({ id: row.id, ...change });
	const shown = next && (await picturedByNumber(tx, row.id, next.version));
	if (shown) await noteFirst(tx).run({ id: shown.id, releasedAt: ctx.clock.now() });
	return true;
}

const release = statement((tx: Transaction) =>
	tx
		.update(file)
		.set({ releasedVersion: paramAs('releasedVersion'), releasedState: paramAs('releasedState') })
		.where(eq(file.id, param('id')))
		.prepare()
);

const noteFirst = statement((tx: Transaction) =>
	tx
		.update(version)
		.set({ releasedAt: paramAs('releasedAt') })
		.where(and(eq(version.id, param('id')), isNull(version.releasedAt)))
		.prepare()
);

const currentOf = (row: FileRow): Pair | null =>
	row.deletedAt !== null || row.currentVersion === 0
		? null
		: { version: row.currentVersion, state: row.state };

function forFile(event: SettleEvent, fileId: string): ReleaseEvent {
	if (event.kind !== 'delivered') return event;
	const pinned = event.pinned.get(fileId);
	return pinned ? { kind: 'delivered', pinned } : { kind: 'item-ended' };
}
