import * as v from 'valibot';

/** A refusal (RFC 9457). Some say more, each named in docs/api.md. */
export const Problem = v.looseObject({
	status: v.number(),
	title: v.string(),
	/** A sentence for a person. */
	detail: v.string(),
	/** An address to go on at: a button where a person reads it. */
	open: v.optional(v.string()),
	/** Of an input: which fields, and why. */
	errors: v.optional(v.array(v.object({ field: v.string(), detail: v.string() })))
});
export type Problem = v.InferOutput<typeof Problem>;
