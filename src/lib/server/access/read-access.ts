import { createHash } from 'node:crypto';
import type { AccessView, AccessRowView } from '#lib/contract/access.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { pickRights } from '#lib/domain/access/rights.ts';
import type { Row } from '#lib/domain/access/rows.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { rowsThatHold } from './grant.ts';
import { requireAbility } from './abilities.ts';
import { domainRow, findVisibleGallery, type AccessRow } from './judge.ts';

/** The table that holds here; with `inherit` these are the rows of an ancestor. A passphrase is never told. */
export async function readAccess(ctx: Context, actor: Actor, galleryId: string): Promise<AccessView> {
	return ctx.db.snapshot(async (db) => {
		const { gallery } = await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-access');
		return presentAccess(db, gallery);
	});
}

type Tabled = { id: string; inheritAccess: boolean };

export async function presentAccess(db: Database, { id, inheritAccess }: Tabled): Promise<AccessView> {
	const rows = await rowsThatHold(db, id);
	const version = versionOf(inheritAccess, rows);
	return { inherit: inheritAccess, rows: rows.map(domainRow).map(presentRow), version };
}

/** Another one whenever somebody has more, less or something else than before. */
export function versionOf(inherit: boolean, rows: readonly AccessRow[]): string {
	const lines = rows.map((row) => row.subject + essence(row)).toSorted();
	return createHash('sha256')
		.update(JSON.stringify([inherit, lines]))
		.digest('hex')
		.slice(0, 16);
}

export const essence = (row: AccessRow) =>
	JSON.stringify([pickRights(row), row.expiresAt, row.passphraseHash]);

/** As the API takes it back: an absent passphrase keeps the one there is. */
export function presentRow({ subject, expiresAt, hasPassphrase, ...rights }: Row): AccessRowView {
	const row: AccessRowView = { subject, ...pickRights(rights) };
	if (expiresAt != null) row.expiresAt = new Date(expiresAt).toISOString();
	if (hasPassphrase) row.hasPassphrase = true;
	return row;
}
