import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { DataStore, ERRORS, Upload } from '@tus/utils';
import { AppError } from '#lib/domain/fault.ts';
import { upload } from '../db/schema.ts';
import type { Exchange } from '../http/raw.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { bodyOf } from './body.ts';
import { finishUpload, refuseUpload } from './finish-upload.ts';
import { receiveBytes, type Progress } from './receive-bytes.ts';
import { endUpload, findUpload, isExpired, tempPath, type UploadRow } from './upload-row.ts';

/**
 * The uploads of one member for one request: rows say how far each is, temporary files hold the bytes. Bytes are
 * read from the request itself: through the library's web streams they would cost twice the time.
 */
export class UploadStore extends DataStore {
	/** What became of the upload that this request touched. */
	touched: UploadRow | undefined;
	readonly #exchange: Exchange;
	readonly #member: MemberActor;
	readonly #heard: () => void;

	constructor(exchange: Exchange, member: MemberActor, heard: () => void) {
		super();
		this.extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
		this.#exchange = exchange;
		this.#member = member;
		this.#heard = heard;
	}

	/** The row was written when the library asked whether the upload may be. */
	override async create(made: Upload) {
		return made;
	}

	override async getUpload(id: string) {
		const row = await this.#find(id);
		if (row.status === 'refused' || row.status === 'cancelled') throw ERRORS.FILE_NO_LONGER_EXISTS;
		if (isExpired(this.#exchange.ctx, row)) {
			await this.#forget(row);
			throw ERRORS.FILE_NO_LONGER_EXISTS;
		}
		// the server died between the last byte and its answer: nobody would ever send a last PATCH again
		if (row.status === 'receiving' && row.offsetBytes === row.lengthBytes) await this.finish(row);
		return new Upload({ id, size: row.lengthBytes, offset: row.offsetBytes, metadata: {} });
	}

	override async write(_stream: unknown, id: string, offset: number) {
		const { ctx, req } = this.#exchange;
		const row = await this.#find(id);
		const hash = offset === 0 ? createHash('sha256') : undefined;
		const checkpoint = async ({ offset, crc32 }: Progress) => {
			const change = { offsetBytes: offset, crc32, updatedAt: ctx.clock.now() };
			await ctx.db.transaction(
				async (tx) => void (await tx.update(upload).set(change).where(eq(upload.id, id)).run())
			);
		};
		const watch = (chunk: Uint8Array) => {
			this.#heard();
			hash?.update(chunk);
		};
		const from = { offset, crc32: offset === 0 ? 0 : row.crc32 };
		const receiving = { path: tempPath(ctx, row), from, limit: row.lengthBytes, name: row.filename };
		try {
			const safe = await receiveBytes(bodyOf(req), { ...receiving, checkpoint, watch });
			if (safe.offset === row.lengthBytes) await this.finish(await this.#find(id), hash?.digest('hex'));
			return safe.offset;
		} catch (error) {
			const isRefused = error instanceof AppError && ['wrong-type', 'too-big'].includes(error.fault);
			if (isRefused) await refuseUpload(ctx, row, error);
			throw error;
		}
	}

	override async remove(id: string) {
		const row = await this.#find(id);
		if (row.status === 'receiving') await this.#forget(row);
	}

	async finish(row: UploadRow, sha256?: string) {
		this.touched = await finishUpload(this.#exchange.ctx, this.#member, row, sha256);
	}

	async #find(id: string) {
		this.touched = await findUpload(this.#exchange.ctx, this.#member, id);
		return this.touched;
	}

	async #forget(row: UploadRow) {
		await endUpload(this.#exchange.ctx, row, { status: 'cancelled' });
		await rm(tempPath(this.#exchange.ctx, row), { force: true });
	}
}
