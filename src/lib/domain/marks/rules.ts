import type { Verdict } from './values.ts';

export const RULES = ['somebody', 'nobody-against', 'more-yes-than-no', 'everyone'] as const;
export type Rule = (typeof RULES)[number];

/** Picks of choosers on one picture; maybe counts for neither side. */
export type Tally = { yes: number; maybe: number; no: number };

/** What the rule says; `voters`: choosers with any pick in the selection. */
export function ruleSaysIn(rule: Rule, { yes, no }: Tally, voters: number): boolean {
	switch (rule) {
		case 'somebody':
			return yes > 0;
		case 'nobody-against':
			return yes > 0 && no === 0;
		case 'more-yes-than-no':
			return yes > no;
		case 'everyone':
			return voters > 0 && yes === voters;
	}
}

export type Ruling = { verdict: Verdict; isMember: boolean };

/** The studio's word beats a client's; those who differ on one side cancel out. */
export function rulingOf(rulings: readonly Ruling[]): Verdict | null {
	return (
		agreed(rulings.filter((ruling) => ruling.isMember)) ?? agreed(rulings.filter(({ isMember }) => !isMember))
	);
}

function agreed(rulings: readonly Ruling[]): Verdict | null {
	const first = rulings[0]?.verdict ?? null;
	return rulings.every(({ verdict }) => verdict === first) ? first : null;
}
