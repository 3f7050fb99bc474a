import { redirect } from '@sveltejs/kit';
import { endMemberSession } from '#lib/server/auth/sessions.ts';
import { keepCookie } from '#lib/server/http/kit-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** A link to here signs nobody out: only the form does. */
export const load: PageServerLoad = () => redirect(303, '/studio');

export const actions: Actions = {
	default: async ({ locals, request, cookies, setHeaders }) => {
		keepCookie(cookies, await endMemberSession(locals.ctx, request.headers.get('cookie') ?? undefined));
		setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/studio/sign-in');
	}
};
