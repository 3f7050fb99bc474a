import { and, eq, lte, notInArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import {
	accessRow,
	archive,
	attendance,
	cameraShift,
	delivery,
	downloadLog,
	fact,
	file,
	gallery,
	invitation,
	mail,
	mailedCode,
	mark,
	markSnapshot,
	markUpdate,
	order,
	participant,
	seat,
	selection,
	sessionParticipant,
	upload,
	version
} from '../db/schema.ts';
import { KEPT_DELETED_MS } from '../files/index.ts';

/** What else there is of a gallery; its people last, since the others point at them. */
const OF_GALLERY = [
	...[
		accessRow,
		archive,
		attendance,
		cameraShift,
		downloadLog,
		fact,
		invitation,
		mail,
		mailedCode,
		mark,
		markSnapshot
	],
	...[markUpdate, seat, selection, sessionParticipant, upload, participant]
] as const;

/**
 * Forgets galleries that were deleted 30 days ago, with their people and what those said, once their pictures are
 * gone. What was ordered and delivered stays in the books, with its gallery.
 */
export async function eraseGalleries(
	ctx: Pick<Context, 'clock'>,
	transaction: Context['db']['transaction']
): Promise<void> {
	await transaction(async (tx) => {
		for (const id of await endedGalleries(tx, ctx.clock.now() - KEPT_DELETED_MS)) {
			for (const table of OF_GALLERY) await tx.delete(table).where(eq(table.galleryId, id)).run();
			await tx.delete(gallery).where(eq(gallery.id, id)).run();
		}
	});
}

async function endedGalleries(tx: Transaction, endedBefore: number): Promise<string[]> {
	const idsIn = (table: typeof file | typeof version | typeof order | typeof delivery) =>
		tx.select({ id: table.galleryId }).from(table);
	return (
		await tx
			.select({ id: gallery.id })
			.from(gallery)
			.where(
				and(
					lte(gallery.deletedAt, endedBefore),
					...[file, version, order, delivery].map((table) => notInArray(gallery.id, idsIn(table)))
				)
			)
			.all()
	).map(({ id }) => id);
}
