import { timingSafeEqual } from 'node:crypto';
import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { pastedDigits } from '#lib/domain/pasted.ts';
import { countAttempt } from '../auth/attempts.ts';
import type { Context } from '../context.ts';
import { increment } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { mailedCode } from '../db/schema.ts';
import { codeDigits, queueMail } from '../outbox/index.ts';

export type MailedCode = typeof mailedCode.$inferSelect;
/** Whom a code is for: one browser, one person, one purpose. */
export type CodeFor = Pick<MailedCode, 'purpose' | 'sessionId' | 'galleryId' | 'participantId' | 'email'> & {
	invitationId?: string | null;
};

const LIFE_MS = 10 * 60_000;
const TRIES = 5;
const HOUR_MS = 60 * 60_000;

const isFor = ({ purpose, sessionId, galleryId, participantId, email }: CodeFor) =>
	and(
		eq(mailedCode.purpose, purpose),
		eq(mailedCode.sessionId, sessionId),
		eq(mailedCode.galleryId, galleryId),
		eq(mailedCode.participantId, participantId),
		eq(mailedCode.email, email)
	);

/** The code that still counts for this browser, the newest one. */
async function openCode(db: Database, who: CodeFor, now: number): Promise<MailedCode | undefined> {
	const open = and(
		isFor(who),
		isNull(mailedCode.usedAt),
		gt(mailedCode.expiresAt, now),
		lt(mailedCode.attempts, TRIES)
	);
	return db.select().from(mailedCode).where(open).orderBy(desc(mailedCode.createdAt)).get();
}

/**
 * Mails six digits that count for ten minutes and five tries in this browser only. One that still counts is not sent
 * twice unless `again`. At most five an hour go to one address for one gallery, twenty from one network.
 */
export async function mailCode(ctx: Context, network: string, who: CodeFor, { again = false } = {}) {
	if (!again && (await openCode(ctx.db.read, who, ctx.clock.now()))) return;
	await countAttempt(ctx, [
		{ key: `code-mail:${who.galleryId}:${who.email}`, max: 5, perMs: HOUR_MS },
		{ key: `code-mail:${network}`, max: 20, perMs: HOUR_MS }
	]);
	await ctx.db.transaction(async (tx) => {
		const id = ctx.ids.next();
		const createdAt = ctx.clock.now();
		// the digits come from the row's id and the secret; this hash opens nothing
		const codeHash = ctx.tokens.hash(codeDigits(ctx.tokens, id) + id + ctx.tokens.make('code', id, 2));
		const invitationId = who.invitationId ?? null;
		await tx
			.update(mailedCode)
			.set({ usedAt: createdAt })
			.where(and(isFor(who), isNull(mailedCode.usedAt)))
			.run();
		const { purpose, sessionId, galleryId, participantId, email } = who;
		const row = { id, purpose, sessionId, galleryId, participantId, email, invitationId, codeHash };
		await tx
			.insert(mailedCode)
			.values({ ...row, expiresAt: createdAt + LIFE_MS, createdAt })
			.run();
		await queueMail(tx, ctx, { template: 'code', to: email, facts: { codeId: id }, galleryId });
	});
}

/**
 * Takes what was typed; every try is counted before it is compared, and stays counted. 422 `wrong`; 410 when no code
 * counts any more. On success `then` runs in the transaction that uses the code up.
 */
export async function takeCode<T>(
	ctx: Context,
	who: CodeFor,
	typed: string,
	then: (tx: Transaction) => Promise<T>
): Promise<T> {
	const taken = await ctx.db.transaction(async (tx) => {
		const open = await openCode(tx, who, ctx.clock.now());
		if (!open) return { fault: 'ended' as const };
		const isRight = sameDigits(pastedDigits(typed), codeDigits(ctx.tokens, open.id));
		const change = isRight ? { usedAt: ctx.clock.now() } : { attempts: increment(mailedCode.attempts) };
		await tx.update(mailedCode).set(change).where(eq(mailedCode.id, open.id)).run();
		return isRight ? { fault: null, value: await then(tx) } : { fault: 'wrong' as const };
	});
	if (taken.fault === null) return taken.value;
	throw new AppError(
		taken.fault === 'wrong' ? 'invalid' : 'gone',
		`faults:code.${taken.fault}`,
		{},
		{
			code: taken.fault
		}
	);
}

const sameDigits = (typed: string, digits: string) =>
	/^\d{6}$/.test(typed) && timingSafeEqual(Buffer.from(typed), Buffer.from(digits));
