import { tileCount } from '#lib/domain/pictures/tiles.ts';
import { notFound } from '../access/index.ts';
import type { Exchange } from '../http/raw.ts';
import type { Span } from '../http/range.ts';
import { indexBytes, spanOf } from '../media/tiles/index-of.ts';
import { touchRendition, type Stored } from '../renditions/index.ts';
import { cachesOf } from './caches.ts';
import { readPart } from './read-preview.ts';

/** One tile of a picture; whoever asks for one that it has not hears so. */
export async function readTile(exchange: Exchange, tiles: Stored, n: number): Promise<Buffer> {
	const span = spanOf(await headOf(exchange, tiles), n);
	if (!span) throw notFound();
	return readPart(exchange, tiles.key, span);
}

/** Read once for all tiles, which is when they count as wanted. */
async function headOf(exchange: Exchange, tiles: Stored): Promise<Buffer> {
	const { previews } = cachesOf(exchange.ctx);
	const known = previews.get(tiles.key);
	if (known) return known;
	const span: Span = { first: 0, last: indexBytes(tileCount(tiles)) - 1 };
	const head = await readPart(exchange, tiles.key, span);
	await touchRendition(exchange.ctx, tiles.key);
	return previews.put(tiles.key, head);
}
