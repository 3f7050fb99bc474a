import { and, countDistinct, eq, gt, inArray, lt } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { attendance, gallery } from '../db/schema.ts';

export type Attendant = { galleryId: string; clientId: number; participantId: string };

/** A process that dies without a word is believed for so long. */
const LEASE_MS = 45_000;

/** Writes down who came to the sockets of this process and who left, and tells the studio. */
export async function keepAttendance(
	ctx: Context,
	process: string,
	{ came, left }: { came: readonly Attendant[]; left: readonly Attendant[] }
): Promise<void> {
	await ctx.db.transaction(async (tx) => {
		const until = ctx.clock.now() + LEASE_MS;
		for (const { galleryId, clientId } of left)
			await tx
				.delete(attendance)
				.where(
					and(
						eq(attendance.galleryId, galleryId),
						eq(attendance.clientId, clientId),
						eq(attendance.process, process)
					)
				)
				.run();
		for (const one of came)
			await tx
				.insert(attendance)
				.values({ ...one, process, until })
				.onConflictDoUpdate({
					target: [attendance.galleryId, attendance.clientId],
					set: { process, until }
				})
				.run();
		await tell(tx, ctx, new Set([...came, ...left].map(({ galleryId }) => galleryId)));
	});
}

/** Keeps what this process holds, and forgets what a dead one held. */
export async function renewAttendance(ctx: Context, process: string): Promise<void> {
	if (!(await ctx.db.read.select().from(attendance).limit(1).get())) return;
	await ctx.db.transaction(async (tx) => {
		const now = ctx.clock.now();
		await tx
			.update(attendance)
			.set({ until: now + LEASE_MS })
			.where(eq(attendance.process, process))
			.run();
		const gone = await tx.delete(attendance).where(lt(attendance.until, now)).returning().all();
		await tell(tx, ctx, new Set(gone.map(({ galleryId }) => galleryId)));
	});
}

/** How many people have each gallery open, however many pages each; a gallery with nobody has no entry. */
export async function countHere(
	db: Database,
	galleryIds: readonly string[],
	now: number
): Promise<Map<string, number>> {
	const rows = await db
		.select({ id: attendance.galleryId, n: countDistinct(attendance.participantId) })
		.from(attendance)
		.where(and(inArray(attendance.galleryId, [...galleryIds]), gt(attendance.until, now)))
		.groupBy(attendance.galleryId)
		.all();
	return new Map(rows.map(({ id, n }) => [id, n]));
}

async function tell(tx: Transaction, ctx: Context, galleryIds: ReadonlySet<string>) {
	const rows = await tx
		.select({ id: gallery.id, studioId: gallery.studioId })
		.from(gallery)
		.where(inArray(gallery.id, [...galleryIds]))
		.all();
	for (const { id, studioId } of rows)
		await ctx.hub.announce(tx, rooms.home(studioId), 'people.here', { galleryId: id });
}
