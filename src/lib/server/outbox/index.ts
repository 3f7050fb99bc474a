export { codeDigits } from './code-digits.ts';
export { queueMail, type QueuedMail } from './queue-mail.ts';
export type { MailFacts, MailTemplate } from './facts.ts';
