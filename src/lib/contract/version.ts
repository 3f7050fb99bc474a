import * as v from 'valibot';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { remarks } from '#lib/domain/kinds/remarks.ts';
import { Id } from '#lib/domain/id.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';
import { versionStatuses } from '#lib/domain/states/version-status.ts';
import { Rendition } from './file.ts';
import { Time } from './time.ts';

/** A delivery that still hands out a version, and who has it. */
export const Standing = v.object({
	id: Id,
	orderId: v.nullable(Id),
	number: v.number(),
	/** Nobody: only a link that was copied. */
	to: v.array(v.object({ email: v.string(), name: v.string() })),
	/** Each of them has the current version as well, or waits for the next one. */
	isServed: v.boolean(),
	/** Each of them waits for the next version. */
	isAwaited: v.boolean()
});
export type Standing = v.InferOutput<typeof Standing>;

export const Version = v.object({
	version: v.number(),
	name: v.string(),
	status: v.picklist(versionStatuses),
	state: v.nullable(FileStateSchema),
	bytes: v.number(),
	sha256: v.string(),
	kind: v.string(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	error: v.optional(v.string()),
	errorCode: v.optional(v.picklist(mediaFaults)),
	remark: v.optional(v.string()),
	remarkCode: v.optional(v.picklist(remarks)),
	asks: v.optional(v.picklist(['ok', 'unlike'])),
	note: v.optional(v.string()),
	released: v.boolean(),
	takenBack: v.boolean(),
	/** Those that still hand it out; none to a retoucher. */
	deliveries: v.array(Standing),
	renditions: v.array(Rendition),
	createdAt: Time
});
export type Version = v.InferOutput<typeof Version>;

/** A file that an upload could belong to, as a table shows it. */
export const Candidate = v.object({
	fileId: Id,
	name: v.string(),
	section: v.optional(v.string()),
	state: FileStateSchema,
	version: v.number(),
	thumbnail: v.nullable(v.string())
});
export type Candidate = v.InferOutput<typeof Candidate>;
