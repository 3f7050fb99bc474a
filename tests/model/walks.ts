import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walks } from './rule.ts';
import type { Context } from '#lib/server/context.ts';
import { failing } from '#tests/support/cast/failing-database.ts';
import { houseRules } from './rules/house.ts';
import { itemRules } from './rules/items.ts';
import { mailRules } from './rules/mails.ts';
import { orderRules } from './rules/orders.ts';
import { pictureRules } from './rules/pictures.ts';
import { placingRules } from './rules/placing.ts';
import { uploadRules } from './rules/uploads.ts';
import { versionRules } from './rules/versions.ts';
import { makeTally, printed } from './tally.ts';
import { ENOUGH } from './weights.ts';
import { aWalk, openHouse, type House } from './world.ts';

const rules = [
	...placingRules,
	...orderRules,
	...itemRules,
	...pictureRules,
	...uploadRules,
	...versionRules,
	...mailRules,
	...houseRules
];

/** Every change of an item's state that the product knows; any other one is a fault. */
const MOVES = [
	'none → waiting',
	'none → ready',
	'waiting → ready',
	'waiting → cancelled',
	'ready → waiting',
	'ready → delivered',
	'ready → cancelled'
];

/** From one known seed every day, from another in the long form. */
const STEPS = 5_000;
/** A new seed looks for what the known ones miss; it is short, since how long it takes to try all is chance. */
const NEW_STEPS = 600;
const MOST_STEPS = 12_000;
const AT_ONCE = 5;

/** Walks from one seed and the seeds after it until there were steps enough and nothing is left to try. */
export function walkFrom(seed: number) {
	const { tally, walk } = aTally();
	const isComplete = () => tally.steps() >= STEPS && !tally.missing(rules).length;

	describe('orders beside their model', () => {
		it(`walk as they must from seed ${seed}`, { timeout: 1_800_000 }, async () => {
			for (let next = seed; !isComplete() && tally.steps() < MOST_STEPS; next++) await walk(next);
		});

		it('were tried at everything: what is legal often, what is refused too', () => {
			console.log(printed(rules, tally));
			expect(tally.steps()).toBeGreaterThanOrEqual(STEPS);
			expect(tally.missing(rules)).toEqual([]);
		});

		it('change the state of an item as the product says, and in no other way', () => {
			expect([...tally.moves().keys()].sort()).toEqual(MOVES.toSorted());
			const seldom = [...tally.moves()].filter(([, times]) => times < ENOUGH.legal);
			expect(seldom).toEqual([]);
		});
	});
}

/** Some steps from a seed that nobody has walked from. */
export function walkAnewFrom(seed: number, steps = NEW_STEPS) {
	const { tally, walk } = aTally();
	it(`orders walk as they must from new seed ${seed}`, { timeout: 1_800_000 }, async () => {
		for (let next = seed; tally.steps() < steps; next++) await walk(next);
	});
}

const ONE_IN = 3;

/** The same walks, while a third of all transactions cannot be kept at first: nothing may differ. */
export function walkThroughFailuresFrom(seed: number, failures: number) {
	let failed = () => 0;
	let before = 0;
	const { walk } = aTally((ctx) => {
		before += failed();
		const { db, ...more } = failing(ctx.db, seed + before, ONE_IN);
		failed = more.failed;
		return { ...ctx, db };
	});
	it(`orders walk as they must through ${failures} failed serialisations from seed ${seed}`, async () => {
		for (let next = seed; before + failed() < failures; next++) await walk(next);
		console.log(`${before + failed()} transactions failed after their work and were tried again`);
	}, 1_800_000);
}

/** A database of its own, the walks over it, and what was tried in them. */
function aTally(alter?: (ctx: Context) => Context) {
	const tally = makeTally();
	let house: House;
	const property = fc.asyncProperty(walks(rules, 120), async (commands) => {
		const counted = tally.walk();
		await fc.asyncModelRun(async () => {
			const { world, book } = await aWalk(house);
			return { model: book, real: { world, tally: counted } };
		}, commands);
		counted.keep();
	});
	/** Some walks from this seed. A new database for each few keeps steps as cheap as the first. */
	const walk = async (from: number) => {
		house = await openHouse(alter);
		try {
			await fc.assert(property, { seed: from, numRuns: AT_ONCE });
		} finally {
			await house.close();
		}
	};
	return { tally, walk };
}
