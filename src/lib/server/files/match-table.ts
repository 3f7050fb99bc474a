import * as v from 'valibot';
import type { MatchNames } from '#lib/contract/file-inputs.ts';
import type { MatchRow } from '#lib/contract/unmatched.ts';
import type { Candidate } from '#lib/contract/version.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { matchDrops } from '#lib/domain/matching/match-drops.ts';
import type { Context } from '../context.ts';
import { findVisibleGallery } from '../access/index.ts';
import { acceptedSuffixes } from './accepted-suffixes.ts';
import { candidatesFor, candidatesOf, orderFileIds } from './candidates.ts';
import { companionEndings } from './companions.ts';
import { presentCandidates } from './present-candidates.ts';

/** What dropped finals would replace, before a byte is sent: by their names only, in the order of the names. */
export async function matchTable(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ orderId, names }: v.InferOutput<typeof MatchNames>
): Promise<MatchRow[]> {
	const db = ctx.db.read;
	const { gallery } = await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
	const matched = matchDrops({
		drops: names.map(({ name, section }) => ({ name, section: section || null })),
		orderFiles: orderId ? await candidatesOf(db, await orderFileIds(db, galleryId, orderId)) : [],
		galleryFiles: await candidatesFor(
			db,
			galleryId,
			names.map(({ name }) => name)
		),
		mode: 'ask',
		acceptSuffixes: await acceptedSuffixes(db, gallery),
		companionEndings: await companionEndings(db, gallery)
	});
	const shown = viewsOf(
		await presentCandidates(db, [...new Set(matched.flatMap(({ candidates }) => candidates))])
	);
	return matched.map((row) => ({ ...row, candidates: row.candidates.flatMap((id) => shown.get(id) ?? []) }));
}

export const viewsOf = (views: Candidate[]) => new Map(views.map((view) => [view.fileId, view]));
