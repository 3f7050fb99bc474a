import { rooms } from '#lib/contract/announcements.ts';
import { inLanguage } from '#lib/messages/current-node.ts';
import { FALLBACK } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
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
	const views = await inLanguage(FALLBACK, async () => viewFiles(tx, await filesById(tx, fileIds)));
	for (const view of views)
		await ctx.hub.announce(
			tx,
			rooms.studio(view.galleryId),
			event,
			event === 'file.removed' ? ids(view) : view
		);
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
	const payload = { galleryId: row.galleryId, ...presentReleasedFacts(row, shown, proofs) };
	await ctx.hub.announce(tx, room, isNew ? 'file.added' : 'file.changed', payload);
}
