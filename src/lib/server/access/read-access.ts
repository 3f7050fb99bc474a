import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Row } from '#lib/domain/access/rows.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../db/open.ts';
import { rowsThatHold } from './grant.ts';
import { domainRow } from './rights-in.ts';
import { findVisibleGallery, requireManager } from './visible.ts';

export type AccessView = ReturnType<typeof presentAccess>;

/** The table that holds here; with `inherit` these are the rows of an ancestor. A passphrase is never told. */
export async function readAccess(ctx: Context, actor: MemberActor, galleryId: string): Promise<AccessView> {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireManager(actor);
	return presentAccess(ctx.db.read, gallery);
}

export function presentAccess(db: Pick<Reader, 'select'>, { id, inheritAccess }: { id: string; inheritAccess: boolean }) {
	return { inherit: inheritAccess, rows: rowsThatHold(db, id).map(domainRow).map(presentRow) };
}

/** As the API takes it back: an absent passphrase keeps the one there is. */
export function presentRow({ subject, look, mark, decide, order, download, expiresAt }: Row) {
	const until = expiresAt == null ? {} : { expiresAt: new Date(expiresAt).toISOString() };
	return { subject, look, mark, decide, order, download, ...until };
}
