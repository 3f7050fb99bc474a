/** A second implementation for the tests: reads a ZIP from its end, as programs do (ZIP64 included). */
export type Listed = {
	name: string;
	size: number;
	crc32: number;
	headerOffset: number;
	dataOffset: number;
};

type ReadAt = (offset: number) => Buffer;

/** `tail`: at least the directory and what follows; `totalBytes`: of the archive that it is the end of. */
export function readDirectory(tail: Buffer, totalBytes: number, headerAt?: ReadAt): Listed[] {
	const base = totalBytes - tail.length;
	const readHeader = headerAt ?? ((offset: number) => tail.subarray(offset - base));
	const end = tail.length - 22;
	same(tail.readUInt32LE(end), 0x06054b50, 'end of directory');
	let count = tail.readUInt16LE(end + 10);
	let start = tail.readUInt32LE(end + 16);
	let size = tail.readUInt32LE(end + 12);
	const locator = end - 20;
	if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
		const end64 = u64(tail, locator + 8) - base;
		same(tail.readUInt32LE(end64), 0x06064b50, 'end of directory, 64 bits');
		same(u64(tail, end64 + 4), 44, 'its length');
		count = u64(tail, end64 + 32);
		size = u64(tail, end64 + 40);
		start = u64(tail, end64 + 48);
	}
	const listed: Listed[] = [];
	let at = start - base;
	for (let i = 0; i < count; i++) {
		const { entry, next } = readRecord(tail, at, readHeader);
		listed.push(entry);
		at = next;
	}
	same(at - (start - base), size, 'size of the directory');
	return listed;
}

function readRecord(tail: Buffer, at: number, readHeader: ReadAt): { entry: Listed; next: number } {
	same(tail.readUInt32LE(at), 0x02014b50, 'record');
	same(tail.readUInt16LE(at + 8), 0x0800, 'UTF-8 flag');
	same(tail.readUInt16LE(at + 10), 0, 'stored');
	const nameBytes = tail.readUInt16LE(at + 28);
	const extraBytes = tail.readUInt16LE(at + 30);
	const name = tail.toString('utf8', at + 46, at + 46 + nameBytes);
	const extra = tail.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
	const narrow = [tail.readUInt32LE(at + 24), tail.readUInt32LE(at + 20), tail.readUInt32LE(at + 42)];
	const [size = 0, packed = 0, headerOffset = 0] = widened(narrow, extra);
	same(packed, size, 'size as stored');
	const crc32 = tail.readUInt32LE(at + 16);
	const dataOffset = headerOffset + readLocal(readHeader(headerOffset), { name, size, crc32 });
	return {
		entry: { name, size, crc32, headerOffset, dataOffset },
		next: at + 46 + nameBytes + extraBytes
	};
}

/** Answers the header's length; it must say what the directory says. */
function readLocal(header: Buffer, entry: { name: string; size: number; crc32: number }): number {
	same(header.readUInt32LE(0), 0x04034b50, 'local header');
	same(header.readUInt16LE(6), 0x0800, 'UTF-8 flag of the header');
	same(header.readUInt32LE(14), entry.crc32, 'CRC-32 of the header');
	const nameBytes = header.readUInt16LE(26);
	const extraBytes = header.readUInt16LE(28);
	same(header.toString('utf8', 30, 30 + nameBytes), entry.name, 'name of the header');
	const extra = header.subarray(30 + nameBytes, 30 + nameBytes + extraBytes);
	const [size, packed] = widened([header.readUInt32LE(22), header.readUInt32LE(18)], extra);
	same(size, entry.size, 'size of the header');
	same(packed, entry.size, 'stored size of the header');
	return 30 + nameBytes + extraBytes;
}

/** Fields that hold only ones stand, in their order, in the ZIP64 extra field. */
function widened(narrow: number[], extra: Buffer): number[] {
	let at = fieldAt(extra, 0x0001);
	return narrow.map((value) => {
		if (value !== 0xffffffff) return value;
		const wide = u64(extra, at);
		at += 8;
		return wide;
	});
}

function fieldAt(extra: Buffer, id: number): number {
	for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
		if (extra.readUInt16LE(at) === id) return at + 4;
	}
	return extra.length;
}

function u64(bytes: Buffer, at: number): number {
	return Number(bytes.readBigUInt64LE(at));
}

function same(found: unknown, expected: unknown, what: string): void {
	if (found !== expected) throw new Error(`${what}: ${String(found)} instead of ${String(expected)}`);
}
