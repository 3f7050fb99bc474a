import { eq } from 'drizzle-orm';
import type { Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { param, params, increment } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { order, orderItem, orderRecipient, studio } from '../db/schema.ts';
import type { Recipient } from './recipients.ts';
import type { Trusted } from './trust.ts';

type Instruction = (typeof orderItem.$inferSelect)['instructions'][number];
export type NewItem = { fileId: string; afterVersion?: number; instructions?: Instruction[] };
export type NewOrder = {
	gallery: Pick<Gallery, 'id' | 'studioId'>;
	by: { participantId: string | null; memberId: string | null; name: string };
	selectionId?: string | undefined;
	note: string;
	items: readonly NewItem[];
	/** Without a word of trust: the studio named them. */
	recipients: readonly (Recipient & Partial<Trusted>)[];
};

/** Writes an order with waiting items, numbered by the studio; answers its id. */
export async function insertOrder(tx: Transaction, ctx: Context, made: NewOrder): Promise<string> {
	const id = ctx.ids.next();
	const placedAt = ctx.clock.now();
	const { gallery, by, selectionId, note } = made;
	await tx
		.insert(order)
		.values({
			id,
			number: await nextNumber(tx, gallery.studioId),
			galleryId: gallery.id,
			participantId: by.participantId,
			placedByName: by.name,
			placedByMember: by.memberId,
			selectionId,
			note,
			placedAt
		})
		.run();
	await insertItems(tx, ctx, id, made.items, placedAt);
	for (const { email, name, participantId, trust } of made.recipients)
		await tx
			.insert(orderRecipient)
			.values({ orderId: id, email, name, participantId, trust, createdAt: placedAt })
			.run();
	return id;
}

/** `now`: items of the same moment as their order are what was placed; later ones were added. */
export async function insertItems(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	items: readonly NewItem[],
	now = ctx.clock.now()
): Promise<string[]> {
	return Array.fromAsync(items, async ({ fileId, afterVersion = 0, instructions = [] }) => {
		const id = ctx.ids.next();
		await addItem(tx).run({ id, orderId, fileId, afterVersion, instructions, createdAt: now });
		return id;
	});
}

const addItem = statement((tx: Transaction) =>
	tx
		.insert(orderItem)
		.values({
			...params('id', 'orderId', 'fileId', 'afterVersion', 'instructions', 'createdAt'),
			state: 'waiting',
			changedAt: param('createdAt')
		})
		.prepare()
);

async function nextNumber(tx: Transaction, studioId: string): Promise<number> {
	const [row] = await tx
		.update(studio)
		.set({ nextOrderNumber: increment(studio.nextOrderNumber) })
		.where(eq(studio.id, studioId))
		.returning({ next: studio.nextOrderNumber })
		.all();
	if (!row) throw new Error(`No studio ${studioId}`);
	return row.next - 1;
}
