import { lt } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { rendition } from '../db/schema.ts';

const KEPT_MS = 30 * 86_400_000;

type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** Forgets products and tiles that nobody wanted for a month, whatever has become of settings; they can be made again. */
export async function sweepProducts(ctx: Context, transaction: InTransaction): Promise<void> {
	const keys = await transaction(async (tx) =>
		(
			await tx
				.delete(rendition)
				.where(lt(rendition.usedAt, ctx.clock.now() - KEPT_MS))
				.returning({ key: rendition.key })
				.all()
		).flatMap(({ key }) => key ?? [])
	);
	// what is left behind by an end in between lies there without a row, and is swept as such
	for (const key of keys) await ctx.storage.remove(key);
}
