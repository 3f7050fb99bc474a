import type { Database } from '../db/open.ts';
import { and, asc, eq, gt } from 'drizzle-orm';
import type { UnmatchedView, UnmatchedUpload } from '#lib/contract/unmatched.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { version } from '../db/schema.ts';
import { findVisibleGallery, notFound, type Gallery } from '../access/index.ts';
import { pictured, type PicturedVersion } from '../renditions/index.ts';
import { isUnmatched, judgeGroup } from './judge-unmatched.ts';
import { likelyFor } from './likely.ts';
import { viewsOf } from './match-table.ts';
import { errorOf, iso } from './present.ts';
import { presentCandidates } from './present-candidates.ts';

/**
 * The open questions of a gallery, each matched anew with what is known of its picture by now; `mine`: the member's
 * own upload, which a retoucher may place.
 */
export async function listUnmatched(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<UnmatchedUpload[]> {
	const { read } = ctx.db;
	const now = ctx.clock.now();
	const { gallery } = await findVisibleGallery(read, actor, galleryId, now);
	const own = and(isUnmatched, eq(version.galleryId, galleryId), eq(version.uploadedBy, actor.memberId));
	const mine = new Set(
		(await read.select({ id: version.id }).from(version).where(own).all()).map(({ id }) => id)
	);
	return (await viewUnmatched(read, gallery, now)).map((view) => ({ ...view, mine: mine.has(view.id) }));
}

export async function viewUnmatched(db: Database, gallery: Gallery, now: number): Promise<UnmatchedView[]> {
	const waiting = await db
		.select(pictured)
		.from(version)
		.where(and(isUnmatched, eq(version.galleryId, gallery.id), gt(version.expiresAt, now)))
		.orderBy(asc(version.createdAt), asc(version.id))
		.all();
	const groups = Map.groupBy(waiting, (row) => row.orderId);
	return (
		await Array.fromAsync([...groups], ([orderId, rows]) => viewGroup(db, gallery, orderId, rows))
	).flat();
}

async function viewGroup(
	db: Database,
	gallery: Gallery,
	orderId: string | null,
	rows: PicturedVersion[]
): Promise<UnmatchedView[]> {
	const matched = await judgeGroup(db, gallery, orderId, rows);
	const likely = await likelyFor(db, gallery.id, orderId, rows, matched);
	const named = new Set([...matched, ...likely].flatMap(({ candidates }) => candidates));
	const shown = viewsOf(await presentCandidates(db, [...named]));
	return rows.flatMap((row, i) => {
		const match = likely[i];
		if (!match) return [];
		const { looks, ...answer } = match;
		const candidates = match.candidates.flatMap((id) => {
			const view = shown.get(id);
			return view ? [{ ...view, looksAlike: looks.includes(id) }] : [];
		});
		return [{ ...answer, ...presentUnmatched(row), candidates }];
	});
}

function presentUnmatched(row: PicturedVersion) {
	const smallest = row.renditions.at(-1);
	return {
		id: row.id,
		name: row.name,
		...(row.section ? { section: row.section } : {}),
		state: row.wantedState,
		...(row.orderId ? { orderId: row.orderId } : {}),
		...(row.dropId ? { drop: row.dropId } : {}),
		kind: row.kind,
		bytes: row.bytes,
		width: row.width,
		height: row.height,
		status:
			row.processedAt === null
				? ('processing' as const)
				: row.error
					? ('failed' as const)
					: ('ready' as const),
		...errorOf(row.error),
		placeholder: row.placeholder,
		thumbnail: smallest ? `/api/v1/unmatched/${row.id}/${smallest.width}.webp` : null,
		createdAt: iso(row.createdAt),
		expiresAt: iso(row.expiresAt ?? row.createdAt)
	};
}

/** An unmatched upload loaded through the actor. */
export async function findUnmatched(db: Database, actor: MemberActor, id: string, now: number) {
	const row = await db
		.select()
		.from(version)
		.where(and(eq(version.id, id), isUnmatched, gt(version.expiresAt, now)))
		.get();
	if (!row) throw notFound();
	const { gallery } = await findVisibleGallery(db, actor, row.galleryId, now);
	return { row, gallery };
}
