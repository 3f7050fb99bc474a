import { resolve } from 'node:path';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { leftovers, settle } from '../leftovers.ts';
import { makeBase, type Base } from './base.ts';
import { missingFrom, unfinished } from './check.ts';
import { journey, ORDERED } from './journey.ts';
import { SENT, walk, type Moment } from './moments.ts';
import { forget, home, openWorld } from './world.ts';

/** Here, and only here, a mail may arrive twice. */
const GAP = [SENT, 'outbox/send-mail: before its commit'];
/** A heartbeat is written only while a job takes seconds: how many walks have one is the machine's speed. */
const isHeartbeat = (point: string) => point.startsWith('jobs/lease:');
/** So many lives go on at once: they mostly wait for the disk and for pictures. */
const LANES = 3;

export type PointsResult = {
	/** How often the process ended at each point. */
	points: Map<string, number>;
	ends: number;
	acknowledged: number;
	/** The fewest operations that were acknowledged before an end. */
	fewest: number;
	/** Ends after which the work turned out done although nobody had been told. */
	unanswered: Map<string, number>;
	faults: string[];
};

type Course = { base: Base; result: PointsResult; isLate: () => boolean };

/** Walks the journey `times` times; what an end at each named point would leave is taken up by a next process. */
export async function runPoints(
	times: number,
	randomFor: (walk: number) => () => number,
	isLate: () => boolean
): Promise<PointsResult> {
	const decoders = startDecoders({ entry: resolve('src/decoder.ts') });
	const made = await startScriptedSmtp();
	const base = await makeBase(made, decoders);
	await made.close();
	const result: PointsResult = {
		...{ points: new Map(), ends: 0, acknowledged: 0, fewest: Infinity },
		...{ unanswered: new Map(), faults: [] }
	};
	const course = { base, result, isLate };
	const walks = Array.from({ length: times }, (_, n) => randomFor(n));
	const lane = async () => {
		for (let random = walks.shift(); random; random = walks.shift()) await walkAndEnd(random, course);
	};
	try {
		await Promise.all(Array.from({ length: LANES }, lane));
	} finally {
		await forget(home);
		await decoders.close();
	}
	for (const [point, count] of isLate() ? [] : result.points)
		if (count < times && !isHeartbeat(point))
			result.faults.push(`${point}: passed in ${count} of ${times} walks`);
	return result;
}

async function walkAndEnd(random: () => number, { base, result, isLate }: Course) {
	if (isLate()) return;
	const smtp = await startScriptedSmtp();
	for (const moment of await walk(base, smtp, random)) {
		if (!isLate()) await endAt(moment, smtp, result);
		await forget(moment.dir);
	}
	await smtp.close();
}

async function endAt(moment: Moment, smtp: ScriptedSmtp, result: PointsResult) {
	const { point, nth, cast, ledger } = moment;
	const isFirst = !result.points.has(point);
	countIn(result.points, point);
	result.ends++;
	result.acknowledged += ledger.count;
	result.fewest = Math.min(result.fewest, ledger.count);
	if (point.endsWith('after its commit') || point === SENT) countIn(result.unanswered, point);
	const complain = (words: string[]) => {
		for (const each of words) result.faults.push(`${point} (${nth}): ${each}`);
	};
	smtp.mails.splice(0, Infinity, ...moment.mails);
	const world = await openWorld(moment.dir, smtp, moment.at);
	complain(await missingFrom(world.ctx, cast, ledger));
	for (const step of stepsAfter(moment, isFirst)) await step.run(world, cast, ledger);
	await settle(world, cast.decoders);
	complain(await missingFrom(world.ctx, cast, ledger));
	complain(await unfinished(world.ctx, smtp, ledger, GAP.includes(point)));
	complain(await leftovers(world));
	await world.end();
}

/** The client whose step was cut asks again. The day goes on to its end once for each point, and where one waits for it. */
const stepsAfter = ({ step }: Moment, isFirst: boolean) =>
	journey.slice(step, isFirst || step >= ORDERED ? journey.length : step + 1);

const countIn = (counts: Map<string, number>, what: string) =>
	void counts.set(what, (counts.get(what) ?? 0) + 1);
