import { requireMember } from '#lib/server/http/locals.ts';
import { readHome } from '#lib/server/studio/home.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	galleries: await readHome(locals.ctx, requireMember(locals))
});
