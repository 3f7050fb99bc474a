import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull, ne, type SQL } from 'drizzle-orm';
import { likeliest, type Seen } from '#lib/domain/matching/likeliest.ts';
import type { Matched } from '#lib/domain/matching/match-drops.ts';
import { PENDING_STATES } from '#lib/domain/orders/item.ts';
import { isPicture } from '../db/pictures.ts';
import { file, orderItem, version } from '../db/schema.ts';
import type { VersionRow } from './present.ts';

/** `looks`: candidates that look like the upload. */
type Likely = Matched & { looks: string[] };

/** Pairs that one answer compares; pictures beyond are found by name, in the page's picker. */
const MOST_COMPARED = 20_000;

/**
 * The answers with what else an upload may be: where no name decided, pictures that wait for a final (where none wait,
 * all that are not final), the likeliest first; a clear one is proposed.
 */
export async function likelyFor(
	db: Database,
	galleryId: string,
	orderId: string | null,
	rows: readonly VersionRow[],
	matched: readonly Matched[]
): Promise<Likely[]> {
	if (matched.every(({ verdict }) => isDecided(verdict)))
		return matched.map((one) => ({ ...one, looks: [] }));
	const open = matched.filter(({ verdict }) => !isDecided(verdict)).length;
	const pool = await poolIn(db, galleryId, orderId, Math.max(100, Math.floor(MOST_COMPARED / open)));
	const taken = new Set(matched.flatMap(({ fileId }) => fileId ?? []));
	const found = matched.map((one, i) => {
		const row = rows[i];
		if (!row || isDecided(one.verdict)) return { ...one, looks: [] };
		return withLikely(one, likeliest(seen(row), pool));
	});
	return proposeOnce(found, taken);
}

/** A name decided, or there is nothing to decide. */
const isDecided = (verdict: Matched['verdict']) =>
	verdict === 'sure' || verdict === 'identical' || verdict === 'set-aside';

function withLikely(one: Matched, { ids, looks }: { ids: string[]; looks: string[] }): Likely {
	const candidates = [...new Set([...one.candidates, ...ids])];
	const [first, second] = looks;
	const isClear = one.verdict === 'new' && first !== undefined && second === undefined;
	return { ...one, candidates, looks, ...(isClear ? { fileId: first, ticked: true } : {}) };
}

/** A picture that two uploads would be, or that a name gave to another one, is proposed to none by its look alone. */
function proposeOnce(found: readonly Likely[], taken: ReadonlySet<string>): Likely[] {
	const counts = new Map<string, number>();
	for (const { fileId } of found) if (fileId) counts.set(fileId, (counts.get(fileId) ?? 0) + 1);
	return found.map((one) => {
		const isOther = one.fileId !== null && (taken.has(one.fileId) || (counts.get(one.fileId) ?? 0) > 1);
		return one.verdict === 'new' && isOther ? { ...one, fileId: null, ticked: false } : one;
	});
}

async function poolIn(
	db: Database,
	galleryId: string,
	orderId: string | null,
	most: number
): Promise<Seen[]> {
	const isPending = inArray(orderItem.state, PENDING_STATES);
	const pending = db
		.selectDistinct({ fileId: orderItem.fileId })
		.from(orderItem)
		.where(orderId ? and(isPending, eq(orderItem.orderId, orderId)) : isPending);
	const waiting = await seenOf(db, galleryId, inArray(file.id, pending), most);
	return waiting.length ? waiting : await seenOf(db, galleryId, ne(file.state, 'FINAL'), most);
}

async function seenOf(db: Database, galleryId: string, which: SQL, most: number): Promise<Seen[]> {
	const { likeness, capture, width, height } = version;
	const current = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
	return (
		await db
			.select({ id: file.id, likeness, capture, width, height })
			.from(file)
			.innerJoin(version, current)
			.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture, which))
			.orderBy(file.capturedAt, file.name, file.id)
			.limit(most)
			.all()
	).map(seen);
}

const seen = ({
	id,
	likeness,
	capture,
	width,
	height
}: Pick<VersionRow, 'id' | 'likeness' | 'capture' | 'width' | 'height'>) => ({
	id,
	likeness,
	width,
	height,
	takenAt: capture.takenAt,
	zoneMinutes: capture.zoneMinutes,
	timeOf: capture.timeOf
});
