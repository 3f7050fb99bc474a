import { and, asc, eq, gt, isNotNull, isNull, ne, or } from 'drizzle-orm';
import type { Standing } from '#lib/contract/version.ts';
import type { Database } from '../db/open.ts';
import { delivery, deliveryFile, deliveryLink, file, version } from '../db/schema.ts';
import { waitingFor } from './holders.ts';

/** By version, the deliveries of a picture that stand. */
export async function standingOf(
	db: Database,
	fileId: string,
	now: number
): Promise<Map<string, Standing[]>> {
	const links = and(
		eq(deliveryLink.deliveryId, delivery.id),
		ne(deliveryLink.email, ''),
		isNull(deliveryLink.revokedAt)
	);
	const stands = and(
		eq(deliveryFile.fileId, fileId),
		isNotNull(delivery.deliveredAt),
		isNull(delivery.recalledAt),
		isNull(deliveryFile.recalledAt),
		or(isNull(delivery.expiresAt), gt(delivery.expiresAt, now))
	);
	const rows = await db
		.select({
			delivery,
			link: deliveryLink,
			versionId: deliveryFile.versionId,
			n: version.n,
			current: file.currentVersion
		})
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.innerJoin(file, eq(file.id, deliveryFile.fileId))
		.leftJoin(deliveryLink, links)
		.where(stands)
		.orderBy(asc(delivery.deliveredAt), asc(delivery.id), asc(deliveryLink.email))
		.all();
	const waiting = await waitingFor(db, [fileId]);
	const haveCurrent = new Set(
		rows.flatMap(({ n, current, link }) => (link && n === current ? link.email : []))
	);
	const awaited = (email: string) => waiting.has(`${fileId} ${email}`);
	const byVersion = new Map<string, Standing[]>();
	for (const one of Map.groupBy(rows, (row) => row.delivery.id).values()) {
		const [first] = one;
		if (!first) continue;
		const to = one.flatMap(({ link }) => (link ? { email: link.email, name: link.name } : []));
		const { id, orderId, number } = first.delivery;
		const all = (is: (email: string) => boolean) => to.length > 0 && to.every(({ email }) => is(email));
		const isServed = all((email) => awaited(email) || haveCurrent.has(email));
		const isAwaited = all(awaited);
		byVersion.set(first.versionId, [
			...(byVersion.get(first.versionId) ?? []),
			{ id, orderId, number, to, isServed, isAwaited }
		]);
	}
	return byVersion;
}
