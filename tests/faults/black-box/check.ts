import { Peer } from '#tests/support/realtime/live.ts';
import type { Ledger } from './ledger.ts';
import type { Guest, Studio } from './studio.ts';

type FileView = { id: string; name: string; title?: string; sha256: string };

/** Right after a restart, from the outside: what was acknowledged before, and is not there or is there twice. */
export async function missingNow(studio: Studio, ledger: Ledger): Promise<string[]> {
	// what is acknowledged while we look may be younger than what we see
	const wanted = structuredClone({
		uploads: ledger.uploads,
		orders: ledger.orders,
		marks: ledger.marks
	});
	const { api, galleryId } = studio;
	const files = await api.json<FileView[]>(`/galleries/${galleryId}/files`);
	const orders = await api.json<{ id: string }[]>(`/orders?galleryId=${galleryId}`);
	const byName = Map.groupBy(files, ({ name }) => name);
	const lost = [...wanted.uploads].flatMap(([name, sha256]) => {
		const found = byName.get(name) ?? [];
		return found.length === 1 && found[0]?.sha256 === sha256
			? []
			: [`upload ${name} is there ${found.length} times`];
	});
	const lostOrders = [...wanted.orders].filter((id) => orders.filter((one) => one.id === id).length !== 1);
	return [...lost, ...lostOrders.map((id) => `order ${id}`), ...(await missingMarks(studio, wanted.marks))];
}

async function missingMarks(studio: Studio, wanted: Ledger['marks']): Promise<string[]> {
	const [reader] = studio.people;
	if (!reader) return [];
	const peer = await readerOf(studio, reader);
	const lost = [...wanted].flatMap(([participantId, book]) =>
		[...book.keys()]
			// stars change again and again, comments are written once
			.filter((key) => !peer.book(participantId).has(key))
			.map((key) => `mark ${key} of ${participantId}`)
	);
	await peer.leave();
	return lost;
}

/** When all is quiet: the last value of everything. */
export async function missingAtTheEnd(studio: Studio, ledger: Ledger): Promise<string[]> {
	const { api, galleryId } = studio;
	const files = await api.json<FileView[]>(`/galleries/${galleryId}/files`);
	const wrong = [...ledger.titles].filter(
		([fileId, title]) => files.find(({ id }) => id === fileId)?.title !== title
	);
	return [
		...(await missingNow(studio, ledger)),
		...wrong.map(([fileId]) => `title of ${fileId}`),
		...(await wrongValues(studio, ledger))
	];
}

async function wrongValues(studio: Studio, ledger: Ledger): Promise<string[]> {
	const [reader] = studio.people;
	if (!reader) return [];
	const peer = await readerOf(studio, reader);
	const wrong = [...ledger.marks].flatMap(([participantId, book]) =>
		[...book]
			.map(([key, value]) => [key, JSON.stringify(value), JSON.stringify(peer.book(participantId).get(key))])
			.filter(([, value, held]) => value !== held)
			.map(([key, value, held]) => `${key} of ${participantId} is ${held}, acknowledged was ${value}`)
	);
	await peer.leave();
	return wrong;
}

async function readerOf({ app }: Studio, { browser, seat }: Guest): Promise<Peer> {
	const peer = new Peer({ origin: app.origin }, browser, seat);
	// they only read, and meet what they wrote in another place
	peer.doc.clientID = 2 ** 30;
	await peer.synced;
	return peer;
}
