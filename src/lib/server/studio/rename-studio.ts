import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '#lib/domain/access/actor.ts';
import { Address } from '#lib/domain/addresses/address.ts';
import { CompanionEndings } from '#lib/domain/companions/endings.ts';
import { TimeZone } from '#lib/domain/days.ts';
import { FALLBACK, LANGUAGES } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import { studio } from '../db/schema.ts';
import { Name } from './credentials.ts';
import { requireOwner } from './people.ts';

/** An empty reply-to: answers go to the address that mails come from. */
export const RenameStudio = v.strictObject({
	name: Name,
	replyTo: v.pipe(
		v.string(),
		v.transform((text) => text.trim() || null),
		v.nullable(Address)
	),
	timeZone: v.optional(TimeZone),
	companionEndings: v.optional(CompanionEndings),
	language: v.optional(v.picklist(LANGUAGES))
});

/** What the studio is called on every page and in every mail, where answers to its mails go, whose day it is there, what it speaks, and what its finals may travel with. */
export async function renameStudio(
	ctx: Context,
	actor: Actor,
	change: v.InferOutput<typeof RenameStudio>
): Promise<void> {
	requireOwner(actor);
	await ctx.db.transaction(
		async (tx) => void (await tx.update(studio).set(change).where(eq(studio.id, actor.studioId)).run())
	);
}

export async function readStudio(ctx: Context, { studioId }: { studioId: string }) {
	const row = await ctx.db.read.select().from(studio).where(eq(studio.id, studioId)).get();
	return {
		name: row?.name ?? '',
		replyTo: row?.replyTo ?? '',
		language: row?.language ?? FALLBACK,
		companionEndings: row?.companionEndings ?? []
	};
}
