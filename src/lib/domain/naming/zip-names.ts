import { shortened, trimName } from './clean-file-name.ts';
import { splitName } from './extension.ts';
import { withoutInvisibles } from './invisibles.ts';
import { diskKey } from './keys.ts';

const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=[ .]|$)/i;
const MAX_BYTES = 240;
const utf8 = new TextEncoder();
const bytesOf = (text: string) => utf8.encode(text).length;

/** A name that every system can unpack: no separators, no reserved device, nothing hidden, ≤ 240 bytes. */
export function zipName(name: string): string {
	const visible = withoutInvisibles(name)
		.replace(/[\p{Cc}/\\:*?"<>|]/gu, '_')
		.normalize('NFC');
	const plain = trimName(visible);
	const safe = plain === '' || RESERVED.test(plain) || /^[.-]/.test(plain) ? `_${plain}` : plain;
	return shortened(safe, MAX_BYTES, bytesOf);
}

/**
 * Safe names in the order given; the second `A.jpg` becomes `A (2).jpg`, whatever its case. `beside`: names that are
 * in use already, e.g. of the folders there.
 */
export function zipNames(names: readonly string[], beside: readonly string[] = []): string[] {
	const safe = names.map(zipName);
	const used = new Set(beside.map(diskKey));
	const taken = new Set([...used, ...safe.map(diskKey)]);
	const next = new Map<string, number>();
	return safe.map((name) => {
		const key = diskKey(name);
		const unique = used.has(key) ? numbered(name, taken, next) : name;
		used.add(diskKey(unique));
		taken.add(diskKey(unique));
		return unique;
	});
}

function numbered(name: string, taken: ReadonlySet<string>, next: Map<string, number>): string {
	const { stem, extension } = splitName(name);
	const key = diskKey(name);
	for (let n = next.get(key) ?? 2; ; n++) {
		const candidate = `${stem} (${n})${extension}`;
		if (taken.has(diskKey(candidate))) continue;
		next.set(key, n + 1);
		return candidate;
	}
}
