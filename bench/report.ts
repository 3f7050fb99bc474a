import { appendFileSync } from 'node:fs';

/** `npm run bench -- quick`: small and rough, to see that all of it works. */
export const isQuick = process.argv.includes('quick');

/** What one round measured, by unit: `{ 'photos/s': 9.1, 'CPU s': 0.19 }`. */
export type Sample = Record<string, number>;

/** What a unit should come to, of ours itself or of ours divided by the reference's. */
export type Goal = {
	of: string;
	as?: 'ratio';
	/** Whether more or less of it is better. */
	better: 'more' | 'less';
	/** The aim of docs/performance.md. */
	aim: number;
	/** What must be reached today, where that is less. */
	must?: number;
};

export type Line = { what: string; ours: Sample[]; reference: Sample[]; bare: string; goals: Goal[] };
export type Judged = Goal & { value: number; verdict: 'met' | 'near' | 'MISS' };
export type Reported = Line & { median: { ours: Sample; reference: Sample }; judged: Judged[] };

export const median = (values: readonly number[]) =>
	values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const medians = (samples: Sample[]): Sample =>
	Object.fromEntries(
		Object.keys(samples[0] ?? {}).map((unit) => [unit, median(samples.map((each) => each[unit] ?? NaN))])
	);

const reaches = (value: number, bound: number, better: 'more' | 'less') =>
	better === 'more' ? value >= bound : value <= bound;

function judge(goal: Goal, ours: Sample, reference: Sample): Judged {
	const own = ours[goal.of] ?? NaN;
	const value = goal.as === 'ratio' ? own / (reference[goal.of] ?? NaN) : own;
	const isNear = reaches(value, goal.must ?? goal.aim, goal.better);
	const verdict = reaches(value, goal.aim, goal.better) ? 'met' : isNear ? 'near' : 'MISS';
	return { ...goal, value, verdict };
}

export const shortened = (value: number) =>
	Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));

function row(name: string, numbers: Sample) {
	const cells = Object.entries(numbers).map(([unit, value]) => `${shortened(value)} ${unit}`.padStart(18));
	console.log(`  ${name.padEnd(18)}${cells.join('')}`);
}

export const bound = ({ better, aim, must }: Goal) => {
	const sign = better === 'more' ? '≥' : '≤';
	return `${sign} ${aim}${must === undefined ? '' : `, today ${sign} ${must}`}`;
};
export const goalWords = (goal: Goal) => `${goal.of}${goal.as ? ' against bare' : ''} ${bound(goal)}`;

/** Prints a line of the table and keeps its samples; without a reference of the same run it is no measurement. */
export function report(line: Line): Reported {
	const { what, ours, reference, bare, goals } = line;
	if (ours.length === 0 || reference.length === 0) throw new Error(`${what}: no reference of the same run`);
	const median = { ours: medians(ours), reference: medians(reference) };
	console.log(`\n${what}`);
	row('ours', median.ours);
	row(bare, median.reference);
	const judged = goals.map((goal) => judge(goal, median.ours, median.reference));
	for (const each of judged)
		console.log(
			`  ${each.verdict.padEnd(4)} ${each.of}${each.as ? ' against bare' : ''}: ${shortened(each.value)} (${bound(each)})`
		);
	if (judged.some(({ verdict }) => verdict === 'MISS')) process.exitCode = 1;
	const reported = { ...line, median, judged };
	const file = process.env['BENCH_RESULTS'];
	if (file) appendFileSync(file, `${JSON.stringify(reported)}\n`);
	return reported;
}

/** Ours and the reference by turns, so that a busy moment meets both; the first round only warms them up. */
export async function byTurns(
	rounds: number,
	ours: () => Promise<Sample>,
	reference: () => Promise<Sample>,
	warm = true
) {
	const samples = { ours: [] as Sample[], reference: [] as Sample[] };
	for (let i = warm ? -1 : 0; i < rounds; i++) {
		const [bare, own] = [await reference(), await ours()];
		if (i < 0) continue;
		samples.reference.push(bare);
		samples.ours.push(own);
	}
	return samples;
}
