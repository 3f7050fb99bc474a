import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Time } from './time.ts';

export const DeliveryMail = v.object({
	to: v.string(),
	/** Of whoever it goes to, where it is known. */
	name: v.optional(v.string()),
	status: v.picklist(['waiting', 'sent', 'failed']),
	url: v.string(),
	error: v.optional(v.string()),
	/** Waits for want of a mail server; nobody was told. */
	kept: v.optional(v.literal(true))
});
export type DeliveryMail = v.InferOutput<typeof DeliveryMail>;

/** A delivery as members see it. Programs rely on it: fields may come, none may go. */
export const DeliveryView = v.object({
	id: Id,
	orderId: v.nullable(Id),
	number: v.number(),
	dueAt: v.optional(Time),
	held: v.boolean(),
	deliveredAt: v.optional(Time),
	recalledAt: v.optional(Time),
	itemIds: v.array(Id),
	/** Taken off its page one by one. */
	recalledFileIds: v.array(Id),
	mails: v.array(DeliveryMail)
});
export type DeliveryView = v.InferOutput<typeof DeliveryView>;

/** An address that could not be used, and why. */
export const Rejected = v.object({ address: v.string(), detail: v.string() });

/** Files that were sent without an order. */
export const SentFiles = v.object({
	id: Id,
	/** A link that nobody was sent, to be copied. */
	url: v.string(),
	sent: v.array(v.string()),
	rejected: v.array(Rejected)
});
export type SentFiles = v.InferOutput<typeof SentFiles>;

/** A name, and its folder in an archive where it lies in one. */
const Placed = { name: v.string(), path: v.optional(v.string()) };

/** What a delivery link holds, for programs. */
export const Manifest = v.object({
	order: v.optional(v.object({ id: Id, number: v.number() })),
	files: v.array(v.object({ fileId: Id, ...Placed, bytes: v.number(), sha256: v.string(), url: v.string() })),
	archive: v.object({ url: v.string(), bytes: v.number() })
});
export type Manifest = v.InferOutput<typeof Manifest>;

export const ArchiveMade = v.object({
	url: v.string(),
	bytes: v.number(),
	files: v.array(v.object({ fileId: Id, ...Placed, bytes: v.number() })),
	left: v.array(v.object({ fileId: Id, why: v.picklist(['not-found', 'not-offered']) }))
});
export type ArchiveMade = v.InferOutput<typeof ArchiveMade>;

const Left = ArchiveMade.entries.left;

/** How far an archive of products is; with `url` and its exact length once it can be fetched. */
export const ArchiveProgress = v.object({
	/** Asked again, it says how far it is then. */
	status: v.string(),
	done: v.number(),
	of: v.number(),
	/** Could not be made; they are not in it. */
	failed: v.number(),
	url: v.optional(v.string()),
	bytes: v.optional(v.number()),
	left: Left
});
export type ArchiveProgress = v.InferOutput<typeof ArchiveProgress>;
