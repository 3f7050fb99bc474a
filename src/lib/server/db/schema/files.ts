import { remarks } from '#lib/domain/kinds/remarks.ts';
import { index, primaryKey, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { count, flag, id, json, time, words } from '../columns.ts';
import { gallery } from './galleries.ts';

// Files and their versions.

export const file = sqliteTable(
	'file',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		section: words().notNull().default(''),
		name: words().notNull(),
		/** The name that the first version came with; never overwritten. */
		cameraName: words().notNull(),
		title: words(),
		/** Current pair. `currentVersion` is 0 until the first version is processed. */
		state: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }).notNull(),
		currentVersion: count().notNull(),
		status: words({ enum: ['processing', 'ready', 'failed'] }).notNull(),
		error: words(),
		/** What clients see; null until the first version is ready. */
		releasedVersion: count(),
		releasedState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		nextVersion: count().notNull(),
		capturedAt: time(),
		place: count(),
		createdAt: time().notNull(),
		deletedAt: time(),
		deletedBy: id()
	},
	(t) => [index('file_gallery').on(t.galleryId, t.deletedAt)]
);

/** What was added to the times of one camera's pictures (domain/cameras); no row: nothing. */
export const cameraShift = sqliteTable(
	'camera_shift',
	{
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		camera: words().notNull(),
		shiftSeconds: count().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.camera] })]
);

/** Every name that a file ever had, for matching. */
export const fileName = sqliteTable(
	'file_name',
	{
		fileId: id()
			.notNull()
			.references(() => file.id),
		galleryId: id().notNull(),
		name: words().notNull(),
		nameKey: words().notNull(),
		stemKey: words().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.fileId, t.name] }),
		index('file_name_key').on(t.galleryId, t.nameKey),
		index('file_name_stem').on(t.galleryId, t.stemKey)
	]
);

/** See `Capture` of the decoders: the clock on the wall, written in ms as if it were UTC. */
export type CaptureFacts = {
	takenAt?: number;
	zoneMinutes?: number;
	timeOf?: 'shutter' | 'file';
	make?: string;
	model?: string;
	serial?: string;
	rawFileName?: string;
	preservedFileName?: string;
	originalDocumentId?: string;
};
export type Rendition = { width: number; height: number; key: string; bytes: number };

/**
 * Immutable bytes. `fileId` null: an unmatched upload that changes nothing until somebody decides (24 h).
 * status: incoming (processing | asks | failed) → current → past; a version taken back by restore is `takenBackAt`.
 */
export const version = sqliteTable(
	'version',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		fileId: id(),
		n: count(),
		name: words().notNull(),
		section: words().notNull().default(''),
		storageKey: words().notNull().unique(),
		sha256: words().notNull(),
		crc32: count().notNull(),
		bytes: count().notNull(),
		kind: words().notNull(),
		picture: flag().notNull(),
		width: count(),
		height: count(),
		placeholder: words(),
		likeness: words(),
		capture: json<CaptureFacts>().notNull(),
		renditions: json<Rendition[]>().notNull(),
		halfKey: words(),
		status: words({
			enum: ['processing', 'asks', 'failed', 'current', 'past', 'refused', 'discarded', 'unmatched']
		}).notNull(),
		asks: words({ enum: ['ok', 'unlike'] }),
		error: words(),
		/** Shown or kept although not all is well with it (domain/kinds/remarks.ts). */
		remark: words({ enum: remarks }),
		note: words(),
		/** State asked for when it becomes current; null keeps the file's. */
		wantedState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		/** State it last had as current (restore brings it back). */
		lastState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		/** When it was first the released version, i.e. clients may have seen it. */
		releasedAt: time(),
		takenBackAt: time(),
		orderId: id(),
		dropId: id(),
		/** For unmatched uploads: what was found, and why nothing was done. */
		match: json<{ class: number | null; candidates: string[]; why: string }>(),
		uploadedBy: id(),
		/** role of the uploader at that moment */
		uploadedRole: words({ enum: ['owner', 'photographer', 'retoucher'] }),
		createdAt: time().notNull(),
		processedAt: time(),
		expiresAt: time()
	},
	(t) => [
		uniqueIndex('version_n').on(t.fileId, t.n),
		index('version_gallery').on(t.galleryId, t.status),
		index('version_sha').on(t.sha256)
	]
);

/** A resumable upload: facts beside the bytes that the temp file holds. */
export const upload = sqliteTable(
	'upload',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		memberId: id().notNull(),
		orderId: id(),
		fileId: id(),
		dropId: id(),
		filename: words().notNull(),
		section: words().notNull().default(''),
		state: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		replace: flag().notNull(),
		add: flag().notNull(),
		match: words({ enum: ['exact', 'forgiving', 'ask'] }).notNull(),
		lengthBytes: count().notNull(),
		offsetBytes: count().notNull(),
		/** CRC-32 of the bytes up to offsetBytes. */
		crc32: count().notNull().default(0),
		tempName: words().notNull(),
		status: words({ enum: ['receiving', 'done', 'refused', 'cancelled'] }).notNull(),
		problem: json<{ status: number; title: string; detail: string; candidates?: unknown[] }>(),
		resultFileId: id(),
		resultVersionId: id(),
		createdAt: time().notNull(),
		updatedAt: time().notNull()
	},
	(t) => [index('upload_order').on(t.orderId), index('upload_gallery').on(t.galleryId, t.status)]
);
