import { desc, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, requireManager } from '../access/index.ts';
import type { Context } from '../context.ts';
import { downloadLog, version } from '../db/schema.ts';

const MOST = 5000;

/** Who or which link fetched what, newest first. */
export type DownloadView = {
	id: string;
	who: { kind: 'participant' | 'member' | 'link' | 'token'; id: string; name: string };
	what: string;
	fileId?: string;
	version?: number;
	archiveId?: string;
	deliveryId?: string;
	bytes: number;
	/** The body's last byte went out; a resumed download has further rows. */
	complete: boolean;
	at: string;
};

export async function listDownloads(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<DownloadView[]> {
	findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireManager(actor);
	const rows = ctx.db.read
		.select({ log: downloadLog, n: version.n })
		.from(downloadLog)
		.leftJoin(version, eq(version.id, downloadLog.versionId))
		.where(eq(downloadLog.galleryId, galleryId))
		.orderBy(desc(downloadLog.at))
		.limit(MOST)
		.all();
	return rows.map(({ log, n }) => present(log, n));
}

function present(log: typeof downloadLog.$inferSelect, n: number | null): DownloadView {
	const { id, who, whoId, whoName, what, fileId, archiveId, deliveryId, bytes, complete, at } = log;
	return {
		id,
		who: { kind: who, id: whoId, name: whoName },
		what,
		...(fileId ? { fileId } : {}),
		...(n === null ? {} : { version: n }),
		...(archiveId ? { archiveId } : {}),
		...(deliveryId ? { deliveryId } : {}),
		bytes,
		complete,
		at: new Date(at).toISOString()
	};
}
