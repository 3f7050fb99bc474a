import { and, eq } from 'drizzle-orm';
import type { OwnItem } from '#lib/contract/order.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import { canChangeItems } from '#lib/domain/orders/progress.ts';
import { pageOf } from '#lib/domain/pages.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { ownTurn } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { proofsIn } from '../files/index.ts';
import { file, version } from '../db/schema.ts';
import { draftFrom, orderFacts } from './draft.ts';
import { findOwnOrder } from './find.ts';
import { pictureColumns, pictureOf } from './own-picture.ts';

export type Addable = { fileId: string; name: string; picture: OwnItem['picture'] };

/** A page of what could still be added to an order, in gallery order; nothing once the work has begun. */
export async function addableTo(
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	asked = 1
): Promise<{ files: Addable[]; page: number; pages: number }> {
	const db = ctx.db.read;
	const { order } = await findOwnOrder(db, actor, orderId, ctx.clock.now());
	const ids = canChangeItems(order) ? await orderable(ctx, actor) : [];
	const { page, pages, from, size } = pageOf(ids.length, asked);
	await ownTurn();
	const proofs = await proofsIn(db, actor.galleryId);
	return { files: await picturesOf(db, ids.slice(from, from + size), proofs), page, pages };
}

async function orderable(ctx: Context, actor: ClientActor): Promise<string[]> {
	const facts = await orderFacts(ctx.db.read, ctx, actor, actor.galleryId);
	return draftFrom(facts, [...facts.files.keys()]).files.map(({ id }) => id);
}

async function picturesOf(db: Database, ids: readonly string[], proofs: ProofSettings): Promise<Addable[]> {
	const shown = and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion));
	const rows = await db
		.select({ id: file.id, name: file.cameraName, state: file.releasedState, version: pictureColumns })
		.from(file)
		.innerJoin(version, shown)
		.where(inJson(file.id, ids))
		.all();
	const byId = new Map(rows.map((row) => [row.id, row]));
	return ids.flatMap((fileId) => {
		const row = byId.get(fileId);
		return row ? [{ fileId, name: row.name, picture: pictureOf(row.version, row.state, proofs) }] : [];
	});
}
