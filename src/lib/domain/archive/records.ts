/** The records of a stored ZIP (PKWARE APPNOTE 6.3.10, 4.3.7 ff.), sizes and CRC known beforehand. */
export const LOCAL_FIXED = 30;
export const CENTRAL_FIXED = 46;

const MAX_32 = 0xffffffff;
const UTF8_NAMES = 0x0800;
const STORED = 0;
const UNIX = 3 << 8;
const VERSION_ZIP64 = 45;
const VERSION_PLAIN = 20;
const REGULAR_FILE_644 = 0o100644 * 0x10000;
const TIME_EXTRA = 9;

type Stored = Timed & { size: number; crc32: number; mtimeMs: number };
type Timed = { isWallClock?: boolean };

/** A clock on the wall names no moment, so nothing is said but the DOS time, which has no zone either. */
const timeExtra = ({ isWallClock }: Timed) => (isWallClock ? 0 : TIME_EXTRA);

export function localExtraBytes(entry: Timed & { size: number }): number {
	return timeExtra(entry) + (entry.size >= MAX_32 ? 20 : 0);
}

export function centralExtraBytes(entry: Timed & { size: number }, offset: number): number {
	const { size } = entry;
	const wide = (size >= MAX_32 ? 16 : 0) + (offset >= MAX_32 ? 8 : 0);
	return timeExtra(entry) + (wide > 0 ? 4 + wide : 0);
}

/** Little-endian writing into a record of known length. */
class Writer {
	readonly bytes: Uint8Array<ArrayBuffer>;
	private readonly view: DataView;
	private at = 0;

	constructor(length: number) {
		this.bytes = new Uint8Array(length);
		this.view = new DataView(this.bytes.buffer);
	}

	u16(value: number): this {
		this.view.setUint16(this.at, value, true);
		this.at += 2;
		return this;
	}

	u32(value: number): this {
		this.view.setUint32(this.at, value, true);
		this.at += 4;
		return this;
	}

	u64(value: number): this {
		return this.u32(value % 0x100000000).u32(Math.floor(value / 0x100000000));
	}

	put(bytes: Uint8Array): this {
		this.bytes.set(bytes, this.at);
		this.at += bytes.length;
		return this;
	}
}

export function localHeader(name: Uint8Array, entry: Stored): Uint8Array<ArrayBuffer> {
	const { size } = entry;
	const wide = size >= MAX_32;
	const extra = localExtraBytes(entry);
	const out = new Writer(LOCAL_FIXED + name.length + extra)
		.u32(0x04034b50)
		.u16(wide ? VERSION_ZIP64 : VERSION_PLAIN);
	common(out, entry, name.length, extra, wide).put(name);
	if (wide) out.u16(0x0001).u16(16).u64(size).u64(size);
	return unixTime(out, entry).bytes;
}

export function centralRecord(name: Uint8Array, entry: Stored, offset: number): Uint8Array<ArrayBuffer> {
	const { size } = entry;
	const wideSize = size >= MAX_32;
	const wideOffset = offset >= MAX_32;
	const extra = centralExtraBytes(entry, offset);
	const out = new Writer(CENTRAL_FIXED + name.length + extra)
		.u32(0x02014b50)
		.u16(UNIX | VERSION_ZIP64)
		.u16(wideSize || wideOffset ? VERSION_ZIP64 : VERSION_PLAIN);
	common(out, entry, name.length, extra, wideSize);
	out
		.u16(0)
		.u16(0)
		.u16(0)
		.u32(REGULAR_FILE_644)
		.u32(wideOffset ? MAX_32 : offset)
		.put(name);
	if (wideSize || wideOffset) {
		out.u16(0x0001).u16((wideSize ? 16 : 0) + (wideOffset ? 8 : 0));
		if (wideSize) out.u64(size).u64(size);
		if (wideOffset) out.u64(offset);
	}
	return unixTime(out, entry).bytes;
}

/** The fields that both headers share, from the flags to the length of the extra field. */
function common(out: Writer, entry: Stored, nameBytes: number, extraBytes: number, wide: boolean): Writer {
	const { date, time } = dosTime(entry.mtimeMs);
	const size = wide ? MAX_32 : entry.size;
	out.u16(UTF8_NAMES).u16(STORED).u16(time).u16(date).u32(entry.crc32).u32(size).u32(size);
	return out.u16(nameBytes).u16(extraBytes);
}

export type End = { count: number; centralStart: number; centralEnd: number; wide: boolean };

export function endRecords({ count, centralStart, centralEnd, wide }: End): Uint8Array<ArrayBuffer> {
	const size = centralEnd - centralStart;
	const out = new Writer(22 + (wide ? 76 : 0));
	if (wide) {
		out
			.u32(0x06064b50)
			.u64(44)
			.u16(UNIX | VERSION_ZIP64)
			.u16(VERSION_ZIP64)
			.u32(0)
			.u32(0);
		out.u64(count).u64(count).u64(size).u64(centralStart);
		out.u32(0x07064b50).u32(0).u64(centralEnd).u32(1);
	}
	const counted = Math.min(count, 0xffff);
	out.u32(0x06054b50).u16(0).u16(0).u16(counted).u16(counted);
	return out.u32(Math.min(size, MAX_32)).u32(Math.min(centralStart, MAX_32)).u16(0).bytes;
}

/** Extended timestamp: seconds since 1970 in UTC, which the two-second local time above cannot say. */
function unixTime(out: Writer, { mtimeMs, isWallClock }: Stored): Writer {
	if (isWallClock) return out;
	const seconds = Math.min(Math.max(Math.floor(mtimeMs / 1000), 0), 0x7fffffff);
	return out
		.u16(0x5455)
		.u16(5)
		.put(new Uint8Array([1]))
		.u32(seconds);
}

/** MS-DOS time has no zone: UTC, so that the same archive has the same bytes everywhere. */
function dosTime(mtimeMs: number): { date: number; time: number } {
	const at = new Date(Math.min(Math.max(mtimeMs, Date.UTC(1980, 0)), Date.UTC(2107, 11, 31)));
	const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
	const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
	return { date, time };
}
