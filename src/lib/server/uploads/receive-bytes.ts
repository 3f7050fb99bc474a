import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '#lib/domain/fault.ts';
import { SNIFF_BYTES, sniffKind } from '#lib/domain/kinds/sniff.ts';
import { dangerous } from '../files/index.ts';

/** How far an upload is on our disk; `crc32` is of the bytes up to `offset`. */
export type Progress = { offset: number; crc32: number };
/** `head`: the first bytes, where they were looked at on the way. */
export type Received = Progress & { head?: Uint8Array | undefined };

export type Receiving = {
	/** Where the bytes go; what lies behind `from.offset` there is of no value. */
	path: string;
	from: Progress;
	/** Bytes of the whole; what comes beyond is not stored. */
	limit: number;
	name: string;
	/** Called with what is safely on disk: every 8 MiB, every 10 s, and at the end, also at a broken one. */
	checkpoint: (safe: Progress) => Promise<void>;
	/** Sees every byte, in order. */
	watch?: (chunk: Uint8Array) => void;
};

const WRITE_BYTES = 1 << 20;
const CHECKPOINT_BYTES = 8 << 20;
const CHECKPOINT_MS = 10_000;

/**
 * Streams bytes to the end of a temporary file. When the sender goes or the disk is full, what came is kept and told
 * before the error is thrown. Dangerous bytes are refused as soon as the first 64 are there, and so is all of a sender
 * that sends more than it said: what would fit is not what it means.
 */
export async function receiveBytes(
	source: AsyncIterable<Uint8Array>,
	receiving: Receiving
): Promise<Received> {
	await using handle = await openAt(receiving);
	const tail = new Tail(handle, receiving);
	try {
		for await (const chunk of source) await tail.add(chunk);
		await tail.end();
	} catch (error) {
		if (tail.isRefused) throw error;
		await tail.save().catch(() => undefined);
		throw named(error);
	}
	return { ...tail.safe, head: tail.head };
}

async function openAt({ path, from }: Receiving): Promise<FileHandle> {
	const handle = await open(path, from.offset === 0 ? 'w+' : 'r+');
	if (from.offset > 0) await handle.truncate(from.offset);
	return handle;
}

/** The growing end of one file. */
class Tail {
	safe: Progress;
	isRefused = false;
	head: Uint8Array | undefined;
	readonly #handle: FileHandle;
	readonly #receiving: Receiving;
	#written: Progress;
	#pending: Uint8Array[] = [];
	#pendingBytes = 0;
	#isSeen: boolean;
	/** The disk could not be made to keep something: a later sync would say "done" and lie. */
	#isUnsafe = false;
	#savedAt = performance.now();

	constructor(handle: FileHandle, receiving: Receiving) {
		this.#handle = handle;
		this.#receiving = receiving;
		this.safe = receiving.from;
		this.#written = receiving.from;
		this.#isSeen = receiving.from.offset >= SNIFF_BYTES;
	}

	async add(chunk: Uint8Array) {
		const room = this.#receiving.limit - this.#written.offset - this.#pendingBytes;
		const fitting = chunk.length > room ? chunk.subarray(0, room) : chunk;
		if (fitting.length > 0) {
			this.#pending.push(fitting);
			this.#pendingBytes += fitting.length;
			this.#receiving.watch?.(fitting);
		}
		const isBeginning = !this.#isSeen;
		if (isBeginning) await this.#look();
		if (isBeginning || this.#pendingBytes >= WRITE_BYTES) await this.#write();
		this.isRefused ||= chunk.length > room;
		if (this.isRefused) throw new AppError('too-big', 'faults:uploads.too-many-bytes');
		if (this.#isDue()) await this.save();
	}

	async end() {
		await this.#write();
		await this.save();
	}

	/** Everything that came so far, on the disk and told. */
	async save() {
		if (this.#isUnsafe) return;
		await this.#write();
		if (this.#written.offset === this.safe.offset) return;
		this.#isUnsafe = true;
		await this.#handle.datasync();
		this.#isUnsafe = false;
		await this.#receiving.checkpoint(this.#written);
		this.safe = this.#written;
		this.#savedAt = performance.now();
	}

	#isDue() {
		const unsaved = this.#written.offset - this.safe.offset;
		return unsaved >= CHECKPOINT_BYTES || (unsaved > 0 && performance.now() - this.#savedAt >= CHECKPOINT_MS);
	}

	async #write() {
		const chunks = this.#pending;
		if (chunks.length === 0) return;
		const bytes = this.#pendingBytes;
		this.#pending = [];
		this.#pendingBytes = 0;
		await writeAll(this.#handle, chunks, bytes, this.#written.offset);
		const sum = chunks.reduce((crc, chunk) => crc32(chunk, crc), this.#written.crc32);
		this.#written = { offset: this.#written.offset + bytes, crc32: sum };
	}

	/** The first 64 bytes decide; a smaller file is judged when it is whole. */
	async #look() {
		const { limit, name } = this.#receiving;
		const { offset } = this.#written;
		if (offset + this.#pendingBytes < Math.min(SNIFF_BYTES, limit)) return;
		this.#isSeen = true;
		const before = offset > 0 ? [await headOf(this.#handle)] : [];
		this.head = Buffer.concat([...before, ...this.#pending]).subarray(0, SNIFF_BYTES);
		this.isRefused = sniffKind(this.head, name).verdict === 'dangerous';
		if (this.isRefused) throw dangerous();
	}
}

async function writeAll(handle: FileHandle, chunks: Uint8Array[], bytes: number, at: number) {
	const { bytesWritten } = await handle.writev(chunks, at);
	if (bytesWritten === bytes) return;
	// a short write: the rest fails with its reason, or fits after all
	const rest = Buffer.concat(chunks).subarray(bytesWritten);
	for (let done = 0; done < rest.length;) {
		const next = await handle.write(rest, done, rest.length - done, at + bytesWritten + done);
		done += next.bytesWritten;
	}
}

async function headOf(handle: FileHandle): Promise<Uint8Array> {
	const { buffer, bytesRead } = await handle.read(new Uint8Array(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
	return buffer.subarray(0, bytesRead);
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function named(error: unknown): unknown {
	const isFull = error instanceof Error && 'code' in error && FULL.has(String(error.code));
	return isFull ? new AppError('disk-full', 'faults:uploads.disk-full') : error;
}
