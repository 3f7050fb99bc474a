import { eq } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Key } from '#lib/messages/keys.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { mail } from '../db/schema.ts';
import type { Lease } from '../jobs/lease.ts';
import { sendLetter, type Sent } from '../mail/send-letter.ts';
import { announceMail } from './announce.ts';
import { mailJobKey } from './queue-mail.ts';
import { writeLetter } from './write-letter.ts';

type Row = typeof mail.$inferSelect;
type Leased = Pick<Lease, 'transaction' | 'last'>;

const NOTHING_TO_SAY: Key = 'mail:nothingToSay';

/** One try at one mail. What became of it is written to its row, with the next try where there is one. */
export async function sendMailJob(ctx: Context, { mailId }: JobPayload<'mail'>, lease: Leased) {
	const row = await ctx.db.read.select().from(mail).where(eq(mail.id, mailId)).get();
	if (!row || row.status !== 'waiting') return;
	const letter = await writeLetter(ctx, row);
	if (!ctx.env.SMTP_URL) return lease.last((tx) => put(tx, ctx, row, { status: 'kept' }));
	if (!letter) return lease.last((tx) => put(tx, ctx, row, { status: 'failed', lastError: NOTHING_TO_SAY }));
	// checks the fence before the server hears of it; a copy after a crash carries the same Message-ID
	const tried = await lease.transaction((tx) => countTry(tx, ctx, row));
	const sent = await sendLetter(ctx.env.SMTP_URL, letter);
	await lease.last((tx) => record(tx, ctx, tried, sent));
}

async function countTry(tx: Transaction, ctx: Context, row: Row): Promise<Row> {
	const tried = { attempts: row.attempts + 1, firstTriedAt: row.firstTriedAt ?? ctx.clock.now() };
	await tx.update(mail).set(tried).where(eq(mail.id, row.id)).run();
	return { ...row, ...tried };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GIVE_UP_MS = 72 * HOUR;
const UNKNOWN_MS = 15 * MINUTE;

async function record(tx: Transaction, ctx: Context, row: Row, sent: Sent) {
	const now = ctx.clock.now();
	if (sent.kind === 'sent') return put(tx, ctx, row, { status: 'sent', sentAt: now, lastError: null });
	const { error: lastError } = sent;
	const gaveUp = now - (row.firstTriedAt ?? now) >= GIVE_UP_MS;
	if (sent.kind === 'refused' || gaveUp) return put(tx, ctx, row, { status: 'failed', lastError });
	const nextAt = now + (sent.unknown ? UNKNOWN_MS : backoffMs(row.attempts));
	await put(tx, ctx, row, { nextAt, lastError });
	await ctx.jobs.enqueue(tx, 'mail', { mailId: row.id }, { key: mailJobKey(row.id), runAt: nextAt });
}

/** 1 minute, doubled up to 1 hour. */
export const backoffMs = (attempts: number) => Math.min(MINUTE * 2 ** (attempts - 1), HOUR);

async function put(tx: Transaction, ctx: Context, row: Row, change: Partial<Row>) {
	await tx.update(mail).set(change).where(eq(mail.id, row.id)).run();
	await announceMail(tx, ctx, { ...row, ...change });
}
