import type { Person, Seat, SeatFacts, SeatSelection } from '#lib/contract/seat.ts';

export type News = { person: Person } | { selection: SeatSelection };

export type NewsPlace = {
	takeSeat: () => Promise<Seat>;
	/** People and selections as they are now. */
	facts: () => Promise<SeatFacts>;
	/** Of the seat that is sat on, if there is one. */
	change: (change: (facts: SeatFacts) => SeatFacts) => void;
};

/**
 * Keeps a seat from knowing less than what was announced: an announcement that arrives during a fetch is applied to its
 * result, which may have been read before; what was announced before the connection is fetched.
 */
export class SeatNews {
	private readonly place: NewsPlace;
	private readonly underWay = new Set<News[]>();
	private connections = 0;

	constructor(place: NewsPlace) {
		this.place = place;
	}

	takeSeat = async (): Promise<Seat> => {
		const before = this.connections;
		const seat = await this.during(this.place.takeSeat);
		if (before === this.connections) return seat;
		return { ...seat, ...(await this.during(this.place.facts)) };
	};

	/** Called at each connection: from now on every announcement arrives. */
	refetch = async () => {
		const mine = ++this.connections;
		const facts = await this.during(this.place.facts).catch(() => undefined);
		// a later connection asks by itself
		if (facts && mine === this.connections) this.place.change(() => facts);
	};

	apply = (news: News) => {
		for (const heard of this.underWay) heard.push(news);
		this.place.change((facts) => withNews(facts, news));
	};

	private async during<T extends SeatFacts>(fetchFacts: () => Promise<T>): Promise<T> {
		const heard: News[] = [];
		this.underWay.add(heard);
		try {
			const facts = await fetchFacts();
			return { ...facts, ...heard.reduce<SeatFacts>(withNews, facts) };
		} finally {
			this.underWay.delete(heard);
		}
	}
}

function withNews(facts: SeatFacts, news: News): SeatFacts {
	const { people, selections } = facts;
	return {
		...facts,
		people: 'person' in news ? put(people, news.person) : people,
		selections: 'selection' in news ? put(selections, news.selection) : selections
	};
}

/** In its place, or as the last; what was taken away goes. */
function put<T extends { id: string; deleted?: boolean }>(list: T[], one: T): T[] {
	if (one.deleted) return list.filter(({ id }) => id !== one.id);
	return list.some(({ id }) => id === one.id)
		? list.map((each) => (each.id === one.id ? one : each))
		: [...list, one];
}
