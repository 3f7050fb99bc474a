import type { Limit } from '#lib/domain/marks/limit.ts';
import { RULES } from '#lib/domain/marks/rules.ts';
import { bytes, id, index, int, json, primaryKey, sequence, string, table, timestampMs } from '../columns.ts';
import { gallery } from './galleries.ts';

// Selections, and what people marked: the log, its snapshots, the projection.

export const selection = table(
	'selection',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		name: string().notNull(),
		rule: string({ enum: RULES }).notNull(),
		limit: json<Limit>(),
		chooseBy: timestampMs(),
		round: int().notNull().default(1),
		lockedAt: timestampMs(),
		lockedBy: id(),
		place: int().notNull().default(0),
		createdAt: timestampMs().notNull(),
		deletedAt: timestampMs()
	},
	(t) => [index('selection_gallery').on(t.galleryId)]
);

/** The update log of a book; `seq` is the order of commit. */
export const markUpdate = table(
	'mark_update',
	{
		seq: sequence(),
		galleryId: id().notNull(),
		book: string().notNull(),
		clientId: int().notNull(),
		/** Clock of this client after the update. */
		clock: int().notNull(),
		update: bytes().notNull(),
		createdAt: timestampMs().notNull()
	},
	(t) => [index('mark_update_gallery').on(t.galleryId, t.book, t.seq)]
);

/** Compacted books, v2 encoding, holding every update up to `seq`. */
export const markSnapshot = table(
	'mark_snapshot',
	{
		galleryId: id().notNull(),
		book: string().notNull(),
		seq: int().notNull(),
		update: bytes().notNull(),
		createdAt: timestampMs().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.book] })]
);

/** The projection: every live key of every book, with its server time. Same commit as the update. */
export const mark = table(
	'mark',
	{
		galleryId: id().notNull(),
		book: string().notNull(),
		participantId: id().notNull(),
		key: string().notNull(),
		kind: string({
			enum: ['pick', 'stars', 'label', 'verdict', 'done', 'comment', 'resolve']
		}).notNull(),
		selectionId: id(),
		fileId: id(),
		value: json<unknown>().notNull(),
		at: timestampMs().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.galleryId, t.book, t.key] }),
		index('mark_selection').on(t.selectionId, t.fileId),
		index('mark_file').on(t.fileId, t.kind)
	]
);
