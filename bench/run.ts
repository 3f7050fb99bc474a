// `npm run bench`: every measurement, each with its own bare reference of the same run. Loopback only, bounded.
//   npm run bench -- [quick] [postgres] [pages ingest archive marks …]
// `postgres` keeps the database on a PostgreSQL server of its own that syncs what it commits, instead of SQLite.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '#tests/support/postgres/server.ts';
import { goalWords, shortened, type Reported } from './report.ts';

const ALL = ['renditions', 'tiles', 'gallery-data', 'pages', 'ingest', 'marks', 'rooms', 'archive', 'large'];
const asked = process.argv.slice(2);
const parts = ALL.filter((name) => asked.includes(name));
const folder = fileURLToPath(new URL('./results', import.meta.url));
mkdirSync(folder, { recursive: true });
const stamp = new Date().toISOString().slice(0, 16).replace(':', '');
const file = `${folder}/${stamp}.jsonl`;
writeFileSync(file, '');
const postgres = asked.includes('postgres') ? await startPostgres({ durable: true }) : null;

const broken: string[] = [];
for (const name of parts.length ? parts : ALL) {
	console.log(`\n== ${name}`);
	const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
	const env = { ...process.env, BENCH_RESULTS: file, ...(postgres && { DATABASE_URL: postgres.url }) };
	const args = [script, ...(asked.includes('quick') ? ['quick'] : [])];
	const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', timeout: 600_000, env });
	if (status !== 0) broken.push(name);
}
await postgres?.stop();

/** One line of the table for each goal: ours, the reference of the same run, and what it should come to. */
const lines: Reported[] = readFileSync(file, 'utf8')
	.split('\n')
	.filter(Boolean)
	.map((line) => JSON.parse(line));
const cell = (value: number | undefined) => (value === undefined ? '' : shortened(value));
const range = (samples: Record<string, number>[], unit: string) => {
	const values = samples.map((each) => each[unit]).filter((value) => value !== undefined);
	return values.length > 1 ? ` (${cell(Math.min(...values))}–${cell(Math.max(...values))})` : '';
};
const table = lines.flatMap(({ what, ours, reference, median, judged }) =>
	judged.map((goal) => {
		const [own, bare] = [median.ours[goal.of], median.reference[goal.of]];
		const ratio = own !== undefined && bare !== undefined ? own / bare : undefined;
		return `| ${what} | ${goalWords(goal)} | ${cell(own)}${range(ours, goal.of)} | ${cell(bare)}${range(reference, goal.of)} | ${cell(ratio)} | ${goal.verdict} |`;
	})
);
const head = '| what | goal | ours | bare | ratio | |\n|---|---|---|---|---|---|';
writeFileSync(file.replace(/l$/, ''), JSON.stringify(lines, null, '\t'));
console.log(`\n${head}\n${table.join('\n')}\n\nRaw samples: ${file.replace(/l$/, '')}`);
if (broken.length) console.log(`Goals missed or lines without a reference in: ${broken.join(', ')}`);
process.exitCode = broken.length ? 1 : 0;
