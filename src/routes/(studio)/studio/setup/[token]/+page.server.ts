import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { language } from '#lib/messages/index.ts';
import { startMemberSession } from '#lib/server/auth/sessions.ts';
import { keepCookie } from '#lib/server/http/kit-cookie.ts';
import { problemOf, STATUS } from '#lib/server/http/problems.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { offerLanguage, offerZone, requireSetUp, setUpStudio, SetUp } from '#lib/server/studio/index.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) => requireSetUp(locals.ctx, params.token);

export const actions: Actions = {
	default: async ({ locals, params, request, cookies }) => {
		const { timeZone, ...form }: Record<string, unknown> = Object.fromEntries(await readForm(request));
		const read = v.safeParse(SetUp, form);
		if (!read.success) {
			const errors = problemOf(new v.ValiError(read.issues))?.errors ?? [];
			const { password: _, ...kept } = form;
			return fail(STATUS.invalid, { errors, kept });
		}
		const memberId = await setUpStudio(locals.ctx, params.token, read.output);
		await offerZone(locals.ctx, timeZone);
		await offerLanguage(locals.ctx, language());
		keepCookie(cookies, await startMemberSession(locals.ctx, memberId));
		redirect(303, '/studio');
	}
};
