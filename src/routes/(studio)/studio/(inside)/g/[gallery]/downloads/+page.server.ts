import { listDownloads } from '#lib/server/downloads/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { PageServerLoad } from './$types';

/** More would be a long page; the API has them all. */
const MOST = 500;

export const load: PageServerLoad = async ({ locals, params }) => {
	const wanted = { atMost: MOST };
	const { downloads, next } = await listDownloads(locals.ctx, requireMember(locals), params.gallery, wanted);
	return { fetched: downloads, hasMore: next !== undefined, nowMs: locals.ctx.clock.now() };
};
