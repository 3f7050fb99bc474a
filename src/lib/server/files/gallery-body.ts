import type { ReleasedFile } from '#lib/contract/file.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { RawHandler } from '../http/raw.ts';
import { clientIn, findVisibleGallery, type Visible } from '../access/index.ts';
import type { Context } from '../context.ts';
import { makeCommitScopedCache, type CommitScopedCache } from '../db/commit-scoped-cache.ts';
import { inTurns, jsonInTurns } from '../db/in-turns.ts';
import { inLine } from '../http/in-line.ts';
import { makeCache, type Cache } from '../http/cache.ts';
import { chooseEncoding, packing, type Encoding } from '../http/packing.ts';
import { requireMember } from '../http/locals.ts';
import { earlierInGallery } from './earlier.ts';
import { listFilesJson } from './list-files.ts';
import { presentReleased, type GalleryRow } from './present.ts';
import { releasedPairs } from './queries.ts';
import { releasedCompanions } from './companions.ts';
import { idsInOrder } from './in-order.ts';

type Body = { bytes: number; packed: (encoding: Encoding) => Promise<Buffer> };

/** Bodies by gallery, change number and class of rights, before they are packed: some dozens of large galleries. */
const KEPT_BYTES = 48 << 20;
const kept = new WeakMap<Context, Cache<Body>>();

function bodiesOf(ctx: Context): Cache<Body> {
	const known = kept.get(ctx) ?? makeCache<Body>(KEPT_BYTES, KEPT_BYTES, ({ bytes }) => bytes);
	kept.set(ctx, known);
	return known;
}

/** The pictures of a gallery as its clients see them, released values only, in gallery order. */
export async function releasedFiles(
	ctx: Context,
	gallery: GalleryRow,
	rights: Rights
): Promise<ReleasedFile[]> {
	const { read } = ctx.db;
	return inTurns(await idsInOrder(read, gallery), async (ids) => {
		const shown = await releasedPairs(read, ids);
		const earlier = await earlierInGallery(read, gallery.id, ids);
		const companions = await releasedCompanions(read, ids);
		return ids.flatMap((id) => {
			const row = shown.get(id);
			const beside = { before: earlier.get(id), companions: companions.get(id) };
			return row ? [presentReleased(row.file, row.version, rights, gallery, beside)] : [];
		});
	});
}

const decisions = new WeakMap<Context, CommitScopedCache<Visible>>();

function decisionsOf(ctx: Context): CommitScopedCache<Visible> {
	const known = decisions.get(ctx) ?? makeCommitScopedCache<Visible>(ctx);
	decisions.set(ctx, known);
	return known;
}

/** `GET /g/:gallery/files`: made and compressed once for each change and class of rights; access is asked each time. */
export const readGalleryFiles: RawHandler = async ({ ctx, req, res, url, params, member, sessionId }) => {
	const galleryId = params['gallery'] ?? '';
	if (url.searchParams.get('as') === 'studio') {
		const actor = requireMember({ member });
		const body = await inLine(ctx, actor.memberId, () => listFilesJson(ctx, actor, galleryId));
		res
			.writeHead(200, { ...JSON_HEADERS, 'content-length': body.length })
			.end(req.method === 'HEAD' ? undefined : body);
		return;
	}
	const { gallery, rights } = await decisionsOf(ctx).of(`${sessionId} ${galleryId}`, async () => {
		const actor = await clientIn(ctx, sessionId, galleryId);
		return findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	});
	const encoding = chooseEncoding(req.headers['accept-encoding']);
	const key = `${galleryId} ${gallery.changeNumber} ${rights.order} ${rights.download}`;
	const tag = `"${gallery.epoch}-${gallery.changeNumber}-${rights.order}-${rights.download}-${encoding}"`;
	const headers = {
		...JSON_HEADERS,
		etag: tag,
		vary: 'Accept-Encoding, Cookie',
		'cache-control': 'private, no-cache'
	};
	if (isAnsweredByConditions(req, res, tag, headers)) return;
	const body = await (await bodyOf(ctx, key, gallery, rights)).packed(encoding);
	const encoded = encoding === 'identity' ? {} : { 'content-encoding': encoding };
	res.writeHead(200, { ...headers, ...encoded, 'content-length': body.length });
	res.end(req.method === 'HEAD' ? undefined : body);
};

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'private, no-store' };

/** Being made, in turns: whoever asks meanwhile gets the same. */
const underWay = new WeakMap<Context, Map<string, Promise<Body>>>();

async function bodyOf(ctx: Context, key: string, gallery: GalleryRow, rights: Rights): Promise<Body> {
	const known = bodiesOf(ctx).get(key);
	if (known) return known;
	const making = underWay.get(ctx) ?? new Map<string, Promise<Body>>();
	underWay.set(ctx, making);
	const begun = making.get(key) ?? makeBody(ctx, key, gallery, rights).finally(() => making.delete(key));
	making.set(key, begun);
	return begun;
}

async function makeBody(ctx: Context, key: string, gallery: GalleryRow, rights: Rights): Promise<Body> {
	const plain = await jsonInTurns(await releasedFiles(ctx, gallery, rights));
	return bodiesOf(ctx).put(key, { bytes: plain.length, packed: packing(plain) });
}
