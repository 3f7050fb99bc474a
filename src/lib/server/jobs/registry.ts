import { availableParallelism } from 'node:os';
import { jobPayloads, type JobName, type JobPayload } from '#lib/contract/jobs.ts';
import { deliverDue } from '../deliveries/deliver-due.ts';
import {
	giveUpFilm,
	giveUpLadder,
	giveUpPicture,
	giveUpVersion,
	ingestVersion,
	makeLook,
	pictureKept,
	prepareFilm,
	prepareLadder
} from '../files/index.ts';
import { compactMarks } from '../marks/compact.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { Decoders } from '../media/decoders.ts';
import { sweep } from '../operations/sweep.ts';
import { sendMailJob } from '../outbox/index.ts';
import { renderProduct, renderVersion } from '../renditions/index.ts';
import type { JobKind } from './run-job.ts';
import type { Registry } from './runner.ts';

type Run = JobKind['run'];

/** What the contract's schema parses is what `run` takes. */
function kind<N extends JobName>(
	name: N,
	run: (
		ctx: Parameters<Run>[0],
		payload: JobPayload<N>,
		lease: Parameters<Run>[2]
	) => Promise<unknown> | unknown,
	options: Partial<Pick<JobKind, 'maxAttempts' | 'parallel' | 'leaseMs'>> & {
		giveUp?: (tx: Transaction, ctx: Context, payload: JobPayload<N>) => Promise<void> | void;
	} = {}
): JobKind {
	const async: Run = async (ctx, payload, lease) => run(ctx, payload, lease);
	return {
		schema: jobPayloads[name],
		run: async,
		maxAttempts: 5,
		parallel: 2,
		leaseMs: 10_000,
		...options
	};
}

/** Some four minutes: what is given up has to be uploaded again. */
const ingestTries = { maxAttempts: 8, giveUp: giveUpVersion };

/** Every kind of job: what it is given stands in the contract, and here the one call. */
export function makeRegistry(decoders: Decoders): Registry {
	const kinds: Record<JobName, JobKind> = {
		// more than twice the decoders: while pictures are written down, on a slow disk too, none of them waits for the next
		ingest: kind('ingest', (ctx, payload, lease) => ingestVersion(ctx, payload, lease, decoders), {
			parallel: 2 * availableParallelism() + 2,
			...ingestTries
		}),
		'ingest-film': kind(
			'ingest-film',
			(ctx, payload, lease) => ingestVersion(ctx, payload, lease, decoders),
			{
				parallel: 1,
				...ingestTries
			}
		),
		// of what was kept before its kind was pictured: one at a time, new pictures do not wait behind them
		picture: kind('picture', (ctx, payload, lease) => pictureKept(ctx, payload, lease, decoders), {
			parallel: 1,
			giveUp: giveUpPicture
		}),
		// one at a time, in a decoder that stands still while pictures are made; a restart counts as a try
		transcode: kind('transcode', (ctx, payload, lease) => prepareFilm(ctx, payload, lease, decoders), {
			parallel: 1,
			maxAttempts: 50,
			giveUp: giveUpFilm
		}),
		// of what can be played already: it waits for films that cannot
		ladder: kind('ladder', (ctx, payload, lease) => prepareLadder(ctx, payload, lease, decoders), {
			parallel: 1,
			maxAttempts: 50,
			giveUp: giveUpLadder
		}),
		render: kind('render', (ctx, payload, lease) => renderVersion(ctx, payload, lease, decoders)),
		// a client waits for each
		look: kind('look', (ctx, payload, lease) => makeLook(ctx, payload, lease, decoders), {
			parallel: availableParallelism() + 1,
			maxAttempts: 20
		}),
		product: kind('product', (ctx, payload, lease) => renderProduct(ctx, payload, lease, decoders), {
			parallel: availableParallelism() + 1,
			// an archive waits for the last of them
			maxAttempts: 20
		}),
		deliver: kind('deliver', deliverDue, { maxAttempts: 1000 }),
		mail: kind('mail', sendMailJob, { maxAttempts: 1000, leaseMs: 60_000, parallel: 4 }),
		compact: kind('compact', (ctx, { galleryId }, lease) => compactMarks(ctx, galleryId, lease.transaction), {
			parallel: 1
		}),
		sweep: kind('sweep', sweep, { parallel: 1, maxAttempts: 1000, leaseMs: 60_000 })
	};
	return kinds;
}
