import { eq } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import type { ChangedWhy } from '#lib/domain/orders/draft.ts';
import type { PlaceOrder } from '#lib/domain/orders/inputs.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { draftFrom, hashOf, presentDraft, type OrderFacts } from './draft.ts';

/** Refuses with a new draft when what they agreed to is no longer what they saw, or somebody was faster. */
export async function requireSameView(tx: Transaction, ctx: Context, facts: OrderFacts, input: PlaceOrder) {
	const { selection, members } = facts;
	const insisted = draftFrom(facts, input.fileIds, input.fileIds);
	const isSame = !insisted.left.length && hashOf(ctx, insisted.files, members) === input.viewHash;
	const outside = members ? input.fileIds.filter((id) => !members.includes(id)) : [];
	if (isSame && !outside.length && !selection?.lockedAt) return;
	const draft = presentDraft(ctx, draftFrom(facts, members ?? input.fileIds), members);
	const details = { draft, changed: changedSince(facts, input, draft) };
	if (!selection?.lockedAt) throw new AppError('stale', 'faults:orders.changed', {}, details);
	const by = await nameOf(tx, selection.lockedBy);
	if (by) throw new AppError('stale', 'faults:orders.already-sent', { by }, details);
	throw new AppError('stale', 'faults:orders.already-sent-unnamed', {}, details);
}

function changedSince(
	{ members }: OrderFacts,
	{ fileIds }: PlaceOrder,
	draft: ReturnType<typeof presentDraft>
) {
	const asked = new Set(fileIds);
	const left = draft.left.filter(({ fileId }) => asked.has(fileId));
	const gone = members ? fileIds.filter((id) => !members.includes(id)) : [];
	const joined = members ? draft.fileIds.filter((id) => !asked.has(id)) : [];
	const named: { fileId: string; why: ChangedWhy }[] = [
		...left,
		...gone.map((fileId) => ({ fileId, why: 'no-longer-in' as const })),
		...joined.map((fileId) => ({ fileId, why: 'joined' as const }))
	];
	// a hash does not say which picture was replaced or changed its state: each may be
	return named.length ? named : fileIds.map((fileId) => ({ fileId, why: 'changed' as const }));
}

async function nameOf(tx: Transaction, participantId: string | null): Promise<string | undefined> {
	const row = participantId
		? await tx.select().from(participant).where(eq(participant.id, participantId)).get()
		: undefined;
	return row?.name;
}
