import type { OutgoingHttpHeaders } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';
import { notFound } from '../access/index.ts';
import { filmHeaders } from '../http/media-headers.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { send } from '../http/send.ts';
import { FILM } from '../media/film/film-file.ts';
import { isStillHere } from './asker.ts';
import type { Shown } from './cached.ts';
import { canReadPreview } from './can-read.ts';
import { readObject } from './read-object.ts';
import { findShown } from './shown.ts';

/** `GET /r/<gallery>/<file>/<version>/film.mp4`: to be played, by whoever may see the pictures of it. */
export const readFilm: RawHandler = async (exchange) => {
	const { gallery = '', file = '', version: n = '' } = exchange.params;
	await sendFilm(exchange, await findShown(exchange, gallery, file, Number(n)));
};

/** What of it, and what it is called by. */
type Played = { recipe: string; headers: Readonly<OutgoingHttpHeaders> };
const WHOLE: Played = { recipe: FILM, headers: filmHeaders };

/** Sends what is played of a version, or a part of it; cut when the right to see it ends. */
export async function sendFilm(
	exchange: Exchange,
	{ actor, version, renditions }: Shown,
	{ recipe, headers }: Played = WHOLE
) {
	const { ctx, req, res } = exchange;
	const found = renditions.find((one) => one.recipe === recipe);
	if (found?.state !== 'ready' || found.bytes === null) throw notFound();
	const { key, bytes: sizeBytes } = found;
	ctx.inProgress.track(res, {
		counted: 'film',
		stillMay: async () =>
			(await isStillHere(exchange, actor)) &&
			(await canReadPreview(ctx.db.read, actor, version.id, ctx.clock.now()))
	});
	const read = (span: { first: number; last: number }, gone: AbortSignal) =>
		readObject(ctx.storage, key, span, gone);
	const sent = await send(req, res, { sizeBytes, etag: `"${version.id}-${recipe}"`, read }, headers);
	if (!sent.fault) return;
	ctx.log.error({ err: sent.fault, key }, 'a film could not be read');
	throw new AppError('unavailable', 'faults:detail.bytes-missing');
}
