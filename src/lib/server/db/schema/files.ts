import type { Problem } from '#lib/contract/problem.ts';
import { UPLOAD_STATUSES } from '#lib/contract/upload.ts';
import type { Refusal } from '#lib/domain/fault.ts';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { remarks } from '#lib/domain/kinds/remarks.ts';
import { versionStatuses } from '#lib/domain/states/version-status.ts';
import { MATCH_MODES } from '#lib/domain/matching/match-drops.ts';
import { FILE_STATES } from '#lib/domain/states/file-state.ts';
import {
	boolean,
	id,
	index,
	int,
	json,
	primaryKey,
	string,
	table,
	timestampMs,
	uniqueIndex
} from '../columns.ts';
import { gallery } from './galleries.ts';

// Files and their versions.

export const file = table(
	'file',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		section: string().notNull().default(''),
		name: string().notNull(),
		/** The name that the first version came with; never overwritten. */
		cameraName: string().notNull(),
		title: string(),
		/** Set: it goes with this picture, and is none of its own (decision 0063). */
		companionOf: id(),
		/** Of a companion: what its name ends with, as the studio wrote it. */
		ending: string(),
		/** Current pair. `currentVersion` is 0 until the first version is processed. */
		state: string({ enum: FILE_STATES }).notNull(),
		currentVersion: int().notNull(),
		status: string({ enum: ['processing', 'ready', 'failed'] }).notNull(),
		error: string({ enum: mediaFaults }),
		/** What clients see; null until the first version is ready. */
		releasedVersion: int(),
		releasedState: string({ enum: FILE_STATES }),
		nextVersion: int().notNull(),
		capturedAt: timestampMs(),
		/** How the first version that was rated is rated in its file: 1-5, -1 rejected. */
		stars: int(),
		place: int(),
		createdAt: timestampMs().notNull(),
		deletedAt: timestampMs(),
		deletedBy: id()
	},
	(t) => [index('file_gallery').on(t.galleryId, t.deletedAt), index('file_companion').on(t.companionOf)]
);

/** What was added to the times of one camera's pictures (domain/cameras); no row: nothing. */
export const cameraShift = table(
	'camera_shift',
	{
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		camera: string().notNull(),
		shiftSeconds: int().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.camera] })]
);

/** What the studio wrote in place of what the file says; null: nothing. Its title stands in `file`. */
export const fileWords = table('file_words', {
	fileId: id()
		.primaryKey()
		.references(() => file.id),
	caption: string(),
	keywords: json<string[]>(),
	copyright: string()
});

/** Every name that a file ever had, for matching. */
export const fileName = table(
	'file_name',
	{
		fileId: id()
			.notNull()
			.references(() => file.id),
		galleryId: id().notNull(),
		name: string().notNull(),
		nameKey: string().notNull(),
		stemKey: string().notNull()
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

/** See `Words` of the decoders. */
export type WrittenInFile = {
	title?: string;
	caption?: string;
	keywords?: string[];
	creator?: string;
	copyright?: string;
	stars?: number;
	label?: string;
};

/**
 * Immutable bytes. `fileId` null: an unmatched upload that changes nothing until somebody decides (24 h).
 * status: incoming (processing | asks | failed) → current → past; a version taken back by restore is `takenBackAt`.
 */
export const version = table(
	'version',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		fileId: id(),
		n: int(),
		name: string().notNull(),
		section: string().notNull().default(''),
		storageKey: string().notNull().unique(),
		sha256: string().notNull(),
		crc32: int().notNull(),
		bytes: int().notNull(),
		kind: string().notNull(),
		picture: boolean().notNull(),
		width: int(),
		height: int(),
		/** Of a film. */
		durationMs: int(),
		/** Of the film that browsers play: how long each frame stands. */
		frameUs: int(),
		placeholder: string(),
		/** The look (renditions/look.ts) in which its previews lie there for clients. */
		look: string(),
		likeness: string(),
		capture: json<CaptureFacts>().notNull(),
		/** Null where nobody wrote anything into it, and before it was looked for. */
		words: json<WrittenInFile>(),
		status: string({ enum: versionStatuses }).notNull(),
		asks: string({ enum: ['ok', 'unlike'] }),
		error: string({ enum: mediaFaults }),
		/** Shown or kept although not all is well with it (domain/kinds/remarks.ts). */
		remark: string({ enum: remarks }),
		note: string(),
		/** State asked for when it becomes current; null keeps the file's. */
		wantedState: string({ enum: FILE_STATES }),
		/** State it last had as current (restore brings it back). */
		lastState: string({ enum: FILE_STATES }),
		/** When it was first the released version, i.e. clients may have seen it. */
		releasedAt: timestampMs(),
		takenBackAt: timestampMs(),
		orderId: id(),
		dropId: id(),
		/** For unmatched uploads: what was found, and why nothing was done. */
		match: json<{ class: number | null; candidates: string[]; why: string }>(),
		uploadedBy: id(),
		/** role of the uploader at that moment */
		uploadedRole: string({ enum: ['owner', 'photographer', 'retoucher'] }),
		createdAt: timestampMs().notNull(),
		processedAt: timestampMs(),
		expiresAt: timestampMs()
	},
	(t) => [
		uniqueIndex('version_n').on(t.fileId, t.n),
		index('version_gallery').on(t.galleryId, t.status),
		index('version_sha').on(t.sha256)
	]
);

/** What was made of a version, by recipe (server/media/recipes.ts); what it says of bytes is null where it failed. */
export const rendition = table(
	'rendition',
	{
		versionId: id()
			.notNull()
			.references(() => version.id),
		recipe: string().notNull(),
		/** failed: the decoders can make none of this version; nobody tries again. */
		state: string({ enum: ['ready', 'failed'] }).notNull(),
		key: string(),
		width: int(),
		height: int(),
		/** Null too where it was made before its size was written down. */
		bytes: int(),
		/** Of a product: what an archive and an ETag say of it. */
		crc32: int(),
		sha256: string(),
		/** Of a product: when somebody last wanted it. It goes when that is long ago, and is made again. */
		usedAt: timestampMs()
	},
	(t) => [primaryKey({ columns: [t.versionId, t.recipe] })]
);

/** A resumable upload: facts beside the bytes that the temp file holds. */
export const upload = table(
	'upload',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		memberId: id().notNull(),
		orderId: id(),
		fileId: id(),
		dropId: id(),
		filename: string().notNull(),
		section: string().notNull().default(''),
		state: string({ enum: FILE_STATES }),
		replace: boolean().notNull(),
		add: boolean().notNull(),
		match: string({ enum: MATCH_MODES }).notNull(),
		lengthBytes: int().notNull(),
		offsetBytes: int().notNull(),
		/** CRC-32 of the bytes up to offsetBytes. */
		crc32: int().notNull().default(0),
		tempName: string().notNull(),
		status: string({ enum: UPLOAD_STATUSES }).notNull(),
		/** Earlier versions kept the problem as it was answered. */
		problem: json<Refusal | Problem>(),
		resultFileId: id(),
		resultVersionId: id(),
		createdAt: timestampMs().notNull(),
		updatedAt: timestampMs().notNull()
	},
	(t) => [index('upload_order').on(t.orderId), index('upload_gallery').on(t.galleryId, t.status)]
);
