import { notFound } from '../access/index.ts';
import { renditionHeaders } from '../http/media-headers.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { roomFor } from '../http/unread.ts';
import { isMadeOnRequest } from '../media/recipes.ts';
import { previewsAmong, wantRendition, type Stored } from '../renditions/index.ts';
import { isStillHere } from './asker.ts';
import { canReadPreview } from './can-read.ts';
import type { Shown } from './cached.ts';
import { readPreview } from './read-preview.ts';
import { findShown } from './shown.ts';
import { versionNumber } from './version-number.ts';

/** `GET /r/<gallery>/<file>/<version>/<width|recipe>.webp`, for members and for clients of the gallery. */
export const readRendition: RawHandler = async (exchange) => {
	const { gallery = '', file = '', version: n = '', width = '' } = exchange.params;
	await sendRendition(exchange, await findShown(exchange, gallery, file, versionNumber(n)), width);
};

/** Sends one size of what was decided to be shown; 202 while it is being made. */
export async function sendRendition(exchange: Exchange, shown: Shown, width: string) {
	const { ctx, req, res } = exchange;
	const { actor, version } = shown;
	const found = findStored(shown.renditions, width);
	if (!found) return await beingMade(exchange, shown, width);
	const etag = `"${version.id}-${width}"`;
	if (isAnsweredByConditions(req, res, etag, renditionHeaders)) return;
	const bytes = await readPreview(exchange, found.key);
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
				(await canReadPreview(ctx.db.read, actor, version.id, ctx.clock.now()))
		});
}

/** Previews are asked for by width, what is made on request by its recipe; the largest preview stands in for what failed. */
function findStored(renditions: Shown['renditions'], asked: string): Stored | undefined {
	const previews = previewsAmong(renditions);
	if (!isMadeOnRequest(asked)) return previews.find(({ width }) => String(width) === asked);
	const made = renditions.find(({ recipe }) => recipe === asked);
	return made?.state === 'failed' ? previews[0] : made;
}

/** One transparent pixel: never another picture's. */
const NOTHING_YET = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** What is made on request is made when somebody first asks for it: asking for it is what orders it. */
async function beingMade({ ctx, res }: Exchange, { version, renditions }: Shown, asked: string) {
	const recipe = isMadeOnRequest(asked) && previewsAmong(renditions).length ? asked : null;
	if (!recipe && version.status !== 'processing') throw notFound();
	if (recipe) await wantRendition(ctx, version.id, recipe);
	res
		.writeHead(202, {
			...renditionHeaders,
			'cache-control': 'private, no-store',
			'retry-after': '1',
			'content-length': NOTHING_YET.length
		})
		.end(NOTHING_YET);
}
