import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { CHANGED_WHYS } from '#lib/domain/orders/draft.ts';
import { Rejected } from './delivery.ts';
import { LeftOut, OrderDraftView } from './order.ts';
import { Candidate } from './version.ts';

/** An ordered picture that would be taken from its people. */
export const PendingItem = v.object({
	id: Id,
	orderId: Id,
	orderNumber: v.number(),
	fileId: Id,
	cameraName: v.string(),
	/** Who placed the order. */
	by: v.optional(v.string()),
	state: v.optional(v.picklist(['waiting', 'ready']))
});

/** A refusal (RFC 9457); after `errors` what only some of them say. */
export const Problem = v.looseObject({
	status: v.number(),
	title: v.string(),
	/** A sentence for a person. */
	detail: v.string(),
	/** An address to go on at: a button where a person reads it. */
	open: v.optional(v.string()),
	/** Of an input: which fields, and why. */
	errors: v.optional(v.array(v.object({ field: v.string(), detail: v.string() }))),
	/** 429 and 503: when to come again. */
	retryAfterSeconds: v.optional(v.number()),
	/** 403 to a guest: what is missing. */
	needsPassphrase: v.optional(v.literal(true)),
	needsAddress: v.optional(v.literal(true)),
	/** 409 to a deletion without `confirm`. */
	items: v.optional(v.array(PendingItem)),
	/** 409 or 404 to a final: whose it could be; it is kept as this unmatched upload. */
	candidates: v.optional(v.array(Candidate)),
	unmatchedId: v.optional(Id),
	/** 412 to an order: as it would be now, and what changed. */
	draft: v.optional(OrderDraftView),
	changed: v.optional(v.array(v.object({ fileId: Id, why: v.picklist(CHANGED_WHYS) }))),
	/** 409 to an archive: why it would be empty. */
	left: v.optional(v.array(LeftOut)),
	/** 422 where no address was any good. */
	rejected: v.optional(v.array(Rejected)),
	/** What is wrong with a mailed code. */
	code: v.optional(v.string())
});
export type Problem = v.InferOutput<typeof Problem>;
