import { askForChange, changeItems, editItems, withdrawItem } from '#lib/server/orders/index.ts';
import {
	end,
	isPending,
	itemsOf,
	livePictures,
	newItem,
	pendingOf,
	type Book,
	type Item,
	type ItemState,
	type Order,
	type Picture
} from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';

const STATES: ItemState[] = ['waiting', 'ready', 'delivered', 'cancelled'];
type Owned = { order: Order; item: Item };
type Place = { order: Order; picture: Picture };

const owned = (book: Book, where: (one: Owned) => boolean) =>
	book.orders.flatMap((order) => order.items.map((item) => ({ order, item }))).filter(where);
const places = (book: Book, where: (one: Place) => boolean) =>
	book.orders.flatMap((order) => book.pictures.map((picture) => ({ order, picture }))).filter(where);
const has = ({ order, picture }: Place, where: (item: Item) => boolean) =>
	order.items.some((item) => item.picture === picture && where(item));

const withdraw = STATES.map((state) => {
	const cell = {
		command: 'withdraw',
		state,
		subjects: (book: Book) => owned(book, ({ item }) => item.state === state),
		act: ({ ctx, ann }: World, { order, item }: Owned) =>
			withdrawItem(ctx, ann, order.id, item.id ?? '', { reason: 'not wanted' })
	};
	if (!isPending({ state })) return rule({ ...cell, refused: 'conflict' });
	return rule({
		...cell,
		move: (_book, { order, item }) => {
			end(item, 'withdrawn');
			return { tell: [order] };
		}
	});
});

const byClient = (world: World, order: Order, change: { add?: string[]; remove?: string[] }) =>
	changeItems(world.ctx, world[order.by], order.id, { add: [], remove: [], ...change });

const takeOut = STATES.flatMap((state) => {
	const cell = {
		command: 'take out',
		act: (world: World, { order, item }: Owned) => byClient(world, order, { remove: [item.id ?? ''] })
	};
	return [
		rule({
			...cell,
			state,
			subjects: (book) => owned(book, ({ order, item }) => !order.started && item.state === state),
			// taking out what is settled changes nothing
			move: (_book, { item }) => void (isPending(item) && end(item, 'client'))
		}),
		rule({
			...cell,
			state: `${state}, started`,
			refused: 'conflict',
			subjects: (book) => owned(book, ({ order, item }) => order.started && item.state === state)
		})
	];
});

const isOffered = (book: Book, { picture }: Place) =>
	picture.released !== null && picture.released.state !== 'FINAL' && pendingOf(book, picture).length === 0;

const add = (state: string, where: (book: Book, place: Place) => boolean) => ({
	command: 'add',
	state,
	subjects: (book: Book) => places(book, (one) => where(book, one)),
	act: (world: World, { order, picture }: Place) => byClient(world, order, { add: [picture.id] })
});

const putIn = ({ now }: Book, { order, picture }: Place) => void order.items.push(newItem(picture, now));

const adds = [
	rule({
		...add('offered', (book, one) => !one.order.started && isOffered(book, one)),
		move: putIn
	}),
	rule({
		...add('under order or not offered', (book, one) => !one.order.started && !isOffered(book, one)),
		move: () => undefined
	}),
	rule({ ...add('started', (_book, one) => one.order.started), refused: 'conflict' }),
	rule({
		command: 'add',
		state: "another's order",
		refused: 'not-found',
		subjects: (book) => book.orders,
		act: ({ ctx, cleo, ben }, { id, by }, book) =>
			changeItems(ctx, by === 'ben' ? cleo : ben, id, { add: [book.pictures[0]?.id ?? ''], remove: [] })
	})
];

const studioAdd = (state: string, where: (place: Place) => boolean) => ({
	command: 'add by the studio',
	state,
	subjects: (book: Book) => places(book, where),
	act: ({ ctx, ann }: World, { order, picture }: Place) =>
		editItems(ctx, ann, order.id, { add: [picture.id], withdraw: [], reason: '' })
});

const studioAdds = [
	rule({
		...studioAdd('not in it', (one) => !one.picture.deleted && !has(one, isPending)),
		move: (book, one) => {
			putIn(book, one);
			return { tell: [one.order] };
		}
	}),
	rule({ ...studioAdd('in it', (one) => has(one, isPending)), move: () => undefined }),
	rule({ ...studioAdd('deleted', (one) => one.picture.deleted), refused: 'not-found' })
];

const isDelivered = ({ state }: Item) => state === 'delivered';

const ask = (state: string, where: (place: Place) => boolean) => ({
	command: 'ask for a change',
	state,
	subjects: (book: Book) => places(book, where),
	act: (world: World, { order, picture }: Place, book: Book) =>
		askForChange(world.ctx, world[order.by], order.id, {
			fileId: picture.id,
			text: `wish ${book.wishes}`
		})
});

const asks = [
	rule({
		...ask('delivered', (one) => has(one, isDelivered) && !one.picture.deleted),
		move: (book, { order, picture }) => {
			book.wishes++;
			order.items.push(newItem(picture, book.now, picture.versions.length));
		}
	}),
	rule({
		...ask('delivered, then deleted', (one) => has(one, isDelivered) && one.picture.deleted),
		refused: 'forbidden'
	}),
	...(['waiting', 'ready', 'cancelled'] as const).map((state) =>
		rule({
			...ask(state, (one) => has(one, (item) => item.state === state) && !has(one, isDelivered)),
			refused: 'not-found'
		})
	)
];

const orderedAll = (book: Book) => livePictures(book).length > 0 && itemsOf(book).length < 25;
/** A walk that has grown too long costs more than it shows. */
const bounded = (each: Rule): Rule => ({
	...each,
	isPossible: (book) => orderedAll(book) && each.isPossible(book)
});

export const itemRules: Rule[] = [
	...withdraw,
	...takeOut,
	...adds.map(bounded),
	...studioAdds.map(bounded),
	...asks.map(bounded)
];
