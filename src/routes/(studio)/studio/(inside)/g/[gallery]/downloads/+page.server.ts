import { listDownloads } from '#lib/server/downloads/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	fetched: await listDownloads(locals.ctx, requireMember(locals), params.gallery),
	nowMs: locals.ctx.clock.now()
});
