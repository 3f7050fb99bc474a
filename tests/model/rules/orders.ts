import * as rows from '#lib/server/db/schema.ts';
import {
	deliverReady,
	holdDelivery,
	recalculateOrder,
	recallDelivery,
	sendNow
} from '#lib/server/deliveries/index.ts';
import { startOrder } from '#lib/server/orders/index.ts';
import type { Book, Delivery, Order, Picture } from '../book.ts';
import type { Cause } from '../grace.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';
import { isPending } from '../book.ts';

/** How an order stands, by what may be pressed on it. */
const PHASES = ['nothing ready', 'settled', 'running', 'stopped', 'held', 'held, nothing ready'] as const;
type Phase = (typeof PHASES)[number];

function phaseOf({ items, open }: Order): Phase {
	const isReady = items.some(({ state }) => state === 'ready');
	if (!open) return items.some(isPending) ? 'nothing ready' : 'settled';
	if (open.held) return isReady ? 'held' : 'held, nothing ready';
	return open.dueAt === null ? 'stopped' : 'running';
}

const inPhase = (phase: Phase) => (book: Book) => book.orders.filter((order) => phaseOf(order) === phase);

type Press = (world: World, order: Order) => Promise<unknown>;

/** A button of the studio's order page in every phase; where it cannot work it is refused. */
const pressed = (command: string, cause: Cause, press: Press, refusedIn: readonly Phase[] = []): Rule[] =>
	PHASES.map((phase) => {
		const cell = { command, state: phase, subjects: inPhase(phase), act: press };
		if (refusedIn.includes(phase)) return rule({ ...cell, refused: 'conflict' });
		return rule({ ...cell, move: (_book, order) => ({ pressed: { order, cause: causeIn(order, cause) } }) });
	});

/** "Go on" on what is not held is only another look. */
const causeIn = ({ open }: Order, cause: Cause) => (cause === 'go on' && !open?.held ? 'looked' : cause);

const UNREADY = ['nothing ready', 'settled', 'held, nothing ready'] as const;

const start = PHASES.map((phase) =>
	rule({
		command: 'start',
		state: phase,
		subjects: inPhase(phase),
		act: ({ ctx, ann }, { id }) => startOrder(ctx, ann, id),
		move: (_book, order) => void (order.started = true)
	})
);

type Listed = { delivery: Delivery; picture: Picture };

const sentOf = (book: Book) => book.orders.flatMap(({ deliveries }) => deliveries);

const recall = [
	rule({
		command: 'recall',
		state: 'sent',
		subjects: (book) => sentOf(book).filter(({ recalled }) => !recalled),
		act: ({ ctx, ann }, { id }) => recallDelivery(ctx, ann, id ?? ''),
		move: (_book, delivery) => void (delivery.recalled = true)
	}),
	rule({
		command: 'recall',
		state: 'recalled',
		subjects: (book) => sentOf(book).filter(({ recalled }) => recalled),
		act: ({ ctx, ann }, { id }) => recallDelivery(ctx, ann, id ?? ''),
		move: () => undefined
	}),
	rule({
		command: 'recall',
		state: 'open',
		refused: 'not-found',
		subjects: (book) => book.orders.filter(({ open }) => open),
		act: async ({ ctx, ann }, { id }) => {
			const open = await ctx.db.read.select().from(rows.delivery).all();
			const mine = open.find(({ orderId, deliveredAt }) => orderId === id && deliveredAt === null);
			await recallDelivery(ctx, ann, mine?.id ?? '');
		}
	})
];

const listed = (book: Book, isIn: (one: Listed) => boolean): Listed[] =>
	sentOf(book)
		.flatMap((delivery) => book.pictures.map((picture) => ({ delivery, picture })))
		.filter(isIn);
const takeOff = ({ ctx, ann }: World, { delivery, picture }: Listed) =>
	recallDelivery(ctx, ann, delivery.id ?? '', { fileIds: [picture.id] });

const recallOne = [
	rule({
		command: 'recall one picture',
		state: 'sent',
		subjects: (book) =>
			listed(
				book,
				({ delivery, picture }) =>
					!delivery.recalled && delivery.pins.has(picture) && !delivery.off.has(picture)
			),
		act: takeOff,
		move: (_book, { delivery, picture }) => {
			delivery.off.add(picture);
			// with the last one the links end
			delivery.recalled = delivery.off.size === delivery.pins.size;
		}
	}),
	rule({
		command: 'recall one picture',
		state: 'taken off',
		subjects: (book) => listed(book, ({ delivery, picture }) => delivery.off.has(picture)),
		act: takeOff,
		move: () => undefined
	}),
	rule({
		command: 'recall one picture',
		state: 'of another delivery',
		refused: 'not-found',
		subjects: (book) => listed(book, ({ delivery, picture }) => !delivery.pins.has(picture)),
		act: takeOff
	})
];

const acts = {
	hold: (held: boolean) => (world: World, order: Order) =>
		holdDelivery(world.ctx, world.ann, order.id, { held })
};

export const orderRules: Rule[] = [
	...start,
	...pressed('hold', 'hold', acts.hold(true)),
	...pressed('go on', 'go on', acts.hold(false)),
	...pressed('send now', 'send now', ({ ctx, ann }, { id }) => sendNow(ctx, ann, id), UNREADY),
	...pressed('deliver', 'deliver', ({ ctx, ann }, { id }) => deliverReady(ctx, ann, id), UNREADY),
	...pressed('check again', 'looked', ({ ctx, ann }, { id }) => recalculateOrder(ctx, ann, id)),
	...recall,
	...recallOne
];
