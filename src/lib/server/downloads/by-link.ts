import type { Manifest } from '#lib/contract/delivery.ts';
import { contentDisposition } from '#lib/domain/naming/content-disposition.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { proofsIn, versionByNumber } from '../files/index.ts';
import { originalHeaders } from '../http/media-headers.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { lookIn, renditionsOf } from '../renditions/index.ts';
import { STREAMS_AT_ONCE, ZIP } from './archive.ts';
import type { Shown } from './cached.ts';
import { canReadPreview } from './can-read.ts';
import { countTakenOff, isListed, nameInDelivery, openDelivered, openDelivery, orderOf } from './delivery.ts';
import { findLink, isLinkLive, type LiveLink } from './links.ts';
import { sendFilm } from './film.ts';
import { headersOf, originalSource } from './original.ts';
import { sendRendition } from './rendition.ts';
import { sendLadder, sendRung, sendRungList } from './stream.ts';
import { transfer } from './transfer.ts';
import { zipSource } from './zip.ts';
import { versionNumber } from './version-number.ts';

/** Everything below `/d/<token>`: the token is the key, no cookie is looked at. */
const tokenOf = (params: Record<string, string>) => params['token'] ?? '';

/** `GET /d/<token>/manifest.json`: what there is, for programs. */
export const readManifest: RawHandler = async ({ ctx, req, res, params }) => {
	const body = Buffer.from(JSON.stringify(await manifest(ctx, tokenOf(params))));
	res.writeHead(200, {
		'content-type': 'application/json',
		'content-length': body.length,
		'cache-control': 'private, no-store'
	});
	res.end(req.method === 'HEAD' ? undefined : body);
};

async function manifest(ctx: Context, token: string): Promise<Manifest> {
	const { delivery, files, layout } = await openDelivery(ctx, token);
	const base = `${ctx.env.ORIGIN}/d/${token}`;
	const placed = await orderOf(ctx, delivery.orderId);
	return {
		...(placed ? { order: placed } : {}),
		files: files.map(({ fileId, name, path, version: { bytes, sha256 } }) => ({
			fileId,
			name,
			...(path === undefined ? {} : { path }),
			bytes,
			sha256,
			url: `${base}/files/${fileId}`
		})),
		archive: { url: `${base}/archive.zip`, bytes: layout.totalBytes }
	};
}

/** `GET /d/<token>/files/<file>` */
export const readDelivered: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const { actor, delivery, version, fileId } = await openDelivered(
		ctx,
		tokenOf(params),
		params['file'] ?? '',
		'original'
	);
	const what = await nameInDelivery(ctx, delivery.id, fileId);
	await transfer(exchange, {
		source: originalSource(ctx.storage, version),
		headers: headersOf(version, what),
		ticket: {
			counted: `link-file:${actor.linkId}`,
			stillMay: async () =>
				(await isLinkLive(ctx, actor.linkId)) && (await isListed(ctx, delivery.id, fileId))
		},
		fetched: {
			actor,
			what,
			deliveryId: delivery.id,
			galleryId: delivery.galleryId,
			fileId,
			versionId: version.id
		}
	});
};

/** `GET /d/<token>/archive.zip`: all of it. */
export const readDeliveryArchive: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const live = await openDelivery(ctx, tokenOf(params));
	const { actor, delivery, layout, etag } = live;
	const takenOff = await countTakenOff(ctx, delivery.id);
	const what = archiveName(live);
	await transfer(exchange, {
		source: zipSource(ctx.storage, layout, etag),
		headers: originalHeaders(ZIP, contentDisposition(what)),
		ticket: {
			counted: `archive:${actor.linkId}`,
			stillMay: async () =>
				(await isLinkLive(ctx, actor.linkId)) && (await countTakenOff(ctx, delivery.id)) === takenOff
		},
		fetched: { actor, what, deliveryId: delivery.id, galleryId: delivery.galleryId },
		atOnce: STREAMS_AT_ONCE
	});
};

export const archiveName = ({ gallery, delivery }: Pick<LiveLink, 'gallery' | 'delivery'>) =>
	`${gallery.title}${delivery.number > 1 ? ` ${delivery.number}` : ''}.zip`;

/** `GET /d/<token>/r/<file>/<width>.webp`: what was handed over is whole, and shown so. */
export const readDeliveredRendition: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const delivered = await openDelivered(ctx, tokenOf(params), params['file'] ?? '', 'preview');
	await sendRendition(exchange, await shownOf(ctx, delivered, null), params['width'] ?? '');
};

/** `GET /d/<token>/r/<file>/film.mp4`: what is played of what was handed over. */
export const readDeliveredFilm = ofDelivered(sendFilm);

/** `GET /d/<token>/r/<file>/film.m3u8`, `…/film/<rung>.m3u8` and `…/film/<rung>.mp4`: the same in pieces. */
export const readDeliveredLadder = ofDelivered(sendLadder);
export const readDeliveredRungList = ofDelivered(sendRungList);
export const readDeliveredRung = ofDelivered(sendRung);

/** `GET /d/<token>/r/<file>/<version>/<width>.webp`: what clients saw before the delivered version. */
export const readEarlierRendition: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const { actor } = await findLink(ctx, tokenOf(params));
	const version = await versionByNumber(
		ctx.db.read,
		params['file'] ?? '',
		versionNumber(params['version'] ?? '')
	);
	if (!version || !(await canReadPreview(ctx.db.read, actor, version.id, ctx.clock.now()))) throw notFound();
	const look = lookIn(await proofsIn(ctx.db.read, version.galleryId), version.lastState);
	await sendRendition(exchange, await shownOf(ctx, { actor, version }, look), params['width'] ?? '');
};

/** What was handed over, sent in this way. */
function ofDelivered(send: (exchange: Exchange, shown: Shown) => Promise<void>): RawHandler {
	return async (exchange) => {
		const { ctx, params } = exchange;
		const delivered = await openDelivered(ctx, tokenOf(params), params['file'] ?? '', 'preview');
		await send(exchange, await shownOf(ctx, delivered, null));
	};
}

const shownOf = async (
	{ db }: Context,
	{ actor, version }: Pick<Shown, 'actor' | 'version'>,
	look: Shown['look']
): Promise<Shown> => ({
	actor,
	version,
	renditions: await renditionsOf(db.read, version.id),
	look
});
