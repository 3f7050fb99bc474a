import fc from 'fast-check';
import { expect } from 'vitest';
import { AppError, type Fault } from '#lib/domain/fault.ts';
import type { Book, Item } from './book.ts';
import { compare } from './compare.ts';
import { follow, shapesOf, type Happened } from './follow.ts';
import type { WalkTally } from './tally.ts';
import type { World } from './world.ts';
import { server } from '#tests/support/postgres/databases.ts';

/** One cell of the table: a command, on things in one state, and how it must end. */
export type Rule = {
	command: string;
	state: string;
	refused: Fault | null;
	isPossible: (book: Book) => boolean;
	run: (book: Book, world: World, at: number) => Promise<void>;
};

type Spec<S, R> = {
	command: string;
	state: string;
	subjects: (book: Book) => S[];
	act: (world: World, subject: S, book: Book, at: number) => Promise<R>;
} & (
	| { refused: Fault; move?: never }
	| { refused?: never; move: (book: Book, subject: S, result: R, at: number) => Happened | void }
);

export function rule<S, R>(spec: Spec<S, R>): Rule {
	const { command, state, subjects } = spec;
	return {
		command,
		state,
		refused: spec.refused ?? null,
		isPossible: (book) => subjects(book).length > 0,
		run: async (book, world, at) => {
			world.clock.forward(1);
			book.now = world.clock.now();
			const among = subjects(book);
			const subject = among[at % among.length] as S;
			const before = shapesOf(book);
			if (spec.refused) {
				const stamp = await world.ctx.db.stamp();
				expect(await faultOf(() => spec.act(world, subject, book, at))).toBe(spec.refused);
				// on a server the stamp also moves with what was taken back, and with other databases
				if (!server) expect(await world.ctx.db.stamp()).toBe(stamp);
				return;
			}
			const result = await spec.act(world, subject, book, at);
			const happened = spec.move(book, subject, result, at) ?? {};
			book.now = world.clock.now();
			follow(book, before, happened);
		}
	};
}

async function faultOf(work: () => Promise<unknown>): Promise<Fault | 'done'> {
	try {
		await work();
		return 'done';
	} catch (error) {
		if (error instanceof AppError) return error.fault;
		throw error;
	}
}

type Walk = { world: World; tally: WalkTally };

/** One step: of the rules that are possible just now, the one that its number likes best. */
export class Step implements fc.AsyncCommand<Book, Walk> {
	readonly #rules: readonly Rule[];
	readonly #at: number;
	#done = 'not reached';
	constructor(rules: readonly Rule[], at: number) {
		this.#rules = rules;
		this.#at = at;
	}

	check(book: Readonly<Book>) {
		return this.#rules.some((each) => each.isPossible(book));
	}

	async run(book: Book, { world, tally }: Walk) {
		const before = statesOf(book);
		const chosen = liked(this.#rules, book, tally, this.#at);
		this.#done = `${chosen.command} (${chosen.state})`;
		await chosen.run(book, world, this.#at);
		if (!chosen.refused) await compare(book, world, this.#at);
		tally.count(chosen, before, statesOf(book));
	}

	toString() {
		return this.#done;
	}
}

const statesOf = (book: Book) =>
	new Map(book.orders.flatMap(({ items }) => items.map((item): [Item, string] => [item, item.state])));

/** Each number ranks all rules by itself, so that leaving out an earlier step seldom changes what a later one does. */
function liked(rules: readonly Rule[], book: Book, { weigh }: WalkTally, at: number): Rule {
	const ranked = rules.map((each, i) => ({ each, score: -Math.log(mixed(at, i)) / weigh(each) }));
	const first = ranked.sort((a, b) => a.score - b.score).find(({ each }) => each.isPossible(book));
	if (!first) throw new Error('Something is always possible');
	return first.each;
}

/** In (0, 1): the finisher of MurmurHash3. */
function mixed(at: number, i: number): number {
	let h = Math.imul(at ^ Math.imul(i + 1, 0x9e3779b1), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (((h ^ (h >>> 16)) >>> 0) + 1) / 4294967298;
}

export const walks = (rules: readonly Rule[], maxCommands: number) =>
	fc.commands([fc.noBias(fc.nat(2 ** 31 - 2)).map((at) => new Step(rules, at))], {
		maxCommands,
		size: 'max'
	});
