import { eq } from 'drizzle-orm';
import type { AccessView } from '#lib/contract/access.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { pickRights } from '#lib/domain/access/rights.ts';
import type { PutAccess } from '#lib/domain/access/rows.ts';
import { AppError } from '#lib/domain/fault.ts';
import { hashPassphrase } from '../auth/passwords.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { accessRow, gallery } from '../db/schema.ts';
import { byActor } from '../events/index.ts';
import { accessChanged } from './changed.ts';
import { rowsThatHold } from './grant.ts';
import { essence, presentAccess, versionOf } from './read-access.ts';
import { requireAbility } from './abilities.ts';
import { findVisibleGallery, type AccessRow } from './judge.ts';
import type { Gallery } from './line.ts';

type PutRow = PutAccess['rows'][number];
type NewRow = PutRow & { passphraseHash: string | null | undefined };

/** Replaces the table of a gallery, or lets it go by its parent's again (its rows are dropped then). */
export async function putAccess(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	input: PutAccess
): Promise<AccessView> {
	await allowed(ctx, ctx.db.read, actor, galleryId, input);
	const rows = await Promise.all(input.rows.map(withHash));
	return ctx.db.transaction(async (tx) => {
		const before = await allowed(ctx, tx, actor, galleryId, input);
		const was = await rowsThatHold(tx, galleryId);
		if (input.version !== undefined && input.version !== versionOf(before.inheritAccess, was))
			throw new AppError('stale', 'faults:access.changed-meanwhile');
		await replace(tx, ctx, before, input.inherit, rows);
		const changed = subjectsThatDiffer(was, await rowsThatHold(tx, galleryId));
		if (changed.length || before.inheritAccess !== input.inherit)
			await accessChanged(tx, ctx, byActor(actor), galleryId, changed);
		return presentAccess(tx, { id: galleryId, inheritAccess: input.inherit });
	});
}

async function allowed(
	ctx: Context,
	db: Database,
	actor: Actor,
	galleryId: string,
	input: PutAccess
): Promise<Gallery> {
	const { gallery: found } = await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
	requireAbility(actor, 'manage-access');
	if (input.inherit && found.parentId === null)
		throw new AppError('invalid', 'faults:access.nothing-to-inherit');
	return found;
}

/** undefined keeps the passphrase there is, null takes it away. */
async function withHash(row: PutRow): Promise<NewRow> {
	const { passphrase } = row;
	return {
		...row,
		passphraseHash: typeof passphrase === 'string' ? await hashPassphrase(passphrase) : passphrase
	};
}

async function replace(
	tx: Transaction,
	ctx: Context,
	{ id: galleryId }: Gallery,
	inherit: boolean,
	rows: NewRow[]
) {
	const known = new Map((await rowsThatHold(tx, galleryId)).map((row) => [row.subject, row]));
	await tx.update(gallery).set({ inheritAccess: inherit }).where(eq(gallery.id, galleryId)).run();
	await tx.delete(accessRow).where(eq(accessRow.galleryId, galleryId)).run();
	if (inherit) return;
	for (const row of rows)
		await tx
			.insert(accessRow)
			.values(rowOf(ctx, galleryId, row, known.get(row.subject)))
			.run();
}

function rowOf(ctx: Context, galleryId: string, row: NewRow, known: AccessRow | undefined): AccessRow {
	const { subject, expiresAt = null, passphraseHash } = row;
	const id = known?.galleryId === galleryId ? known.id : ctx.ids.next();
	return {
		id,
		galleryId,
		subject,
		...pickRights(row),
		expiresAt,
		passphraseHash: passphraseHash === undefined ? (known?.passphraseHash ?? null) : passphraseHash,
		createdAt: known?.createdAt ?? ctx.clock.now()
	};
}

/** Who has more, less or something else than before. */
function subjectsThatDiffer(was: AccessRow[], is: AccessRow[]): string[] {
	const before = new Map(was.map((row) => [row.subject, essence(row)]));
	const after = new Map(is.map((row) => [row.subject, essence(row)]));
	const all = new Set([...before.keys(), ...after.keys()]);
	return [...all].filter((subject) => before.get(subject) !== after.get(subject));
}
