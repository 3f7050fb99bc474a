import { fail, redirect } from '@sveltejs/kit';
import { AppError } from '#lib/domain/fault.ts';
import { sentenceOf, t } from '#lib/messages/index.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { keepCookie } from '#lib/server/http/kit-cookie.ts';
import { STATUS } from '#lib/server/http/problems.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { enterByCode, mailCodeAgain, readInvitation } from '#lib/server/invitations/index.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { studioName, title } = await readInvitation(locals.ctx, locals.sessionId, params.token);
	const waits = url.searchParams.get('why') === 'too-many';
	return { studioName, title, why: waits ? t('faults:code.too-many') : null };
};

export const actions: Actions = {
	enter: async ({ locals, params, request, cookies }) => {
		const typed = String((await readForm(request)).get('code') ?? '').slice(0, 100);
		if (!locals.sessionId) redirect(303, `/i/${params.token}`);
		const { ctx, sessionId } = locals;
		const opened = await enterByCode(ctx, sessionId, params.token, typed).catch(sayOnPage);
		if ('data' in opened) return opened;
		if (opened.cookie) keepCookie(cookies, opened.cookie);
		redirect(303, `/g/${opened.galleryId}`);
	},
	again: async ({ locals, params, platform }) => {
		const { ctx, sessionId } = locals;
		if (!sessionId || !platform) redirect(303, `/i/${params.token}`);
		const network = networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY));
		const refused = await mailCodeAgain(ctx, { sessionId, network }, params.token).catch(sayOnPage);
		return refused ?? { sent: true };
	}
};

/** A wrong code or too many of them is said beside the field; a link that ended meanwhile is the error page. */
function sayOnPage(fault: unknown) {
	const onPage = fault instanceof AppError && ('code' in fault.details || fault.fault === 'too-many');
	if (!onPage) throw fault;
	return fail(STATUS[fault.fault], { fault: sentenceOf(fault) });
}
