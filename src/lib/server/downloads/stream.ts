import { notFound } from '../access/index.ts';
import { filmHeaders, playlistHeaders } from '../http/media-headers.ts';
import { isAnsweredByConditions } from '../http/conditions.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { listOf, piecesOf, rungNames } from '../media/film/ladder-files.ts';
import { ladderOf } from '../renditions/index.ts';
import type { Shown } from './cached.ts';
import { sendFilm } from './film.ts';
import { findShown } from './shown.ts';

// A long film in pieces (HLS): each list and each piece is asked for by the same rights as the film itself.

const shownAt = (exchange: Exchange) => {
	const { gallery = '', file = '', version: n = '' } = exchange.params;
	return findShown(exchange, gallery, file, Number(n));
};

/** `GET /r/<gallery>/<file>/<version>/film.m3u8`: the sizes that there are. */
export const readLadder: RawHandler = async (exchange) => sendLadder(exchange, await shownAt(exchange));

/** `GET /r/<gallery>/<file>/<version>/film/<rung>.m3u8`: where the pieces of one size lie. */
export const readRungList: RawHandler = async (exchange) => sendRungList(exchange, await shownAt(exchange));

/** `GET /r/<gallery>/<file>/<version>/film/<rung>.mp4`: the pieces, by Range. */
export const readRung: RawHandler = async (exchange) => sendRung(exchange, await shownAt(exchange));

export async function sendLadder({ req, res }: Exchange, { version, renditions }: Shown) {
	const text = ladderOf(renditions);
	if (text === null) throw notFound();
	const etag = `"${version.id}-film.m3u8"`;
	if (isAnsweredByConditions(req, res, etag, playlistHeaders)) return;
	const bytes = Buffer.from(text);
	res.writeHead(200, { ...playlistHeaders, etag, 'content-length': bytes.length });
	res.end(req.method === 'HEAD' ? undefined : bytes);
}

const rungIn = ({ params }: Exchange) => {
	const name = rungNames.find((each) => each === params['rung']);
	if (!name) throw notFound();
	return name;
};

export const sendRungList = async (exchange: Exchange, shown: Shown) =>
	sendFilm(exchange, shown, { recipe: listOf(rungIn(exchange)), headers: playlistHeaders });

export const sendRung = async (exchange: Exchange, shown: Shown) =>
	sendFilm(exchange, shown, { recipe: piecesOf(rungIn(exchange)), headers: filmHeaders });
