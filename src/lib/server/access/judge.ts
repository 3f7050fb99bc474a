import { eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { resolveInChain, type Because, type TableOf } from '#lib/domain/access/resolve.ts';
import { NO_RIGHTS, pickRights, rightsOfRole, type Rights } from '#lib/domain/access/rights.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { ANYBODY, type Row } from '#lib/domain/access/rows.ts';
import { AppError } from '#lib/domain/fault.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { accessRow, order, participant } from '../db/schema.ts';
import { statement } from '../db/statement.ts';
import { galleryOf, lineOf, type Gallery } from './line.ts';

export type AccessRow = typeof accessRow.$inferSelect;
/** `galleryId`: the gallery whose table (or whose end) decided. */
export type Decision = { rights: Rights; row: Row | null; galleryId: string; because: Because };
export type Visible = { gallery: Gallery; rights: Rights };
export type Person = Pick<typeof participant.$inferSelect, 'galleryId' | 'email' | 'passphrase'>;

/** What the domain decides on: the gallery first, then its ancestors; the rows of the one table that holds here. */
type Tables = {
	tables: TableOf[];
	/** Of the passphrase that Anybody needs here. */
	passphraseHash: string | null;
};

export const notFound = () => new AppError('not-found', 'faults:detail.not-found');

/**
 * What people may do in galleries, judged on one state of the database at one moment: whoever asks about many builds
 * one judge, which reads the tables of a gallery once. Never kept longer than a reading or a transaction that has not
 * written access rows. Never throws but in `visible`; the default is no.
 */
export class AccessJudge {
	readonly #db: Database;
	readonly #now: number;
	readonly #galleries = new Map<string, Promise<Gallery | undefined>>();
	readonly #tables = new Map<string, Promise<Tables>>();

	constructor(db: Database, now: number) {
		this.#db = db;
		this.#now = now;
	}

	/** An address (null: somebody unknown). Of a person of the gallery ask `ofPerson`, who may have given the passphrase. */
	async ofAddress(galleryId: string, email: string | null, passphraseGiven = false): Promise<Decision> {
		const { tables } = await this.#tablesOf(galleryId);
		const decided = resolveInChain({ galleries: tables, email, now: this.#now, passphraseGiven });
		return { ...decided, galleryId: decided.galleryId ?? galleryId };
	}

	/** A client or guest; a passphrase that was changed since they gave it asks again. */
	async ofPerson({ galleryId, email, passphrase }: Person): Promise<Decision> {
		const { passphraseHash } = await this.#tablesOf(galleryId);
		return this.ofAddress(galleryId, email, passphrase !== null && passphrase === passphraseHash);
	}

	/** A gallery loaded through the actor, with what the actor may do in it; whatever is not visible is not found. */
	async visible(actor: Actor, galleryId: string): Promise<Visible> {
		const seen = await this.seenBy(actor, galleryId);
		if (!seen) throw notFound();
		return seen;
	}

	/** As `visible`; null for what the actor does not see. */
	async seenBy(actor: Actor, galleryId: string): Promise<Visible | null> {
		const gallery = await this.galleryOf(galleryId);
		const rights = gallery ? await this.#rightsIn(gallery, actor) : NO_RIGHTS;
		return gallery && rights.look ? { gallery, rights } : null;
	}

	/** A gallery that is not deleted, whoever asks. */
	galleryOf(galleryId: string): Promise<Gallery | undefined> {
		return once(this.#galleries, galleryId, () => galleryOf(this.#db, galleryId));
	}

	#tablesOf(galleryId: string): Promise<Tables> {
		return once(this.#tables, galleryId, () => readTables(this.#db, galleryId, (id) => this.galleryOf(id)));
	}

	async #rightsIn(gallery: Gallery, actor: Actor): Promise<Rights> {
		if (actor.kind === 'member') {
			if (actor.studioId !== gallery.studioId) return NO_RIGHTS;
			// who manages galleries sees them all, ordered or not
			const ordered = memberCan(actor.role, 'manage-galleries') || (await hasOrders(this.#db, gallery.id));
			return rightsOfRole(actor.role, () => ordered);
		}
		if (actor.kind !== 'client' || actor.galleryId !== gallery.id) return NO_RIGHTS;
		const person = await personBy(this.#db).get({ participantId: actor.participantId });
		return person?.galleryId === gallery.id ? (await this.ofPerson(person)).rights : NO_RIGHTS;
	}
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
	const found = known.get(key) ?? read();
	known.set(key, found);
	return found;
}

/** What an address may do in one gallery; about several ask one judge. */
export const rightsIn = (
	db: Database,
	galleryId: string,
	email: string | null,
	now: number,
	passphraseGiven = false
): Promise<Decision> => new AccessJudge(db, now).ofAddress(galleryId, email, passphraseGiven);

/** What a client or guest may do in one gallery; about several ask one judge. */
export const rightsOfParticipant = (db: Database, person: Person, now: number): Promise<Decision> =>
	new AccessJudge(db, now).ofPerson(person);

/** One gallery loaded through the actor; about several ask one judge. */
export const findVisibleGallery = (
	db: Database,
	actor: Actor,
	galleryId: string,
	now: number
): Promise<Visible> => new AccessJudge(db, now).visible(actor, galleryId);

/** Hash of the passphrase that Anybody needs here, from whichever table holds. */
export const passphraseHashIn = async (db: Database, galleryId: string): Promise<string | null> =>
	(await readTables(db, galleryId)).passphraseHash;

export const tablesOf = async (db: Database, galleryId: string): Promise<TableOf[]> =>
	(await readTables(db, galleryId)).tables;

async function readTables(
	db: Database,
	galleryId: string,
	find?: (galleryId: string) => Promise<Gallery | undefined>
): Promise<Tables> {
	const line = await lineOf(db, galleryId, find);
	const owner = line.find((each) => !inherits(each));
	const rows = owner ? await rowsOf(db, owner.id) : [];
	return {
		tables: line.map((each) => ({
			id: each.id,
			inherit: inherits(each),
			expiresAt: each.expiresAt,
			rows: each === owner ? rows.map(domainRow) : []
		})),
		passphraseHash: rows.find((row) => row.subject === ANYBODY)?.passphraseHash ?? null
	};
}

const inherits = ({ inheritAccess, parentId }: Gallery) => inheritAccess && parentId !== null;

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

export const domainRow = (row: AccessRow): Row => ({
	...pickRights(row),
	subject: row.subject,
	expiresAt: row.expiresAt,
	hasPassphrase: row.passphraseHash !== null
});

const personBy = statement((db: Database) =>
	db
		.select()
		.from(participant)
		.where(eq(participant.id, param('participantId')))
		.prepare()
);

export const hasOrders = async (db: Database, galleryId: string) =>
	(await anyOrder(db).get({ galleryId })) !== undefined;

const anyOrder = statement((db: Database) =>
	db
		.select({ id: order.id })
		.from(order)
		.where(eq(order.galleryId, param('galleryId')))
		.limit(1)
		.prepare()
);
