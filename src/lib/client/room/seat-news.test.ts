import { describe, expect, it } from 'vitest';
import { NO_RIGHTS } from '#lib/domain/access/rights.ts';
import type { Person, Seat, SeatFacts, SeatSelection } from '#lib/contract/seat.ts';
import { SeatNews } from './seat-news.ts';

const who = (id: string): Person => ({
	...{ id, name: id, initials: id.slice(0, 2), colour: 1 },
	...{ isMember: false, isChooser: true, canDecide: false, setAside: false }
});
const choice = (more: Partial<SeatSelection> = {}): SeatSelection => ({
	...{ id: 's', name: 'Choice', rule: 'nobody-against', round: 1 },
	...more
});
const AT_FIRST: SeatFacts = { rights: NO_RIGHTS, people: [who('cleo')], selections: [choice()] };
const locked = choice({ lockedAt: '2026-05-01T10:00:00.000Z' });

/** A page whose answers come when they are let through, with what was true when they were read. */
function aPage() {
	const answers: ((facts: SeatFacts) => void)[] = [];
	const read = () => new Promise<SeatFacts>((resolve) => answers.push(resolve));
	const seat: Omit<Seat, keyof SeatFacts> = {
		...{ participantId: 'cleo', clientId: 1, epoch: 'e', name: 'cleo', colour: 1 },
		...{ isMember: false, hidesLooking: false }
	};
	const page = {
		facts: undefined as SeatFacts | undefined,
		answer: (facts: SeatFacts) => answers.shift()?.(facts),
		news: new SeatNews({
			takeSeat: async () => ({ ...seat, ...(await read()) }),
			facts: read,
			change: (change) => (page.facts &&= change(page.facts))
		})
	};
	return page;
}

const names = ({ people }: SeatFacts) => people.map(({ id }) => id);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a seat knows', () => {
	it('what was announced after it was read and before it came', async () => {
		const { news, answer } = aPage();
		const taking = news.takeSeat();
		news.apply({ person: who('ben') });
		news.apply({ selection: locked });
		answer(AT_FIRST);
		expect(await taking).toMatchObject({ people: [{ id: 'cleo' }, { id: 'ben' }], selections: [locked] });
	});

	it('what happened before anybody listened', async () => {
		const { news, answer } = aPage();
		const taking = news.takeSeat();
		void news.refetch();
		answer(AT_FIRST);
		await turn();
		answer(AT_FIRST);
		await turn();
		answer({ ...AT_FIRST, people: [who('cleo'), who('ben')], selections: [] });
		expect(await taking).toMatchObject({ people: [{ id: 'cleo' }, { id: 'ben' }], selections: [] });
	});

	it('what happened while the page did not hear', async () => {
		const page = aPage();
		page.facts = AT_FIRST;
		void page.news.refetch();
		page.answer({ ...AT_FIRST, selections: [locked] });
		await turn();
		expect(page.facts.selections).toEqual([locked]);
	});

	it('what is announced while it is being asked for, at once and afterwards', async () => {
		const page = aPage();
		page.facts = AT_FIRST;
		void page.news.refetch();
		page.news.apply({ person: who('ben') });
		page.news.apply({ selection: choice({ deleted: true }) });
		expect([names(page.facts), page.facts.selections]).toEqual([['cleo', 'ben'], []]);
		page.answer(AT_FIRST);
		await turn();
		expect([names(page.facts), page.facts.selections]).toEqual([['cleo', 'ben'], []]);
	});

	it('nothing older because an earlier answer came later', async () => {
		const page = aPage();
		page.facts = AT_FIRST;
		void page.news.refetch();
		void page.news.refetch();
		page.answer({ ...AT_FIRST, selections: [] });
		page.answer({ ...AT_FIRST, selections: [locked] });
		await turn();
		expect(page.facts.selections).toEqual([locked]);
	});
});
