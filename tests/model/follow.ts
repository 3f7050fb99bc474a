import {
	isPending,
	itemsOf,
	pendingOf,
	type Book,
	type Item,
	type MailState,
	type Order,
	type Pair,
	type Picture,
	type State
} from './book.ts';
import { planned, type Cause } from './grace.ts';

/** What a command did, beyond the facts that it wrote into the book. */
export type Happened = {
	stateSet?: Picture;
	restored?: Picture;
	/** A photographer's OK. */
	accepted?: boolean;
	/** What was pressed on which order. */
	pressed?: { order: Order; cause: Cause };
	/** The clock went on, and every due job ran. */
	due?: boolean;
	/** Orders whose client has to be told of what the studio did. */
	tell?: Order[];
};

const shape = ({ state, pin }: Item) => `${state} ${pin}`;
export const shapesOf = (book: Book) => new Map(itemsOf(book).map((item) => [item, shape(item)]));

/** Everything that follows, in the same commit: items, starts, deliveries, and what clients see. */
export function follow(book: Book, before: Map<Item, string>, happened: Happened) {
	const { tell = [] } = happened;
	for (const item of itemsOf(book)) if (isPending(item)) followPicture(book, item);
	for (const order of book.orders) order.started ||= order.items.some((item) => hasFinalComing(order, item));
	const sent = new Map<Picture, Pair>();
	for (const order of book.orders) {
		const changed = order.items.some((item) => before.get(item) !== shape(item));
		const next = planned(book, order, causeOf(order, changed, happened));
		if (next !== 'send') order.open = next;
		else deliver(order, sent);
	}
	for (const picture of book.pictures)
		picture.released = shownPair(book, picture, sent.get(picture), happened);
	for (const order of tell) order.told++;
}

function followPicture({ atOnce }: Book, item: Item) {
	const { picture, after } = item;
	if (picture.deleted) return;
	const isReady = picture.current > after && ['FINAL', atOnce].includes(picture.state);
	Object.assign(item, isReady ? { state: 'ready', pin: picture.current } : { state: 'waiting', pin: null });
}

const COUNTS = ['processing', 'asks', 'current'];

/** The first final uploaded for an item presses Start of its order, even while it is processed or asks. */
const hasFinalComing = ({ id }: Order, item: Item) =>
	isPending(item) &&
	item.picture.versions.some(
		({ status, wanted, orderId, at }) =>
			COUNTS.includes(status) && at > item.at && (wanted === 'FINAL' || orderId === id)
	);

function causeOf(order: Order, changed: boolean, { pressed, accepted, due }: Happened): Cause {
	if (pressed?.order === order) return pressed.cause;
	if (due) return 'due';
	return !changed ? 'looked' : accepted ? 'ok' : 'changed';
}

function deliver(order: Order, sent: Map<Picture, Pair>) {
	const ready = order.items.filter(({ state }) => state === 'ready');
	const mails = new Map(order.to.map((to): [string, MailState] => [to, 'waiting']));
	const delivery = {
		id: null,
		pins: new Map<Picture, number>(),
		recalled: false,
		off: new Set<Picture>(),
		mails
	};
	for (const item of ready) {
		delivery.pins.set(item.picture, item.pin ?? 0);
		sent.set(item.picture, { n: item.pin ?? 0, state: item.picture.state });
		Object.assign(item, { state: 'delivered', delivery });
	}
	order.deliveries.push(delivery);
	order.open = null;
}

/** The pair that clients see: it rises by a delivery only while something is under order. */
function shownPair(book: Book, picture: Picture, sent: Pair | undefined, happened: Happened) {
	const { released, deleted, state } = picture;
	const current = { n: picture.current, state };
	if (deleted) return null;
	if (pendingOf(book, picture).length === 0) return current;
	if (sent) return sent;
	if (!released) return null;
	if (happened.restored === picture && current.n < released.n) return current;
	const judged = happened.stateSet === picture || current.n === released.n;
	const isLower = OPENNESS.indexOf(state) < OPENNESS.indexOf(released.state);
	return judged && isLower ? { ...released, state } : released;
}

/** With items pending what clients see may fall, but never rise. */
const OPENNESS: State[] = ['PROOF', 'UNDEFINED', 'FINAL'];
