import { needs64, type ArchiveEntry, type ArchiveLayout } from './layout.ts';
import { centralRecord, endRecords, localHeader, LOCAL_FIXED, localExtraBytes } from './records.ts';

/** `start` and `end` (exclusive) are bytes of the archive; of a file, also those of the file itself. */
export type ArchivePart<Ref> =
	| { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
	| { kind: 'file'; entry: ArchiveEntry<Ref>; from: number; to: number };

/** The whole archive or a Range of it, piece by piece; headers are made only when they are reached. */
export function* sliceArchive<Ref>(
	layout: ArchiveLayout<Ref>,
	start = 0,
	end = layout.totalBytes
): Generator<ArchivePart<Ref>> {
	if (start < 0 || end > layout.totalBytes) throw new RangeError('Outside the archive');
	yield* files(layout, start, end);
	yield* central(layout, start, end);
	yield* cut(layout.totalBytes - layout.endBytes, endOf(layout), start, end);
}

function* files<Ref>(layout: ArchiveLayout<Ref>, start: number, end: number): Generator<ArchivePart<Ref>> {
	const { entries, names, offsets } = layout;
	for (let i = indexAt(offsets, start); i < entries.length; i++) {
		const offset = offsets[i] ?? 0;
		const entry = entries[i];
		const name = names[i];
		if (offset >= end || !entry || !name) return;
		const body = offset + LOCAL_FIXED + name.length + localExtraBytes(entry);
		if (start < body) yield* cut(offset, localHeader(name, entry), start, end);
		const from = Math.max(start - body, 0);
		const to = Math.min(end - body, entry.size);
		if (from < to) yield { kind: 'file', entry, from, to };
	}
}

const RECORDS_AT_ONCE = 256;

function* central<Ref>(layout: ArchiveLayout<Ref>, start: number, end: number): Generator<ArchivePart<Ref>> {
	const { entries, centralOffsets } = layout;
	if (end <= (centralOffsets[0] ?? 0)) return;
	for (let i = indexAt(centralOffsets, start); i < entries.length; i += RECORDS_AT_ONCE) {
		const offset = centralOffsets[i] ?? 0;
		if (offset >= end) return;
		yield* cut(offset, centralChunk(layout, i, Math.min(i + RECORDS_AT_ONCE, entries.length)), start, end);
	}
}

function centralChunk<Ref>(layout: ArchiveLayout<Ref>, first: number, last: number): Uint8Array<ArrayBuffer> {
	const { entries, names, offsets, centralOffsets } = layout;
	const base = centralOffsets[first] ?? 0;
	const chunk = new Uint8Array((centralOffsets[last] ?? 0) - base);
	for (let i = first; i < last; i++) {
		const entry = entries[i];
		const name = names[i];
		if (entry && name)
			chunk.set(centralRecord(name, entry, offsets[i] ?? 0), (centralOffsets[i] ?? 0) - base);
	}
	return chunk;
}

function endOf({ entries, offsets, centralOffsets }: ArchiveLayout<unknown>): Uint8Array<ArrayBuffer> {
	const centralStart = offsets[entries.length] ?? 0;
	const centralEnd = centralOffsets[entries.length] ?? 0;
	const wide = needs64(entries.length, centralStart, centralEnd);
	return endRecords({ count: entries.length, centralStart, centralEnd, wide });
}

function* cut(
	offset: number,
	bytes: Uint8Array<ArrayBuffer>,
	start: number,
	end: number
): Generator<{ kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }> {
	const from = Math.max(start - offset, 0);
	const to = Math.min(end - offset, bytes.length);
	if (from < to) yield { kind: 'bytes', bytes: bytes.subarray(from, to) };
}

/** The last index whose offset is not after the position. */
function indexAt(offsets: Float64Array, position: number): number {
	let low = 0;
	let high = offsets.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((offsets[middle] ?? 0) <= position) low = middle;
		else high = middle - 1;
	}
	return low;
}
