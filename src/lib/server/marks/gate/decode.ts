import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { Refusal } from './refusal.ts';

export type Decoded = ReturnType<typeof Y.decodeUpdate>;

/** Reads an update without applying it. Yjs throws many kinds of error on broken bytes: all are one refusal. */
export function decodeUpdate(update: Uint8Array): Decoded {
	try {
		return Y.decodeUpdate(update);
	} catch {
		throw new Refusal(CLOSE.malformed, 'not an update');
	}
}

/** The client ids that an update names, in the order in which the gate asks for them. */
export function* clientsIn({ structs, ds }: Decoded): Generator<number> {
	for (const struct of structs) {
		yield struct.id.client;
		if (struct instanceof Y.Item && struct.origin) yield struct.origin.client;
	}
	yield* ds.clients.keys();
}

/** A client's state vector; its length is read first, so that a huge one costs nothing. */
export function decodeStateVector(bytes: Uint8Array): Map<number, number> {
	if (entriesIn(bytes) > LIMITS.stateVectorEntries) throw new Refusal(CLOSE.tooBig, 'state vector too long');
	try {
		return Y.decodeStateVector(bytes);
	} catch {
		throw new Refusal(CLOSE.malformed, 'not a state vector');
	}
}

function entriesIn(bytes: Uint8Array): number {
	try {
		return decoding.readVarUint(decoding.createDecoder(bytes));
	} catch {
		throw new Refusal(CLOSE.malformed, 'not a state vector');
	}
}
