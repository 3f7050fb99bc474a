import { eq } from 'drizzle-orm';
import { resolveInChain, type Because, type TableOf } from '#lib/domain/access/resolve.ts';
import { ANYBODY, type Row } from '#lib/domain/access/rows.ts';
import { pickRights, type Rights } from '#lib/domain/access/rights.ts';
import type { Database } from '../db/open.ts';
import { param } from '../db/expressions.ts';
import { statement } from '../db/statement.ts';
import { accessRow, gallery, participant } from '../db/schema.ts';

export type Gallery = typeof gallery.$inferSelect;
export type AccessRow = typeof accessRow.$inferSelect;
type Participant = typeof participant.$inferSelect;

/** `galleryId`: the gallery whose table (or whose end) decided. */
export type Decision = { rights: Rights; row: Row | null; galleryId: string; because: Because };

/** The gallery first, then its ancestors as far as they exist. */
export async function lineOf(db: Database, galleryId: string): Promise<Gallery[]> {
	const line: Gallery[] = [];
	let next: string | null = galleryId;
	while (next && !line.some((seen) => seen.id === next)) {
		const found: Gallery | undefined = await galleryById(db).get({ id: next });
		if (!found || found.deletedAt !== null) break;
		line.push(found);
		next = found.parentId;
	}
	return line;
}

const galleryById = statement((db: Database) =>
	db
		.select()
		.from(gallery)
		.where(eq(gallery.id, param('id')))
		.prepare()
);

/** A gallery's own rows: Anybody first, then as they were given. */
export async function rowsOf(db: Database, galleryId: string): Promise<AccessRow[]> {
	const rows = await rowsInOrder(db).all({ galleryId });
	return [...rows.filter((row) => row.subject === ANYBODY), ...rows.filter((row) => row.subject !== ANYBODY)];
}

const rowsInOrder = statement((db: Database) =>
	db
		.select()
		.from(accessRow)
		.where(eq(accessRow.galleryId, param('galleryId')))
		.orderBy(accessRow.createdAt, accessRow.subject)
		.prepare()
);

/** As `lineOf`, with the rows of the one table that holds here: the shape that the domain decides on. */
export async function tablesOf(db: Database, galleryId: string): Promise<TableOf[]> {
	return Array.fromAsync(await lineOf(db, galleryId), async ({ id, inheritAccess, parentId, expiresAt }) => {
		const inherit = inheritAccess && parentId !== null;
		return { id, inherit, expiresAt, rows: inherit ? [] : (await rowsOf(db, id)).map(domainRow) };
	});
}

export const domainRow = (row: AccessRow): Row => ({
	...pickRights(row),
	subject: row.subject,
	expiresAt: row.expiresAt,
	hasPassphrase: row.passphraseHash !== null
});

/**
 * What an address (null: somebody unknown) may do here, and the row that says so. Never throws; the default is no.
 * For a person of the gallery use `rightsOfParticipant`, which knows whether they gave the passphrase.
 */
export async function rightsIn(
	db: Database,
	galleryId: string,
	email: string | null,
	now: number,
	passphraseGiven = false
): Promise<Decision> {
	const decided = resolveInChain({ galleries: await tablesOf(db, galleryId), email, now, passphraseGiven });
	return { ...decided, galleryId: decided.galleryId ?? galleryId };
}

export type Person = Pick<Participant, 'galleryId' | 'email' | 'passphrase'>;

/** The rights of a client or guest; a passphrase that was changed since they gave it asks again. */
export async function rightsOfParticipant(db: Database, person: Person, now: number): Promise<Decision> {
	const hash = person.passphrase === null ? null : await passphraseHashIn(db, person.galleryId);
	const given = hash !== null && hash === person.passphrase;
	return rightsIn(db, person.galleryId, person.email, now, given);
}

/** Hash of the passphrase that Anybody needs here, from whichever table holds. */
export async function passphraseHashIn(db: Database, galleryId: string): Promise<string | null> {
	const owner = (await tablesOf(db, galleryId)).find((table) => !table.inherit);
	if (!owner) return null;
	return (await rowsOf(db, owner.id)).find((row) => row.subject === ANYBODY)?.passphraseHash ?? null;
}
