import type { RefusedMark } from '#lib/realtime/ack.ts';
import type { CloseCode } from '#lib/realtime/close-codes.ts';

/** The gate says no: the socket is closed with `code`; `marks` tells which keys, where it is a matter of keys. */
export class Refusal extends Error {
	readonly code: CloseCode;
	readonly marks: RefusedMark[];
	constructor(code: CloseCode, message: string, marks: RefusedMark[] = []) {
		super(message);
		this.code = code;
		this.marks = marks;
	}
}
