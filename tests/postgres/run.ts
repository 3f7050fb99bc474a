import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { SQLITE_ONLY } from '#tests/support/postgres/sqlite-only.ts';
import { startPostgres } from '#tests/support/postgres/server.ts';

// The same tests on a PostgreSQL server of their own: `npm test -- postgres`, or
// `node tests/postgres/run.ts src/lib/server/orders` for some of them.

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { report: { type: 'string' } }
});
const server = await startPostgres();
process.on('SIGTERM', () => void server.stop().finally(() => process.exit(1)));
process.stdout.write(`PostgreSQL ${server.version}\n`);
for (const [file, why] of Object.entries(SQLITE_ONLY)) process.stdout.write(`left out: ${file} (${why})\n`);
const report = values.report ? ['--reporter=json', `--outputFile.json=${values.report}`] : [];
const child = spawn(
	'vitest',
	[
		'run',
		...['unit', 'model'].flatMap((project) => ['--project', project]),
		...Object.keys(SQLITE_ONLY).flatMap((file) => ['--exclude', file]),
		...['--reporter=default', ...report],
		...(positionals.length ? positionals : ['src/lib/server', 'tests/model'])
	],
	{ stdio: 'inherit', env: { ...process.env, DATABASE_URL: server.url } }
);
const [status] = (await once(child, 'close')) as [number | null];
await server.stop();
process.exitCode = status ?? 1;
