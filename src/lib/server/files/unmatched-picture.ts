import { pipeline } from 'node:stream/promises';
import { AppError } from '#lib/domain/fault.ts';
import { renditionHeaders } from '../http/media-headers.ts';
import { requireMember } from '../http/locals.ts';
import type { RawHandler } from '../http/raw.ts';
import { notFound } from '../access/index.ts';
import { previewsAmong, renditionsOf } from '../renditions/index.ts';
import { findUnmatched } from './unmatched.ts';

/** `GET /api/v1/unmatched/:id/:width.webp`: the preview of an upload that belongs to no file yet, for members. */
export const readUnmatchedPicture: RawHandler = async (exchange) => {
	const { ctx, req, res, params } = exchange;
	const actor = requireMember(exchange);
	const { row } = await findUnmatched(ctx.db.read, actor, params['id'] ?? '', ctx.clock.now());
	const made = previewsAmong(await renditionsOf(ctx.db.read, row.id)).find(
		({ width }) => String(width) === params['width']
	);
	if (!made) throw notFound();
	const bytes = await ctx.storage.open(made.key).catch((error: unknown) => {
		ctx.log.error({ err: error, key: made.key }, 'a preview could not be read');
		throw new AppError('unavailable', 'faults:detail.bytes-missing');
	});
	res.writeHead(200, {
		...renditionHeaders,
		...(made.bytes === null ? {} : { 'content-length': made.bytes })
	});
	if (req.method === 'HEAD') {
		bytes.destroy();
		return void res.end();
	}
	await pipeline(bytes, res).catch(() => res.destroy());
};
