import { and, eq, isNull } from 'drizzle-orm';
import { checkLimit } from '#lib/domain/marks/limit.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { selection } from '../db/schema.ts';
import { record, type By, type FactOf } from '../events/index.ts';
import type { SelectionRow } from './find.ts';

type Locking = { by: By; participantId: string; how: FactOf<'selection.locked'>['how'] };

/** Picks, verdicts and "done" of it stand still from this commit on. */
export async function lockIn(
	tx: Transaction,
	ctx: Context,
	selectionId: string,
	{ by, participantId, how }: Locking
): Promise<SelectionRow | undefined> {
	const open = and(eq(selection.id, selectionId), isNull(selection.lockedAt));
	const [row] = await tx
		.update(selection)
		.set({ lockedAt: ctx.clock.now(), lockedBy: participantId })
		.where(open)
		.returning()
		.all();
	if (!row) return undefined;
	await record(tx, ctx, { name: 'selection.locked', galleryId: row.galleryId, by, selectionId, how });
	return row;
}

/** Refuses in words: how many are missing, or too many. */
export function requireLimit({ limit }: Pick<SelectionRow, 'limit'>, chosen: number) {
	const { ok, missing, over } = checkLimit(limit, chosen);
	if (ok || !limit) return;
	const key = missing ? 'missing' : 'over';
	const values = { count: missing || over, chosen, n: limit.n };
	throw new AppError('invalid', `faults:orders.${key}`, values, { limit, chosen, missing, over });
}
