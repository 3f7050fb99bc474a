import { asc, desc, notInArray } from 'drizzle-orm';
import * as v from 'valibot';
import { AppError } from '#lib/domain/fault.ts';
import type { Database } from '../db/open.ts';
import { installation, studio, version } from '../db/schema.ts';
import { inWords } from './checks/finding.ts';
import { IDENTITY_KEY } from '../storage/keys.ts';
import type { Storage } from '../storage/storage.ts';

/** What the storage says of itself. `identity` is drawn anew by a restore, so that a copy of a studio is another one. */
const Identity = v.object({ identity: v.string(), studio: v.string() });
export type Identity = v.InferOutput<typeof Identity>;

/**
 * How a database and a storage stand to each other: `fits`; `new` (nothing in either) and `adopted` (objects that the
 * database names are there, from before there were identities) may be used once both say so; all others may not.
 */
export type Verdict =
	| { is: 'fits' | 'new' }
	| { is: 'damaged' | 'another' | 'emptied' | 'full' }
	| { is: 'adopted'; identity: string | null }
	| { is: 'unreachable'; problem: string };

export async function examineStorage(db: Database, storage: Storage): Promise<Verdict> {
	try {
		return await compare(db, storage);
	} catch (error) {
		return { is: 'unreachable', problem: inWords(error) };
	}
}

async function compare(db: Database, storage: Storage): Promise<Verdict> {
	const known = (await db.select().from(installation).get())?.identity ?? null;
	const found = await readIdentity(storage);
	if (found === 'damaged') return { is: 'damaged' };
	if (found && found.identity === known) return { is: 'fits' };
	const { named, there } = await lookFor(db, storage);
	if (found) {
		// a database from before the update, put back: the same studio, and its files are there
		const isSame = known === null && there > 0 && found.studio === (await studioOf(db));
		return isSame ? { is: 'adopted', identity: found.identity } : { is: 'another' };
	}
	if (there > 0) return { is: 'adopted', identity: known };
	if (named > 0) return { is: 'emptied' };
	return { is: (await isEmpty(storage)) ? 'new' : 'full' };
}

const studioOf = async (db: Database) => (await db.select({ id: studio.id }).from(studio).limit(1).get())?.id;

export async function isEmpty(storage: Storage): Promise<boolean> {
	for await (const _ of storage.list('')) return false;
	return true;
}

/** Null: there is none. */
export async function readIdentity(storage: Storage): Promise<Identity | 'damaged' | null> {
	try {
		const chunks: Uint8Array[] = [];
		for await (const chunk of await storage.open(IDENTITY_KEY)) chunks.push(chunk);
		const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Identity), Buffer.concat(chunks).toString());
		return read.success ? read.output : 'damaged';
	} catch (error) {
		if (error instanceof AppError && error.fault === 'not-found') return null;
		throw error;
	}
}

/** Whoever comes second finds the first one's identity, and has to compare. */
export async function writeIdentity(storage: Storage, identity: Identity): Promise<void> {
	try {
		await storage.put(IDENTITY_KEY, Buffer.from(`${JSON.stringify(identity)}\n`));
	} catch (error) {
		if (!(error instanceof AppError) || error.fault !== 'conflict') throw error;
	}
}

const EACH = 25;
const MAY_BE_GONE = ['refused', 'discarded', 'unmatched', 'failed'] as const;

/** Names are random: one object that is there proves that the two belong together. */
async function lookFor(db: Database, storage: Storage) {
	const originals = () =>
		db
			.select({ key: version.storageKey })
			.from(version)
			.where(notInArray(version.status, [...MAY_BE_GONE]))
			.limit(EACH);
	const rows = [
		...(await originals().orderBy(asc(version.createdAt)).all()),
		...(await originals().orderBy(desc(version.createdAt)).all())
	];
	const keys = [...new Set(rows.map(({ key }) => key))];
	const sizes = await Promise.all(keys.map((key) => storage.stat(key)));
	return { named: keys.length, there: sizes.filter((found) => found !== null).length };
}
