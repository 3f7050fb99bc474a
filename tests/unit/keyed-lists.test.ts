import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// Two entries with one key end a whole page ("each_key_duplicate"). So every keyed list says why that cannot happen:
// its key is the place in the list, or it went through distinctBy, or it stands here with its reason.

/** Words of the program, written out once in the code. */
const CONSTANTS = [
	...[
		'tools as each (each.tool)',
		'LABELS as each (each)',
		'told as outcome (outcome)',
		'verdicts as each (each)',
		'PICKS as pick (pick)'
	],
	'OWN_WORDS.filter((word) => form[word]) as word (word)',
	...['[1, 2, 3, 4, 5] as value (value)', 'keys as key (key)', 'FLAGS as flag (flag)'],
	...['DOWNLOADS as option (option)', 'answers as answer (answer)', 'states as state (state)'],
	...['presets as name (name)', 'flags as name (name)', 'fields as { name, type, autocomplete } (name)'],
	"['offerDownloads', 'offerOrders'] as const as name (name)"
];
/** Objects by themselves: each upload is an object of its own, added once. */
const OBJECTS = [
	'uploads.elsewhere as { uploads: one, place } (one)',
	"uploads.items.filter((item) => item.status === 'sending' || item.status === 'paused') as item (item)",
	'uploads.problems as item (item)',
	'uploads.items as item (item)'
];
/** Rows of one table of the database, each once, by the primary key. */
const ROWS = [
	...['versions as version (version.version)', 'deliveries as delivery (delivery.id)'],
	...['order.items as item (item.id)', 'group.orders as order (order.id)', 'data.mails as mail (mail.id)'],
	...['data.fetched as one (one.id)', 'data.above as up (up.id)', 'data.below as down (down.id)'],
	...['data.products as product (product.id)', 'products as { id, name } (id)'],
	...['data.links as link (link.id)', 'data.selections as selection (selection.id)'],
	...['data.people as person (person.id)', 'data.members as member (member.id)'],
	...['data.tokens as token (token.id)', 'below(gallery.id) as child (child.id)'],
	'tops as gallery (gallery.id)',
	...['pictures as [item, ...again] (item.id)', 'again as one (one.id)'],
	'deliveries.toReversed() as { id, count, deliveredAt, recalled, url } (id)'
];
/** Made distinct in the script of the same file, or numbered there. */
const MADE = [
	'shown as { file, ...frame } (file.id)',
	'missing as preset (preset)',
	// numbers of tiles, each filtered once
	'seen as n (n)',
	'choices as choice (choice.id)',
	'strokes as stroke (stroke.key)',
	'strokes as { key, mark, pencil, slot } (key)',
	'isOnTop ? toasts.list : [] as toast (toast.id)'
];
const PROVEN = new Set([...CONSTANTS, ...OBJECTS, ...ROWS, ...MADE]);

const templates = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
	path.endsWith('.svelte')
);
const lists = templates.flatMap((path) =>
	readFileSync(join('src', path), 'utf8')
		.split('{#each ')
		.slice(1)
		.map((rest) => ({
			path,
			each: rest
				.slice(0, /\)\s*\}/.exec(rest)?.index)
				.replace(/\s+/g, ' ')
				.concat(')')
		}))
);
const keyOf = (each: string) => each.slice(each.lastIndexOf('(') + 1, -1).trim();
const isByPlace = (each: string) => each.includes(`, ${keyOf(each)} (`);

describe('keyed lists', () => {
	it('every list has a key that cannot repeat', () => {
		const unproven = lists.filter(
			({ each }) => !isByPlace(each) && !each.startsWith('distinctBy(') && !PROVEN.has(each)
		);
		expect(unproven).toEqual([]);
	});

	it('no reason is given for a list that is gone', () => {
		const used = new Set(lists.map(({ each }) => each));
		expect([...PROVEN].filter((each) => !used.has(each))).toEqual([]);
	});
});
