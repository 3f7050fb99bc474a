import { createHash } from 'node:crypto';

/** One version of one file, as it is known by what it leaves in an answer. */
export type Trace = { fileId: string; n: number };
export type Found = Trace & { tier: 'original' | 'preview' | 'hash' };

const MARK = Buffer.from('\xffcanary\x00', 'latin1');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Gives out 16-byte canaries, and finds in answers what they (or a hash, or a preview) give away. */
export function makeTraces(id: () => Buffer) {
	const canaries = new Map<string, Trace>();
	const hashes = new Map<string, Found>();
	return {
		/** The same bytes, ending in a canary of their own. */
		marked: (bytes: Buffer) => Buffer.concat([bytes, MARK, id()]),
		keep: (trace: Trace, original: Buffer, previews: Buffer[]) => {
			canaries.set(original.subarray(-8).toString('hex'), trace);
			hashes.set(sha256(original), { ...trace, tier: 'hash' });
			for (const each of previews) hashes.set(sha256(each), { ...trace, tier: 'preview' });
		},
		/** Every version that these bytes give away; `unknown` canaries are kept under n = 0. */
		in: (body: Buffer): Found[] => {
			const whole = hashes.get(sha256(body));
			return [
				...(whole && whole.tier === 'preview' ? [whole] : []),
				...canariesIn(body, canaries),
				...namedIn(body, hashes)
			];
		},
		size: () => canaries.size
	};
}

function canariesIn(body: Buffer, known: Map<string, Trace>): Found[] {
	const found: Found[] = [];
	for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + 1)) {
		const trace = known.get(body.subarray(at + 8, at + 16).toString('hex'));
		if (trace) found.push({ ...trace, tier: 'original' });
	}
	return found;
}

/** The hash of an original says which bytes it is: nothing that one who may not read it should be told. */
function namedIn(body: Buffer, hashes: Map<string, Found>): Found[] {
	if (body.length > 1 << 20) return [];
	const words = body.toString('latin1').match(/[0-9a-f]{64}/g) ?? [];
	return words.flatMap((word) => hashes.get(word) ?? []);
}
