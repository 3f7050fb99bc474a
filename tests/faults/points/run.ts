import { resolve } from 'node:path';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '../../support/scripted-smtp.ts';
import { leftovers, settle } from '../leftovers.ts';
import { makeBase, START, type Base } from './base.ts';
import { missingFrom, unfinished } from './check.ts';
import { emptyLedger, journey, type Cast, type Ledger, type Step } from './journey.ts';
import { asKilledNow, forget, openWorld } from './world.ts';

/** The process ended here, as far as its folder can tell. */
class Ended extends Error {}

const SENT = 'mail: taken by the server, not yet written down';
/** Here, and only here, a mail may arrive twice. */
const GAP = [SENT, 'outbox/send-mail: before its commit'];

export type PointsResult = {
	/** How often the process ended at each point. */
	points: Map<string, number>;
	ends: number;
	acknowledged: number;
	/** Ends after which the work turned out done although nobody had been told. */
	unanswered: string[];
	faults: string[];
};

/** Walks the journey once to learn its points, then ends it at each of them, `times` times. */
export async function runPoints(
	times: number,
	random: () => number,
	isLate: () => boolean
): Promise<PointsResult> {
	const decoders = startDecoders({ entry: resolve('src/decoder.ts'), count: 1 });
	const smtp = await startScriptedSmtp();
	const result: PointsResult = { points: new Map(), ends: 0, acknowledged: 0, unanswered: [], faults: [] };
	const base = await makeBase(smtp, decoders);
	try {
		const passings = await learn(base, smtp);
		for (const [point, count] of passings)
			for (const nth of passingsOf(count, times, random))
				if (!isLate()) await endAt(point, nth, base, smtp, result);
	} finally {
		forget(base.dir);
		await decoders.close();
		await smtp.close();
	}
	return result;
}

/** Which of its passings: all where there are few, else some by chance; never fewer than asked for. */
const passingsOf = (count: number, times: number, random: () => number) =>
	Array.from({ length: times }, (_, n) =>
		count <= times ? 1 + (n % count) : 1 + Math.floor(((n + random()) * count) / times)
	);

async function learn(base: Base, smtp: ScriptedSmtp): Promise<Map<string, number>> {
	const passed = new Map<string, number>();
	const note = (point: string) => void passed.set(point, (passed.get(point) ?? 0) + 1);
	const dir = asKilledNow(base.dir);
	smtp.onTaken = () => note(SENT);
	const world = await openWorld(dir, smtp, START, note);
	for (const step of journey()) await step.run(world, base.cast(), emptyLedger());
	await world.end();
	forget(dir);
	return passed;
}

async function endAt(point: string, nth: number, base: Base, smtp: ScriptedSmtp, result: PointsResult) {
	const cast = base.cast();
	const steps = journey();
	const ledger = emptyLedger();
	smtp.mails.length = 0;
	const life = await liveUntil(point, nth, base.dir, smtp, { steps, cast, ledger });
	result.points.set(point, (result.points.get(point) ?? 0) + 1);
	result.ends++;
	result.acknowledged += ledger.count;
	const complain = (words: string[]) => {
		for (const each of words) result.faults.push(`${point} (${nth}): ${each}`);
	};
	const world = await openWorld(life.left, smtp, life.at);
	complain(missingFrom(world.ctx, cast, ledger));
	for (const step of steps.slice(life.step)) await step.run(world, cast, ledger);
	await settle(world, cast.decoders);
	complain(missingFrom(world.ctx, cast, ledger));
	complain(unfinished(world.ctx, smtp, GAP.includes(point)));
	complain(await leftovers(world));
	if (point.endsWith('after its commit') || point === SENT) result.unanswered.push(`${point} (${nth})`);
	await world.end();
	forget(life.left);
}

type Walk = { steps: Step[]; cast: Cast; ledger: Ledger };

/** Walks until the point is passed the nth time; answers the folder as it was left, and the step that was cut. */
async function liveUntil(
	point: string,
	nth: number,
	from: string,
	smtp: ScriptedSmtp,
	{ steps, cast, ledger }: Walk
) {
	const dir = asKilledNow(from);
	let left = '';
	let passed = 0;
	const { promise: ended, reject } = Promise.withResolvers<never>();
	ended.catch(() => undefined);
	const pass = (at: string) => {
		// whatever an ended process would still do is done by nobody
		if (left) throw new Ended(at);
		if (at !== point || ++passed < nth) return;
		left = asKilledNow(dir);
		const end = new Ended(at);
		reject(end);
		throw end;
	};
	smtp.onTaken = () => {
		try {
			pass(SENT);
		} catch (error) {
			if (!(error instanceof Ended)) throw error;
		}
	};
	const world = await openWorld(dir, smtp, START, pass);
	let step = 0;
	try {
		for (; step < steps.length; step++) await Promise.race([steps[step]?.run(world, cast, ledger), ended]);
		throw new Error(`${point} was not passed ${nth} times`);
	} catch (error) {
		if (!left) throw error;
	}
	smtp.onTaken = () => undefined;
	const at = world.clock.now();
	await world.end().catch(() => undefined);
	forget(dir);
	return { left, step, at };
}
