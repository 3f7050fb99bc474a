import { and, eq, isNotNull, isNull, notExists, or } from 'drizzle-orm';
import type { Film } from '#lib/contract/file.ts';
import { zoneHere } from '#lib/domain/days.ts';
import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import { repeatedIn } from '#lib/domain/distinct.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import { pageOf } from '#lib/domain/pages.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import { inTurns } from '../db/in-turns.ts';
import { studio, version } from '../db/schema.ts';
import { earlierThan, type EarlierRow } from '../files/index.ts';
import {
	askedFor,
	filmState,
	filmView,
	ladderState,
	lookIn,
	previews,
	previewsIn,
	sizesInLook,
	type FilmColumns,
	type Look,
	type PicturedVersion
} from '../renditions/index.ts';
import { openDelivery, orderOf } from './delivery.ts';
import type { DeliveredFile } from './cached.ts';

export type DeliveryPage = {
	studioName: string;
	title: string;
	message: string;
	orderNumber: number | null;
	/** ISO; null: as long as the studio leaves it there. */
	until: string | null;
	/** The studio's: `until` is a day there. */
	timeZone: string;
	archive: { url: string; bytes: number };
	/** Of one page of the list. */
	files: PageFile[];
	page: number;
	pages: number;
	/** How many there are on all pages. */
	count: number;
	/** `ListedFile`s of the whole list, as JSON: thousands of small values take the framework long to write down. */
	list: string;
	/** Whether every file of it is a picture. */
	isPictured: boolean;
};

/** All that is needed to fetch a file. */
export type ListedFile = Pick<PageFile, 'name' | 'bytes' | 'url'>;

export type PageFile = {
	fileId: string;
	name: string;
	/** Where it lies, if that is what tells it from another of the same name. */
	folder?: string;
	bytes: number;
	url: string;
	/** What is written on the tile of a file without a picture. */
	kind: string;
	picture: PagePicture | null;
	/** Where it moves: how it is played. */
	film: Film | null;
	/** What clients saw before, where the delivery belongs to an order: for before/after. */
	before: (PagePicture & { version: number }) | null;
	/** The number of the delivered version. */
	version: number;
};
export type PagePicture = {
	width: number;
	height: number;
	placeholder: string | null;
	renditions: Preview[];
};
type Preview = { width: number; url: string };

/** Everything that a page of a delivery shows, by the token alone; 410 as `findLink`. */
export async function readDeliveryPage(ctx: Context, token: string, asked = 1): Promise<DeliveryPage> {
	const { delivery, gallery, files, layout } = await openDelivery(ctx, token);
	const { page, pages, from, size } = pageOf(files.length, asked);
	const shown = files.slice(from, from + size);
	const pictures = await picturesOf(
		ctx,
		shown.map((file) => file.version.id)
	);
	const twins = repeatedIn(files.map(({ name }) => nameKey(name)));
	const earlier = delivery.orderId === null ? NONE : await earlierOf(ctx, shown, pictures);
	const owner = await ctx.db.read.select().from(studio).where(eq(studio.id, gallery.studioId)).get();
	return {
		studioName: owner?.name ?? '',
		title: gallery.title,
		message: delivery.message.trim(),
		orderNumber: (await orderOf(ctx, delivery.orderId))?.number ?? null,
		timeZone: owner?.timeZone ?? zoneHere(),
		until: delivery.expiresAt === null ? null : new Date(delivery.expiresAt).toISOString(),
		archive: { url: `/d/${token}/archive.zip`, bytes: layout.totalBytes },
		files: shown.map((file) => ({
			...onPage(file, pictures.get(file.version.id), earlier.get(file.fileId), gallery, `/d/${token}`),
			...(twins.has(nameKey(file.name)) && file.section ? { folder: file.section } : {})
		})),
		page,
		pages,
		count: files.length,
		list: JSON.stringify(files.map((file) => listed(file, `/d/${token}`))),
		isPictured: await arePictures(
			ctx,
			files.map((file) => file.version.id)
		)
	};
}

const NONE: ReadonlyMap<string, EarlierRow> = new Map();

async function earlierOf(
	{ db }: Context,
	files: readonly DeliveredFile[],
	pictures: ReadonlyMap<string, Picture>
): Promise<ReadonlyMap<string, EarlierRow>> {
	const found = await inTurns(files, async (part) => {
		const delivered = part.map((each) => [each.fileId, pictures.get(each.version.id)?.n ?? 0] as const);
		return [...(await earlierThan(db.read, new Map(delivered)))];
	});
	return new Map(found);
}

const listed = ({ fileId, name, version: { bytes } }: DeliveredFile, base: string): ListedFile => ({
	name,
	bytes,
	url: `${base}/files/${fileId}`
});

/** As a tile of the page shows them. */
async function arePictures({ db }: Context, versionIds: string[]): Promise<boolean> {
	const { width, height, durationMs } = version;
	const isNone = or(isNull(width), isNull(height), isNotNull(durationMs), notExists(previewsIn(db.read)));
	const without = await inTurns(versionIds, async (ids) =>
		db.read
			.select({ id: version.id })
			.from(version)
			.where(and(inJson(version.id, ids), isNone))
			.limit(1)
			.all()
	);
	return without.length === 0;
}

type Picture = Pick<PicturedVersion, 'id' | 'n' | 'width' | 'height' | 'placeholder' | 'renditions'> &
	FilmColumns;

async function picturesOf({ db }: Context, versionIds: string[]): Promise<Map<string, Picture>> {
	const { id, n, width, height, placeholder, durationMs, frameUs } = version;
	const film = { durationMs, frameUs, film: filmState, ladder: ladderState };
	const columns = { id, n, width, height, placeholder, renditions: previews, ...film };
	const rows = await inTurns(versionIds, async (ids) =>
		db.read.select(columns).from(version).where(inJson(version.id, ids)).all()
	);
	return new Map(rows.map((row) => [row.id, row]));
}

function onPage(
	file: DeliveredFile,
	found: Picture | undefined,
	earlier: EarlierRow | undefined,
	proofs: ProofSettings,
	base: string
): PageFile {
	const { fileId } = file;
	const previews = `${base}/r/${fileId}`;
	const look = earlier ? lookIn(proofs, earlier.lastState) : null;
	const before = earlier && pictured({ ...earlier, placeholder: null }, `${previews}/${earlier.n}`, look);
	return {
		fileId,
		...listed(file, base),
		kind: kindFacts(file.version.kind).extension.toUpperCase(),
		version: found?.n ?? 0,
		picture: found ? pictured(found, previews) : null,
		film: (found && filmView(found, previews)) ?? null,
		before: before ? { ...before, version: earlier.n ?? 0 } : null
	};
}

type Pictured = Pick<Picture, 'width' | 'height' | 'placeholder' | 'renditions'> & { look?: string | null };

function pictured(
	{ width, height, placeholder, renditions, look: made = null }: Pictured,
	base: string,
	look: Look | null = null
): PagePicture | null {
	if (width === null || height === null || !renditions.length) return null;
	const previews = (look ? sizesInLook(renditions, look) : renditions)
		.toSorted((a, b) => a.width - b.width)
		.map((each) => ({ width: each.width, url: `${base}/${askedFor(each.width, look, made)}.webp` }));
	return { width, height, placeholder, renditions: previews };
}
