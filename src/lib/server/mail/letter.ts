/** One mail to one person, as it goes out. */
export type Letter = {
	/** With angle brackets; the same for every copy. */
	messageId: string;
	from: Mailbox;
	replyTo: Mailbox | null;
	to: Mailbox;
	subject: string;
	html: string;
	text: string;
};
export type Mailbox = { name: string; address: string };
