import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { CommentSchema } from '#lib/domain/marks/values.ts';
import { Time } from './time.ts';

/** A comment as members see it. Programs rely on it: fields may come, none may go. */
export const CommentView = v.object({
	id: v.string(),
	fileId: Id,
	version: v.number(),
	by: v.string(),
	at: Time,
	...v.pick(CommentSchema, ['text', 'replyTo', 'drawing', 'time']).entries,
	resolvedAt: v.optional(Time),
	/** Clients never see it. */
	studioOnly: v.optional(v.literal(true))
});
export type CommentView = v.InferOutput<typeof CommentView>;
