import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { FileStatus, Rendition } from './rendition.ts';

/** A final that goes with a picture: seen, fetched and delivered beside it, and no picture of its own. */
export const Companion = v.object({
	id: Id,
	name: v.string(),
	/** What its name ends with, as the studio wrote it: `-BW`. */
	ending: v.string(),
	version: v.number(),
	kind: v.string(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	placeholder: v.nullable(v.string()),
	renditions: v.array(Rendition)
});
export type Companion = v.InferOutput<typeof Companion>;

export const StudioCompanion = v.object({
	...Companion.entries,
	status: FileStatus,
	/** Clients see this version. */
	isReleased: v.boolean(),
	/** A newer version waits for an OK. */
	asks: v.optional(v.object({ version: v.number(), why: v.picklist(['ok', 'unlike']) }))
});
export type StudioCompanion = v.InferOutput<typeof StudioCompanion>;
