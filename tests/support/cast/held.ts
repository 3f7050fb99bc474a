import type { Context } from '#lib/server/context.ts';
import type { Lease } from '#lib/server/jobs/lease.ts';

/** The lease of a run that nobody takes over, for calling a job's work without a queue. */
export const heldLease = ({ db }: Pick<Context, 'db'>): Lease => ({
	transaction: db.transaction,
	last: db.transaction
});
