import * as v from 'valibot';
import { MARK_REFUSALS } from './refusals.ts';

/** Message type 4, a JSON string, sent to sockets opened with `ack=1`: one for each update, in order. */
const Kept = v.object({
	/** Everything that this seat's client id wrote below this clock is durable. */
	clock: v.pipe(v.number(), v.integer(), v.minValue(0)),
	/** The same for a member's studio book, whose client id is another. */
	studioClock: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)))
});
const Refused = v.object({
	// refused it is, also for a reason that this page does not know yet
	refused: v.array(v.object({ key: v.string(), reason: v.fallback(v.picklist(MARK_REFUSALS), 'bad-value') }))
});
export const AckSchema = v.union([Refused, Kept]);
export type Ack = v.InferOutput<typeof AckSchema>;
export type RefusedMark = v.InferOutput<typeof Refused>['refused'][number];
