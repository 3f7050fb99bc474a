import type { Readiness } from '#lib/contract/health.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';
import { originalKey } from '../storage/keys.ts';
import { isWorkerAlive } from './sign-of-life.ts';

/** Asks database, storage and worker for a sign of life. */
export async function isReady(ctx: Context): Promise<Readiness> {
	const database = await answers(async () =>
		ctx.db.read.select({ id: studio.id }).from(studio).limit(1).all()
	);
	const storage = await ctx.storage.stat(originalKey('0'.repeat(26))).then(
		() => true,
		() => false
	);
	const worker = database && (await isWorkerAlive(ctx.db.read, ctx.clock.now()));
	return { ready: database && storage && worker, database, storage, worker };
}

async function answers(question: () => Promise<unknown>): Promise<boolean> {
	try {
		await question();
		return true;
	} catch {
		return false;
	}
}
