import { and, eq, isNull } from 'drizzle-orm';
import type { SentFiles } from '#lib/contract/delivery.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { parseAddresses, type ParsedAddresses } from '#lib/domain/addresses/paste.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { SendFiles } from '#lib/domain/orders/inputs.ts';
import { t } from '#lib/messages/index.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { delivery, deliveryLink, file, version } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { linkUrl, recipientsOf } from '../orders/index.ts';
import { freezeManifest, type Pinned } from './freeze.ts';
import { makeLink, sendLinks } from './links.ts';

/** A delivery page of these files' current versions, whatever their state, without an order. */
export async function sendFiles(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	input: SendFiles
): Promise<SentFiles> {
	requireAbility(actor, 'manage-orders');
	const { accepted, rejected } = readAddresses(input.to);
	if (!accepted.length && rejected.length)
		throw new AppError('invalid', 'faults:orders.no-good-address', {}, { rejected });
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const pins = await currentPins(tx, galleryId, input.fileIds);
		const id = await insertSent(tx, ctx, galleryId, input.message);
		await writersTurn();
		await freezeManifest(tx, id, pins);
		await writersTurn();
		const linkId = await makeLink(tx, ctx, id, { email: '', name: '', participantId: null });
		const named = new Map(accepted.map(({ address, name }) => [address, name ?? '']));
		const recipients = await recipientsOf(tx, galleryId, accepted, ctx.clock.now());
		const withNames = recipients.map((one) => ({ ...one, name: one.name || (named.get(one.email) ?? '') }));
		await sendLinks(tx, ctx, { id, galleryId, orderId: null }, withNames);
		const about = { galleryId, by: byActor(actor), deliveryId: id };
		await record(tx, ctx, { name: 'delivery.sent', ...about });
		return { id, url: await urlOf(tx, ctx, linkId), sent: recipients.map(({ email }) => email), rejected };
	});
}

type Read = { accepted: ParsedAddresses['accepted']; rejected: SentFiles['rejected'] };

function readAddresses(to: readonly string[]): Read {
	const { accepted, rejected } = parseAddresses(to.join('\n'));
	return {
		accepted,
		rejected: rejected.map(({ text, why }) => ({ address: text, detail: t(`shared:address.${why}`) }))
	};
}

async function currentPins(
	tx: Transaction,
	galleryId: string,
	fileIds: readonly string[]
): Promise<Pinned[]> {
	const isHere = and(
		eq(file.galleryId, galleryId),
		isNull(file.deletedAt),
		isPicture,
		inJson(file.id, fileIds)
	);
	const rows = await tx
		.select({ fileId: file.id, versionId: version.id, name: file.name, status: file.status })
		.from(file)
		.leftJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.currentVersion)))
		.where(isHere)
		.all();
	if (rows.length < fileIds.length) throw notFound();
	return rows.map(({ fileId, versionId, name, status }) => {
		if (!versionId && status === 'failed') throw new AppError('conflict', 'faults:orders.damaged', { name });
		if (!versionId) throw new AppError('conflict', 'faults:orders.still-processing');
		return { fileId, versionId, itemId: null };
	});
}

async function insertSent(
	tx: Transaction,
	ctx: Context,
	galleryId: string,
	message: string
): Promise<string> {
	const id = ctx.ids.next();
	const now = ctx.clock.now();
	await tx
		.insert(delivery)
		.values({ id, galleryId, number: 1, message: message.trim(), createdAt: now, deliveredAt: now })
		.run();
	return id;
}

async function urlOf(tx: Transaction, ctx: Context, linkId: string): Promise<string> {
	const link = await tx.select().from(deliveryLink).where(eq(deliveryLink.id, linkId)).get();
	return link ? linkUrl(ctx, link) : '';
}
