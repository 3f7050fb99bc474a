import { notFound } from '../access/index.ts';
import { wantHalf } from '../files/index.ts';
import { renditionHeaders } from '../http/media-headers.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { roomFor } from '../http/unread.ts';
import { isStillHere } from './asker.ts';
import { canReadPreview } from './can-read.ts';
import type { Shown } from './cached.ts';
import { readPreview } from './read-preview.ts';
import { findShown } from './shown.ts';

/** `GET /r/<gallery>/<file>/<version>/<width|half>.webp`, for members and for clients of the gallery. */
export const readRendition: RawHandler = async (exchange) => {
	const { gallery = '', file = '', version: n = '', width = '' } = exchange.params;
	await sendRendition(exchange, await findShown(exchange, gallery, file, Number(n)), width);
};

/** Sends one size of what was decided to be shown; 202 while it is being made. */
export async function sendRendition(exchange: Exchange, { actor, version: shown }: Shown, width: string) {
	const { ctx, req, res } = exchange;
	const key = keyOf(shown, width);
	if (key === null) return await beingMade(exchange, shown, width);
	const etag = `"${shown.id}-${width}"`;
	if (isAnsweredByConditions(req, res, etag, renditionHeaders)) return;
	const bytes = await readPreview(exchange, key);
	await roomFor(req);
	if (res.destroyed) return;
	res.writeHead(200, { ...renditionHeaders, etag, 'content-length': bytes.length });
	res.end(req.method === 'HEAD' ? undefined : bytes);
	// a slow reader's bytes wait here: they too are held back when the right ends
	if (!res.writableFinished && res.writableLength > 0)
		ctx.inProgress.track(res, {
			counted: 'rendition',
			stillMay: async () =>
				(await isStillHere(exchange, actor)) &&
				(await canReadPreview(ctx.db.read, actor, shown.id, ctx.clock.now()))
		});
}

function keyOf({ renditions, halfKey }: Shown['version'], width: string): string | null {
	if (width === 'half') return halfKey;
	return renditions.find((rendition) => String(rendition.width) === width)?.key ?? null;
}

/** One transparent pixel: never another picture's. */
const NOTHING_YET = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** The half-size picture is made when somebody first zooms in; asking for it is what orders it. */
async function beingMade({ ctx, res }: Exchange, shown: Shown['version'], width: string) {
	const isHalf = width === 'half' && shown.renditions.length > 0;
	if (!isHalf && shown.status !== 'processing') throw notFound();
	if (isHalf) await wantHalf(ctx, shown.id);
	res
		.writeHead(202, {
			...renditionHeaders,
			'cache-control': 'private, no-store',
			'retry-after': '1',
			'content-length': NOTHING_YET.length
		})
		.end(NOTHING_YET);
}
