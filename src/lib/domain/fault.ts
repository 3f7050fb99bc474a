/** What can go wrong, by name; status codes stand in one place (server/http/problems.ts). */
export type Fault =
	| 'malformed'
	| 'unauthenticated'
	| 'forbidden'
	| 'not-found'
	| 'conflict'
	| 'gone'
	| 'stale'
	| 'too-big'
	| 'wrong-type'
	| 'range'
	| 'invalid'
	| 'precondition-missing'
	| 'too-many'
	| 'unavailable'
	| 'disk-full';

/** A refusal that a person may read: `message` is a whole sentence from the catalogue. */
export class AppError extends Error {
	readonly fault: Fault;
	readonly details: Record<string, unknown>;
	constructor(fault: Fault, message: string, details: Record<string, unknown> = {}) {
		super(message);
		this.name = 'AppError';
		this.fault = fault;
		this.details = details;
	}
}
