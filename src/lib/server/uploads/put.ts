import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { requireMember } from '../http/locals.ts';
import {
	empty,
	FileName,
	findVisibleFile,
	unplaceable,
	UploadOptions,
	viewFile,
	type Placed,
	type UploadIntent
} from '../files/index.ts';
import { receiveBytes } from './receive-bytes.ts';
import { storeReceived } from './store-received.ts';
import { createUpload, endUpload, findUpload, LARGEST_BYTES, tempPath, type UploadRow } from './upload-row.ts';
import { markDone, refuseUpload } from './finish-upload.ts';

/** `PUT /api/v1/galleries/:gallery/files/:name`: raw bytes, with the answers of contract.md. */
export const putFile: RawHandler = async (exchange) => {
	const actor = requireMember(exchange);
	const { url, params } = exchange;
	const query = v.parse(UploadOptions, Object.fromEntries(url.searchParams));
	const name = v.parse(FileName, params['name'] ?? '');
	await receive(exchange, actor, { ...query, galleryId: params['gallery'] ?? '', name });
};

/** `PUT /api/v1/files/:file/original`: replaces this very file by anything. */
export const putOriginal: RawHandler = async (exchange) => {
	const actor = requireMember(exchange);
	const { ctx, url, params } = exchange;
	const query = v.parse(UploadOptions, Object.fromEntries(url.searchParams));
	const { file } = findVisibleFile(ctx.db.read, actor, params['file'] ?? '', ctx.clock.now());
	await receive(exchange, actor, { ...query, galleryId: file.galleryId, name: file.name, fileId: file.id });
};

async function receive(exchange: Exchange, actor: MemberActor, intent: UploadIntent) {
	const { ctx, req, res } = exchange;
	const length = lengthOf(req.headers['content-length']);
	const row = await createUpload(ctx, actor, { ...intent, uploadId: ctx.ids.next() }, length || 1);
	const hash = createHash('sha256');
	try {
		const { offset, crc32 } = await receiveBytes(req, {
			path: tempPath(ctx, row),
			from: { offset: 0, crc32: 0 },
			limit: length || LARGEST_BYTES,
			name: intent.name,
			checkpoint: async () => undefined,
			watch: (chunk) => hash.update(chunk)
		});
		if (offset === 0) throw empty();
		if (length && offset !== length) throw new AppError('malformed', t('faults:uploads.cut'));
		const complete = { id: row.id, path: tempPath(ctx, row), bytes: offset, crc32, sha256: hash.digest('hex') };
		const placed = await storeReceived(ctx, actor, { ...intent, uploadId: row.id }, complete, (tx, result) =>
			markDone(tx, ctx, row, result)
		);
		answer(exchange, res, intent, placed);
	} catch (error) {
		await abandon(exchange, actor, row, error);
		throw error;
	} finally {
		await rm(tempPath(ctx, row), { force: true });
	}
}

/** A PUT cannot be resumed: whatever went wrong, nothing of it stays under way. */
async function abandon({ ctx }: Exchange, actor: MemberActor, row: UploadRow, error: unknown) {
	if (findUpload(ctx, actor, row.id).status !== 'receiving') return;
	if (error instanceof AppError) return refuseUpload(ctx, row, error);
	await endUpload(ctx, row, 'cancelled');
}

/** 0: chunked, the length is not known beforehand. */
function lengthOf(header: string | undefined): number {
	if (header === undefined) return 0;
	const length = Number(header);
	if (!Number.isSafeInteger(length) || length < 0) throw new AppError('malformed', t('faults:detail.malformed'));
	if (length === 0) throw empty();
	return length;
}

function answer({ ctx }: Exchange, res: ServerResponse, { name }: UploadIntent, placed: Placed) {
	if (placed.outcome === 'unmatched' && !('fileId' in placed)) {
		const { status, title, detail, candidates } = problemWithId(ctx, name, placed);
		return send(res, status, { status, title, detail, candidates, unmatchedId: placed.versionId });
	}
	if (!('fileId' in placed)) throw new Error('A placed upload names its file');
	const status = placed.outcome === 'added' ? 201 : 200;
	res.setHeader('proofsheet-file', placed.fileId);
	send(res, status, viewFile(ctx.db.read, placed.fileId));
}

function problemWithId(ctx: Exchange['ctx'], name: string, placed: Extract<Placed, { outcome: 'unmatched' }>) {
	const fault = unplaceable(ctx.db.read, name, placed.plan);
	const status = fault.fault === 'conflict' ? 409 : 404;
	return { status, title: t(`faults:title.${fault.fault}`), detail: fault.message, candidates: fault.details['candidates'] };
}

function send(res: ServerResponse, status: number, answer: object) {
	const body = Buffer.from(JSON.stringify(answer));
	const type = status >= 400 ? 'application/problem+json' : 'application/json';
	res.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'private, no-store' });
	res.end(body);
}
