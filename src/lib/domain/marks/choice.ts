import type { ViewParticipant } from './facts.ts';
import { rulingOf, ruleSaysIn, type Rule, type Tally } from './rules.ts';
import type { Pick, Verdict } from './values.ts';

/** One picture in one selection, as everybody's books together say. */
export type Choice = {
	picks: ReadonlyMap<string, Pick>;
	tally: Tally;
	verdicts: ReadonlyMap<string, Verdict>;
	/** What the deciders settled; null while nobody did or they cancel out. */
	verdict: Verdict | null;
	in: boolean;
	weDisagree: boolean;
	notChosenYet: boolean;
};

type People = ReadonlyMap<string, ViewParticipant>;
type Place = { picks: Map<string, Pick>; verdicts: Map<string, Verdict>; tally: Tally | null };

const NOTHING: Place = { picks: new Map(), verdicts: new Map(), tally: { yes: 0, maybe: 0, no: 0 } };

/** Picks and verdicts of one selection, tallied as they change. */
export class SelectionMarks {
	readonly done = new Set<string>();
	private readonly places = new Map<string, Place>();
	/** How many pictures each person has picked on: the voters are those with any. */
	private readonly pickCounts = new Map<string, number>();
	private voters: number | null = null;

	pick(fileId: string, participantId: string, pick: Pick | undefined): void {
		const place = this.place(fileId);
		const had = place.picks.has(participantId);
		if (pick === undefined) place.picks.delete(participantId);
		else place.picks.set(participantId, pick);
		place.tally = null;
		this.countPicks(participantId, Number(pick !== undefined) - Number(had));
	}

	rule(fileId: string, participantId: string, verdict: Verdict | undefined): void {
		const { verdicts } = this.place(fileId);
		if (verdict === undefined) verdicts.delete(participantId);
		else verdicts.set(participantId, verdict);
	}

	/** Other people count now. */
	forgetTallies(): void {
		this.voters = null;
		for (const place of this.places.values()) place.tally = null;
	}

	votersAmong(people: People): number {
		this.voters ??= [...this.pickCounts.keys()].filter((id) => counts(people.get(id))).length;
		return this.voters;
	}

	/** Whose yes stands on one of these pictures, of those who count. */
	choosersOf(fileIds: readonly string[], people: People): ReadonlySet<string> {
		const choosers = new Set<string>();
		for (const fileId of fileIds)
			for (const [id, pick] of this.places.get(fileId)?.picks ?? [])
				if (pick === 'yes' && counts(people.get(id))) choosers.add(id);
		return choosers;
	}

	choice(fileId: string, selection: { rule: Rule }, people: People): Choice {
		const { picks, verdicts, tally } = this.tallied(fileId, people);
		const verdict = verdicts.size === 0 ? null : rulingAmong(verdicts, people);
		const ruled = ruleSaysIn(selection.rule, tally, this.votersAmong(people));
		return {
			picks,
			tally,
			verdicts,
			verdict,
			in: verdict === null ? ruled : verdict === 'in',
			weDisagree: verdict === null && tally.yes > 0 && tally.no > 0,
			notChosenYet: ![...picks.keys()].some((id) => !people.get(id)?.setAside)
		};
	}

	private tallied(fileId: string, people: People): Place & { tally: Tally } {
		const place = this.places.get(fileId) ?? NOTHING;
		place.tally ??= tallyOf(place.picks, people);
		return { ...place, tally: place.tally };
	}

	private place(fileId: string): Place {
		const known = this.places.get(fileId);
		if (known) return known;
		const fresh: Place = { picks: new Map(), verdicts: new Map(), tally: null };
		this.places.set(fileId, fresh);
		return fresh;
	}

	private countPicks(participantId: string, by: number): void {
		const before = this.pickCounts.get(participantId) ?? 0;
		if (before + by > 0) this.pickCounts.set(participantId, before + by);
		else this.pickCounts.delete(participantId);
		if (before === 0 || before + by === 0) this.voters = null;
	}
}

function counts(person: ViewParticipant | undefined): boolean {
	return person !== undefined && person.isChooser && !person.setAside;
}

function tallyOf(picks: ReadonlyMap<string, Pick>, people: People): Tally {
	const tally: Tally = { yes: 0, maybe: 0, no: 0 };
	for (const [id, pick] of picks) if (counts(people.get(id))) tally[pick]++;
	return tally;
}

function rulingAmong(verdicts: ReadonlyMap<string, Verdict>, people: People): Verdict | null {
	const rulings = [];
	for (const [id, verdict] of verdicts) {
		const person = people.get(id);
		if (person?.canDecide && !person.setAside) rulings.push({ verdict, isMember: person.isMember });
	}
	return rulingOf(rulings);
}
