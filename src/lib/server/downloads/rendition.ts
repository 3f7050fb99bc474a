import { notFound } from '../access/index.ts';
import { planLook } from '../files/index.ts';
import { renditionHeaders } from '../http/media-headers.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { roomFor } from '../http/unread.ts';
import {
	lookRecipe,
	previewsAmong,
	previewsInLook,
	readAsked,
	wantRendition,
	type Look,
	type Rendition,
	type Stored
} from '../renditions/index.ts';
import { canBeMade, readSize, type Asked } from './asked.ts';
import { isStillHere } from './asker.ts';
import { canReadPreview } from './can-read.ts';
import type { Shown } from './cached.ts';
import { readPreview } from './read-preview.ts';
import { readTile } from './read-tile.ts';
import { findShown } from './shown.ts';
import { versionNumber } from './version-number.ts';

/** `GET /r/<gallery>/<file>/<version>/<width|recipe|tile…>[-<look>].webp`, for members and for clients of the gallery. */
export const readRendition: RawHandler = async (exchange) => {
	const { gallery = '', file = '', version: n = '', width = '' } = exchange.params;
	await sendRendition(exchange, await findShown(exchange, gallery, file, versionNumber(n)), width);
};

/** Sends one size of what was decided to be shown; 202 while it is being made. Proofs in the gallery's look, or not at all. */
export async function sendRendition(exchange: Exchange, shown: Shown, asked: string) {
	const { ctx, req, res } = exchange;
	const { actor, version } = shown;
	const { size, named } = readAsked(asked);
	const wanted = readSize(size);
	const look = lookFor(shown, named);
	const found = look ? findInLook(shown.renditions, look, wanted) : findStored(shown.renditions, wanted);
	if (!found) return await beingMade(exchange, shown, wanted, look);
	const etag = `"${[version.id, ...(look ? [look.key] : []), size].join('-')}"`;
	const headers = (look?.key ?? '') === named ? renditionHeaders : passingHeaders;
	if (isAnsweredByConditions(req, res, etag, headers)) return;
	const bytes =
		'tile' in wanted ? await readTile(exchange, found, wanted.tile) : await readPreview(exchange, found.key);
	await roomFor(req);
	if (res.destroyed) return;
	res.writeHead(200, { ...headers, etag, 'content-length': bytes.length });
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
function findStored(renditions: Shown['renditions'], asked: Asked): Stored | undefined {
	const previews = previewsAmong(renditions);
	if (asked.by === 'width') return previews.find(({ width }) => String(width) === asked.width);
	return orStandIn(
		renditions.find(({ recipe }) => recipe === asked.recipe),
		asked,
		previews[0]
	);
}

/** A tile is a part of its picture: nothing stands in for it. */
function orStandIn(made: Rendition | undefined, asked: Asked, standIn: Stored | undefined) {
	if (made?.state !== 'failed') return made;
	if ('tile' in asked) throw notFound();
	return standIn;
}

/** Members get pictures as they are, or as their clients do where an address says so. */
const lookFor = ({ actor, look }: Shown, named: string): Look | null =>
	actor.kind === 'member' && named !== look?.key ? null : look;

/** A size in a look; an address from before it was wanted gets the nearest, which is never above the look's edge. */
function findInLook(renditions: Shown['renditions'], look: Look, asked: Asked): Stored | undefined {
	const previews = previewsInLook(renditions, look);
	if (asked.by === 'width')
		return previews.findLast(({ width }) => width >= Number(asked.width)) ?? previews[0];
	const name = lookRecipe(look, asked.recipe);
	// nothing is made on request that would be above it
	const isAbove = look.proofEdge !== null;
	const made = isAbove
		? ({ recipe: name, state: 'failed' } as const)
		: renditions.find(({ recipe }) => recipe === name);
	return orStandIn(made, asked, previews[0]);
}

/** One transparent pixel: never another picture's. */
const NOTHING_YET = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** An address that names other bytes than it gets is asked anew each time. */
const passingHeaders = { ...renditionHeaders, 'cache-control': 'private, no-store' };

/** What is made on request is made when somebody first asks for it: asking for it is what orders it. */
async function beingMade(
	{ ctx, res }: Exchange,
	{ version, renditions }: Shown,
	asked: Asked,
	look: Look | null
) {
	const isPictured = previewsAmong(renditions).length > 0;
	const recipe = asked.by === 'recipe' && isPictured && canBeMade(asked, version) ? asked.recipe : null;
	if (asked.by === 'recipe' && isPictured && !recipe) throw notFound();
	// a look is made by itself as soon as it is wanted
	const isAwaited = version.status === 'processing' || (look !== null && isPictured);
	if (!recipe && !isAwaited) throw notFound();
	if (recipe && look) await ctx.db.transaction((tx) => planLook(tx, ctx, version.id, look, recipe));
	else if (recipe) await wantRendition(ctx, version.id, recipe);
	res
		.writeHead(202, { ...passingHeaders, 'retry-after': '1', 'content-length': NOTHING_YET.length })
		.end(NOTHING_YET);
}
