import { CENTRAL_FIXED, centralExtraBytes, LOCAL_FIXED, localExtraBytes } from './records.ts';

export type ArchiveEntry<Ref = string> = {
	/** Unique and safe already: see naming/zip-names. */
	name: string;
	size: number;
	crc32: number;
	mtimeMs: number;
	/** `mtimeMs` is a clock on the wall, written as if it were UTC: shown as it stands in every zone. */
	isWallClock?: boolean;
	/** Says where the bytes are, to whoever sends them. */
	ref: Ref;
};

/** Where everything of a stored ZIP stands, known before a byte is sent. */
export type ArchiveLayout<Ref = string> = {
	entries: readonly ArchiveEntry<Ref>[];
	names: readonly Uint8Array[];
	/** Of each local header; one more: the start of the central directory. */
	offsets: Float64Array;
	/** Of each central record; one more: its end. */
	centralOffsets: Float64Array;
	endBytes: number;
	totalBytes: number;
};

export const END_BYTES = 22;
export const END_64_BYTES = 56 + 20;

/** Throws a RangeError for sizes and names that no ZIP can hold. */
export function layOutArchive<Ref>(entries: readonly ArchiveEntry<Ref>[]): ArchiveLayout<Ref> {
	const utf8 = new TextEncoder();
	const names = entries.map(({ name }) => utf8.encode(name));
	const offsets = new Float64Array(entries.length + 1);
	const centralOffsets = new Float64Array(entries.length + 1);
	entries.forEach((entry, i) => {
		const nameBytes = names[i]?.length ?? 0;
		check(entry, nameBytes);
		const offset = offsets[i] ?? 0;
		offsets[i + 1] = offset + LOCAL_FIXED + nameBytes + localExtraBytes(entry) + entry.size;
		const record = CENTRAL_FIXED + nameBytes + centralExtraBytes(entry, offset);
		centralOffsets[i + 1] = (centralOffsets[i] ?? 0) + record;
	});
	const centralStart = offsets[entries.length] ?? 0;
	for (let i = 0; i <= entries.length; i++) centralOffsets[i] = (centralOffsets[i] ?? 0) + centralStart;
	const centralEnd = centralOffsets[entries.length] ?? 0;
	const endBytes = END_BYTES + (needs64(entries.length, centralStart, centralEnd) ? END_64_BYTES : 0);
	return { entries, names, offsets, centralOffsets, endBytes, totalBytes: centralEnd + endBytes };
}

export function needs64(count: number, centralStart: number, centralEnd: number): boolean {
	return count >= 0xffff || centralStart >= 0xffffffff || centralEnd - centralStart >= 0xffffffff;
}

function check({ name, size, crc32 }: ArchiveEntry<unknown>, nameBytes: number): void {
	if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`No size: ${size}`);
	if (!Number.isInteger(crc32) || crc32 < 0 || crc32 > 0xffffffff)
		throw new RangeError(`No CRC-32: ${crc32}`);
	if (name === '' || nameBytes > 0xffff) throw new RangeError('No name for a ZIP entry');
}

/** What the ETag is the hash of: the same string, the same bytes. */
export function etagInput({ entries }: { entries: readonly ArchiveEntry<unknown>[] }): string {
	return JSON.stringify(
		entries.map(({ name, size, crc32, mtimeMs, isWallClock }) =>
			isWallClock ? [name, size, crc32, mtimeMs, 'wall'] : [name, size, crc32, mtimeMs]
		)
	);
}
