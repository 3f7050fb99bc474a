import * as v from 'valibot';
import { EXPLANATIONS } from '#lib/domain/access/explain.ts';
import { Rights } from '#lib/domain/access/rights.ts';
import { Id } from '#lib/domain/id.ts';
import { Time } from './time.ts';

/** A line of the access table. A passphrase is never told; absent, it keeps the one there is. */
export const AccessRowView = v.object({
	/** 'anybody' or an address. */
	subject: v.string(),
	...Rights.entries,
	expiresAt: v.optional(Time),
	hasPassphrase: v.optional(v.literal(true))
});
export type AccessRowView = v.InferOutput<typeof AccessRowView>;

/** With `inherit` these are the rows of an ancestor. */
export const AccessView = v.object({
	inherit: v.boolean(),
	rows: v.array(AccessRowView),
	/** Put back with a changed table, it is refused when somebody else changed the table in between. */
	version: v.string()
});
export type AccessView = v.InferOutput<typeof AccessView>;

/** Why an address may what it may: the row and the rule that decided, and it all in a sentence. */
export const AccessExplained = v.object({
	rights: Rights,
	row: v.nullable(AccessRowView),
	/** Whose table decided. */
	galleryId: Id,
	because: v.string(),
	rule: v.picklist(EXPLANATIONS)
});
export type AccessExplained = v.InferOutput<typeof AccessExplained>;
