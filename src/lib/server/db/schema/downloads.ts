import { index, sqliteTable } from 'drizzle-orm/sqlite-core';
import type { Span } from '#lib/domain/downloads/spans.ts';
import { count, flag, id, json, time, words } from '../columns.ts';

// What is fetched.

/** A pinned list of versions behind a URL for 24 h; the layout is computed from it. */
export const archive = sqliteTable('archive', {
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
	etag: words().notNull(),
	bytes: count().notNull(),
	createdAt: time().notNull(),
	expiresAt: time().notNull()
});

/** One row a download, in however many pieces it was fetched. */
export const downloadLog = sqliteTable(
	'download_log',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		fileId: id(),
		versionId: id(),
		archiveId: id(),
		deliveryId: id(),
		who: words({ enum: ['participant', 'member', 'link', 'token'] }).notNull(),
		whoId: id().notNull(),
		whoName: words().notNull(),
		what: words().notNull(),
		bytes: count().notNull(),
		complete: flag().notNull(),
		at: time().notNull(),
		/** When its latest piece was over, how large the whole is, and what of it was taken; null for rows from before. */
		lastAt: time(),
		sizeBytes: count(),
		spans: json<Span[]>()
	},
	(t) => [
		index('download_log_gallery').on(t.galleryId, t.at),
		index('download_log_who').on(t.whoId, t.lastAt)
	]
);
