import * as v from 'valibot';

/** kept: there is no mail server, it stays on the outbox page. */
export const MAIL_STATUSES = ['waiting', 'sent', 'failed', 'kept'] as const;
export const MailStatus = v.picklist(MAIL_STATUSES);
