import * as v from 'valibot';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { remarks } from '#lib/domain/kinds/remarks.ts';

export const Task = v.object({
	/** `facts`: only what the file says of its exposure; its picture took too much memory. */
	do: v.picklist(['picture', 'half', 'facts']),
	/** The original, readable as a file. */
	path: v.string(),
	kind: v.string(),
	/** A folder of its own, into which previews are written. */
	into: v.string(),
	/** False: leave the metadata alone (the last try with a file that ended its decoder before). */
	facts: v.boolean(),
	/** Clocks that run far ahead of this are believed last. */
	nowMs: v.optional(v.number())
});
export type Task = v.InferOutput<typeof Task>;

const edge = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(70_000));
const line = v.optional(v.pipe(v.string(), v.maxLength(300)));

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
	originalDocumentId: line
});

/** Facts of the moment a picture was taken; `takenAt` is the clock on the wall, in ms as if that were UTC. */
export type Capture = v.InferOutput<typeof Capture>;

const Made = v.object({
	/** File name inside the task's folder. */
	file: v.pipe(v.string(), v.regex(/^[0-9a-z-]+\.webp$/)),
	width: edge,
	height: edge,
	bytes: v.pipe(v.number(), v.integer(), v.minValue(1))
});
export type Made = v.InferOutput<typeof Made>;

/** What a decoder may answer. It has met hostile bytes, so its answer is parsed like anybody's. */
export const Answer = v.variant('outcome', [
	/** Said once, before the first task. */
	v.object({ outcome: v.literal('ready') }),
	v.object({
		outcome: v.literal('pictured'),
		width: edge,
		height: edge,
		orientation: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
		renditions: v.pipe(v.array(Made), v.minLength(1), v.maxLength(3)),
		placeholder: v.pipe(v.string(), v.base64(), v.maxLength(60)),
		likeness: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
		capture: Capture,
		remark: v.optional(v.picklist(remarks))
	}),
	v.object({ outcome: v.literal('kept'), capture: Capture, remark: v.optional(v.picklist(remarks)) }),
	v.object({ outcome: v.literal('half'), rendition: Made }),
	v.object({ outcome: v.literal('failed'), fault: v.picklist(mediaFaults) }),
	v.object({ outcome: v.literal('trouble'), code: v.string(), message: v.string() })
]);
export type Answer = v.InferOutput<typeof Answer>;

/** A decoder ends itself with this code when a file makes it grow too large. */
export const TOO_MUCH_MEMORY = 77;
