/**
 * What orders, pictures and deliveries must be, said a second time from the product's rules and without the product's
 * code: the model that every step of the real thing is compared with.
 */
export type State = 'UNDEFINED' | 'PROOF' | 'FINAL';
export type Who = 'cleo' | 'ben';
export type Pair = { n: number; state: State };

export type VersionState = 'processing' | 'asks' | 'failed' | 'current' | 'past' | 'refused' | 'discarded';

export type Version = {
	id: string;
	n: number;
	status: VersionState;
	/** State asked for when it becomes current. */
	wanted: State;
	/** State it last had as current. */
	last: State | null;
	/** The retoucher's. */
	byRay: boolean;
	/** Matched by its name, so that its look is judged. */
	byName: boolean;
	looks: 'same' | 'other';
	orderId: string | null;
	at: number;
};

export type Picture = {
	id: string;
	name: string;
	state: State;
	current: number;
	versions: Version[];
	released: Pair | null;
	deleted: boolean;
};

export type ItemState = 'waiting' | 'ready' | 'delivered' | 'cancelled';
export type Item = {
	/** Known once the real one was seen. */
	id: string | null;
	picture: Picture;
	at: number;
	state: ItemState;
	/** Ready only with a higher version. */
	after: number;
	pin: number | null;
	endedBy: 'client' | 'withdrawn' | 'deleted' | null;
	delivery: Delivery | null;
};

export type Open = { dueAt: number | null; held: boolean; restarts: number };
export type MailState = 'waiting' | 'sent' | 'failed';
export type Delivery = {
	id: string | null;
	pins: Map<Picture, number>;
	recalled: boolean;
	/** Taken off its page one by one. */
	off: Set<Picture>;
	/** What became of the mail to each recipient. */
	mails: Map<string, MailState>;
};
export type Order = {
	id: string;
	by: Who;
	to: string[];
	key: string;
	started: boolean;
	items: Item[];
	open: Open | null;
	deliveries: Delivery[];
	/** "The client is told once": mails about what the studio changed. */
	told: number;
};

export type Upload = {
	id: string;
	picture: Picture;
	/** Dropped on this order, on the picture itself, or on the gallery. */
	on: Order | 'picture' | 'gallery';
	wanted: State;
	byRay: boolean;
	heardAt: number;
};

export type DeliveryRule = 'as-final' | 'whole-order' | 'by-hand';

export type Book = {
	now: number;
	pictures: Picture[];
	orders: Order[];
	uploads: Upload[];
	rule: DeliveryRule;
	/** A state that is delivered as FINAL is. */
	atOnce: State | null;
	okForRetoucher: boolean;
	/** Asked wishes, so that each text is a new one. */
	wishes: number;
};

export const isPending = ({ state }: Pick<Item, 'state'>) => state === 'waiting' || state === 'ready';
export const itemsOf = (book: Book) => book.orders.flatMap(({ items }) => items);
export const pendingOf = (book: Book, picture: Picture) =>
	itemsOf(book).filter((item) => item.picture === picture && isPending(item));
export const livePictures = (book: Book) => book.pictures.filter(({ deleted }) => !deleted);
export const versionsOf = (book: Book) =>
	book.pictures.flatMap((picture) => picture.versions.map((version) => ({ picture, version })));
export const currentOf = ({ versions, current }: Picture) => versions[current - 1];
export const newItem = (picture: Picture, at: number, after = 0): Item => ({
	id: null,
	picture,
	at,
	state: 'waiting',
	after,
	pin: null,
	endedBy: null,
	delivery: null
});

export function end(item: Item, by: NonNullable<Item['endedBy']>) {
	Object.assign(item, { state: 'cancelled', endedBy: by, pin: null });
}
