import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('.', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
	(path) => path.endsWith('.ts') && !path.endsWith('.test.ts')
);

/** The rules run in browsers too, and answer the same to the same question. */
test.each(files)('%s knows no Node, no clock, no chance', (path) => {
	const source = readFileSync(new URL(path, root), 'utf8');
	const imported = [...source.matchAll(/\bfrom '([^']+)'|import\('([^']+)'\)/g)].map(([, a, b]) => a ?? b);
	const allowed = imported.filter((name) => /^(valibot$|#lib\/(domain|messages)\/|\.\.?\/)/.test(name ?? ''));
	expect(imported).toEqual(allowed);
	expect(source).not.toMatch(/\bDate\.now\(|new Date\(\)|Math\.random|\bprocess\.|\bcrypto\./);
});
