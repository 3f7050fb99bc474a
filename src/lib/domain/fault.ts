import type { Key, Values } from '#lib/messages/keys.ts';
import type { Sentences } from '#lib/messages/sentences.ts';

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

export type FaultKey = Extract<Key, `faults:${string}`>;
type Details = Record<string, unknown>;
type Rest<K extends Key> = [Sentences[K]] extends [never]
	? [values?: Record<string, never>, details?: Details]
	: [values: Values<K>, details?: Details];

/**
 * A refusal that a person may read: which sentence of the catalogue, and the values in it. The sentence is made where it
 * is answered, in the language of who asked; `message` is the key, for logs. `details` are answered beside it.
 */
export class AppError<K extends FaultKey = FaultKey> extends Error {
	readonly fault: Fault;
	readonly key: FaultKey;
	readonly values: Record<string, string | number>;
	readonly details: Details;
	constructor(fault: Fault, key: K, ...[values = {}, details = {}]: Rest<K>) {
		super(key);
		this.name = 'AppError';
		this.fault = fault;
		this.key = key;
		this.values = values;
		this.details = details;
	}
}

/** A refusal as a row keeps it, until somebody reads it in their language. */
export type Refusal = Pick<AppError, 'fault' | 'key' | 'values' | 'details'>;
export const refusalOf = ({ fault, key, values, details }: AppError): Refusal => ({
	fault,
	key,
	values,
	details
});
