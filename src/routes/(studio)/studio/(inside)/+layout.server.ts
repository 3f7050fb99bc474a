import { redirect } from '@sveltejs/kit';
import { studioFrame } from '#lib/server/studio/frame.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
	depends('studio:frame');
	if (!locals.member) redirect(303, `/studio/sign-in?to=${encodeURIComponent(url.pathname)}`);
	return { frame: await studioFrame(locals.ctx, locals.member) };
};
