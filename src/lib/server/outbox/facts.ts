/** What each template needs to be written at the moment it is sent or shown: ids, and plain words where no row has them. */
export type MailFacts = {
	/** To a client: her own link into a gallery. The message stands in the invitation's row. */
	invitation: { invitationId: string };
	/** To a client: six digits for another browser or a guest's address, derived from the row's id (`codeDigits`). */
	code: { codeId: string };
	/** To the studio. */
	'order-placed': { orderId: string };
	'change-asked': { orderId: string; itemId: string };
	'selection-sent': { selectionId: string; by: string };
	/** To the client. */
	'order-received': { orderId: string };
	/** Items of hers that the studio added or took out; told once. */
	'order-changed': { orderId: string; added: string[]; withdrawn: string[]; reason: string };
	/** To a recipient: her own link to exactly these files. */
	delivery: { linkId: string };
	/** To a retoucher: a final goes back to her, with the note. */
	'final-refused': { fileId: string; version: number; note: string };
};

export type MailTemplate = keyof MailFacts;
