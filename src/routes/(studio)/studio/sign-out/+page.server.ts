import { redirect } from '@sveltejs/kit';
import { keepCookie } from '#lib/server/http/kit-cookie.ts';
import { signOut } from '#lib/server/studio/index.ts';
import type { Actions, PageServerLoad } from './$types';

/** A link to here signs nobody out: only the form does. */
export const load: PageServerLoad = () => redirect(303, '/studio');

export const actions: Actions = {
	default: async ({ locals, request, cookies, setHeaders }) => {
		keepCookie(cookies, await signOut(locals.ctx, request.headers.get('cookie') ?? undefined));
		setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/studio/sign-in');
	}
};
