import type { Clock } from '../db/ids.ts';
import { params } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { fact as factTable } from '../db/schema.ts';
import { PASSING, type Fact, type FactName, type FactOf } from './facts.ts';

/** Something that has to be true, or told, in the same commit. Only database calls and turns may be awaited inside. */
export type Reaction<C, N extends FactName> = (
	tx: Transaction,
	ctx: C,
	fact: FactOf<N>
) => Promise<void> | void;

/** For each fact who reacts, in this order. */
export type Reactions<C> = { readonly [N in FactName]: readonly Reaction<C, N>[] };

type Recorder<C> = { clock: Clock; reactions: Reactions<C> };

/**
 * Writes down what a use case just did, and lets everybody who has to react do so before the commit. What has to happen
 * after it (mails, announcements, jobs) is a row that a reaction writes: nothing is lost between the two.
 * Rejects when a reaction does; the transaction is rolled back then, and the fact never was.
 */
export async function record<C extends Recorder<C>>(tx: Transaction, ctx: C, fact: Fact): Promise<void> {
	if (!PASSING.has(fact.name)) await write(tx, ctx.clock.now(), { words: '', ...fact });
	// each list is typed for its own name; the union of them all cannot be called
	const reactions = ctx.reactions[fact.name] as readonly Reaction<C, FactName>[];
	for (const react of reactions) await react(tx, ctx, fact);
}

/** All but the words. */
async function write(tx: Transaction, at: number, { name, galleryId, by, words: _, ...payload }: Worded) {
	await insert(tx).run({ name, galleryId, byKind: by.kind, byId: by.id, payload, at });
}

type Worded = Fact & { words: string };

const insert = statement((tx: Transaction) =>
	tx
		.insert(factTable)
		.values(params('name', 'galleryId', 'byKind', 'byId', 'payload', 'at'))
		.prepare()
);
