import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { FileName } from '#lib/domain/naming/file-name.ts';
import type { Context } from '../context.ts';
import { upload } from '../db/schema.ts';
import {
	empty,
	findVisibleFile,
	isFinals,
	unplaceable,
	viewFile,
	type Placed,
	type UploadIntent
} from '../files/index.ts';
import { requireMember } from '../http/locals.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { bodyOf } from './body.ts';
import { receiveBytes, type Progress } from './receive-bytes.ts';
import { markDone } from './finish-upload.ts';
import { storeReceived } from './store-received.ts';
import { admit, createUpload, endUpload, LARGEST_BYTES, type UploadRow } from './upload-row.ts';

/** `PUT /api/v1/galleries/:gallery/files/:name?section=&state=&replace=&match=&add=&orderId=&drop=`, raw bytes. */
export const putFile: RawHandler = async (exchange) => {
	const member = requireMember(exchange);
	const { gallery: galleryId = '', name = '' } = exchange.params;
	const options = v.parse(UploadOptions, Object.fromEntries(exchange.url.searchParams));
	await putBytes(exchange, member, { ...options, galleryId, name: v.parse(FileName, name) });
};

/** `PUT /api/v1/files/:file/original?state=`, raw bytes: replaces this very file, by anything. */
export const putOriginal: RawHandler = async (exchange) => {
	const member = requireMember(exchange);
	const { ctx, params, url } = exchange;
	const { file } = await findVisibleFile(ctx.db.read, member, params['file'] ?? '', ctx.clock.now());
	const { state, orderId } = v.parse(UploadOptions, Object.fromEntries(url.searchParams));
	const options = v.parse(UploadOptions, { section: file.section });
	await putBytes(exchange, member, {
		...options,
		state,
		orderId,
		galleryId: file.galleryId,
		fileId: file.id,
		name: file.name
	});
};

async function putBytes(exchange: Exchange, member: MemberActor, intent: UploadIntent) {
	const { ctx, res } = exchange;
	const placed = await receive(exchange, member, intent);
	if (placed.outcome === 'unmatched')
		throw await unplaceable(ctx.db.read, intent.name, placed.plan, { unmatchedId: placed.versionId });
	const body = JSON.stringify(await viewFile(ctx.db.read, placed.fileId));
	res.writeHead(placed.outcome === 'added' ? 201 : 200, {
		'content-type': 'application/json',
		'cache-control': 'private, no-store',
		'proofsheet-file': placed.fileId
	});
	res.end(body);
}

async function receive({ ctx, req }: Exchange, member: MemberActor, intent: UploadIntent): Promise<Placed> {
	const announced = req.headers['content-length'];
	const lengthBytes = announced === undefined ? null : Number(announced);
	const id = ctx.ids.next();
	const named = { ...intent, uploadId: id };
	await admit(ctx.db.read, ctx, member, named, lengthBytes);
	// finals under way hold back the delivery that they will join; proofs hold back nothing
	const row = isFinals(intent) ? await createUpload(ctx, member, named, lengthBytes ?? LARGEST_BYTES) : null;
	const path = join(ctx.tempDir, `upload-${id}`);
	try {
		const complete = { id, path, ...(await toDisk(ctx, bodyOf(req), path, intent.name, lengthBytes, row)) };
		if (complete.bytes === 0) throw empty();
		return await storeReceived(
			ctx,
			member,
			named,
			complete,
			async (tx, placed) => void (row && (await markDone(tx, ctx, row, placed)))
		);
	} catch (error) {
		await rm(path, { force: true });
		if (row) await endUpload(ctx, row, { status: 'cancelled' }).catch(() => undefined);
		throw error instanceof AppError && error.fault === 'disk-full'
			? new AppError('disk-full', 'faults:detail.disk-full')
			: error;
	}
}

async function toDisk(
	ctx: Context,
	body: AsyncIterable<Uint8Array>,
	path: string,
	name: string,
	lengthBytes: number | null,
	row: UploadRow | null
) {
	const hash = createHash('sha256');
	const receiving = {
		path,
		from: { offset: 0, crc32: 0 },
		// a chunked body says its length only by ending
		limit: lengthBytes ?? LARGEST_BYTES,
		name,
		watch: (chunk: Uint8Array) => void hash.update(chunk),
		checkpoint: async (safe: Progress) => {
			if (row) await noteHeard(ctx, row, safe);
		}
	};
	const { offset, crc32, head } = await receiveBytes(body, receiving);
	return { bytes: offset, crc32, head, sha256: hash.digest('hex') };
}

const noteHeard = (ctx: Context, { id }: UploadRow, { offset, crc32 }: Progress) =>
	ctx.db.transaction(
		async (tx) =>
			void (await tx
				.update(upload)
				.set({ offsetBytes: offset, crc32, updatedAt: ctx.clock.now() })
				.where(eq(upload.id, id))
				.run())
	);
