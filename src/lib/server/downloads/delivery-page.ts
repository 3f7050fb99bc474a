import { eq, inArray } from 'drizzle-orm';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import { repeatedIn } from '#lib/domain/distinct.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import type { Context } from '../context.ts';
import { studio, version } from '../db/schema.ts';
import { openDelivery, orderOf, type DeliveredFile } from './delivery.ts';
import { inTurns } from '../db/in-turns.ts';

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
	/** Where it lies, if that is what tells it from another of the same name. */
	folder?: string;
	bytes: number;
	url: string;
	/** What is written on the tile of a file without a picture. */
	kind: string;
	picture: { width: number; height: number; placeholder: string | null; renditions: Preview[] } | null;
};
type Preview = { width: number; url: string };

/** Everything that the delivery page shows, by the token alone; 410 as `findLink`. */
export async function readDeliveryPage(ctx: Context, token: string): Promise<DeliveryPage> {
	const { delivery, gallery, files, layout } = await openDelivery(ctx, token);
	const pictures = await picturesOf(
		ctx,
		files.map((file) => file.version.id)
	);
	const twins = repeatedIn(files.map(({ name }) => nameKey(name)));
	const owner = ctx.db.read.select().from(studio).where(eq(studio.id, gallery.studioId)).get();
	return {
		studioName: owner?.name ?? '',
		title: gallery.title,
		message: delivery.message.trim(),
		orderNumber: orderOf(ctx, delivery.orderId)?.number ?? null,
		until: delivery.expiresAt === null ? null : new Date(delivery.expiresAt).toISOString(),
		archive: { url: `/d/${token}/archive.zip`, bytes: layout.totalBytes },
		files: files.map((file) => ({
			...onPage(file, pictures.get(file.version.id), `/d/${token}`),
			...(twins.has(nameKey(file.name)) && file.section ? { folder: file.section } : {})
		}))
	};
}

type Picture = Pick<typeof version.$inferSelect, 'id' | 'width' | 'height' | 'placeholder' | 'renditions'>;

async function picturesOf({ db }: Context, versionIds: string[]): Promise<Map<string, Picture>> {
	const { id, width, height, placeholder, renditions } = version;
	const columns = { id, width, height, placeholder, renditions };
	const rows = await inTurns(versionIds, (ids) =>
		db.read.select(columns).from(version).where(inArray(version.id, ids)).all()
	);
	return new Map(rows.map((row) => [row.id, row]));
}

function onPage(
	{ fileId, name, version: { bytes, kind } }: DeliveredFile,
	found: Picture | undefined,
	base: string
): PageFile {
	return {
		fileId,
		name,
		bytes,
		url: `${base}/files/${fileId}`,
		kind: kindFacts(kind).extension.toUpperCase(),
		picture: found ? pictured(found, `${base}/r/${fileId}`) : null
	};
}

function pictured({ width, height, placeholder, renditions }: Picture, base: string): PageFile['picture'] {
	if (width === null || height === null || !renditions.length) return null;
	const previews = renditions
		.toSorted((a, b) => a.width - b.width)
		.map((each) => ({ width: each.width, url: `${base}/${each.width}.webp` }));
	return { width, height, placeholder, renditions: previews };
}
