import * as v from 'valibot';
import type { Decoders } from '../media/decoders.ts';
import type { JobKind, Registry } from './runner.ts';

/** Gives a kind its payload's type: what the schema parses is what `run` takes. */
function kind<S extends v.GenericSchema>(
	schema: S,
	run: (ctx: Parameters<JobKind['run']>[0], payload: v.InferOutput<S>, lease: Parameters<JobKind['run']>[2]) => Promise<unknown>,
	options: Partial<Pick<JobKind, 'maxAttempts' | 'parallel' | 'leaseMs'>> = {}
): JobKind {
	return { schema, run, maxAttempts: 5, parallel: 2, leaseMs: 30_000, ...options };
}

/** Every kind of job: a name, a schema and one call. */
export function makeRegistry(_decoders: Decoders): Registry {
	return { nothing: kind(v.strictObject({}), async () => undefined) };
}
