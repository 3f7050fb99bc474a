import { DOWNLOADERS } from '#lib/contract/download.ts';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import type { Span } from '#lib/domain/downloads/spans.ts';
import { boolean, id, index, int, json, string, table, timestampMs } from '../columns.ts';

// What is fetched.

/** A pinned list of versions behind a URL for 24 h; the layout is computed from it. */
export const archive = table('archive', {
	id: id().primaryKey(),
	galleryId: id().notNull(),
	participantId: id(),
	memberId: id(),
	deliveryLinkId: id(),
	versionIds: json<string[]>().notNull(),
	/** Paths in the archive, safe and unique. */
	names: json<string[]>().notNull(),
	/** When each was taken (see `file.capturedAt`); null where that is unknown, and for archives from before. */
	takenAt: json<(number | null)[]>(),
	/** One of products: which, and of each entry its recipe, whose spec stands among them. Null: originals. */
	product: json<{ id: string; recipes: string[]; specs: Record<string, ProductSpec> }>(),
	/** '' of products, whose bytes are known when the last is made; so `bytes` is 0. */
	etag: string().notNull(),
	bytes: int().notNull(),
	createdAt: timestampMs().notNull(),
	expiresAt: timestampMs().notNull()
});

/** One row a download, in however many pieces it was fetched. */
export const downloadLog = table(
	'download_log',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		fileId: id(),
		versionId: id(),
		archiveId: id(),
		deliveryId: id(),
		who: string({ enum: DOWNLOADERS }).notNull(),
		whoId: id().notNull(),
		whoName: string().notNull(),
		what: string().notNull(),
		bytes: int().notNull(),
		complete: boolean().notNull(),
		at: timestampMs().notNull(),
		/** When its latest piece was over, how large the whole is, and what of it was taken; null for rows from before. */
		lastAt: timestampMs(),
		sizeBytes: int(),
		spans: json<Span[]>()
	},
	(t) => [
		index('download_log_gallery').on(t.galleryId, t.at),
		index('download_log_who').on(t.whoId, t.lastAt)
	]
);
