import { NO_RIGHTS, withImplications, type Rights } from './rights.ts';
import { ANYBODY, type Row } from './rows.ts';

export const BECAUSES = [
	'own-row',
	'own-row-expired',
	'anybody',
	'anybody-off',
	'anybody-expired',
	'passphrase-needed',
	'no-row',
	'gallery-ended'
] as const;
export type Because = (typeof BECAUSES)[number];

export type Resolved = { rights: Rights; row: Row | null; because: Because };

export type Asker = {
	/** Normalized; null for a guest. */
	email: string | null;
	now: number;
	/** The passphrase of the Anybody row was given in this session. */
	passphraseGiven?: boolean | undefined;
};

/** An own row replaces Anybody, even when it gives less or has expired. */
export function resolveRights({ rows, ...asker }: { rows: readonly Row[] } & Asker): Resolved {
	const own = asker.email === null ? undefined : rows.find((row) => row.subject === asker.email);
	const row = own ?? rows.find((candidate) => candidate.subject === ANYBODY) ?? null;
	const because = judge(row, asker);
	const granted = row !== null && (because === 'own-row' || because === 'anybody');
	return { rights: granted ? withImplications(row) : { ...NO_RIGHTS }, row, because };
}

function judge(row: Row | null, { now, passphraseGiven }: Asker): Because {
	if (row === null) return 'no-row';
	const expired = row.expiresAt != null && row.expiresAt <= now;
	if (row.subject !== ANYBODY) return expired ? 'own-row-expired' : 'own-row';
	if (!row.look) return 'anybody-off';
	if (expired) return 'anybody-expired';
	return row.hasPassphrase && !passphraseGiven ? 'passphrase-needed' : 'anybody';
}

export type TableOf = {
	id: string;
	inherit: boolean;
	rows: readonly Row[];
	expiresAt?: number | null | undefined;
};

export type Explained = Resolved & { galleryId: string | null };

/** The gallery first, its root last: the first table that does not inherit decides, else the root's. */
export function resolveInChain({
	galleries,
	...asker
}: { galleries: readonly TableOf[] } & Asker): Explained {
	const line = upToTable(galleries);
	const ended = line.find((gallery) => gallery.expiresAt != null && gallery.expiresAt <= asker.now);
	if (ended) {
		return { rights: { ...NO_RIGHTS }, row: null, because: 'gallery-ended', galleryId: ended.id };
	}
	const owner = line.at(-1);
	return { ...resolveRights({ rows: owner?.rows ?? [], ...asker }), galleryId: owner?.id ?? null };
}

function upToTable(galleries: readonly TableOf[]): readonly TableOf[] {
	const owner = galleries.findIndex((gallery) => !gallery.inherit);
	return owner < 0 ? galleries : galleries.slice(0, owner + 1);
}
