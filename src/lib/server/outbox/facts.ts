import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import type { MailTemplate } from '#lib/domain/mail-template.ts';

const Ids = v.array(Id);

/** What each template needs to be written at the moment it is sent or shown: ids, and plain words where no row has them. */
export const mailFacts = {
	/** To a client: their own link into a gallery. The message stands in the invitation's row. */
	invitation: v.object({ invitationId: Id }),
	/** To a member: the same as a client would get, without a link of its own. */
	'invitation-test': v.object({ galleryId: Id, memberId: Id, message: v.string() }),
	/** To a client: six digits for another browser or a guest's address, derived from the row's id (`codeDigits`). */
	code: v.object({ codeId: Id }),
	/** To the studio. */
	'order-placed': v.object({ orderId: Id }),
	'change-asked': v.object({ orderId: Id, itemId: Id }),
	'selection-sent': v.object({ selectionId: Id, by: v.string() }),
	/** To the client. */
	'order-received': v.object({ orderId: Id }),
	/** Items of theirs that the studio added or took out; told once. */
	'order-changed': v.object({ orderId: Id, added: Ids, withdrawn: Ids, reason: v.string() }),
	/** To a recipient: their own link to exactly these files. */
	delivery: v.object({ linkId: Id }),
	/** To a retoucher: a final goes back to them, with the note. */
	'final-refused': v.object({ fileId: Id, version: v.number(), note: v.string() })
} as const satisfies Record<MailTemplate, v.GenericSchema>;

export type { MailTemplate };
export type MailFacts = { [T in MailTemplate]: v.InferOutput<(typeof mailFacts)[T]> };
