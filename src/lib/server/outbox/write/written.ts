import type { Context } from '../../context.ts';
import type { Mailbox } from '../../mail/letter.ts';
import type { MailBody } from '../../mail/layout.ts';
import type { MailFacts, MailTemplate } from '../facts.ts';

export type Written = { body: MailBody; from: string; replyTo: Mailbox | null };

/** Writes one kind of mail from what the rows say now; null when what it speaks of was taken back or is gone. */
export type Writer<T extends MailTemplate> = (ctx: Context, facts: MailFacts[T]) => Promise<Written | null>;
