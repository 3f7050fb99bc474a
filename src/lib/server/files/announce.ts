import { rooms } from '#lib/contract/announcements.ts';
import { inLanguage } from '#lib/messages/current-node.ts';
import { FALLBACK } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { releasedCompanions } from './companions.ts';
import { proofsIn } from './plan-looks.ts';
import { presentReleasedFacts, type FileRow, type ShownVersion } from './present.ts';
import { filesById, viewFiles } from './queries.ts';

type Announcer = Pick<Context, 'hub'>;

/** Members hear of the current values, whatever clients see. Each reads codes in their own language: sentences are English. */
export async function announceStudio(
	tx: Transaction,
	ctx: Announcer,
	fileIds: string[],
	event: 'file.added' | 'file.changed' | 'file.removed' = 'file.changed'
) {
	const { own, ofOthers } = await withPictures(tx, fileIds);
	const viewed = (rows: FileRow[]) => inLanguage(FALLBACK, () => viewFiles(tx, rows));
	for (const view of await viewed(own))
		await ctx.hub.announce(
			tx,
			rooms.studio(view.galleryId),
			event,
			event === 'file.removed' ? ids(view) : view
		);
	for (const view of await viewed(ofOthers))
		await ctx.hub.announce(tx, rooms.studio(view.galleryId), 'file.changed', view);
}

/** A companion is told of with its picture. */
async function withPictures(tx: Transaction, fileIds: string[]) {
	const rows = await filesById(tx, fileIds);
	const own = rows.filter((row) => row.companionOf === null);
	const pictures = new Set(rows.flatMap((row) => row.companionOf ?? []));
	for (const { id } of own) pictures.delete(id);
	const ofOthers = pictures.size ? await filesById(tx, [...pictures]) : [];
	return { own, ofOthers: ofOthers.filter((row) => row.deletedAt === null) };
}

const ids = ({ id, galleryId }: { id: string; galleryId: string }) => ({ id, galleryId });

/** Clients hear of released values only; what each of them may do with it is theirs to ask for. */
export async function announceClients(
	tx: Transaction,
	ctx: Announcer,
	row: FileRow,
	shown: ShownVersion | null,
	isNew: boolean
) {
	const room = rooms.client(row.galleryId);
	if (!shown) return ctx.hub.announce(tx, room, 'file.removed', ids(row));
	const proofs = await proofsIn(tx, row.galleryId);
	const companions = (await releasedCompanions(tx, [row.id])).get(row.id) ?? [];
	const facts = presentReleasedFacts(row, shown, proofs);
	// said even of none: what is announced is laid over what was known
	const payload = { galleryId: row.galleryId, ...facts, companions };
	await ctx.hub.announce(tx, room, isNew ? 'file.added' : 'file.changed', payload);
}
