import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Problem } from './problem.ts';

export const UPLOAD_STATUSES = ['receiving', 'done', 'refused', 'cancelled'] as const;

/** How an upload fares: `fileId` once it is a file; `problem` says why it is not. */
export const UploadView = v.object({
	fileId: v.optional(Id),
	status: v.picklist(UPLOAD_STATUSES),
	offset: v.number(),
	length: v.number(),
	problem: v.optional(Problem)
});
export type UploadView = v.InferOutput<typeof UploadView>;
