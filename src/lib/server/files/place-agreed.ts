import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import { isCounter } from '#lib/domain/matching/endings.ts';
import type { Matched } from '#lib/domain/matching/match-drops.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { gallery, version } from '../db/schema.ts';
import { record, SYSTEM } from '../events/index.ts';
import { rememberSuffixes } from './accepted-suffixes.ts';
import { isUnmatched, judgeGroup } from './judge-unmatched.ts';
import { isTaken } from './plan-upload.ts';
import type { VersionRow } from './present.ts';
import { placeUnmatched } from './take-unmatched.ts';

/**
 * Of the questions of an order (null: of no order) those that their pictures have answered are taken: another extension
 * or an ending, one candidate, and both look the same. The ending is remembered for the studio.
 */
export async function placeAgreed(tx: Transaction, ctx: Context, galleryId: string, orderId: string | null) {
	const here = await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
	if (!here) return;
	const isOpen = and(isUnmatched, eq(version.galleryId, galleryId), gt(version.expiresAt, ctx.clock.now()));
	const open = await tx
		.select()
		.from(version)
		.where(isOpen)
		.orderBy(asc(version.createdAt), asc(version.id))
		.all();
	const rows = open.filter((row) => row.orderId === orderId);
	for (const [i, matched] of (await judgeGroup(tx, here, orderId, rows)).entries()) {
		const row = rows[i];
		if (!row || !isAnswered(row, matched)) continue;
		const fileId = matched.fileId ?? '';
		if (await isTaken(tx, fileId, { drop: row.dropId ?? undefined, uploadId: row.id })) continue;
		if (matched.suffix && !isCounter(matched.suffix))
			await rememberSuffixes(tx, here.studioId, [matched.suffix]);
		await placeUnmatched(tx, ctx, SYSTEM, row, { gallery: here, fileId });
		await record(tx, ctx, { name: 'unmatched.changed', galleryId, by: SYSTEM, unmatchedId: row.id });
	}
}

const isAnswered = (row: VersionRow, { verdict, class: matchClass, fileId }: Matched) =>
	(verdict === 'sure' || verdict === 'identical') &&
	fileId !== null &&
	(matchClass ?? 0) >= 3 &&
	row.processedAt !== null &&
	row.error === null;

/** A picture of the gallery became known: finals that came before it may be answered now. */
export async function placeAgreedWith(tx: Transaction, ctx: Context, galleryId: string) {
	const orders = new Set((await waiting(tx).all({ galleryId })).map(({ orderId }) => orderId));
	for (const orderId of orders) await placeAgreed(tx, ctx, galleryId, orderId);
}

const waiting = statement((tx: Transaction) =>
	tx
		.select({ orderId: version.orderId })
		.from(version)
		.where(
			and(
				eq(version.galleryId, param('galleryId')),
				eq(version.status, 'unmatched'),
				isNotNull(version.processedAt)
			)
		)
		.prepare()
);
