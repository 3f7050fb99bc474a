import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const templates = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
	path.endsWith('.svelte')
);

// `{const x = …}` is worked out once: a list item would show what it showed first, for ever
test('what a template names is worked out anew when it changes', () => {
	const stale = templates.flatMap((path) => {
		const tags = readFileSync(join('src', path), 'utf8').match(/\{(const|let) [^=]+ = (?!\$)[^}]*/g) ?? [];
		return tags.map((tag) => `${path}: ${tag}`);
	});
	expect(stale).toEqual([]);
});
