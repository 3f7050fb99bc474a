import { readCover } from '#lib/server/invitations/index.ts';
import type { RequestHandler } from './$types';

/** The picture that greets before the button is pressed, where the studio allows it. */
export const GET: RequestHandler = async ({ locals, params }) =>
	new Response(new Uint8Array(await readCover(locals.ctx, params.token)), {
		headers: { 'content-type': 'image/webp', 'cache-control': 'private, max-age=300' }
	});
