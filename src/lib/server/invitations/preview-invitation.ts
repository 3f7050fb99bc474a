import { eq } from 'drizzle-orm';
import type { LetterPreview, TestSent } from '#lib/contract/invitation.ts';
import type { PreviewInvitation } from '#lib/contract/people-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { member } from '../db/schema.ts';
import { previewLetter, queueMail } from '../outbox/index.ts';

/** What a recipient will read: the mail itself, but for its link. */
export async function previewInvitation(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ message }: PreviewInvitation
): Promise<LetterPreview> {
	requireAbility(actor, 'manage-access');
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const letter = await previewLetter(ctx, { galleryId, memberId: actor.memberId, message });
	if (!letter) throw notFound();
	const { from, subject, html } = letter;
	return { from, subject, html };
}

/** "Send me a test": the same mail to the member's own address. */
export async function testInvitation(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ message }: PreviewInvitation
): Promise<TestSent> {
	requireAbility(actor, 'manage-access');
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const me = await tx.select().from(member).where(eq(member.id, actor.memberId)).get();
		if (!me) throw notFound();
		const facts = { galleryId, memberId: me.id, message };
		await queueMail(tx, ctx, {
			template: 'invitation-test',
			to: me.email,
			toName: me.name,
			facts,
			galleryId
		});
		return { to: me.email };
	});
}
