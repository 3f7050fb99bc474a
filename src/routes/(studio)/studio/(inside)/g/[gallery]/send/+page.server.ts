import { recipientRights } from '#lib/domain/galleries/presets.ts';
import { ANYBODY } from '#lib/domain/access/rows.ts';
import { readAccess, requireAbility } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { listLinks, previewInvitation } from '#lib/server/invitations/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-access');
	const { gallery } = await parent();
	const { rows } = await readAccess(locals.ctx, actor, params.gallery);
	return {
		nowMs: locals.ctx.clock.now(),
		/** Whoever has the gallery's address may look: it is a link to give away. */
		anybody: rows.some(({ subject, look }) => subject === ANYBODY && look),
		rights: recipientRights(gallery.preset),
		// a revoked link opens nothing: no use in giving it away
		links: (await listLinks(locals.ctx, actor, params.gallery)).filter(({ revokedAt }) => !revokedAt),
		preview: await previewInvitation(locals.ctx, actor, params.gallery, { message: '' }),
		hasMail: locals.ctx.env.SMTP_URL !== ''
	};
};
