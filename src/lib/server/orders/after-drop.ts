import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { AfterDrop } from '#lib/contract/order-inputs.ts';
import type { OfferedPerson, DropOffers } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AccessJudge, findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { isPicture } from '../db/pictures.ts';
import { file, participant } from '../db/schema.ts';
import { holdersOf, waitingFor } from './holders.ts';
import { pendingItemsOf } from '../files/index.ts';

/** What a drop of finals has to ask; empty lists ask nothing. Yes is `placeStudioOrder`. */
export async function offersAfterDrop(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ fileIds }: v.InferOutput<typeof AfterDrop>
): Promise<DropOffers> {
	requireAbility(actor, 'manage-orders');
	const db = ctx.db.read;
	await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
	const isHere = and(
		eq(file.galleryId, galleryId),
		isNull(file.deletedAt),
		isPicture,
		inArray(file.id, fileIds)
	);
	const files = await db.select().from(file).where(isHere).all();
	const ids = files.map(({ id }) => id);
	const holders = await holdersOf(db, ids);
	const pending = new Set((await pendingItemsOf(db, ids)).map(({ fileId }) => fileId));
	const held = new Set(holders.flatMap((holder) => [...holder.held.keys()]));
	const unordered = ids.filter((id) => !pending.has(id) && !held.has(id));
	return {
		nobodyOrdered: { fileIds: unordered, people: unordered.length ? await clientsOf(ctx, galleryId) : [] },
		haveOlder: await older(ctx, files, holders)
	};
}

async function older(
	ctx: Context,
	files: readonly (typeof file.$inferSelect)[],
	holders: Awaited<ReturnType<typeof holdersOf>>
) {
	const newest = new Map(files.map(({ id, nextVersion }) => [id, nextVersion - 1]));
	const waiting = await waitingFor(ctx.db.read, [...newest.keys()]);
	const fileIds = new Set<string>();
	const people: OfferedPerson[] = [];
	for (const { email, name, held } of holders) {
		const isOlder = ([id, n]: [string, number]) =>
			n < (newest.get(id) ?? 0) && !waiting.has(`${id} ${email}`);
		const behind = [...held].filter(isOlder);
		if (behind.length) people.push({ name, email });
		for (const [id] of behind) fileIds.add(id);
	}
	return { fileIds: [...fileIds], people };
}

/** The people of a gallery who can be sent something: an address, and the right to look. */
async function clientsOf(ctx: Context, galleryId: string): Promise<OfferedPerson[]> {
	const here = and(eq(participant.galleryId, galleryId), isNotNull(participant.email));
	const rows = await ctx.db.read
		.select()
		.from(participant)
		.where(here)
		.orderBy(asc(participant.createdAt))
		.all();
	const judge = new AccessJudge(ctx.db.read, ctx.clock.now());
	return (
		await Array.fromAsync(rows, async (row) =>
			row.email && (await judge.ofPerson(row)).rights.look ? [{ name: row.name, email: row.email }] : []
		)
	).flat();
}
