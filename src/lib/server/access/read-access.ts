import type { Actor } from '#lib/domain/access/actor.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { Row } from '#lib/domain/access/rows.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../db/open.ts';
import { rowsThatHold } from './grant.ts';
import { domainRow } from './rights-in.ts';
import { findVisibleGallery, requireManager } from './visible.ts';

export type RowView = Rights & { subject: string; expiresAt?: string; hasPassphrase?: true };
export type AccessView = { inherit: boolean; rows: RowView[] };

/** The table that holds here; with `inherit` these are the rows of an ancestor. A passphrase is never told. */
export async function readAccess(ctx: Context, actor: Actor, galleryId: string): Promise<AccessView> {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireManager(actor);
	return presentAccess(ctx.db.read, gallery);
}

type Tabled = { id: string; inheritAccess: boolean };

export function presentAccess(db: Pick<Reader, 'select'>, { id, inheritAccess }: Tabled): AccessView {
	return { inherit: inheritAccess, rows: rowsThatHold(db, id).map(domainRow).map(presentRow) };
}

/** As the API takes it back: an absent passphrase keeps the one there is. */
export function presentRow({
	subject,
	look,
	mark,
	decide,
	order,
	download,
	expiresAt,
	hasPassphrase
}: Row): RowView {
	const row: RowView = { subject, look, mark, decide, order, download };
	if (expiresAt != null) row.expiresAt = new Date(expiresAt).toISOString();
	if (hasPassphrase) row.hasPassphrase = true;
	return row;
}
