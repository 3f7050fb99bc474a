import { readSync } from 'node:fs';

/** A file that is read by pieces: honest cameras put moments into few and small ones. */
export type Source = { fd: number; bytes: number };
/** `isWhole`: it ends where it says it does. */
export type Box = { type: string; start: number; end: number; isWhole?: boolean };

const MOST_BOXES = 4000;
const HEAD_BYTES = 16;

/** Up to `length` bytes from `at`; fewer where the file ends. */
export function bytesAt({ fd, bytes }: Source, at: number, length: number): Buffer {
	const buffer = Buffer.alloc(Math.max(0, Math.min(length, bytes - at)));
	return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, at));
}

function boxAt(source: Source, at: number, end: number): Box | undefined {
	const head = bytesAt(source, at, HEAD_BYTES);
	if (head.length < 8 || at + 8 > end) return undefined;
	const size = head.readUInt32BE(0);
	const isLong = size === 1 && head.length === HEAD_BYTES;
	const length = isLong ? Number(head.readBigUInt64BE(8)) : size === 0 ? end - at : size;
	const headBytes = isLong ? 16 : 8;
	if (length < headBytes) return undefined;
	return {
		type: head.toString('latin1', 4, 8),
		start: at + headBytes,
		end: Math.min(at + length, end),
		isWhole: at + length <= end
	};
}

/** The boxes of ISO and QuickTime files that lie side by side in a range; a cut last one ends with the file. */
export function* boxesIn(source: Source, start = 0, end = source.bytes): Generator<Box> {
	let at = start;
	for (let count = 0; at < end && count < MOST_BOXES; count++) {
		const box = boxAt(source, at, end);
		if (!box) return;
		yield box;
		at = box.end;
	}
}

export const contentOf = (source: Source, { start, end }: Box, mostBytes: number) =>
	bytesAt(source, start, Math.min(end - start, mostBytes));
