import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Time } from './time.ts';

export const DOWNLOADERS = ['participant', 'member', 'link', 'token'] as const;

/** Who or which link fetched what. */
export const DownloadView = v.object({
	id: Id,
	who: v.object({
		kind: v.picklist(DOWNLOADERS),
		id: Id,
		name: v.string(),
		/** Where the link went, beside the name that is known of it. */
		address: v.optional(v.string())
	}),
	what: v.string(),
	fileId: v.optional(Id),
	version: v.optional(v.number()),
	archiveId: v.optional(Id),
	deliveryId: v.optional(Id),
	/** Of the whole each byte counts once, in however many pieces it was fetched. */
	bytes: v.number(),
	/** Of the whole; not known of downloads from before. */
	size: v.optional(v.number()),
	/** Every byte went out. */
	complete: v.boolean(),
	at: Time
});
export type DownloadView = v.InferOutput<typeof DownloadView>;
