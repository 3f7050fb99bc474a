import { isDangerous } from './danger.ts';
import { kindOfName, type Kind } from './kinds.ts';
import { kindOfBytes } from './signatures.ts';

/** How many bytes from the start of a file decide about it. */
export const SNIFF_BYTES = 64;

export type Sniffed = { verdict: 'empty' | 'dangerous' | 'kept'; kind: Kind };

/**
 * Judges an upload by its first bytes and its name: empty and dangerous files are refused (422, 415),
 * everything else is kept. Bytes decide before the name, so a PNG called `.jpg` is a PNG.
 */
export function sniffKind(first: Uint8Array, name: string): Sniffed {
	if (first.length === 0) return { verdict: 'empty', kind: 'other' };
	const seen = first.subarray(0, SNIFF_BYTES);
	if (isDangerous(seen, name)) return { verdict: 'dangerous', kind: 'other' };
	return { verdict: 'kept', kind: kindOfBytes(seen, name) ?? kindOfName(name) };
}
