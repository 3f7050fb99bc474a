import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { job, studio } from '../db/schema.ts';

export type Readiness = { ready: boolean; database: boolean; storage: boolean; worker: boolean };

// the sweep is due once an hour; a worker that is late by this much is not there
const LATE_MS = 120_000;

/** Asks database, storage and worker for a sign of life. */
export async function isReady(ctx: Context): Promise<Readiness> {
	const database = ask(() => ctx.db.read.select({ id: studio.id }).from(studio).limit(1).all());
	const storage = await ctx.storage.stat(`originals/00/00/${'0'.repeat(26)}`).then(
		() => true,
		() => false
	);
	const worker = ask(() => {
		const sweep = ctx.db.read.select().from(job).where(eq(job.liveKey, 'sweep')).get();
		if (!sweep || sweep.runAt < ctx.clock.now() - LATE_MS) throw new Error('the worker is late');
	});
	return { ready: database && storage && worker, database, storage, worker };
}

function ask(question: () => unknown): boolean {
	try {
		question();
		return true;
	} catch {
		return false;
	}
}
