import type { Fault } from '#lib/domain/fault.ts';
import { draftFor, placeOrder } from '#lib/server/orders/index.ts';
import { livePictures, newItem, type Book, type Order, type Picture, type Who } from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';

const MOST_ORDERS = 3;
const EVE = 'eve@agency.test';

/** What is not final is offered for ordering; what clients see decides. */
const offered = (book: Book) =>
	livePictures(book).filter(({ released }) => released && released.state !== 'FINAL');
const some = <T>(all: readonly T[], at: number) =>
	all.filter((_, i) => i === at % all.length || (at >> i) % 2 === 1);
const whoAt = (at: number): Who => (at % 3 === 0 ? 'ben' : 'cleo');
const room = (book: Book) => (book.orders.length < MOST_ORDERS ? [book] : []);

type Wanted = { pictures: Picture[]; viewHash?: string; key?: string; eve?: boolean };

/** Drafts and sends, as the dialog does; `viewHash` for what they saw at another time. */
async function place({ ctx, galleryId, ...people }: World, who: Who, wanted: Wanted) {
	const fileIds = wanted.pictures.map(({ id }) => id);
	const draft = await draftFor(ctx, people[who], galleryId, { fileIds, again: fileIds });
	const key = wanted.key ?? ctx.ids.next();
	const recipients = [{ participantId: people[who].participantId }, { address: EVE }];
	const input = {
		fileIds,
		viewHash: wanted.viewHash ?? draft.viewHash,
		note: '',
		...(wanted.eve ? { recipients } : {})
	};
	return { key, input, id: await placeOrder(ctx, people[who], galleryId, key, input) };
}

type Placed = Awaited<ReturnType<typeof place>>;
const inputs = new WeakMap<Order, Placed['input']>();

const placed = rule({
	command: 'place',
	state: 'offered',
	subjects: (book) => (offered(book).length ? room(book) : []),
	act: (world, book, _, at) =>
		place(world, whoAt(at), { pictures: some(offered(book), at), eve: at % 5 === 0 }),
	move: (book, _, { id, key, input }, at) => {
		const pictures = book.pictures.filter((picture) => input.fileIds.includes(picture.id));
		const by = whoAt(at);
		const order: Order = {
			id,
			by,
			to: [`${by}@client.test`, ...(at % 5 === 0 ? [EVE] : [])],
			key,
			started: false,
			items: pictures.map((picture) => newItem(picture, book.now)),
			open: null,
			deliveries: [],
			told: 0
		};
		book.orders.push(order);
		inputs.set(order, input);
	}
});

const refusedPlace = (
	state: string,
	refused: Fault,
	subjects: (book: Book) => Picture[],
	more: Partial<Wanted> = {}
) =>
	rule({
		command: 'place',
		state,
		refused,
		subjects,
		act: (world, picture, _, at) => place(world, whoAt(at), { pictures: [picture], ...more })
	});

const again = (state: string, change: (input: Placed['input']) => Placed['input']) => ({
	command: 'place',
	state,
	subjects: (book: Book) => book.orders,
	act: async ({ ctx, galleryId, ...people }: World, order: Order) => {
		const input = inputs.get(order);
		if (!input) throw new Error('An order has its input');
		const id = await placeOrder(ctx, people[order.by], galleryId, order.key, change(input));
		if (id !== order.id) throw new Error('The same key made another order');
	}
});

export const placingRules: Rule[] = [
	placed,
	refusedPlace('not offered', 'stale', (book) =>
		livePictures(book).filter(({ released }) => released?.state === 'FINAL')
	),
	refusedPlace('deleted', 'stale', (book) => book.pictures.filter(({ deleted }) => deleted)),
	refusedPlace('changed since', 'stale', offered, { viewHash: 'what they saw before' }),
	rule({ ...again('same key', (input) => input), move: () => undefined }),
	rule({ ...again('same key, other body', (input) => ({ ...input, note: 'another' })), refused: 'invalid' })
];
