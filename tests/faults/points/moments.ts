import type { ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { START, type Base } from './base.ts';
import { asItIs, asTheyAre, BEFORE_EACH, emptyLedger, journey, type Cast, type Ledger } from './journey.ts';
import { asKilledNow, forget, openWorld } from './world.ts';
import type { Pass } from './wrap.ts';

export const SENT = 'mail: taken by the server, not yet written down';

/** What an end of the process at this instant would leave: its folder, what its clients know, and the mails that came. */
export type Moment = {
	point: string;
	/** Which of the point's passings. */
	nth: number;
	dir: string;
	/** The step of the journey that was cut. */
	step: number;
	at: number;
	cast: Cast;
	ledger: Ledger;
	mails: ScriptedSmtp['mails'];
};

/**
 * Walks the journey once and takes one moment of every named point on the way, at a passing by chance. The walk goes
 * on: nothing that it does later can reach a moment, which is all that the next process gets.
 */
export async function walk(base: Base, smtp: ScriptedSmtp, random: () => number): Promise<Moment[]> {
	const dir = asKilledNow(base.dir);
	const [cast, ledger] = [base.cast(), emptyLedger()];
	const moments = new Map<string, Moment>();
	const passings = new Map<string, number>();
	let step = 0;
	/** Each of a point's passings is as likely to be the one that is kept. */
	const isChosen = (point: string) => {
		if (ledger.count < BEFORE_EACH) return false;
		const nth = (passings.get(point) ?? 0) + 1;
		passings.set(point, nth);
		return random() * nth < 1;
	};
	const take = (point: string) => {
		const former = moments.get(point);
		if (former) void forget(former.dir);
		moments.set(point, {
			...{ point, nth: passings.get(point) ?? 0, dir: asKilledNow(dir), step, at: world.clock.now() },
			...{ cast: asTheyAre(cast), ledger: asItIs(ledger), mails: [...smtp.mails] }
		});
	};
	const pass: Pass = {
		at: async (point) => {
			if (!isChosen(point)) return;
			await everythingSaidIsHeard();
			take(point);
		},
		now: (point) => void (isChosen(point) && take(point))
	};
	smtp.mails.length = 0;
	smtp.onTaken = () => pass.now(SENT);
	const world = await openWorld(dir, smtp, START, pass);
	for (const each of journey) {
		await each.run(world, cast, ledger);
		step++;
	}
	smtp.onTaken = () => undefined;
	await world.end();
	await forget(dir);
	return [...moments.values()];
}

const TURNS = 12;

/** What the process wrote to its sockets before it stopped here reaches its clients: they hold it to that. */
async function everythingSaidIsHeard() {
	for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
