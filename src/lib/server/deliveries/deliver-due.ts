import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Lease } from '../jobs/lease.ts';
import { SYSTEM } from '../events/index.ts';
import { advanceDelivery } from './advance-delivery.ts';

/** The job behind every due time: sends what is due, and otherwise looks again when there is reason to. */
export async function deliverDue(
	ctx: Context,
	{ orderId }: JobPayload<'deliver'>,
	lease: Pick<Lease, 'last'>
) {
	await lease.last(
		async (tx) => void (await advanceDelivery(tx, ctx, orderId, { cause: 'due', by: SYSTEM }))
	);
}
