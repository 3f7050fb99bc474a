import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Rights } from '#lib/domain/access/rights.ts';
import { LimitSchema } from '#lib/domain/marks/limit.ts';
import { RULES } from '#lib/domain/marks/rules.ts';
import { Time } from './time.ts';

/** The answer of `POST /g/<galleryId>/seat`: who this page is, and what it needs to read the books. */

/** Somebody as they are shown beside what they did. */
export const Face = v.object({
	id: Id,
	name: v.string(),
	initials: v.string(),
	/** The pencil, 1 to 8. */
	colour: v.number()
});
export type Face = v.InferOutput<typeof Face>;

export const Person = v.object({
	...Face.entries,
	isMember: v.boolean(),
	isChooser: v.boolean(),
	canDecide: v.boolean(),
	setAside: v.boolean()
});
export type Person = v.InferOutput<typeof Person>;

export const SeatSelection = v.object({
	id: Id,
	name: v.string(),
	rule: v.picklist(RULES),
	limit: v.optional(LimitSchema),
	chooseBy: v.optional(Time),
	round: v.number(),
	lockedAt: v.optional(Time),
	/** Who sent it, by participant id; nobody of the people where the studio closed it. */
	lockedBy: v.optional(Id),
	/** Announced as taken away. */
	deleted: v.optional(v.boolean())
});
export type SeatSelection = v.InferOutput<typeof SeatSelection>;

export const Seat = v.object({
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
	people: v.array(Person),
	selections: v.array(SeatSelection)
});
export type Seat = v.InferOutput<typeof Seat>;

/** What changes of a seat while it is taken; also the answer of `GET /g/<galleryId>/seat`, which takes none. */
export const SeatFacts = v.pick(Seat, ['rights', 'people', 'selections']);
export type SeatFacts = v.InferOutput<typeof SeatFacts>;

export const TakeSeat = v.object({
	name: v.optional(v.pipe(v.string(), v.maxLength(200))),
	passphrase: v.optional(v.pipe(v.string(), v.maxLength(200)))
});
export type TakeSeat = v.InferOutput<typeof TakeSeat>;
