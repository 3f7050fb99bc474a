import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { DOWNLOADS } from '#lib/domain/access/rights.ts';
import { LimitSchema } from '#lib/domain/marks/limit.ts';
import { RULES } from '#lib/domain/marks/rules.ts';

/** The answer of `POST /g/<galleryId>/seat`: who this page is, and what it needs to read the books. */

export const PersonSchema = v.object({
	id: Id,
	name: v.string(),
	initials: v.string(),
	/** The pencil, 1 to 8. */
	colour: v.number(),
	isMember: v.boolean(),
	isChooser: v.boolean(),
	canDecide: v.boolean(),
	setAside: v.boolean()
});
export type Person = v.InferOutput<typeof PersonSchema>;

export const SelectionSchema = v.object({
	id: Id,
	name: v.string(),
	rule: v.picklist(RULES),
	limit: v.optional(LimitSchema),
	chooseBy: v.optional(v.string()),
	round: v.number(),
	lockedAt: v.optional(v.string()),
	/** Who sent it, by participant id; nobody of the people where the studio closed it. */
	lockedBy: v.optional(v.string()),
	/** Announced as taken away. */
	deleted: v.optional(v.boolean())
});
export type SeatSelection = v.InferOutput<typeof SelectionSchema>;

const Rights = v.object({
	look: v.boolean(),
	mark: v.boolean(),
	order: v.boolean(),
	decide: v.boolean(),
	download: v.picklist(DOWNLOADS)
});

export const SeatSchema = v.object({
	participantId: Id,
	/** Absent while the server waits for a name. */
	clientId: v.optional(v.number()),
	/** A member's second book, for words that clients never see. */
	studioClientId: v.optional(v.number()),
	epoch: v.string(),
	name: v.string(),
	colour: v.number(),
	isMember: v.boolean(),
	rights: Rights,
	needsName: v.optional(v.boolean()),
	hidesLooking: v.boolean(),
	people: v.array(PersonSchema),
	selections: v.array(SelectionSchema)
});
export type Seat = v.InferOutput<typeof SeatSchema>;

/** What changes of a seat while it is taken; also the answer of `GET /g/<galleryId>/seat`, which takes none. */
export const SeatFactsSchema = v.pick(SeatSchema, ['rights', 'people', 'selections']);
export type SeatFacts = v.InferOutput<typeof SeatFactsSchema>;

export const TakeSeat = v.object({
	name: v.optional(v.pipe(v.string(), v.maxLength(200))),
	passphrase: v.optional(v.pipe(v.string(), v.maxLength(200)))
});
export type TakeSeat = v.InferOutput<typeof TakeSeat>;
