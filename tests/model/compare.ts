import type { Book, Delivery, Item, Order, Picture } from './book.ts';
import { compareClients } from './compare-clients.ts';
import { compareForEver } from './compare-for-ever.ts';
import { findAll, type Found } from './found.ts';
import { same } from './same.ts';
import type { World } from './world.ts';

/** The real thing stands exactly as the book says, and nothing that was promised for ever has moved. */
export async function compare(book: Book, world: World, at: number) {
	const found = await findAll(world);
	for (const picture of book.pictures) comparePicture(picture, found);
	same(found.orders.length, book.orders.length);
	for (const order of book.orders) compareOrder(order, found);
	compareForEver(world, found);
	await compareClients(book, world, found, at);
}

function comparePicture(picture: Picture, { files, versions }: Found) {
	const row = files.find(({ id }) => id === picture.id);
	const { releasedVersion: n, releasedState } = row ?? {};
	same(
		{
			name: picture.name,
			state: row?.state,
			current: row?.currentVersion,
			released: n == null ? null : { n, state: releasedState },
			deleted: row?.deletedAt !== null
		},
		{
			name: picture.name,
			state: picture.state,
			current: picture.current,
			released: picture.released,
			deleted: picture.deleted
		}
	);
	const mine = versions.filter(({ fileId }) => fileId === picture.id).sort((a, b) => (a.n ?? 0) - (b.n ?? 0));
	same(
		mine.map(({ id, n, status }) => [id, n, status]),
		picture.versions.map(({ id, n, status }) => [id, n, status])
	);
}

function compareOrder(order: Order, found: Found) {
	learnItems(order, found);
	learnDeliveries(order, found);
	const row = found.orders.find(({ id }) => id === order.id);
	same([order.id, row?.startedAt !== null], [order.id, order.started]);
	const real = found.items.filter(({ orderId }) => orderId === order.id);
	same(
		Object.fromEntries(real.map((item) => [item.id, itemOf(item, found)])),
		Object.fromEntries(order.items.map((item) => [item.id, expectedOf(item)]))
	);
	compareOpen(order, found);
	for (const delivery of order.deliveries) compareSent(order, delivery, found);
	const told = found.mails.filter(
		({ template, orderId }) => template === 'order-changed' && orderId === order.id
	);
	same(told.length, order.told);
}

function itemOf(row: Found['items'][number], { versions, deliveries }: Found) {
	const sent = deliveries.find(({ id, deliveredAt }) => id === row.deliveryId && deliveredAt !== null);
	return {
		state: row.state,
		pin: versions.find(({ id }) => id === row.versionId)?.n ?? null,
		endedBy: row.cancelledBy,
		after: row.afterVersion,
		sent: sent?.id ?? null
	};
}

const expectedOf = ({ state, pin, endedBy, after, delivery }: Item) => ({
	state,
	pin,
	endedBy,
	after,
	sent: delivery?.id ?? null
});

/** At most one, with exactly the items that are ready. */
function compareOpen(order: Order, { deliveries, items }: Found) {
	const open = deliveries.filter(({ orderId, deliveredAt }) => orderId === order.id && deliveredAt === null);
	const told = open.map(({ dueAt, held, restarts }) => ({ dueAt, held, restarts }));
	same(told, order.open ? [order.open] : []);
	const inIt = items.filter(({ deliveryId }) => open.some(({ id }) => id === deliveryId)).map(({ id }) => id);
	const ready = order.items.filter(({ state }) => state === 'ready').map(({ id }) => id);
	same(inIt.sort(), ready.sort());
}

/** Exactly these versions, a link and a mail for each recipient. */
function compareSent(
	order: Order,
	delivery: Delivery,
	{ deliveries, listed, links, mails, versions }: Found
) {
	const of = <T extends { deliveryId: string | null }>(all: T[]) =>
		all.filter(({ deliveryId }) => deliveryId === delivery.id);
	const pins = of(listed).map(({ fileId, versionId }) => [
		fileId,
		versions.find(({ id }) => id === versionId)?.n
	]);
	same(pins.sort(), [...delivery.pins].map(([picture, n]) => [picture.id, n]).sort());
	const off = of(listed).filter(({ recalledAt }) => recalledAt !== null);
	same(off.map(({ fileId }) => fileId).sort(), [...delivery.off].map(({ id }) => id).sort());
	const row = deliveries.find(({ id }) => id === delivery.id);
	same(row?.recalledAt !== null, delivery.recalled);
	same(
		of(links)
			.map(({ email }) => email)
			.sort(),
		order.to.toSorted()
	);
	same(
		of(mails)
			.map(({ to, template, status }) => `${template} ${to} ${status}`)
			.sort(),
		order.to.map((to) => `delivery ${to} ${delivery.mails.get(to)}`).sort()
	);
}

function learnItems(order: Order, { items }: Found) {
	const known = new Set(order.items.map(({ id }) => id));
	for (const row of items.filter(({ id, orderId }) => orderId === order.id && !known.has(id))) {
		const mine = order.items.find((item) => item.id === null && item.picture.id === row.fileId);
		if (mine) mine.id = row.id;
	}
}

function learnDeliveries(order: Order, { deliveries }: Found) {
	const known = new Set(order.deliveries.map(({ id }) => id));
	const sent = deliveries.filter(({ orderId, deliveredAt }) => orderId === order.id && deliveredAt !== null);
	for (const { id } of sent.filter(({ id }) => !known.has(id))) {
		const mine = order.deliveries.find((delivery) => delivery.id === null);
		if (mine) mine.id = id;
	}
	same(sent.length, order.deliveries.length);
}
