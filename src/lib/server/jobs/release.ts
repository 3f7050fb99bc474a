import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { job } from '../db/schema.ts';

const AGAIN_MS = 1_000;

/**
 * Ends the leases of a process that was *seen* to end: it sends and writes nothing more, so its work need not wait for
 * them. A job that keeps ending its process waits longer each time, up to its lease: the others get their turn.
 */
export async function releaseLeases(ctx: Pick<Context, 'db' | 'clock'>, holder: string): Promise<void> {
	await ctx.db.transaction(async (tx) => {
		const now = ctx.clock.now();
		const left = await tx
			.select()
			.from(job)
			.where(and(eq(job.state, 'running'), eq(job.holder, holder)))
			.all();
		for (const { id, attempts, leaseUntil } of left) {
			const waitUntil = now + AGAIN_MS * 2 ** (attempts - 1);
			await tx
				.update(job)
				.set({ leaseUntil: Math.min(leaseUntil ?? now, waitUntil) })
				.where(eq(job.id, id))
				.run();
		}
	});
}
