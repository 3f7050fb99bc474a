import { index, primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core';
import { bytes, count, id, json, time, words } from '../columns.ts';
import { gallery } from './galleries.ts';

// Selections, and what people marked: the log, its snapshots, the projection.

export const selection = sqliteTable(
	'selection',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		name: words().notNull(),
		rule: words({ enum: ['somebody', 'nobody-against', 'more-yes-than-no', 'everyone'] }).notNull(),
		limit: json<{ kind: 'at-most' | 'exactly' | 'at-least'; n: number }>(),
		chooseBy: time(),
		round: count().notNull().default(1),
		lockedAt: time(),
		lockedBy: id(),
		place: count().notNull().default(0),
		createdAt: time().notNull(),
		deletedAt: time()
	},
	(t) => [index('selection_gallery').on(t.galleryId)]
);

/** The update log of a book; `seq` is the order of commit. */
export const markUpdate = sqliteTable(
	'mark_update',
	{
		seq: count().primaryKey({ autoIncrement: true }),
		galleryId: id().notNull(),
		book: words().notNull(),
		clientId: count().notNull(),
		/** Clock of this client after the update. */
		clock: count().notNull(),
		update: bytes().notNull(),
		createdAt: time().notNull()
	},
	(t) => [index('mark_update_gallery').on(t.galleryId, t.book, t.seq)]
);

/** Compacted books, v2 encoding, holding every update up to `seq`. */
export const markSnapshot = sqliteTable(
	'mark_snapshot',
	{
		galleryId: id().notNull(),
		book: words().notNull(),
		seq: count().notNull(),
		update: bytes().notNull(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.book] })]
);

/** The projection: every live key of every book, with its server time. Same commit as the update. */
export const mark = sqliteTable(
	'mark',
	{
		galleryId: id().notNull(),
		book: words().notNull(),
		participantId: id().notNull(),
		key: words().notNull(),
		kind: words({
			enum: ['pick', 'stars', 'label', 'verdict', 'done', 'comment', 'resolve']
		}).notNull(),
		selectionId: id(),
		fileId: id(),
		value: json<unknown>().notNull(),
		at: time().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.galleryId, t.book, t.key] }),
		index('mark_selection').on(t.selectionId, t.fileId),
		index('mark_file').on(t.fileId, t.kind)
	]
);
