import { randomBytes } from 'node:crypto';

export type Clock = { now: () => number };
export type Ids = { next: () => string; bytes: (n: number) => Buffer };

export const systemClock: Clock = { now: () => Date.now() };

// Crockford's alphabet without look-alikes: safe in paths, mark keys and file names
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Random opaque ids: 26 characters of 5 bits, 130 bits in all. */
export const makeIds = (): Ids => ({
	next: () => Array.from(randomBytes(26), (byte) => ALPHABET[byte & 31]).join(''),
	bytes: randomBytes
});
