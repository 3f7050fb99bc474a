import { io } from 'socket.io-client';
import * as v from 'valibot';
import { PersonSchema, SelectionSchema, type Person, type SeatSelection } from '#lib/realtime/seat.ts';

const Joined = v.object({ person: PersonSchema });

type Hears = {
	onfiles: () => void;
	onperson: (person: Person) => void;
	onselection: (selection: SeatSelection) => void;
	/** Something about me: rights, or the gallery itself. */
	onaccess: () => void;
	onorder: () => void;
};

/** What the server announces about this gallery; answers how to stop listening. */
export function hear(galleryId: string, { onfiles, onperson, onselection, onaccess, onorder }: Hears) {
	const socket = io({ transports: ['websocket'], auth: { gallery: galleryId, as: 'client' } });
	let timer: ReturnType<typeof setTimeout> | undefined;
	/** A drop of 200 files is one look at the list. */
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(onfiles, 250);
	};
	for (const event of ['file.added', 'file.changed', 'file.removed', 'gallery.changed'])
		socket.on(event, soon);
	socket.on('access.changed', onaccess);
	socket.on('order.changed', onorder);
	socket.on('delivery.sent', onorder);
	socket.on('person.joined', (payload: unknown) => {
		const read = v.safeParse(Joined, payload);
		if (read.success) onperson(read.output.person);
	});
	socket.on('selection.changed', (payload: unknown) => {
		const read = v.safeParse(SelectionSchema, payload);
		if (read.success) onselection(read.output);
	});
	// whatever was announced while we were away can be fetched
	let begun = false;
	socket.on('connect', () => {
		if (begun) soon();
		begun = true;
	});
	return () => {
		clearTimeout(timer);
		socket.disconnect();
	};
}
