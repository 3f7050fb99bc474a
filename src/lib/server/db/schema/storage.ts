import { id, string, table, timestampMs } from '../columns.ts';

// What belongs together with this database: its storage and its secret.

/** One row. A database, a storage and a secret that say different things were never meant for each other. */
export const installation = table('installation', {
	id: id().primaryKey(),
	/** Stands in the storage too (storage/keys.ts, IDENTITY_KEY). */
	identity: id().notNull(),
	/** Hash of a token under the secret. */
	secretProof: string(),
	/** When the whole storage was last listed. */
	sweptAt: timestampMs(),
	createdAt: timestampMs().notNull()
});

/** A stored object that no row names, set aside: it is erased when it has been so for long enough. */
export const orphan = table('orphan', {
	key: string().primaryKey(),
	firstSeenAt: timestampMs().notNull()
});
