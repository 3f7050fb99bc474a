import { eq } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../../context.ts';
import { file, order, orderItem, participant } from '../../db/schema.ts';
import type { Mailbox } from '../../mail/letter.ts';
import { galleryAndStudio, replyToOf } from '../studio-of.ts';
import type { Writer } from './written.ts';

type Order = typeof order.$inferSelect;

async function orderFacts(ctx: Context, orderId: string) {
	const db = ctx.db.read;
	const row = await db.select().from(order).where(eq(order.id, orderId)).get();
	const place = row && (await galleryAndStudio(db, row.galleryId));
	if (!row || !place) return null;
	const items = await db
		.select({ item: orderItem, name: file.cameraName })
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.where(eq(orderItem.orderId, orderId))
		.all();
	const words = {
		number: row.number,
		by: row.placedByName,
		title: place.gallery.title,
		studio: place.studio.name
	};
	return { row, items, studio: place.studio, words };
}

const studioUrl = (ctx: Context, orderId: string) => `${ctx.env.ORIGIN}/studio/orders/${orderId}`;
const clientUrl = (ctx: Context, orderId: string) => `${ctx.env.ORIGIN}/o/${orderId}`;

/** The studio answers an order's mail straight to its client. */
async function clientOf(ctx: Context, { participantId }: Order): Promise<Mailbox | null> {
	if (!participantId) return null;
	const row = await ctx.db.read.select().from(participant).where(eq(participant.id, participantId)).get();
	return row?.email ? { name: row.name, address: row.email } : null;
}

export const writeOrderPlaced: Writer<'order-placed'> = async (ctx, { orderId }) => {
	const facts = await orderFacts(ctx, orderId);
	if (!facts) return null;
	const { row, words } = facts;
	const count = facts.items.filter(({ item }) => item.createdAt === row.placedAt).length;
	return {
		from: words.studio,
		replyTo: await clientOf(ctx, row),
		body: {
			subject: t('mail:orderPlaced.subject', { ...words, count }),
			head: words.studio,
			lines: [t('mail:orderPlaced.line', { ...words, count })],
			quote: row.note || undefined,
			button: { label: t('mail:orderPlaced.button'), url: studioUrl(ctx, orderId) },
			foot: []
		}
	};
};

export const writeOrderReceived: Writer<'order-received'> = async (ctx, { orderId }) => {
	const facts = await orderFacts(ctx, orderId);
	if (!facts) return null;
	const { row, words } = facts;
	const count = facts.items.filter(({ item }) => item.createdAt === row.placedAt).length;
	return {
		from: words.studio,
		replyTo: await replyToOf(ctx.db.read, facts.studio),
		body: {
			subject: t('mail:orderReceived.subject', words),
			head: words.studio,
			lines: [t('mail:orderReceived.line', { ...words, count }), t('mail:orderReceived.until')],
			quote: row.note || undefined,
			button: { label: t('mail:orderReceived.button'), url: clientUrl(ctx, orderId) },
			foot: []
		}
	};
};

export const writeOrderChanged: Writer<'order-changed'> = async (
	ctx,
	{ orderId, added, withdrawn, reason }
) => {
	const facts = await orderFacts(ctx, orderId);
	if (!facts) return null;
	const { words, items } = facts;
	const names = (ids: string[]) => items.filter(({ item }) => ids.includes(item.id)).map(({ name }) => name);
	const line = (key: 'added' | 'withdrawn', ids: string[]) =>
		ids.length
			? [t(`mail:orderChanged.${key}`, { ...words, count: ids.length, names: names(ids).join(', ') })]
			: [];
	return {
		from: words.studio,
		replyTo: await replyToOf(ctx.db.read, facts.studio),
		body: {
			subject: t('mail:orderChanged.subject', words),
			head: words.studio,
			lines: [...line('withdrawn', withdrawn), ...line('added', added)],
			quote: reason || undefined,
			button: { label: t('mail:orderChanged.button'), url: clientUrl(ctx, orderId) },
			foot: []
		}
	};
};

export const writeChangeAsked: Writer<'change-asked'> = async (ctx, { orderId, itemId }) => {
	const facts = await orderFacts(ctx, orderId);
	const found = facts?.items.find(({ item }) => item.id === itemId);
	if (!facts || !found) return null;
	const words = { ...facts.words, name: found.name };
	return {
		from: words.studio,
		replyTo: await clientOf(ctx, facts.row),
		body: {
			subject: t('mail:changeAsked.subject', words),
			head: words.studio,
			lines: [t('mail:changeAsked.line', words)],
			quote: found.item.instructions.map(({ text }) => text).join('\n'),
			button: { label: t('mail:changeAsked.button'), url: studioUrl(ctx, orderId) },
			foot: []
		}
	};
};
