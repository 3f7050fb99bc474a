import { and, eq, isNotNull } from 'drizzle-orm';
import type { Pair } from '#lib/domain/states/released.ts';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import { bumpChange } from '../db/change.ts';
import { inWritersTurns } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { deliveryFile, file, version } from '../db/schema.ts';
import type { FactName, FactOf } from '../events/index.ts';
import { announceClients, announceStudio } from './announce.ts';
import { filesById, picturedByNumber, picturesOf } from './queries.ts';
import { moveReleased, type SettleEvent } from './settle-released.ts';

type OfFiles = Extract<FactOf<FactName>, { fileIds: string[] }>;

/** What each fact is to the rule of the released pair. */
const RELEASE_EVENTS = {
	'file.becameCurrent': 'version-current',
	'file.stateSet': 'state-set',
	'file.restored': 'restored',
	'file.deleted': 'deleted',
	'file.undeleted': 'undeleted',
	'gallery.undeleted': 'undeleted',
	'order.itemsCancelled': 'item-ended'
} as const;

type Releasing = FactOf<keyof typeof RELEASE_EVENTS>;

/** What clients see of these files follows, or is held back. */
export async function releasePair(tx: Transaction, ctx: Context, fact: Releasing) {
	const event = { kind: RELEASE_EVENTS[fact.name] };
	await inWritersTurns(fact.fileIds, async (part) => void (await moveReleased(tx, ctx, part, event)));
}

/** The same where the studio would not hear of these files otherwise: it hears of those that moved. */
export async function releasePairAndTell(tx: Transaction, ctx: Context, fact: Releasing) {
	const event = { kind: RELEASE_EVENTS[fact.name] };
	await inWritersTurns(fact.fileIds, async (part) =>
		announceStudio(tx, ctx, await moveReleased(tx, ctx, part, event))
	);
}

/** Clients see from now on what was delivered. */
export async function releaseDelivered(tx: Transaction, ctx: Context, fact: FactOf<'delivery.closed'>) {
	const pinned = await pinnedBy(tx, fact.deliveryId);
	const event: SettleEvent = { kind: 'delivered', pinned };
	await inWritersTurns([...pinned.keys()], async (part) =>
		announceStudio(tx, ctx, await moveReleased(tx, ctx, part, event))
	);
	if (fact.galleryId) await bumpChange(tx, fact.galleryId);
}

async function pinnedBy(tx: Transaction, deliveryId: string): Promise<Map<string, Pair>> {
	const rows = await tx
		.select({ fileId: file.id, state: file.state, n: version.n })
		.from(deliveryFile)
		.innerJoin(file, eq(file.id, deliveryFile.fileId))
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.where(and(eq(deliveryFile.deliveryId, deliveryId), isNotNull(version.n)))
		.all();
	return new Map(rows.map(({ fileId, state, n }) => [fileId, { version: n ?? 0, state }]));
}

/** Members see these files as they are now. */
export const tellStudio = (tx: Transaction, ctx: Context, { fileIds }: OfFiles) =>
	inWritersTurns(fileIds, async (part) => announceStudio(tx, ctx, part));

export const tellStudioAdded = (tx: Transaction, ctx: Context, { fileIds }: OfFiles) =>
	announceStudio(tx, ctx, fileIds, 'file.added');

export const tellStudioRemoved = (tx: Transaction, ctx: Context, { fileIds }: OfFiles) =>
	announceStudio(tx, ctx, fileIds, 'file.removed');

/** A new name or section, with the version that clients see. */
export async function tellClientsOfNames(tx: Transaction, ctx: Context, fact: FactOf<'file.described'>) {
	if (fact.shown) await tellClients(tx, ctx, fact);
}

/** What was a tile has a picture, and what was waited for is there. */
export const tellClientsOfPictures = (
	tx: Transaction,
	ctx: Context,
	fact: FactOf<'version.pictured' | 'version.lookMade'>
) => tellClients(tx, ctx, fact);

async function tellClients(tx: Transaction, ctx: Context, fact: OfFiles) {
	for (const row of await picturesOf(tx, fact.fileIds)) {
		const shown =
			row.releasedVersion === null ? undefined : await picturedByNumber(tx, row.id, row.releasedVersion);
		if (!shown) continue;
		await bumpChange(tx, row.galleryId);
		await announceClients(tx, ctx, row, shown, false);
	}
}

/** Clients who see this version can play it from now on. */
export async function tellClientsOfFilm(
	tx: Transaction,
	ctx: Context,
	{ fileIds, versionId }: FactOf<'film.prepared'>
) {
	for (const row of await filesById(tx, fileIds)) {
		if (row.releasedVersion === null || row.deletedAt !== null) continue;
		const shown = await picturedByNumber(tx, row.id, row.releasedVersion);
		if (shown?.id !== versionId) continue;
		await bumpChange(tx, row.galleryId);
		await announceClients(tx, ctx, row, shown, false);
	}
}

type OfUnmatched = FactOf<'unmatched.changed' | 'unmatched.processed'>;

/** The list of questions changed: whoever shows it asks for it again. */
export async function tellUnmatched(tx: Transaction, ctx: Context, { galleryId, unmatchedId }: OfUnmatched) {
	if (galleryId)
		await ctx.hub.announce(tx, rooms.studio(galleryId), 'upload.changed', { galleryId, unmatchedId });
}
