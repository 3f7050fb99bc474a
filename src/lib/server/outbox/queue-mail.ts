import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { mail } from '../db/schema.ts';
import type { MailFacts, MailTemplate } from './facts.ts';

export type QueuedMail<T extends MailTemplate = MailTemplate> = {
	template: T;
	/** A normalised address; one mail goes to one person. */
	to: string;
	toName?: string;
	facts: MailFacts[T];
	galleryId?: string | undefined;
	orderId?: string | undefined;
	deliveryId?: string | undefined;
};

/**
 * Puts a mail into the outbox in the transaction that gave the reason for it, and answers its id. Its Message-ID is
 * fixed here, so that a copy sent after a lost answer is known for one. Without SMTP it is kept for the outbox page.
 */
export async function queueMail<T extends MailTemplate>(
	tx: Transaction,
	ctx: Context,
	queued: QueuedMail<T>
): Promise<string> {
	const now = ctx.clock.now();
	const id = ctx.ids.next();
	const status = ctx.env.SMTP_URL ? 'waiting' : 'kept';
	const { template, to, toName = '', facts, galleryId, orderId, deliveryId } = queued;
	const messageId = `<${id}@${new URL(ctx.env.ORIGIN).hostname}>`;
	await tx
		.insert(mail)
		.values({
			id,
			template,
			to,
			toName,
			facts,
			galleryId,
			orderId,
			deliveryId,
			messageId,
			status,
			nextAt: now,
			createdAt: now
		})
		.run();
	if (status === 'waiting') await ctx.jobs.enqueue(tx, 'mail', { mailId: id }, { key: mailJobKey(id) });
	return id;
}

export const mailJobKey = (mailId: string) => `mail:${mailId}`;
