import { mailTemplates } from '#lib/domain/mail-template.ts';
import { MAIL_STATUSES } from '#lib/contract/mail.ts';
import { boolean, id, index, int, json, sequence, string, table, timestampMs } from '../columns.ts';

// What has to be done, told or watched.

export const job = table(
	'job',
	{
		id: id().primaryKey(),
		name: string().notNull(),
		/** Unique among queued and running rows: set to null when the job ends. */
		liveKey: string().unique(),
		key: string().notNull(),
		payload: json<unknown>().notNull(),
		state: string({ enum: ['queued', 'running', 'done', 'failed'] }).notNull(),
		/** Somebody enqueued it while it was running: run once more. */
		again: boolean().notNull().default(false),
		runAt: timestampMs().notNull(),
		attempts: int().notNull().default(0),
		/** Raised at each lease; a write with an older one is refused. */
		fence: int().notNull().default(0),
		leaseUntil: timestampMs(),
		/** The process that took it; whoever sees that one end may end its leases. */
		holder: string(),
		lastError: string(),
		createdAt: timestampMs().notNull(),
		finishedAt: timestampMs()
	},
	(t) => [index('job_due').on(t.name, t.state, t.runAt)]
);

/** The outbox. The body is made when it is sent or shown; nothing here opens a gallery. */
export const mail = table(
	'mail',
	{
		id: id().primaryKey(),
		template: string({ enum: mailTemplates }).notNull(),
		/** Ids and plain facts that the template needs. */
		facts: json<Record<string, unknown>>().notNull(),
		to: string().notNull(),
		toName: string().notNull().default(''),
		messageId: string().notNull().unique(),
		/** kept: no SMTP, it stays on the outbox page. */
		status: string({ enum: MAIL_STATUSES }).notNull(),
		galleryId: id(),
		orderId: id(),
		deliveryId: id(),
		attempts: int().notNull().default(0),
		nextAt: timestampMs().notNull(),
		firstTriedAt: timestampMs(),
		lastError: string(),
		sentAt: timestampMs(),
		createdAt: timestampMs().notNull()
	},
	(t) => [index('mail_due').on(t.status, t.nextAt), index('mail_delivery').on(t.deliveryId)]
);

/** What changed, in the commit that changed it; web processes tail it and tell their sockets. Kept an hour. */
export const announcement = table('announcement', {
	seq: sequence(),
	/** 'client:<galleryId>' | 'studio:<galleryId>' | 'participant:<id>' | 'home:<studioId>' | 'session:<id>' | 'web' */
	room: string().notNull(),
	event: string().notNull(),
	payload: json<unknown>().notNull(),
	createdAt: timestampMs().notNull()
});

/** Tries at a password, code or passphrase under a key (what, address, network) until the window ends. */
export const attempt = table(
	'attempt',
	{ key: string().primaryKey(), n: int().notNull(), until: timestampMs().notNull() },
	(t) => [index('attempt_until').on(t.until)]
);

/** One row a thing that only one process may do (e.g. the owner of the data folder). */
export const lease = table('lease', {
	name: id().primaryKey(),
	holder: string().notNull(),
	fence: int().notNull(),
	until: timestampMs().notNull()
});
