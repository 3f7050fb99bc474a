import { and, eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { version } from '../db/schema.ts';
import { renditionHeaders } from '../http/media-headers.ts';
import { isKnownToBrowser } from '../http/range.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { clientHere, isStillHere } from './asker.ts';
import { canReadPreview } from './can-read.ts';
import type { VersionRow } from './original.ts';
import { shelfOf } from './shelf.ts';

/** What may be shown of a version, and to whom it was decided. */
export type Shown = {
	actor: Actor;
	version: Pick<VersionRow, 'id' | 'status' | 'picture' | 'renditions' | 'halfKey'>;
};
/** `GET /r/<gallery>/<file>/<version>/<width|half>.webp`, for members and for clients of the gallery. */
export const readRendition: RawHandler = async (exchange) => {
	const { ctx, params, member, sessionId } = exchange;
	const { gallery = '', file = '', version: n = '', width = '' } = params;
	const key = `${member?.memberId ?? ''} ${sessionId ?? ''} ${gallery} ${file} ${n}`;
	const shown = await shelfOf(ctx).shown.of(key, () => decide(exchange, gallery, file, Number(n)));
	await sendRendition(exchange, shown, width);
};

/** Her own studio's member, or else a client here: whoever may not see it hears that it does not exist. */
async function decide(exchange: Exchange, galleryId: string, fileId: string, n: number): Promise<Shown> {
	const { ctx, member } = exchange;
	const now = ctx.clock.now();
	const which = and(eq(version.fileId, fileId), eq(version.n, n), eq(version.galleryId, galleryId));
	const found = Number.isSafeInteger(n) ? ctx.db.read.select().from(version).where(which).get() : undefined;
	if (found && member && canReadPreview(ctx.db.read, member, found.id, now))
		return { actor: member, version: found };
	const actor = await clientHere(exchange, galleryId);
	if (!found || !canReadPreview(ctx.db.read, actor, found.id, now)) throw notFound();
	return { actor, version: found };
}

/** Sends one size of what was decided to be shown; 202 while it is being made. */
export async function sendRendition(exchange: Exchange, { actor, version: shown }: Shown, width: string) {
	const { ctx, req, res } = exchange;
	const key = keyOf(shown, width);
	if (key === null) return await beingMade(exchange, shown, width);
	const etag = `"${shown.id}-${width}"`;
	if (isKnownToBrowser(req.headers['if-none-match'], etag))
		return void res.writeHead(304, { ...renditionHeaders, etag }).end();
	const bytes = await readSmall(ctx, key);
	if (res.destroyed) return;
	res.writeHead(200, { ...renditionHeaders, etag, 'content-length': bytes.length });
	res.end(req.method === 'HEAD' ? undefined : bytes);
	// a slow reader's bytes wait here: they too are held back when the right ends
	if (!res.writableFinished && res.writableLength > 0)
		ctx.inProgress.track(res, {
			counted: 'rendition',
			stillMay: async () =>
				(await isStillHere(ctx, actor)) && canReadPreview(ctx.db.read, actor, shown.id, ctx.clock.now())
		});
}

function keyOf({ renditions, halfKey }: Shown['version'], width: string): string | null {
	if (width === 'half') return halfKey;
	return renditions.find((rendition) => String(rendition.width) === width)?.key ?? null;
}

async function readSmall(ctx: Context, key: string): Promise<Buffer> {
	const { previews } = shelfOf(ctx);
	return previews.get(key) ?? previews.put(key, await readWhole(ctx, key));
}

async function readWhole({ storage, log }: Context, key: string): Promise<Buffer> {
	try {
		const chunks: Buffer[] = [];
		for await (const chunk of await storage.open(key)) chunks.push(chunk);
		return Buffer.concat(chunks);
	} catch (error) {
		log.error({ err: error, key }, 'a preview could not be read');
		throw new AppError('unavailable', t('faults:detail.bytes-missing'));
	}
}

/** One transparent pixel: never another picture's. */
const NOTHING_YET = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** The half-size picture is made when somebody first zooms in; asking for it is what orders it. */
async function beingMade({ ctx, res }: Exchange, shown: Shown['version'], width: string) {
	const isHalf = width === 'half' && shown.renditions.length > 0;
	if (!isHalf && shown.status !== 'processing') throw notFound();
	if (isHalf)
		await ctx.db.transaction((tx) =>
			ctx.jobs.enqueue(tx, 'half', { versionId: shown.id }, { key: `half:${shown.id}` })
		);
	res
		.writeHead(202, {
			...renditionHeaders,
			'cache-control': 'private, no-store',
			'retry-after': '1',
			'content-length': NOTHING_YET.length
		})
		.end(NOTHING_YET);
}
