// Writes the settings table of README.md from src/env.ts; `--check` only says whether it is true.
import { readFileSync, writeFileSync } from 'node:fs';
import { settings } from '../src/env.ts';

const BEGIN = '<!-- settings:begin (made by npm run readme) -->';
const END = '<!-- settings:end -->';
const rows = Object.entries(settings).map(
	([name, { default: fallback, description }]) =>
		`| \`${name}\` | ${fallback ? `\`${fallback}\`` : ''} | ${description.replaceAll('|', '\\|')} |`
);
const table = [BEGIN, '| setting | default | what it is |', '|---|---|---|', ...rows, END].join('\n');
const path = new URL('../README.md', import.meta.url);
const now = readFileSync(path, 'utf8');
const next = now.replace(new RegExp(`${RegExp.escape(BEGIN)}[\\s\\S]*${RegExp.escape(END)}`), () => table);

if (process.argv.includes('--check')) {
	if (next !== now) {
		console.error('The settings table of README.md is not that of src/env.ts: run `npm run readme`.');
		process.exitCode = 1;
	}
} else writeFileSync(path, next);
