import { and, eq, inArray, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { Actor, LinkActor } from '#lib/domain/access/actor.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { ArchivePin, Pin, Tier, VersionFacts } from '#lib/domain/access/read.ts';
import { alias } from '../db/columns.ts';
import type { Database } from '../db/open.ts';
import { AT_ONCE } from '../db/in-turns.ts';
import { delivery, deliveryFile, deliveryLink, file, gallery, version } from '../db/schema.ts';

export type LoadedFacts = { id: string; galleryId: string; facts: VersionFacts };

/** An archive, or a transfer under way, that holds on to versions for a participant (the domain's archive pin). */
export type Held = { participantId: string; until: number };

/**
 * What the domain's `canRead` needs to know of each version, set by set; only pins that can matter to this actor are
 * loaded. Unknown ids and unmatched uploads are missing from the answer.
 */
export async function* factsOf(
	db: Database,
	actor: Actor,
	versionIds: readonly string[],
	tier: Tier,
	now: number,
	held?: Held
): AsyncGenerator<LoadedFacts[]> {
	const pins = await deliveryPins(db, actor, versionIds);
	const before =
		tier === 'preview' && actor.kind === 'link' ? await beforePins(db, actor, versionIds) : NO_BEFORE;
	const offers = new Map<string, readonly FileState[]>();
	for (let i = 0; i < versionIds.length; i += AT_ONCE) {
		const rows = await rowsOf(db, versionIds.slice(i, i + AT_ONCE));
		for (const { galleryId } of rows)
			if (!offers.has(galleryId)) offers.set(galleryId, await offeredIn(db, galleryId));
		yield rows.map((row): LoadedFacts => {
			const own = [...(pins.get(row.id) ?? NO_PINS), ...(before.get(row.id) ?? NO_PINS)];
			const all = held ? [...own, archivePin(held, row)] : own;
			const facts = toFacts(row, all, offers.get(row.galleryId) ?? [], now);
			return { id: row.id, galleryId: row.galleryId, facts };
		});
	}
}

/** Of a version and its file. */
export const factColumns = {
	id: version.id,
	galleryId: version.galleryId,
	n: version.n,
	status: version.status,
	lastState: version.lastState,
	releasedAt: version.releasedAt,
	takenBackAt: version.takenBackAt,
	releasedVersion: file.releasedVersion,
	releasedState: file.releasedState,
	deletedAt: file.deletedAt
};

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

const rowsOf = (db: Database, ids: string[]) =>
	db
		.select(factColumns)
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.where(inArray(version.id, ids))
		.all();

async function offeredIn(db: Database, galleryId: string): Promise<readonly FileState[]> {
	const found = await db
		.select({ states: gallery.offerDownloads })
		.from(gallery)
		.where(eq(gallery.id, galleryId))
		.get();
	return found?.states ?? [];
}

export function toFacts(
	row: Omit<Row, 'id' | 'galleryId' | 'lastState'>,
	pins: readonly Pin[],
	offerDownloads: readonly FileState[],
	now: number
): VersionFacts {
	const { releasedVersion, releasedState } = row;
	const isReleased = releasedVersion !== null && releasedState !== null;
	const released = isReleased ? { version: releasedVersion, state: releasedState } : null;
	return {
		version: row.n ?? 0,
		wasCurrent: row.status === 'current' || row.status === 'past',
		everReleased: row.releasedAt !== null,
		takenBack: row.takenBackAt !== null,
		pins,
		file: { deleted: row.deletedAt !== null, released },
		gallery: { offerDownloads },
		now
	};
}

/** `lastState`: a state that was lowered before the next version came stays lowered. */
const archivePin = (held: Held, { lastState }: Row): ArchivePin => ({
	kind: 'archive',
	...held,
	state: lastState ?? 'UNDEFINED'
});

export const NO_PINS: readonly Pin[] = [];
const NO_BEFORE: ReadonlyMap<string, readonly Pin[]> = new Map();

/** By version: what the order's delivery that this link opens holds of the same picture. */
async function beforePins(
	db: Database,
	{ linkId }: LinkActor,
	ids: readonly string[]
): Promise<ReadonlyMap<string, readonly Pin[]>> {
	const delivered = alias(version, 'delivered');
	const rows = await db
		.select({
			id: version.id,
			deliveryId: delivery.id,
			n: delivered.n,
			recalledAt: delivery.recalledAt,
			expiresAt: delivery.expiresAt
		})
		.from(version)
		.innerJoin(deliveryFile, eq(deliveryFile.fileId, version.fileId))
		.innerJoin(delivered, eq(delivered.id, deliveryFile.versionId))
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(deliveryLink, eq(deliveryLink.deliveryId, delivery.id))
		.where(
			and(
				inArray(version.id, [...ids]),
				eq(deliveryLink.id, linkId),
				isNull(deliveryLink.revokedAt),
				isNotNull(delivery.deliveredAt),
				isNotNull(delivery.orderId),
				isNull(deliveryFile.recalledAt)
			)
		)
		.all();
	return new Map(
		rows.map(({ id, n, ...live }) => [id, [{ kind: 'before' as const, ...live, delivered: n ?? 0 }]])
	);
}

async function deliveryPins(db: Database, actor: Actor, ids: readonly string[]): Promise<Map<string, Pin[]>> {
	const byVersion = new Map<string, Pin[]>();
	for (const { versionId, email, deliveryId, expiresAt, ...ends } of await pinRows(db, actor, ids)) {
		const recalledAt = ends.recalledAt ?? ends.offAt;
		const pin: Pin = { kind: 'delivery', deliveryId, recipients: [email], recalledAt, expiresAt };
		byVersion.set(versionId, [...(byVersion.get(versionId) ?? []), pin]);
	}
	return byVersion;
}

/** Beyond so many the pins of the whole gallery are looked through instead. */
const MANY = 100;

/** Links of this actor: their own by address, or the one that is held. A revoked link pins nothing for its owner. */
async function pinRows(db: Database, actor: Actor, ids: readonly string[]) {
	const whose = linksOf(actor);
	if (!whose) return [];
	const isFew = ids.length <= MANY;
	const among = isFew ? inArray(deliveryFile.versionId, [...ids]) : whereOf(actor);
	return db
		.select({
			versionId: deliveryFile.versionId,
			email: deliveryLink.email,
			deliveryId: delivery.id,
			recalledAt: delivery.recalledAt,
			offAt: deliveryFile.recalledAt,
			expiresAt: delivery.expiresAt
		})
		.from(deliveryFile)
		.innerJoin(delivery, eq(delivery.id, deliveryFile.deliveryId))
		.innerJoin(deliveryLink, eq(deliveryLink.deliveryId, delivery.id))
		.where(and(among, isNotNull(delivery.deliveredAt), isNull(deliveryLink.revokedAt), whose))
		.all();
}

function linksOf(actor: Actor): SQL | null {
	if (actor.kind === 'link') return eq(deliveryLink.id, actor.linkId);
	if (actor.kind === 'client' && actor.email !== null) return eq(deliveryLink.email, actor.email);
	return null;
}

const whereOf = (actor: Actor): SQL | undefined =>
	actor.kind === 'client' ? eq(delivery.galleryId, actor.galleryId) : undefined;
