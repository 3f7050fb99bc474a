import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { member } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';
import { queueMail } from '../outbox/index.ts';
import { versionById } from './queries.ts';

/** The note goes by mail to whoever uploaded the version; who sends their own back knows it already. */
export async function mailUploader(
	tx: Transaction,
	ctx: Context,
	{ versionId, by }: FactOf<'version.refused'>
) {
	const refused = await versionById(tx, versionId);
	if (!refused) return;
	const { uploadedBy, fileId, galleryId, n, note, orderId } = refused;
	if (!uploadedBy || uploadedBy === by.id || !fileId || n === null) return;
	const isThere = and(eq(member.id, uploadedBy), isNull(member.removedAt));
	const uploader = await tx.select().from(member).where(isThere).get();
	if (!uploader) return;
	await queueMail(tx, ctx, {
		template: 'final-refused',
		to: uploader.email,
		toName: uploader.name,
		facts: { fileId, version: n, note: note ?? '' },
		galleryId,
		orderId: orderId ?? undefined
	});
}
