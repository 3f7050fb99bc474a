import * as v from 'valibot';
import { inLanguage } from '#lib/messages/current-node.ts';
import type { Context } from '../context.ts';
import type { mail } from '../db/schema.ts';
import { languageOfMail } from '../languages/index.ts';
import { layOut } from '../mail/layout.ts';
import type { Letter } from '../mail/letter.ts';
import { mailFacts, type MailFacts, type MailTemplate } from './facts.ts';
import { writeDelivery } from './write/delivery.ts';
import { draftInvitation, writeCode, writeInvitation, writeInvitationTest } from './write/invitation.ts';
import { writeChangeAsked, writeOrderChanged, writeOrderPlaced, writeOrderReceived } from './write/order.ts';
import { writeFinalRefused, writeSelectionSent } from './write/studio.ts';
import type { Writer, Written } from './write/written.ts';

type Row = typeof mail.$inferSelect;

const writers: { [T in MailTemplate]: Writer<T> } = {
	invitation: writeInvitation,
	'invitation-test': writeInvitationTest,
	code: writeCode,
	'order-placed': writeOrderPlaced,
	'order-received': writeOrderReceived,
	'order-changed': writeOrderChanged,
	'change-asked': writeChangeAsked,
	'selection-sent': writeSelectionSent,
	delivery: writeDelivery,
	'final-refused': writeFinalRefused
};

const factsOf: { [T in MailTemplate]: v.GenericSchema<unknown, MailFacts[T]> } = mailFacts;

/** The mail of a row as it would go out now; null when there is nothing left to say. */
export async function writeLetter(ctx: Context, row: Row): Promise<Letter | null> {
	const toStudio = TO_STUDIO.has(row.template);
	const language = await languageOfMail(ctx.db.read, { to: row.to, galleryId: row.galleryId, toStudio });
	return inLanguage(language, async () => letterOf(ctx, row));
}

/** Members read these; every other kind goes to a client, or says what one would read. */
const TO_STUDIO: ReadonlySet<string> = new Set<MailTemplate>([
	'order-placed',
	'change-asked',
	'selection-sent',
	'final-refused'
]);

async function letterOf(ctx: Context, row: Row): Promise<Letter | null> {
	const written = isTemplate(row.template) ? await write(ctx, row.template, row.facts) : null;
	if (!written) return null;
	const { subject, html, text } = layOut(written.body);
	return {
		messageId: row.messageId,
		from: { name: ctx.env.MAIL_FROM.name || written.from, address: ctx.env.MAIL_FROM.address },
		replyTo: written.replyTo,
		to: { name: row.toName, address: row.to },
		subject,
		html,
		text
	};
}

/** How an invitation would look that this member sends now to somebody new. */
export async function previewLetter(ctx: Context, draft: Parameters<typeof draftInvitation>[1]) {
	const { galleryId } = draft;
	const language = await languageOfMail(ctx.db.read, { to: '', galleryId, toStudio: false });
	return inLanguage(language, async () => {
		const written = await draftInvitation(ctx, draft);
		return written && { from: written.from, ...layOut(written.body) };
	});
}

const isTemplate = (name: string): name is MailTemplate => Object.hasOwn(mailFacts, name);

async function write<T extends MailTemplate>(
	ctx: Context,
	template: T,
	facts: unknown
): Promise<Written | null> {
	const schema: v.GenericSchema<unknown, MailFacts[T]> = factsOf[template];
	return writers[template](ctx, v.parse(schema, facts));
}
