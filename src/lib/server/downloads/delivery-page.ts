import { eq } from 'drizzle-orm';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';
import { layOutDelivery, openDelivery, orderOf, type DeliveredFile } from './delivery.ts';

export type DeliveryPage = {
	studioName: string;
	title: string;
	message: string;
	orderNumber: number | null;
	/** ISO; null: as long as the studio leaves it there. */
	until: string | null;
	archive: { url: string; bytes: number };
	files: PageFile[];
};

export type PageFile = {
	fileId: string;
	name: string;
	bytes: number;
	url: string;
	/** What is written on the tile of a file without a picture. */
	kind: string;
	picture: { width: number; height: number; placeholder: string | null; renditions: Preview[] } | null;
};
type Preview = { width: number; url: string };

/** Everything that the delivery page shows, by the token alone; 410 as `findLink`. */
export async function readDeliveryPage(ctx: Context, token: string): Promise<DeliveryPage> {
	const { delivery, gallery, files } = await openDelivery(ctx, token);
	const owner = ctx.db.read.select().from(studio).where(eq(studio.id, gallery.studioId)).get();
	return {
		studioName: owner?.name ?? '',
		title: gallery.title,
		message: delivery.message.trim(),
		orderNumber: orderOf(ctx, delivery.orderId)?.number ?? null,
		until: delivery.expiresAt === null ? null : new Date(delivery.expiresAt).toISOString(),
		archive: { url: `/d/${token}/archive.zip`, bytes: layOutDelivery(files).totalBytes },
		files: files.map((file) => onPage(file, `/d/${token}`))
	};
}

function onPage({ fileId, name, version }: DeliveredFile, base: string): PageFile {
	const { bytes, kind, width, height, placeholder } = version;
	const renditions = version.renditions
		.toSorted((a, b) => a.width - b.width)
		.map((each) => ({ width: each.width, url: `${base}/r/${fileId}/${each.width}.webp` }));
	const hasPicture = renditions.length > 0 && width !== null && height !== null;
	return {
		fileId,
		name,
		bytes,
		url: `${base}/files/${fileId}`,
		kind: kindFacts(kind).extension.toUpperCase(),
		picture: hasPicture ? { width, height, placeholder, renditions } : null
	};
}
