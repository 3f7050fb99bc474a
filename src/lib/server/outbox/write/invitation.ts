import { eq } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../../context.ts';
import { invitation, mailedCode, member } from '../../db/schema.ts';
import { codeDigits } from '../code-digits.ts';
import { galleryAndStudio, replyToOf } from '../studio-of.ts';
import type { Mailbox } from '../../mail/letter.ts';
import type { Writer, Written } from './written.ts';

export const writeInvitation: Writer<'invitation'> = async (ctx, { invitationId }) => {
	const db = ctx.db.read;
	const row = await db.select().from(invitation).where(eq(invitation.id, invitationId)).get();
	const place = row && (await galleryAndStudio(db, row.galleryId));
	if (!row || !place || row.revokedAt !== null || place.gallery.deletedAt !== null) return null;
	const by = await senderOf(ctx, row.sentBy);
	const url = `${ctx.env.ORIGIN}/i/${ctx.tokens.make('invitation', row.id, row.counter)}`;
	return written(ctx, place, { by, message: row.message ?? '', url });
};

type Place = NonNullable<Awaited<ReturnType<typeof galleryAndStudio>>>;
type Said = { by: Mailbox | null; message: string; url: string };

async function written(
	ctx: Context,
	{ gallery, studio }: Place,
	{ by, message, url }: Said
): Promise<Written> {
	const { title } = gallery;
	return {
		from: studio.name,
		replyTo: by ?? (await replyToOf(ctx.db.read, studio)),
		body: {
			subject: t('mail:invitation.subject', { title, studio: studio.name }),
			head: studio.name,
			lines: [t('mail:invitation.line', { by: by?.name ?? studio.name, title })],
			quote: message.trim() || undefined,
			button: { label: t('mail:invitation.button'), url },
			foot: [t('mail:invitation.foot')]
		}
	};
}

type Draft = { galleryId: string; memberId: string; message: string };

/** The invitation as this member would send it now; its button leads back to where it is sent from. */
export async function draftInvitation(
	ctx: Context,
	{ galleryId, memberId, message }: Draft
): Promise<Written | null> {
	const place = await galleryAndStudio(ctx.db.read, galleryId);
	if (!place || place.gallery.deletedAt !== null) return null;
	const url = `${ctx.env.ORIGIN}/studio/g/${galleryId}/send`;
	return written(ctx, place, { by: await senderOf(ctx, memberId), message, url });
}

export const writeInvitationTest: Writer<'invitation-test'> = async (ctx, facts) => {
	const draft = await draftInvitation(ctx, facts);
	if (!draft) return null;
	const { subject } = draft.body;
	return { ...draft, body: { ...draft.body, subject: t('mail:invitation.test', { subject }) } };
};

async function senderOf(ctx: Context, memberId: string | null) {
	if (!memberId) return null;
	const row = await ctx.db.read.select().from(member).where(eq(member.id, memberId)).get();
	return row && row.removedAt === null ? { name: row.name, address: row.email } : null;
}

export const writeCode: Writer<'code'> = async (ctx, { codeId }) => {
	const db = ctx.db.read;
	const row = await db.select().from(mailedCode).where(eq(mailedCode.id, codeId)).get();
	const place = row && (await galleryAndStudio(db, row.galleryId));
	if (!row || !place || row.usedAt !== null || row.expiresAt <= ctx.clock.now()) return null;
	const code = codeDigits(ctx.tokens, row.id);
	const { title } = place.gallery;
	return {
		from: place.studio.name,
		replyTo: await replyToOf(db, place.studio),
		body: {
			subject: t('mail:code.subject', { code }),
			head: place.studio.name,
			lines: [t('mail:code.line', { title })],
			code,
			foot: [t('mail:code.foot', { count: Math.ceil((row.expiresAt - row.createdAt) / 60_000) })]
		}
	};
};
