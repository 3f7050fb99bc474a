import { createHash } from 'node:crypto';
import { sizeInWords } from '#lib/domain/sizes.ts';
import { consultDatabase } from '../../db/copies.ts';
import type { Database } from '../../db/open.ts';
import type { Storage } from '../../storage/storage.ts';
import { references, type Reference } from '../references.ts';
import { finding, inWords, type Finding } from './finding.ts';

/** What is read again of the originals where nobody asked for all of them. */
const SAMPLE = { files: 100, bytes: 2e9 };
const NAMED = 5;

export type Options = {
	/** Reads every original whole. */
	deep: boolean;
	/** Which originals a sample begins with: another time reads others. */
	from: number;
};

type Trouble = { what: 'gone' | 'size' | 'changed' | 'preview'; reference: Reference };
type Look = { trouble: Trouble[]; originals: number; read: Reference[] };

/** Whether every object that a row names is there with its size, and those that are read with the bytes of their upload. */
export async function checkObjects(database: string, storage: Storage, options: Options): Promise<Finding[]> {
	try {
		const look = await consultDatabase(database, (db) => lookAt(db, storage, options));
		const findings = troubles(look.trouble);
		return findings.some(({ level }) => level === 'missing') ? findings : [...findings, soundness(look)];
	} catch (error) {
		return [finding('files.unread', 'missing', { problem: inWords(error) })];
	}
}

async function lookAt(db: Database, storage: Storage, options: Options): Promise<Look> {
	const named = await references(db);
	const sizes = new Map<string, number>();
	for await (const { key, bytes } of storage.list('')) sizes.set(key, bytes);
	const judged = named.map((reference) => ({ reference, what: judge(reference, sizes.get(reference.key)) }));
	const sound = judged.flatMap(({ reference, what }) =>
		what === null && reference.sha256 ? [reference] : []
	);
	const read = options.deep ? sound : sampleOf(sound, options.from);
	const trouble: Trouble[] = judged.flatMap(({ reference, what }) => (what ? [{ what, reference }] : []));
	for (const reference of read)
		if (!(await isAsUploaded(storage, reference))) trouble.push({ what: 'changed', reference });
	return { trouble, originals: sound.length, read };
}

function judge({ bytes, sha256, needed }: Reference, stored: number | undefined): Trouble['what'] | null {
	if (stored === undefined) {
		if (sha256 === null) return 'preview';
		return needed ? 'gone' : null;
	}
	return bytes !== null && stored !== bytes ? 'size' : null;
}

/** Evenly out of all of them. */
function sampleOf(all: readonly Reference[], from: number): Reference[] {
	const step = Math.max(1, Math.floor(all.length / SAMPLE.files));
	const some: Reference[] = [];
	let bytes = 0;
	for (let at = from % step; at < all.length && some.length < SAMPLE.files; at += step) {
		const one = all[at];
		if (!one || (bytes > 0 && bytes + (one.bytes ?? 0) > SAMPLE.bytes)) continue;
		bytes += one.bytes ?? 0;
		some.push(one);
	}
	return some;
}

async function isAsUploaded(storage: Storage, { key, sha256 }: Reference): Promise<boolean> {
	const hash = createHash('sha256');
	try {
		for await (const chunk of await storage.open(key)) hash.update(chunk);
	} catch {
		return false;
	}
	return hash.digest('hex') === sha256;
}

/** One line for each kind of trouble, with the names of the first few files. */
function troubles(all: readonly Trouble[]): Finding[] {
	return (['gone', 'size', 'changed', 'preview'] as const).flatMap((what) => {
		const names = [...new Set(all.flatMap((one) => (one.what === what ? [nameOf(one.reference)] : [])))];
		if (names.length === 0) return [];
		const level = what === 'preview' ? 'warning' : 'missing';
		const shown = names.slice(0, NAMED).join(', ');
		return [finding(`files.${what}`, level, { count: names.length, names: shown })];
	});
}

/** Originals of one name are several; previews of one file come in several widths. */
const nameOf = ({ name, key, sha256 }: Reference) => (sha256 ? `${name} (${key})` : name);

const soundness = ({ originals, read }: Look) =>
	originals === 0
		? finding('files.none', 'note')
		: finding('files.ok', 'ok', {
				count: originals,
				read: read.length,
				size: sizeInWords(read.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))
			});
