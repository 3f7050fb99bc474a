import { and, eq, inArray } from 'drizzle-orm';
import type { OpenGallery } from '#lib/contract/open-gallery.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { zoneHere } from '#lib/domain/days.ts';
import type { Context } from '../context.ts';
import { file, studio, version } from '../db/schema.ts';
import { findVisibleGallery } from '../access/index.ts';
import { sentOrders } from '../orders/index.ts';
import {
	earlierInGallery,
	presentReleased,
	releasedCompanions,
	releasedOrder,
	shownColumns
} from '../files/index.ts';

const FIRST = 48;

/** What a client's gallery page is born with; the rest of the pictures comes by `GET /g/<id>/files`. */
export async function openForClient(
	ctx: Context,
	actor: ClientActor,
	galleryId: string
): Promise<OpenGallery> {
	const db = ctx.db.read;
	const { gallery, rights } = await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
	const owner = await db.select().from(studio).where(eq(studio.id, gallery.studioId)).get();
	const all = await releasedOrder(ctx, gallery);
	const first = all.slice(0, FIRST);
	const earlier = await earlierInGallery(db, galleryId, first);
	const companions = await releasedCompanions(db, first);
	const shown = new Map(
		(
			await db
				.select({ file, version: shownColumns })
				.from(file)
				.innerJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
				.where(inArray(file.id, first))
				.all()
		).map((row) => {
			const { id } = row.file;
			const beside = { before: earlier.get(id), companions: companions.get(id) };
			return [id, presentReleased(row.file, row.version, rights, gallery, beside)];
		})
	);
	return {
		id: gallery.id,
		title: gallery.title,
		studio: {
			name: owner?.name ?? '',
			timeZone: owner?.timeZone ?? zoneHere(),
			badges: owner?.showBadges ?? true,
			words: owner?.stateWords ?? {}
		},
		participantId: actor.participantId,
		rights,
		orders: gallery.offerOrders.length > 0,
		showLooking: gallery.showLooking,
		fileCount: all.length,
		sent: await sentOrders(db, ctx, actor, galleryId),
		files: first.flatMap((each) => shown.get(each) ?? [])
	};
}
