import * as v from 'valibot';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { remarks } from '#lib/domain/kinds/remarks.ts';
import { Id } from '#lib/domain/id.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';
import { Companion, StudioCompanion } from './companion.ts';
import { FileStatus, Rendition } from './rendition.ts';
import { Time } from './time.ts';

/** What moves; its width, height and renditions are those of its poster. */
export const Film = v.object({
	durationMs: v.number(),
	/** Whether it can be played here; failed: only downloaded. */
	status: v.picklist(['preparing', 'ready', 'failed']),
	/** How far it is, from 0 to 1; announced to members while it is prepared. */
	share: v.optional(v.number()),
	/** How long each frame of it stands, in microseconds. */
	frameUs: v.optional(v.number()),
	/** H.264 and AAC, at most full HD, where it is ready. */
	url: v.optional(v.string()),
	/** The same in several sizes and in pieces (HLS), where it is longer than a minute; comes after `url`. */
	stream: v.optional(v.string())
});
export type Film = v.InferOutput<typeof Film>;

/** A version and the state it has. */
export const Pair = v.object({ version: v.number(), state: FileStateSchema });

export { FileStatus, Rendition };

/** A newer version that is not (yet) current. */
export const Incoming = v.object({
	...Pair.entries,
	status: v.picklist(['processing', 'asks', 'failed']),
	asks: v.optional(v.picklist(['ok', 'unlike'])),
	error: v.optional(v.string()),
	errorCode: v.optional(v.picklist(mediaFaults)),
	note: v.optional(v.string())
});

/** A file as members see it: current values. Programs rely on it: fields may come, none may go. */
export const StudioFile = v.object({
	id: Id,
	galleryId: Id,
	name: v.string(),
	cameraName: v.string(),
	/** What the RAW was called, where some version says so. */
	rawFileName: v.optional(v.string()),
	title: v.optional(v.string()),
	state: FileStateSchema,
	version: v.number(),
	kind: v.string(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	bytes: v.number(),
	sha256: v.string(),
	status: FileStatus,
	/** 'no': a kind that we keep without a picture, or a damaged one. */
	picture: v.picklist(['yes', 'no']),
	error: v.optional(v.string()),
	errorCode: v.optional(v.picklist(mediaFaults)),
	/** Why there is no picture although the file is sound, or what is wrong with the one that is shown. */
	remark: v.optional(v.string()),
	remarkCode: v.optional(v.picklist(remarks)),
	released: v.nullable(Pair),
	incoming: v.optional(Incoming),
	section: v.optional(v.string()),
	createdAt: Time,
	/** The clock on the wall, written as if it were UTC. */
	capturedAt: v.optional(Time),
	/** As it was rated before it was uploaded: 1-5, -1 rejected. */
	cameraStars: v.optional(v.number()),
	placeholder: v.optional(v.string()),
	renditions: v.array(Rendition),
	film: v.optional(Film),
	/** Set: it goes with this picture, and is listed with that only. */
	companionOf: v.optional(Id),
	companions: v.optional(v.array(StudioCompanion)),
	deletedAt: v.optional(Time)
});
export type StudioFile = v.InferOutput<typeof StudioFile>;

/** What every client of a gallery may know of a picture: the released pair only. */
export const ReleasedFacts = v.object({
	id: Id,
	name: v.string(),
	section: v.optional(v.string()),
	...Pair.entries,
	kind: v.string(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	placeholder: v.nullable(v.string()),
	renditions: v.array(Rendition),
	film: v.optional(Film),
	/** Finals that go with it, where clients see its final. */
	companions: v.optional(v.array(Companion))
});
export type ReleasedFacts = v.InferOutput<typeof ReleasedFacts>;

export const EarlierVersion = v.object({
	version: v.number(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	renditions: v.array(Rendition)
});
export type EarlierVersion = v.InferOutput<typeof EarlierVersion>;

/** A picture as one client sees it, with what they may do with it. */
export const ReleasedFile = v.object({
	...ReleasedFacts.entries,
	canDownload: v.boolean(),
	canOrder: v.boolean(),
	/** Of the original, where it can be downloaded. */
	bytes: v.optional(v.number()),
	/** The newest earlier version that clients have seen: for before/after. */
	before: v.optional(EarlierVersion)
});
export type ReleasedFile = v.InferOutput<typeof ReleasedFile>;
