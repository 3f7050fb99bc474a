// Writes the tables of docs/api.md from lib/contract/api; `--check` only says whether they are true.
import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from '../src/lib/contract/api/tables.ts';

const path = new URL('../docs/api.md', import.meta.url);
const now = readFileSync(path, 'utf8');
const next = withTables(now);

if (process.argv.includes('--check')) {
	if (next !== now) {
		console.error('The tables of docs/api.md are not those of lib/contract/api: run `npm run docs`.');
		process.exitCode = 1;
	}
} else writeFileSync(path, next);
