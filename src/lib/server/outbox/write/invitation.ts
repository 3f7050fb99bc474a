import { eq } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../../context.ts';
import { invitation, mailedCode, member } from '../../db/schema.ts';
import { codeDigits } from '../code-digits.ts';
import { galleryAndStudio, replyToOf } from '../studio-of.ts';
import type { Writer } from './written.ts';

export const writeInvitation: Writer<'invitation'> = (ctx, { invitationId }) => {
	const db = ctx.db.read;
	const row = db.select().from(invitation).where(eq(invitation.id, invitationId)).get();
	const place = row && galleryAndStudio(db, row.galleryId);
	if (!row || !place || row.revokedAt !== null || place.gallery.deletedAt !== null) return null;
	const by = senderOf(ctx, row.sentBy);
	const { name: studio } = place.studio;
	const { title } = place.gallery;
	return {
		from: studio,
		replyTo: by ?? replyToOf(db, place.studio),
		body: {
			subject: t('mail:invitation.subject', { title, studio }),
			head: studio,
			lines: [t('mail:invitation.line', { by: by?.name ?? studio, title })],
			quote: row.message?.trim() || undefined,
			button: {
				label: t('mail:invitation.button'),
				url: `${ctx.env.ORIGIN}/i/${ctx.tokens.make('invitation', row.id, row.counter)}`
			},
			foot: [t('mail:invitation.foot')]
		}
	};
};

function senderOf(ctx: Context, memberId: string | null) {
	if (!memberId) return null;
	const row = ctx.db.read.select().from(member).where(eq(member.id, memberId)).get();
	return row && row.removedAt === null ? { name: row.name, address: row.email } : null;
}

export const writeCode: Writer<'code'> = (ctx, { codeId }) => {
	const db = ctx.db.read;
	const row = db.select().from(mailedCode).where(eq(mailedCode.id, codeId)).get();
	const place = row && galleryAndStudio(db, row.galleryId);
	if (!row || !place || row.usedAt !== null || row.expiresAt <= ctx.clock.now()) return null;
	const code = codeDigits(ctx.tokens, row.id);
	const { title } = place.gallery;
	return {
		from: place.studio.name,
		replyTo: replyToOf(db, place.studio),
		body: {
			subject: t('mail:code.subject', { code }),
			head: place.studio.name,
			lines: [t('mail:code.line', { title })],
			code,
			foot: [t('mail:code.foot', { count: Math.ceil((row.expiresAt - row.createdAt) / 60_000) })]
		}
	};
};
