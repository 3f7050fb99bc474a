import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { DownloadView } from '#lib/contract/download.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { deliveryLink, downloadLog, version } from '../db/schema.ts';

/** `before`: the id of the row that they come after in the list. */
export type DownloadsWanted = { before?: string | undefined; atMost?: number };
/** `next`: what the following part is before; none when this is the last one. */
export type Downloads = { downloads: DownloadView[]; next?: string };

export async function listDownloads(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ before, atMost = 5000 }: DownloadsWanted = {}
): Promise<Downloads> {
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireAbility(actor, 'manage-orders');
	const rows = await ctx.db.read
		.select({ log: downloadLog, n: version.n, knownAs: deliveryLink.name })
		.from(downloadLog)
		.leftJoin(version, eq(version.id, downloadLog.versionId))
		.leftJoin(deliveryLink, and(eq(downloadLog.who, 'link'), eq(deliveryLink.id, downloadLog.whoId)))
		.where(
			and(eq(downloadLog.galleryId, galleryId), before ? await isAfter(ctx, galleryId, before) : undefined)
		)
		.orderBy(desc(downloadLog.at), desc(downloadLog.id))
		.limit(atMost + 1)
		.all();
	const downloads = rows.slice(0, atMost).map(present);
	const last = rows.length > atMost ? downloads.at(-1) : undefined;
	return { downloads, ...(last ? { next: last.id } : {}) };
}

async function isAfter({ db }: Context, galleryId: string, id: string) {
	const isIt = and(eq(downloadLog.id, id), eq(downloadLog.galleryId, galleryId));
	const row = await db.read.select().from(downloadLog).where(isIt).get();
	if (!row) throw notFound();
	return or(lt(downloadLog.at, row.at), and(eq(downloadLog.at, row.at), lt(downloadLog.id, id)));
}

type Row = { log: typeof downloadLog.$inferSelect; n: number | null; knownAs: string | null };

function present({ log, n, knownAs }: Row): DownloadView {
	const { id, who, whoId, whoName, what, fileId, archiveId, deliveryId, bytes, sizeBytes, complete, at } =
		log;
	return {
		id,
		who: { kind: who, id: whoId, ...(knownAs ? { name: knownAs, address: whoName } : { name: whoName }) },
		what,
		...(fileId ? { fileId } : {}),
		...(n === null ? {} : { version: n }),
		...(archiveId ? { archiveId } : {}),
		...(deliveryId ? { deliveryId } : {}),
		bytes,
		...(sizeBytes === null ? {} : { size: sizeBytes }),
		complete,
		at: new Date(at).toISOString()
	};
}
