import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';

/** What a browser says about itself, as its y-protocols awareness state. Other fields are dropped, never passed on. */
export const SaysSchema = v.object({
	/** The file on the screen; null: the sheet. */
	looking: v.optional(v.nullable(Id), null),
	/** The participant whose steps the viewer follows. */
	following: v.optional(v.nullable(Id), null),
	/** "Follow me". */
	leading: v.optional(v.boolean(), false),
	/** Kept for this person: do not show what I look at. Absent: as it was. */
	hides: v.optional(v.boolean())
});
export type Says = v.InferOutput<typeof SaysSchema>;

/** What the server tells the room about a seat, keyed by its client id. */
export const PresenceSchema = v.object({
	participantId: Id,
	name: v.string(),
	initials: v.string(),
	colour: v.number(),
	looking: v.nullable(Id),
	following: v.nullable(Id),
	leading: v.boolean()
});
export type Presence = v.InferOutput<typeof PresenceSchema>;

export type AwarenessEntry = { clientId: number; clock: number; state: unknown };

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries.length);
	for (const { clientId, clock, state } of entries) {
		encoding.writeVarUint(encoder, clientId);
		encoding.writeVarUint(encoder, clock);
		encoding.writeVarString(encoder, JSON.stringify(state));
	}
	return encoding.toUint8Array(encoder);
}

/**
 * The sender's own entry as text, unparsed; undefined when it is not among them. A plain y-websocket echoes
 * everybody's entries back: those are stepped over, whatever they say.
 */
export function findOwnEntry(
	body: Uint8Array,
	clientId: number
): { clock: number; json: string } | undefined {
	const decoder = decoding.createDecoder(body);
	const count = decoding.readVarUint(decoder);
	let own: { clock: number; json: string } | undefined;
	for (let i = 0; i < count; i++) {
		const id = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		const json = decoding.readVarUint8Array(decoder);
		if (id !== clientId) continue;
		if (own) throw new Error('two states of one seat');
		own = { clock, json: new TextDecoder().decode(json) };
	}
	return own;
}
