export { codeDigits } from './code-digits.ts';
export { queueMail, type QueuedMail } from './queue-mail.ts';
export { listMails, renderMail, retryMail, type MailView, type RenderedMail } from './queries.ts';
export { photographersOf } from './studio-of.ts';
export { sendMailJob } from './send-mail.ts';
export { previewLetter } from './write-letter.ts';
export type { MailFacts, MailTemplate } from './facts.ts';
