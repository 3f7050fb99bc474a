import { fail, redirect } from '@sveltejs/kit';
import { AppError } from '#lib/domain/fault.ts';
import { sentenceOf } from '#lib/messages/index.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { keepCookie } from '#lib/server/http/kit-cookie.ts';
import { STATUS } from '#lib/server/http/problems.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { namedStudio, offerZone, safePath, signIn } from '#lib/server/studio/index.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.member) redirect(303, safePath(url.searchParams.get('to'), locals.ctx.env.ORIGIN));
	return { studioName: await namedStudio(locals.ctx.db.read) };
};

export const actions: Actions = {
	default: async ({ locals, request, cookies, platform, url }) => {
		const { ctx } = locals;
		const form = await readForm(request);
		const email = String(form.get('email') ?? '').slice(0, 1000);
		const password = String(form.get('password') ?? '').slice(0, 1000);
		const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
		try {
			const from = { network, cookies: request.headers.get('cookie') ?? undefined };
			for (const cookie of await signIn(ctx, from, { email, password })) keepCookie(cookies, cookie);
			await offerZone(ctx, form.get('timeZone'));
		} catch (fault) {
			if (!(fault instanceof AppError)) throw fault;
			return fail(STATUS[fault.fault], { email, fault: sentenceOf(fault) });
		}
		redirect(303, safePath(url.searchParams.get('to'), ctx.env.ORIGIN));
	}
};
