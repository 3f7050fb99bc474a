import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { DeliverDue, deliverDue } from '../deliveries/deliver-due.ts';
import { giveUpVersion, ingestVersion, makeHalf, OfVersion } from '../files/index.ts';
import { compactMarks } from '../marks/compact.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { Decoders } from '../media/decoders.ts';
import { sweep } from '../operations/sweep.ts';
import { SendMail, sendMailJob } from '../outbox/index.ts';
import type { JobName } from './names.ts';
import type { JobKind, Registry } from './runner.ts';

type Run = JobKind['run'];

/** Gives a kind its payload's type: what the schema parses is what `run` takes. */
function kind<S extends v.GenericSchema>(
	schema: S,
	run: (
		ctx: Parameters<Run>[0],
		payload: v.InferOutput<S>,
		lease: Parameters<Run>[2]
	) => Promise<unknown> | unknown,
	options: Partial<Pick<JobKind, 'maxAttempts' | 'parallel' | 'leaseMs'>> & {
		giveUp?: (tx: Transaction, ctx: Context, payload: v.InferOutput<S>) => Promise<void> | void;
	} = {}
): JobKind {
	const async: Run = async (ctx, payload, lease) => run(ctx, payload, lease);
	return { schema, run: async, maxAttempts: 5, parallel: 2, leaseMs: 10_000, ...options };
}

/** Every kind of job: a name, a schema and one call. */
export function makeRegistry(decoders: Decoders): Registry {
	const kinds: Record<JobName, JobKind> = {
		// more than twice the decoders: while pictures are written down, on a slow disk too, none of them waits for the next
		ingest: kind(OfVersion, (ctx, payload, lease) => ingestVersion(ctx, payload, lease, decoders), {
			parallel: 2 * availableParallelism() + 2,
			// some four minutes: a picture that is given up has to be uploaded again
			maxAttempts: 8,
			giveUp: giveUpVersion
		}),
		half: kind(OfVersion, (ctx, payload, lease) => makeHalf(ctx, payload, lease, decoders)),
		deliver: kind(DeliverDue, deliverDue, { maxAttempts: 1000 }),
		mail: kind(SendMail, sendMailJob, { maxAttempts: 1000, leaseMs: 60_000, parallel: 4 }),
		compact: kind(
			v.strictObject({ galleryId: Id }),
			(ctx, { galleryId }, lease) => compactMarks(ctx, galleryId, lease.transaction),
			{ parallel: 1 }
		),
		sweep: kind(v.strictObject({}), sweep, { parallel: 1, maxAttempts: 1000, leaseMs: 60_000 })
	};
	return kinds;
}
