import * as Y from 'yjs';
import { loadRoom } from '#lib/server/marks/log.ts';
import { aFile, aGallery } from '#tests/support/cast/cast.ts';
import { aSeated, Peer, type Live } from './live.ts';

export type Scene = Awaited<ReturnType<typeof aScene>>;

/** Cleo and Ben in a gallery with two pictures; Ben has chosen the first already. */
export async function aScene(live: Live) {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const files = [await aFile(ctx, gallery.id), await aFile(ctx, gallery.id)].map(({ id }) => id);
	const cleo = await aSeated(ctx, gallery.id, 'cleo');
	const ben = await aSeated(ctx, gallery.id, 'ben');
	const peers: Peer[] = [];
	const join = async (who: typeof cleo, options: ConstructorParameters<typeof Peer>[3] = {}) => {
		const peer = new Peer(live, who.browser, who.seat, options);
		peers.push(peer);
		// the server acknowledges the sync step 2 that it asked for, too
		await Promise.race([peer.answered(), peer.closed]);
		peer.acks.length = 0;
		return peer;
	};
	const pick = (i = 0) => `pick:${gallery.selectionId}:${files[i]}`;
	const b = await join(ben);
	b.own.set(pick(), 'yes');
	await b.answered();
	const c = await join(cleo);
	return { gallery, files: files as [string, string], cleo, ben, c, b, peers, join, pick };
}

export async function aShoot(live: Live, pictures = 4) {
	const gallery = await aGallery(live.ctx);
	const files: string[] = [];
	for (let i = 0; i < pictures; i++) files.push((await aFile(live.ctx, gallery.id)).id);
	return { gallery, files };
}

/** The marks of everybody as a document holds them, sorted. */
export function booksOf(doc: Y.Doc): Record<string, unknown> {
	const all: Record<string, unknown> = {};
	for (const name of [...doc.share.keys()].sort())
		for (const [key, value] of [...doc.getMap(name)].sort(([a], [b]) => (a < b ? -1 : 1)))
			all[`${name} ${key}`] = value;
	return all;
}

/** What is in SQL when everything in memory is forgotten. */
export async function fromLog({ ctx }: Live, galleryId: string): Promise<Record<string, unknown>> {
	const doc = new Y.Doc();
	Y.applyUpdateV2(doc, (await loadRoom(ctx.db.read, galleryId)).room.snapshot('studio'));
	return booksOf(doc);
}
