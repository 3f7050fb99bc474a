import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** y-websocket's framing (y-protocols): a message type, then its body; type 4 is ours. */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, ack: 4 } as const;
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

export type Message =
	| { kind: 'step1'; stateVector: Uint8Array }
	/** `isWhole`: sync step 2, which repeats every deletion there is. */
	| { kind: 'update'; update: Uint8Array; isWhole: boolean }
	| { kind: 'awareness'; body: Uint8Array }
	| { kind: 'query' };

/** Throws on anything that is not one whole message which a client may send. */
export function readMessage(frame: Uint8Array): Message {
	const decoder = decoding.createDecoder(frame);
	const message = readBody(decoder);
	if (decoding.hasContent(decoder)) throw new Error('more than one message in a frame');
	return message;
}

function readBody(decoder: decoding.Decoder): Message {
	const type = decoding.readVarUint(decoder);
	if (type === MESSAGE.awareness) return { kind: 'awareness', body: decoding.readVarUint8Array(decoder) };
	if (type === MESSAGE.queryAwareness) return { kind: 'query' };
	if (type !== MESSAGE.sync) throw new Error('unknown message');
	const step = decoding.readVarUint(decoder);
	const body = decoding.readVarUint8Array(decoder);
	if (step === SYNC.step1) return { kind: 'step1', stateVector: body };
	if (step === SYNC.step2 || step === SYNC.update)
		return { kind: 'update', update: body, isWhole: step === SYNC.step2 };
	throw new Error('unknown sync step');
}

export const syncFrame = (step: (typeof SYNC)[keyof typeof SYNC], body: Uint8Array) =>
	frame(MESSAGE.sync, (encoder) => {
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, body);
	});

export const awarenessFrame = (body: Uint8Array) =>
	frame(MESSAGE.awareness, (encoder) => encoding.writeVarUint8Array(encoder, body));

export const ackFrame = (ack: object) =>
	frame(MESSAGE.ack, (encoder) => encoding.writeVarString(encoder, JSON.stringify(ack)));

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type);
	write(encoder);
	return encoding.toUint8Array(encoder);
}
