import type { Item } from './book.ts';
import type { Rule } from './rule.ts';
import { ENOUGH, weightOf } from './weights.ts';

const keyOf = ({ command, state }: Pick<Rule, 'command' | 'state'>) => `${command} | ${state}`;

function add(counts: Map<string, number>, more: ReadonlyMap<string, number>) {
	for (const [key, n] of more) counts.set(key, (counts.get(key) ?? 0) + n);
}

export type Tally = ReturnType<typeof makeTally>;

/** Counts what was tried on what, and every change of an item's state, of the walks that ended well. */
export function makeTally() {
	const cells = new Map<string, number>();
	const moves = new Map<string, number>();
	let steps = 0;
	return {
		steps: () => steps,
		times: (cell: Pick<Rule, 'command' | 'state'>) => cells.get(keyOf(cell)) ?? 0,
		moves: (): ReadonlyMap<string, number> => moves,
		/** One walk: it counts when it is kept, so that looking for a shorter one that fails changes nothing. */
		walk: () => {
			const mine = { cells: new Map<string, number>(), moves: new Map<string, number>(), steps: 0 };
			return {
				weigh: (rule: Rule) => weightOf(rule, cells.get(keyOf(rule)) ?? 0),
				count: (rule: Rule, before: Map<Item, string>, after: Map<Item, string>) => {
					mine.steps++;
					add(mine.cells, new Map([[keyOf(rule), 1]]));
					for (const [item, now] of after) {
						const was = before.get(item) ?? 'none';
						if (was !== now) add(mine.moves, new Map([[`${was} → ${now}`, 1]]));
					}
				},
				keep: () => {
					steps += mine.steps;
					add(cells, mine.cells);
					add(moves, mine.moves);
				}
			};
		},
		/** The cells that were not tried often enough, with how often. */
		missing: (rules: readonly Rule[]) =>
			rules.flatMap((rule) => {
				const times = cells.get(keyOf(rule)) ?? 0;
				const enough = rule.refused ? ENOUGH.refused : ENOUGH.legal;
				return times < enough ? [`${keyOf(rule)} ${times}`] : [];
			})
	};
}

export type WalkTally = ReturnType<Tally['walk']>;

/** The table: a line a command, a column a state; a refusal stands with its fault. */
export function printed(rules: readonly Rule[], tally: Tally): string {
	const lines = [...Map.groupBy(rules, ({ command }) => command)].map(([command, cells]) => {
		const parts = cells.map((cell) => {
			const fault = cell.refused ? ` ✗ ${cell.refused}` : '';
			return `${cell.state} ${tally.times(cell)}${fault}`;
		});
		return `${command.padEnd(22)} ${parts.join(' · ')}`;
	});
	const moves = [...tally.moves()].sort().map(([move, times]) => `${move} ${times}`);
	return [`${tally.steps()} steps`, ...lines, `items: ${moves.join(' · ')}`].join('\n  ');
}
