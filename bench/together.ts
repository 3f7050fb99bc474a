// The table of several whole runs, their samples laid together: node bench/together.ts results/a.json results/b.json …
import { readFileSync } from 'node:fs';
import { bound, median, shortened, type Goal, type Reported, type Sample } from './report.ts';

const runs = process.argv.slice(2).map((path): Reported[] => JSON.parse(readFileSync(path, 'utf8')));
if (runs.length === 0) throw new Error('Name the results to lay together');

const whats = [...new Set(runs.flatMap((lines) => lines.map(({ what }) => what)))];
console.log('| what | | ours | bare | ratio | aim |\n|---|---|---|---|---|---|');
for (const what of whats) {
	const lines = runs.flatMap((each) => each.filter((line) => line.what === what));
	// a line that some run lacks is no line of all of them
	if (lines.length !== runs.length) throw new Error(`${what}: in ${lines.length} of ${runs.length} runs`);
	const [ours, reference] = [lines.flatMap((line) => line.ours), lines.flatMap((line) => line.reference)];
	const units = Object.keys({ ...ours[0], ...reference[0] });
	for (const [i, unit] of units.entries()) {
		const [own, bare] = [valuesOf(ours, unit), valuesOf(reference, unit)];
		const ratio = own.length && median(bare) > 0 ? median(own) / median(bare) : undefined;
		const aims = (lines[0]?.goals ?? []).filter(({ of }) => of === unit);
		const verdicts = aims.map((goal) => verdictOf(goal, goal.as === 'ratio' ? ratio : median(own)));
		const cells = [
			i ? '' : `**${what}**`,
			unit,
			spread(own),
			spread(bare),
			ratio === undefined ? '' : shortened(ratio)
		];
		console.log(`| ${[...cells, verdicts.join('; ')].join(' | ')} |`);
	}
}

function valuesOf(samples: Sample[], unit: string) {
	return samples.flatMap((each) => each[unit] ?? []);
}

function spread(values: number[]) {
	if (values.length === 0) return '';
	return `${shortened(median(values))} (${shortened(Math.min(...values))}-${shortened(Math.max(...values))})`;
}

function verdictOf(goal: Goal, value = NaN) {
	const reaches = (limit: number) => (goal.better === 'more' ? value >= limit : value <= limit);
	const verdict = reaches(goal.aim) ? 'met' : reaches(goal.must ?? goal.aim) ? 'today’s met' : 'missed';
	return `${bound(goal)}${goal.as ? ' of bare' : ''}: ${verdict}`;
}
