import { visibleGalleries } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { listMails, renderMail, retryMail } from '#lib/server/outbox/index.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireMember(locals);
	const shown = url.searchParams.get('mail');
	const titles = Object.fromEntries(
		(await visibleGalleries(locals.ctx.db.read, actor)).map(({ id, title }) => [id, title])
	);
	return {
		titles,
		nowMs: locals.ctx.clock.now(),
		mails: await listMails(locals.ctx, actor),
		letter: shown ? await renderMail(locals.ctx, actor, shown) : null,
		hasMail: locals.ctx.env.SMTP_URL !== ''
	};
};

export const actions: Actions = {
	retry: async ({ locals, request }) => {
		const id = String((await readForm(request)).get('mail') ?? '');
		await retryMail(locals.ctx, requireMember(locals), id);
	}
};
