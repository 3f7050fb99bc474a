import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@tus/server';
import type { Upload } from '@tus/utils';
import * as v from 'valibot';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError, type Fault, type FaultKey } from '#lib/domain/fault.ts';
import { FileName } from '#lib/domain/naming/file-name.ts';
import type { PlainKey } from '#lib/messages/keys.ts';
import { Id } from '#lib/domain/id.ts';
import { requireMember } from '../http/locals.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { holdUpload, waitForSilent } from './holders.ts';
import { UploadStore } from './tus-store.ts';
import { createUpload, UPLOAD_LIFE_MS } from './upload-row.ts';

const PATH = '/api/v1/uploads';
const VERSION = '1.0.0';
const METADATA_BYTES = 8192;
const OFFSET_STREAM = 'application/offset+octet-stream';

const Metadata = v.object({
	...UploadOptions.entries,
	galleryId: Id,
	filename: FileName,
	fileId: v.optional(Id)
});

/** Resumable uploads by the tus protocol, 1.0 (docs/api.md, Files): POST, HEAD, PATCH, DELETE, OPTIONS. */
export const tusHandler: RawHandler = async (exchange) => {
	const { ctx, req, res, params } = exchange;
	const member = requireMember(exchange);
	if (!speaksOurVersion(req)) {
		res.setHeader('tus-version', VERSION);
		throw new AppError('stale', 'faults:uploads.version');
	}
	refuseHeaders(req);
	const id = params['id'];
	if (id && req.method !== 'PATCH') await waitForSilent(ctx, id);
	const run = (heard: () => void) => serve(exchange, member, new UploadStore(exchange, member, heard));
	const isWriting = id && req.method === 'PATCH';
	const response = isWriting ? await holdUpload(ctx, id, req, run) : await run(() => undefined);
	await answer(res, response);
};

const speaksOurVersion = (req: IncomingMessage) =>
	req.method === 'OPTIONS' || req.headers['tus-resumable'] === VERSION;

function refuseHeaders({ method, headers }: IncomingMessage) {
	if (method === 'PATCH' && headers['content-type'] !== OFFSET_STREAM)
		throw new AppError('wrong-type', 'faults:uploads.content-type');
	if (String(headers['upload-metadata'] ?? '').length > METADATA_BYTES)
		throw new AppError('malformed', 'faults:uploads.metadata');
}

/** The library speaks the protocol; it sees the head of the request, and our store reads the body. */
async function serve(exchange: Exchange, member: MemberActor, store: UploadStore): Promise<Response> {
	const { ctx, req, url } = exchange;
	const failed: { error?: unknown } = {};
	const server = new Server({
		path: PATH,
		datastore: store,
		relativeLocation: true,
		allowedOrigins: [ctx.env.ORIGIN],
		locker: noLocker,
		namingFunction: () => ctx.ids.next(),
		onUploadCreate: async (_, made) => {
			await createUpload(ctx, member, { ...intentFrom(made), uploadId: made.id }, made.size ?? 0);
			return {};
		},
		onResponseError: (_, error) => {
			failed.error = error;
			return undefined;
		}
	});
	const head = new Request(url, { method: req.method ?? 'GET', headers: headersOf(req) });
	const response = await server.handleWeb(head);
	if (response.status >= 400) throw faultOf(failed.error, response.status);
	for (const name of [...response.headers.keys()])
		if (name.startsWith('access-control-')) response.headers.delete(name);
	const row = store.touched;
	if (row?.status === 'done' && row.resultFileId) response.headers.set('proofsheet-file', row.resultFileId);
	else if (row?.status === 'done' && row.resultVersionId)
		response.headers.set('proofsheet-unmatched', row.resultVersionId);
	if (!row || row.status === 'receiving')
		response.headers.set('upload-expires', new Date(ctx.clock.now() + UPLOAD_LIFE_MS).toUTCString());
	return response;
}

function intentFrom({ metadata }: Upload) {
	const words = Object.entries(metadata ?? {}).flatMap(([key, word]) => (word ? [[key, word]] : []));
	const { filename, ...rest } = v.parse(Metadata, Object.fromEntries(words));
	return { ...rest, name: filename };
}

/** The upload's row is held by us while its bytes come; the library needs no lock of its own. */
const noLocker = { newLock: () => ({ lock: async () => undefined, unlock: async () => undefined }) };

function headersOf(req: IncomingMessage) {
	const headers = new Headers();
	for (const [name, value] of Object.entries(req.headers))
		if (value !== undefined && !name.startsWith(':')) headers.set(name, String(value));
	return headers;
}

const LIBRARY_FAULTS: Record<number, [Fault, FaultKey & PlainKey]> = {
	404: ['not-found', 'faults:detail.not-found'],
	409: ['conflict', 'faults:uploads.offset'],
	410: ['gone', 'faults:uploads.ended'],
	413: ['too-big', 'faults:uploads.too-many-bytes']
};

/** Our own faults as they are; the library's by their status, in our words. */
function faultOf(error: unknown, status: number): unknown {
	if (error instanceof Error) return error;
	const [fault, key] = LIBRARY_FAULTS[status] ?? ['malformed', 'faults:uploads.malformed'];
	return new AppError(fault, key);
}

async function answer(res: ServerResponse, response: Response) {
	for (const [name, value] of response.headers) res.setHeader(name, value);
	res.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
}
