import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';

const Rendition = v.object({ width: v.number(), url: v.string() });

/** A file as members hear of it: current values, as in `GET /api/v1/galleries/{id}/files`. */
export const StudioFileSchema = v.object({
	id: Id,
	galleryId: Id,
	name: v.string(),
	cameraName: v.string(),
	rawFileName: v.optional(v.string()),
	state: FileStateSchema,
	version: v.number(),
	kind: v.string(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	bytes: v.number(),
	status: v.picklist(['processing', 'ready', 'failed']),
	error: v.optional(v.string()),
	remark: v.optional(v.string()),
	released: v.nullable(v.object({ version: v.number(), state: FileStateSchema })),
	incoming: v.optional(
		v.object({
			version: v.number(),
			state: FileStateSchema,
			status: v.picklist(['processing', 'asks', 'failed']),
			asks: v.optional(v.picklist(['ok', 'unlike'])),
			error: v.optional(v.string()),
			note: v.optional(v.string())
		})
	),
	section: v.optional(v.string()),
	capturedAt: v.optional(v.string()),
	placeholder: v.optional(v.string()),
	renditions: v.array(Rendition)
});
export type StudioFile = v.InferOutput<typeof StudioFileSchema>;
