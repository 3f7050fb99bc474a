import { index, sqliteTable } from 'drizzle-orm/sqlite-core';
import { count, flag, id, json, time, words } from '../columns.ts';

// What has to be done, told or watched.

export const job = sqliteTable(
	'job',
	{
		id: id().primaryKey(),
		name: words().notNull(),
		/** Unique among queued and running rows: set to null when the job ends. */
		liveKey: words().unique(),
		key: words().notNull(),
		payload: json<unknown>().notNull(),
		state: words({ enum: ['queued', 'running', 'done', 'failed'] }).notNull(),
		/** Somebody enqueued it while it was running: run once more. */
		again: flag().notNull().default(false),
		runAt: time().notNull(),
		attempts: count().notNull().default(0),
		/** Raised at each lease; a write with an older one is refused. */
		fence: count().notNull().default(0),
		leaseUntil: time(),
		/** The process that took it; whoever sees that one end may end its leases. */
		holder: words(),
		lastError: words(),
		createdAt: time().notNull(),
		finishedAt: time()
	},
	(t) => [index('job_due').on(t.name, t.state, t.runAt)]
);

/** The outbox. The body is made when it is sent or shown; nothing here opens a gallery. */
export const mail = sqliteTable(
	'mail',
	{
		id: id().primaryKey(),
		template: words().notNull(),
		/** Ids and plain facts that the template needs. */
		facts: json<Record<string, unknown>>().notNull(),
		to: words().notNull(),
		toName: words().notNull().default(''),
		messageId: words().notNull().unique(),
		/** kept: no SMTP, it stays on the outbox page. */
		status: words({ enum: ['waiting', 'sent', 'failed', 'kept'] }).notNull(),
		galleryId: id(),
		orderId: id(),
		deliveryId: id(),
		attempts: count().notNull().default(0),
		nextAt: time().notNull(),
		firstTriedAt: time(),
		lastError: words(),
		sentAt: time(),
		createdAt: time().notNull()
	},
	(t) => [index('mail_due').on(t.status, t.nextAt), index('mail_delivery').on(t.deliveryId)]
);

/** What changed, in the commit that changed it; web processes tail it and tell their sockets. Kept an hour. */
export const announcement = sqliteTable('announcement', {
	seq: count().primaryKey({ autoIncrement: true }),
	/** 'client:<galleryId>' | 'studio:<galleryId>' | 'participant:<id>' | 'home:<studioId>' | 'session:<id>' | 'web' */
	room: words().notNull(),
	event: words().notNull(),
	payload: json<unknown>().notNull(),
	createdAt: time().notNull()
});

/** Tries at a password, code or passphrase under a key (what, address, network) until the window ends. */
export const attempt = sqliteTable(
	'attempt',
	{ key: words().primaryKey(), n: count().notNull(), until: time().notNull() },
	(t) => [index('attempt_until').on(t.until)]
);

/** One row a thing that only one process may do (e.g. the owner of the data folder). */
export const lease = sqliteTable('lease', {
	name: id().primaryKey(),
	holder: words().notNull(),
	fence: count().notNull(),
	until: time().notNull()
});
