import type { Rights } from '#lib/domain/access/rights.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { RawHandler } from '../http/raw.ts';
import { clientIn, findVisibleGallery, type Visible } from '../access/index.ts';
import type { Context } from '../context.ts';
import { makeDecisions, type Decisions } from '../db/decisions.ts';
import { makeCache, type Cache } from '../http/cache.ts';
import { chooseEncoding, packing, type Encoding } from '../http/packing.ts';
import { requireMember } from '../http/locals.ts';
import { earlierInGallery } from './earlier.ts';
import { filesInOrder } from './in-order.ts';
import { listFiles } from './list-files.ts';
import { presentReleased, type GalleryRow, type ReleasedView } from './present.ts';
import { releasedVersionsOf } from './queries.ts';

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
export function releasedFiles(ctx: Context, gallery: GalleryRow, rights: Rights): ReleasedView[] {
	const shown = releasedVersionsOf(ctx.db.read, gallery.id);
	const earlier = earlierInGallery(ctx.db.read, gallery.id);
	return filesInOrder(ctx.db.read, gallery).flatMap((row) => {
		const version = shown.get(row.id);
		return version ? [presentReleased(row, version, rights, gallery, earlier.get(row.id))] : [];
	});
}

const decisions = new WeakMap<Context, Decisions<Visible>>();

function decisionsOf(ctx: Context): Decisions<Visible> {
	const known = decisions.get(ctx) ?? makeDecisions<Visible>(ctx);
	decisions.set(ctx, known);
	return known;
}

/** `GET /g/:gallery/files`: made and compressed once for each change and class of rights; access is asked each time. */
export const readGalleryFiles: RawHandler = async ({ ctx, req, res, url, params, member, sessionId }) => {
	const galleryId = params['gallery'] ?? '';
	if (url.searchParams.get('as') === 'studio') {
		const files = await listFiles(ctx, requireMember({ member }), galleryId);
		const body = Buffer.from(JSON.stringify(files));
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
	const body = await bodyOf(ctx, key, gallery, rights).packed(encoding);
	const encoded = encoding === 'identity' ? {} : { 'content-encoding': encoding };
	res.writeHead(200, { ...headers, ...encoded, 'content-length': body.length });
	res.end(req.method === 'HEAD' ? undefined : body);
};

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'private, no-store' };

function bodyOf(ctx: Context, key: string, gallery: GalleryRow, rights: Rights): Body {
	const bodies = bodiesOf(ctx);
	const known = bodies.get(key);
	if (known) return known;
	const plain = Buffer.from(JSON.stringify(releasedFiles(ctx, gallery, rights)));
	return bodies.put(key, { bytes: plain.length, packed: packing(plain) });
}
