import { and, eq, isNull } from 'drizzle-orm';
import type { StudioOrder } from '#lib/contract/order-inputs.ts';
import type { OrderView } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery, notFound, requireAbility, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file } from '../db/schema.ts';
import type { Recipient } from './recipients.ts';
import { byActor, record } from '../events/index.ts';
import { holdersOf, waitingFor } from './holders.ts';
import { insertOrder } from './insert.ts';
import { viewOrder } from './read-order.ts';
import { recipientsOf } from './recipients.ts';

/** People who get the same items: each picture only newer than the version they have. */
type Group = { recipients: Recipient[]; items: { fileId: string; afterVersion: number }[] };

/**
 * Orders that the studio places for others: finals that nobody ordered, or a new version for those who have the old
 * one. Grace, Hold and the rest apply as ever; nobody is told that an order was received.
 */
export async function placeStudioOrder(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	input: StudioOrder
): Promise<OrderView[]> {
	requireAbility(actor, 'manage-orders');
	return ctx.db.transaction(async (tx) => {
		const { gallery } = await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const files = await filesHere(tx, galleryId, input.fileIds);
		const groups =
			'to' in input ? await named(tx, ctx.clock.now(), galleryId, files, input.to) : await holding(tx, files);
		if (!groups.length) throw new AppError('conflict', 'faults:orders.nobody-has-older');
		const note = 'note' in input ? input.note : '';
		const placed: OrderView[] = [];
		for (const group of groups) placed.push(await placeFor(tx, ctx, actor, gallery, group, note));
		return placed;
	});
}

type FileRow = typeof file.$inferSelect;

async function filesHere(tx: Transaction, galleryId: string, fileIds: readonly string[]): Promise<FileRow[]> {
	const isHere = and(
		eq(file.galleryId, galleryId),
		isNull(file.deletedAt),
		isPicture,
		inJson(file.id, fileIds)
	);
	const rows = await tx.select().from(file).where(isHere).all();
	if (rows.length < new Set(fileIds).size) throw notFound();
	return rows;
}

async function named(
	tx: Transaction,
	now: number,
	galleryId: string,
	files: readonly FileRow[],
	to: readonly string[]
): Promise<Group[]> {
	const holders = await holdersOf(
		tx,
		files.map(({ id }) => id)
	);
	const recipients = await recipientsOf(
		tx,
		galleryId,
		to.map((address) => ({ address })),
		now
	);
	return grouped(
		recipients.map((recipient) => {
			const held = holders.find(({ email }) => email === recipient.email)?.held;
			return {
				recipient,
				items: files.map((file) => ({ fileId: file.id, afterVersion: newerThan(file, held?.get(file.id)) }))
			};
		})
	);
}

/** A later version than the current one was taken back: whoever has that gets the right one, whichever it is. */
const newerThan = ({ currentVersion }: FileRow, held = 0) => (held > currentVersion ? 0 : held);

/** Who has an older version than the newest there is (or is on its way), and waits for none already. */
async function holding(tx: Transaction, files: readonly FileRow[]): Promise<Group[]> {
	const newest = new Map(files.map(({ id, nextVersion }) => [id, nextVersion - 1]));
	const waiting = await waitingFor(tx, [...newest.keys()]);
	return grouped(
		(await holdersOf(tx, [...newest.keys()])).map(({ held, ...recipient }) => {
			const isOlder = ([id, n]: [string, number]) =>
				n < (newest.get(id) ?? 0) && !waiting.has(`${id} ${recipient.email}`);
			return {
				recipient,
				items: [...held]
					.filter(isOlder)
					.sort()
					.map(([fileId, afterVersion]) => ({ fileId, afterVersion }))
			};
		})
	);
}

function grouped(wishes: readonly { recipient: Recipient; items: Group['items'] }[]): Group[] {
	const groups = new Map<string, Group>();
	for (const { recipient, items } of wishes) {
		if (!items.length) continue;
		const key = JSON.stringify(items);
		const group = groups.get(key) ?? { recipients: [], items };
		groups.set(key, { ...group, recipients: [...group.recipients, recipient] });
	}
	return [...groups.values()];
}

async function placeFor(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	gallery: Gallery,
	group: Group,
	note: string
) {
	const { items, recipients } = group;
	const by = { participantId: null, memberId: actor.memberId, name: actor.name };
	await writersTurn();
	const orderId = await insertOrder(tx, ctx, { gallery, by, note, items, recipients });
	const about = { galleryId: gallery.id, by: byActor(actor), orderId, byStudio: true };
	await record(tx, ctx, { name: 'order.placed', ...about });
	await writersTurn();
	return viewOrder(tx, ctx, actor, orderId);
}
