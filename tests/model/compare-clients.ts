import { expect } from 'vitest';
import { readable } from '#lib/server/downloads/can-read.ts';
import { releasedFiles } from '#lib/server/files/index.ts';
import { readOwnOrder } from '#lib/server/orders/index.ts';
import { CHOOSES } from '#tests/support/cast/cast.ts';
import { livePictures, type Book, type Order, type Picture, type Version } from './book.ts';
import type { Found } from './found.ts';
import { same } from './same.ts';
import type { World } from './world.ts';

/** What a client is shown, in turns: the gallery, an order of theirs in their words, the originals of one picture. */
export async function compareClients(book: Book, world: World, { gallery }: Found, at: number) {
	if (at % 3 === 0) await compareGallery(book, world, gallery);
	const order = book.orders[at % Math.max(1, book.orders.length)];
	if (at % 3 === 1 && order) await compareOwnOrder(world, order);
	const picture = book.pictures[at % book.pictures.length];
	if (at % 3 === 2 && picture) await compareOriginals(book, world, picture);
}

async function compareGallery(book: Book, { ctx }: World, gallery: Found['gallery']) {
	if (!gallery) throw new Error('A walk has its gallery');
	const seen = (await releasedFiles(ctx, gallery, CHOOSES)).map(
		({ id, version, state, canDownload, canOrder }) => ({
			id,
			version,
			state,
			canDownload,
			canOrder
		})
	);
	const shown = livePictures(book).flatMap(({ id, released }) => {
		if (!released) return [];
		const isFinal = released.state === 'FINAL';
		const { n: version, state } = released;
		return [{ id, version, state, canDownload: isFinal, canOrder: !isFinal }];
	});
	const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
	same(seen.sort(byId), shown.sort(byId));
}

/** Ready is still waiting to them, and nothing names a version, a pin or a time. */
async function compareOwnOrder(world: World, order: Order) {
	const own = await readOwnOrder(world.ctx, world[order.by], order.id);
	const states = order.items.map(({ id, state }) => [id, state === 'ready' ? 'waiting' : state]);
	same(Object.fromEntries(own.items.map(({ id, state }) => [id, state])), Object.fromEntries(states));
	same(own.canChange, !order.started);
	same(
		own.deliveries.map(({ id, recalled }) => [id, recalled]),
		order.deliveries.map(({ id, recalled }) => [id, recalled])
	);
	expect(JSON.stringify(own)).not.toMatch(/versionId|dueAt|"held"|afterVersion|"pin"/);
}

async function compareOriginals(book: Book, { ctx, cleo, clock }: World, picture: Picture) {
	const ids = picture.versions.map(({ id }) => id);
	const reads = await readable(ctx.db.read, cleo, ids, 'original', clock.now());
	same(
		picture.versions.filter(({ id }) => reads.has(id)).map(({ n }) => n),
		picture.versions.filter((version) => isTheirs(book, picture, version)).map(({ n }) => n)
	);
}

/** The released version where it is FINAL, and what a delivery to them pins that was not recalled. */
function isTheirs({ orders }: Book, picture: Picture, { n }: Version): boolean {
	const { released, deleted } = picture;
	if (!deleted && released?.n === n && released.state === 'FINAL') return true;
	return orders
		.filter(({ to }) => to.includes('cleo@client.test'))
		.some(({ deliveries }) =>
			deliveries.some(({ recalled, off, pins }) => !recalled && !off.has(picture) && pins.get(picture) === n)
		);
}
