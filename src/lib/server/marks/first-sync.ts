import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import { chooseEncoding, packing, type Encoding } from '../http/packing.ts';
import type { RawHandler } from '../http/raw.ts';
import { requireMember } from '../http/locals.ts';
import { clientIn, findVisibleGallery } from '../access/index.ts';
import { epochOf } from './admit.ts';
import { liveMarks } from './live.ts';
import type { GalleryRoom } from './room.ts';
import type { RoomKind } from './room-kind.ts';

type Body = { version: number; etag: string; packed: (encoding: Encoding) => Promise<Buffer> };

/** `GET /g/:gallery/marks`: everything that this kind of room shows, one Yjs update in v2, compressed once a change. */
export const readMarks: RawHandler = async ({ ctx, req, res, url, params, member, sessionId }) => {
	const galleryId = params['gallery'] ?? '';
	const kind: RoomKind = url.searchParams.get('as') === 'studio' ? 'studio' : 'client';
	if (kind === 'client') await clientIn(ctx, sessionId, galleryId);
	else await findVisibleGallery(ctx.db.read, requireMember({ member }), galleryId, ctx.clock.now());
	const { etag, packed } = bodyFor(await upToDate(ctx, galleryId), kind);
	const encoding = chooseEncoding(req.headers['accept-encoding']);
	const tag = `"${await epochOf(ctx.db.read, galleryId)}-${etag}-${encoding}"`;
	const headers = { etag: tag, vary: 'Accept-Encoding, Cookie', 'cache-control': 'private, no-cache' };
	if (isAnsweredByConditions(req, res, tag, headers)) return;
	const body = await packed(encoding);
	res.writeHead(200, {
		...headers,
		'content-type': 'application/octet-stream',
		'content-length': body.length,
		...(encoding === 'identity' ? {} : { 'content-encoding': encoding })
	});
	res.end(req.method === 'HEAD' ? undefined : body);
};

/** Everything that a kind of room shows, as one Yjs update in v2. */
export const snapshotFor = async (ctx: Context, galleryId: string, kind: RoomKind): Promise<Uint8Array> =>
	(await upToDate(ctx, galleryId)).snapshot(kind);

/** The gallery's room with everything that any process committed. */
async function upToDate(ctx: Context, galleryId: string): Promise<GalleryRoom> {
	const { rooms, pipeline } = liveMarks(ctx);
	const room = await rooms.open(galleryId);
	await pipeline.catchUp();
	return room;
}

const bodies = new WeakMap<GalleryRoom, Map<RoomKind, Body>>();

function bodyFor(room: GalleryRoom, kind: RoomKind): Body {
	const kept = bodies.get(room) ?? new Map<RoomKind, Body>();
	bodies.set(room, kept);
	const known = kept.get(kind);
	if (known?.version === room.versions[kind]) return known;
	const plain = Buffer.from(room.snapshot(kind));
	const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
	const fresh = { version: room.versions[kind], etag, packed: packing(plain) };
	kept.set(kind, fresh);
	return fresh;
}
