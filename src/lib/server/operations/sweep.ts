import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, lt } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { archive, installation, mailedCode, upload } from '../db/schema.ts';
import { forgetEndedSessions } from '../auth/sessions.ts';
import { eraseGalleries } from '../galleries/index.ts';
import { eraseEnded, planKeptPictures, removeOrphans } from '../files/index.ts';
import { forgetEndedJobs } from '../jobs/runner.ts';
import type { Lease } from '../jobs/lease.ts';
import { sweepProducts } from '../renditions/index.ts';
import { settleInstallation } from './installation.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEPT = {
	announcementsMs: HOUR,
	jobsMs: 7 * DAY,
	tempMs: DAY,
	uploadsMs: DAY,
	betweenListingsMs: 23 * HOUR
};
export const SWEEP_EVERY_MS = HOUR;

/** Once an hour: forgets what has had its time, and plans the next sweep. */
export async function sweep(ctx: Context, _payload: object, lease: Pick<Lease, 'transaction'>) {
	const now = ctx.clock.now();
	await lease.transaction(async (tx) => {
		await ctx.hub.forget(tx, now - KEPT.announcementsMs);
		await forgetEndedJobs(tx, now - KEPT.jobsMs);
		await forgetEndedSessions(tx, now);
		await tx.delete(archive).where(lt(archive.expiresAt, now)).run();
		await tx
			.delete(mailedCode)
			.where(lt(mailedCode.expiresAt, now - DAY))
			.run();
		await endOldUploads(tx, now - KEPT.uploadsMs);
		await planKeptPictures(tx, ctx);
		await ctx.jobs.enqueue(tx, 'sweep', {}, { key: 'sweep', runAt: now + SWEEP_EVERY_MS });
	});
	// erasing is for the storage of this studio only: another disk may have been mounted since the start
	if (!(await settleInstallation(ctx))) return;
	await sweepProducts(ctx, lease.transaction);
	await eraseEnded(ctx, lease.transaction);
	await eraseGalleries(ctx, lease.transaction);
	await removeOldTemp(ctx, now - KEPT.tempMs);
	await sweepStorage(ctx, now, lease.transaction);
}

/** The whole storage is listed: once a day, also on a machine that is off at night. */
async function sweepStorage(ctx: Context, now: number, transaction: Lease['transaction']) {
	const last = (await ctx.db.read.select().from(installation).get())?.sweptAt ?? 0;
	if (last <= now && now - last < KEPT.betweenListingsMs) return;
	await ctx.storage.forgetUnfinished(now - KEPT.tempMs);
	const { held, total } = await removeOrphans(ctx, { transaction });
	if (held) ctx.log.warn({ held, total }, t('console:operations.orphans-held', { count: held, total }));
	await transaction(async (tx) => void (await tx.update(installation).set({ sweptAt: now }).run()));
}

/** Plans the first sweep; over a waiting one it changes nothing but its time. */
export const planSweep = (ctx: Context) =>
	ctx.db.transaction((tx) =>
		ctx.jobs.enqueue(tx, 'sweep', {}, { key: 'sweep', runAt: ctx.clock.now() + 60_000 })
	);

async function endOldUploads(tx: Transaction, before: number) {
	const old = and(eq(upload.status, 'receiving'), lt(upload.updatedAt, before));
	await tx.update(upload).set({ status: 'cancelled' }).where(old).run();
}

/** An upload's bytes stay as long as its row waits for the rest, whatever the clock says of the file. */
async function removeOldTemp(ctx: Context, before: number) {
	const waiting = await ctx.db.read
		.select({ name: upload.tempName })
		.from(upload)
		.where(eq(upload.status, 'receiving'))
		.all();
	const kept = new Set(waiting.map(({ name }) => name));
	for (const name of await readdir(ctx.tempDir)) {
		if (kept.has(name)) continue;
		const path = join(ctx.tempDir, name);
		const found = await stat(path).catch(() => null);
		if (found && found.mtimeMs < before) await rm(path, { recursive: true, force: true });
	}
}
