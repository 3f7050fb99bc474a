import * as v from 'valibot';
import { MARK_PLACES, MARK_SIZES } from '#lib/domain/galleries/watermark.ts';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { remarks } from '#lib/domain/kinds/remarks.ts';
import { ProductSpec } from '#lib/domain/products/spec.ts';
import { FILE_WORDS } from '#lib/domain/words/file-words.ts';
import { rungNames } from './film/ladder-files.ts';
import { STARS } from './capture/fields.ts';
import { recipeNames } from './recipes.ts';

const original = {
	/** The original, readable as a file. */
	path: v.string(),
	kind: v.string(),
	/** Clocks that run far ahead of this are believed last. */
	nowMs: v.optional(v.number())
};

/** What is drawn over a picture before it is written. */
const Mark = v.object({
	/** Of its letters, as an SVG path; see mark/letters.ts. */
	outline: v.pipe(v.string(), v.regex(/^[MLHVCSQTAZ0-9 .,-]+$/)),
	letters: v.pipe(v.number(), v.integer(), v.minValue(1)),
	place: v.picklist(MARK_PLACES),
	size: v.picklist(MARK_SIZES),
	/** Percent. */
	opacity: v.number()
});
export type MarkOfTask = v.InferOutput<typeof Mark>;

/** What a decoder is asked to do. RAW, film and products add a member each, and their branch in picture.ts. */
export const Task = v.variant('do', [
	/** What the file says of the moment it was taken, without a picture of it. */
	v.object({ do: v.literal('probe'), ...original }),
	/** Every recipe from one decode. */
	v.object({
		do: v.literal('picture'),
		...original,
		/** A folder of its own, into which the pictures are written. */
		into: v.string(),
		recipes: v.pipe(v.array(v.picklist(recipeNames)), v.minLength(1)),
		/** The most of the long edge, and what is drawn over it. */
		look: v.optional(v.object({ edge: v.nullable(v.number()), mark: v.nullable(Mark) })),
		/** What else is to be found out. Without `capture`, the metadata is left alone. */
		learn: v.array(v.picklist(['capture', 'fingerprints']))
	}),
	/** One product of a picture, into this folder. */
	v.object({ do: v.literal('product'), ...original, into: v.string(), spec: ProductSpec }),
	/** What every browser plays, of a film; written as `FILM_FILE` into a folder of its own. */
	v.object({ do: v.literal('transcode'), ...original, into: v.string() }),
	/** The same in several sizes and in pieces, of what a transcode has made; ladder-files.ts names the files. */
	v.object({ do: v.literal('ladder'), ...original, into: v.string() })
]);
export type Task = v.InferOutput<typeof Task>;
export type LadderTask = Extract<Task, { do: 'ladder' }>;
export type TranscodeTask = Extract<Task, { do: 'transcode' }>;

/** Said while a task is done: its ffmpeg stands still, or goes on. Anything else is a task. */
export const Aside = v.picklist(['wait', 'go on']);
export type Aside = v.InferOutput<typeof Aside>;
export type PictureTask = Extract<Task, { do: 'picture' }>;
export type ProductTask = Extract<Task, { do: 'product' }>;

const edge = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(70_000));
const line = v.optional(v.pipe(v.string(), v.maxLength(300)));

const text = (most: number) => v.optional(v.pipe(v.string(), v.maxLength(most)));

const Words = v.object({
	title: text(FILE_WORDS.title),
	caption: text(FILE_WORDS.caption),
	keywords: v.optional(
		v.pipe(v.array(v.pipe(v.string(), v.maxLength(FILE_WORDS.keyword))), v.maxLength(FILE_WORDS.keywords))
	),
	creator: text(FILE_WORDS.creator),
	copyright: text(FILE_WORDS.copyright),
	stars: v.optional(v.picklist(STARS)),
	label: text(FILE_WORDS.label)
});

const Capture = v.object({
	takenAt: v.optional(v.pipe(v.number(), v.integer())),
	zoneMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840))),
	/** 'file': no field tells of the exposure, only of the making of the file. */
	timeOf: v.optional(v.picklist(['shutter', 'file'])),
	make: line,
	model: line,
	/** Of the camera; tells two of one model apart, and leaves the studio no more than a place does. */
	serial: line,
	rawFileName: line,
	preservedFileName: line,
	originalDocumentId: line,
	/** What a person wrote into the file, and how they rated it. */
	words: v.optional(Words)
});

/** Facts of the moment a picture was taken; `takenAt` is the clock on the wall, in ms as if that were UTC. */
export type Capture = v.InferOutput<typeof Capture>;

const Made = v.object({
	recipe: v.picklist(recipeNames),
	width: edge,
	height: edge,
	bytes: v.pipe(v.number(), v.integer(), v.minValue(1))
});
/** A file of this recipe's name (`fileOf`) in the task's folder. */
export type Made = v.InferOutput<typeof Made>;

const Fingerprints = v.object({
	/** ThumbHash, base64. */
	placeholder: v.pipe(v.string(), v.base64(), v.maxLength(60)),
	/** 64-bit difference hash. */
	likeness: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))
});
export type Fingerprints = v.InferOutput<typeof Fingerprints>;

const durationMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400_000));
const frameUs = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_000_000));
const Film = v.object({ durationMs });
/** Of what moves. */
export type FilmFacts = v.InferOutput<typeof Film>;

/** What a decoder may answer. It has met hostile bytes, so its answer is parsed like anybody's. */
export const Answer = v.variant('outcome', [
	/** Said once, before the first task. */
	v.object({ outcome: v.literal('ready') }),
	v.object({ outcome: v.literal('probed'), capture: Capture }),
	v.object({
		outcome: v.literal('pictured'),
		width: edge,
		height: edge,
		orientation: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
		made: v.pipe(v.array(Made), v.minLength(1), v.maxLength(recipeNames.length)),
		fingerprints: v.optional(Fingerprints),
		capture: Capture,
		remark: v.optional(v.picklist(remarks)),
		film: v.optional(Film)
	}),
	/** A file `productFile` in the task's folder. */
	v.object({ outcome: v.literal('produced'), width: edge, height: edge }),
	/** How far a long task is. */
	v.object({ outcome: v.literal('progress'), share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
	v.object({ outcome: v.literal('transcoded'), width: edge, height: edge, durationMs, frameUs }),
	v.object({
		outcome: v.literal('laddered'),
		rungs: v.pipe(
			v.array(v.object({ name: v.picklist(rungNames), width: edge, height: edge })),
			v.minLength(1),
			v.maxLength(rungNames.length)
		)
	}),
	v.object({ outcome: v.literal('kept'), capture: Capture, remark: v.optional(v.picklist(remarks)) }),
	v.object({ outcome: v.literal('failed'), fault: v.picklist(mediaFaults) }),
	v.object({ outcome: v.literal('trouble'), code: v.string(), message: v.string() })
]);
export type Answer = v.InferOutput<typeof Answer>;

/** A decoder ends itself with this code when a file makes it grow too large. */
export const TOO_MUCH_MEMORY = 77;
