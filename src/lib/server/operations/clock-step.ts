import { eq, isNotNull, isNull, type AnyColumn } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { incrementBy } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import {
	archive,
	attempt,
	attendance,
	clientSession,
	delivery,
	file,
	gallery,
	job,
	lease,
	mail,
	mailedCode,
	memberSession,
	upload,
	version
} from '../db/schema.ts';
import { showLife } from './sign-of-life.ts';

const STEP_MS = 45_000;
const NOTE_MS = 10_000;
/** A worker that ends as soon as it has begun begins again and again: that is no life. */
const BIRTH_MS = 2000;
/** The note may be as old as its interval, and the wall drifts a little. */
const SETTLED_MS = 20_000;
const NAME = 'clock';

/**
 * Somebody set the clock: whatever waits for a time waits as long as it would have. So no delivery goes out early,
 * nothing expires all at once, and no queue stands still until yesterday has come again. Ask before each look at the
 * queue. A step is the wall moving otherwise than `steadyMs`; one that happened while nobody ran is seen only backwards.
 * What is noted every ten seconds is also the worker's sign of life.
 */
export function watchClock(ctx: Context, steadyMs: () => number = () => performance.now()) {
	let seen: { wall: number; steady: number } | undefined;
	let notedAt = -Infinity;
	let isAlive = false;
	const bornAt = steadyMs();

	return async function settle() {
		const [wall, steady] = [ctx.clock.now(), steadyMs()];
		const stepMs = seen ? wall - seen.wall - (steady - seen.steady) : 0;
		const comesAlive = !isAlive && steady - bornAt >= BIRTH_MS;
		if (!seen || comesAlive || Math.abs(stepMs) >= STEP_MS || steady - notedAt >= NOTE_MS) {
			isAlive ||= comesAlive;
			const moved = await ctx.db.transaction(async (tx) => {
				if (isAlive) await showLife(tx, wall);
				return settleStep(tx, wall, stepMs);
			});
			if (moved)
				ctx.log.warn({ seconds: Math.round(moved / 1000) }, 'the clock was set; what waits was moved');
			notedAt = steady;
		}
		seen = { wall, steady };
	};
}

/** The row holds the wall as some worker saw it last: it tells a step that nobody has settled from one settled before. */
async function settleStep(tx: Transaction, wall: number, stepMs: number): Promise<number> {
	const noted = (await tx.select().from(lease).where(eq(lease.name, NAME)).get())?.until ?? wall;
	const isSettled = Math.abs(wall - noted) < SETTLED_MS;
	const isBack = noted - wall >= STEP_MS;
	const moved = isSettled ? 0 : Math.abs(stepMs) >= STEP_MS ? stepMs : isBack ? wall - noted : 0;
	if (moved) await move(tx, moved);
	await tx
		.insert(lease)
		.values({ name: NAME, holder: 'worker', fence: 1, until: wall })
		.onConflictDoUpdate({ target: lease.name, set: { until: wall } })
		.run();
	return moved;
}

/** Dates that a person chose (a gallery's or a row's end) stay as they are. */
async function move(tx: Transaction, ms: number) {
	const later = (column: AnyColumn) => incrementBy(column, ms);
	await tx
		.update(job)
		.set({ runAt: later(job.runAt) })
		.where(eq(job.state, 'queued'))
		.run();
	await tx
		.update(job)
		.set({ leaseUntil: later(job.leaseUntil) })
		.where(eq(job.state, 'running'))
		.run();
	await tx
		.update(delivery)
		.set({ dueAt: later(delivery.dueAt) })
		.where(isNull(delivery.deliveredAt))
		.run();
	await tx
		.update(mail)
		.set({ nextAt: later(mail.nextAt), firstTriedAt: later(mail.firstTriedAt) })
		.where(eq(mail.status, 'waiting'))
		.run();
	await tx
		.update(upload)
		.set({ updatedAt: later(upload.updatedAt) })
		.where(eq(upload.status, 'receiving'))
		.run();
	await tx
		.update(version)
		.set({ expiresAt: later(version.expiresAt) })
		.where(isNotNull(version.expiresAt))
		.run();
	// what was deleted together keeps one and the same time
	for (const table of [file, gallery])
		await tx
			.update(table)
			.set({ deletedAt: later(table.deletedAt) })
			.where(isNotNull(table.deletedAt))
			.run();
	await tx
		.update(archive)
		.set({ expiresAt: later(archive.expiresAt) })
		.run();
	await tx
		.update(mailedCode)
		.set({ expiresAt: later(mailedCode.expiresAt) })
		.run();
	await tx
		.update(attempt)
		.set({ until: later(attempt.until) })
		.run();
	await tx
		.update(attendance)
		.set({ until: later(attendance.until) })
		.run();
	await moveSessions(tx, ms);
}

async function moveSessions(tx: Transaction, ms: number) {
	for (const session of [memberSession, clientSession]) {
		const [createdAt, expiresAt] = [incrementBy(session.createdAt, ms), incrementBy(session.expiresAt, ms)];
		await tx.update(session).set({ createdAt, expiresAt }).run();
	}
}
