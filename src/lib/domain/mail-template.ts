/** The kinds of mail; the studio reads them as `studio:mail.kind.<template>`. */
export const mailTemplates = [
	'invitation',
	'invitation-test',
	'code',
	'order-placed',
	'change-asked',
	'selection-sent',
	'order-received',
	'order-changed',
	'delivery',
	'final-refused'
] as const;
export type MailTemplate = (typeof mailTemplates)[number];
