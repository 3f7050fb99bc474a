import type { Database } from '../db/open.ts';
import { and, eq, isNull } from 'drizzle-orm';
import type { AccessExplained } from '#lib/contract/access.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { explain } from '#lib/domain/access/explain.ts';
import { FLAGS, type Rights } from '#lib/domain/access/rights.ts';
import { readPastedAddress } from '#lib/domain/addresses/address.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { member } from '../db/schema.ts';
import { requireAbility } from './abilities.ts';
import { findVisibleGallery, hasOrders, tablesOf } from './judge.ts';
import { presentRow } from './read-access.ts';

/** "Why can they see this?" for any address: the rights, the row and the rule that decided, and it all in a sentence. */
export async function explainAccess(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	address: string
): Promise<AccessExplained> {
	const db = ctx.db.read;
	const now = ctx.clock.now();
	await findVisibleGallery(db, actor, galleryId, now);
	requireAbility(actor, 'manage-access');
	const role = await roleOf(db, actor.studioId, address);
	const ordered = await hasOrders(db, galleryId);
	const {
		rights,
		row,
		galleryId: decidedBy,
		because
	} = explain({
		address,
		role,
		hasOrders: () => ordered,
		galleries: await tablesOf(db, galleryId),
		now
	});
	return {
		rights,
		row: row && presentRow(row),
		galleryId: decidedBy ?? galleryId,
		because: [t(`studio:access.because.${because}`), allowed(rights)].filter(Boolean).join(' '),
		rule: because
	};
}

/** "It allows: look, mark, download finals." Nothing where nothing is allowed: the rule has said so. */
function allowed(rights: Rights): string {
	const flags = FLAGS.filter((flag) => rights[flag]).map((flag) => t(`studio:access.right.${flag}`));
	if (!flags.length) return '';
	const { download } = rights;
	const names = download === 'none' ? flags : [...flags, t(`studio:access.right.download-${download}`)];
	return t('studio:access.allows', { rights: names.join(', ') });
}

async function roleOf(db: Database, studioId: string, address: string) {
	const read = readPastedAddress(address);
	if (!read.ok) return null;
	const theirs = and(eq(member.studioId, studioId), eq(member.email, read.address), isNull(member.removedAt));
	return (await db.select().from(member).where(theirs).get())?.role ?? null;
}
