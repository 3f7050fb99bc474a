import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Time } from './time.ts';

/** A camera as the pictures of a gallery name it. Times are those that order them: its shift is in them. */
export const CameraView = v.object({
	/** Opaque; '' is all whose camera is not known. */
	camera: v.string(),
	/** Make and model; '' where the files do not say. */
	name: v.string(),
	serial: v.optional(v.string()),
	films: v.boolean(),
	count: v.number(),
	firstAt: Time,
	lastAt: Time,
	shiftSeconds: v.number(),
	fileIds: v.array(Id)
});
export type CameraView = v.InferOutput<typeof CameraView>;
