import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import type { Handshake, ServerEvents } from '#lib/realtime/events.ts';
import { PersonSchema, SelectionSchema, type Person, type SeatSelection } from '#lib/realtime/seat.ts';

const WithId = v.looseObject({ id: v.string() });
const Joined = v.object({ person: PersonSchema });
/** A selection as the studio or a lock announces it: perhaps only what changed. */
const Changed = v.object({ selection: SelectionSchema });

type Fields = v.InferOutput<typeof WithId>;

/** What a page does with what it hears; each is given what the announcement carried, already parsed. */
export type Hears = {
	/** A file is there, or another than before. Clients hear released values, members current ones. */
	onfile?: (file: Fields, event: 'file.added' | 'file.changed') => void;
	onfileremoved?: (fileId: string) => void;
	onselection?: (selection: SeatSelection | Fields) => void;
	onorder?: (order: Fields, event: 'order.placed' | 'order.changed') => void;
	ondelivery?: (order: Fields) => void;
	onperson?: (person: Person) => void;
	/** Rights may be others: ask for a new seat. */
	onaccess?: () => void;
	ongallery?: () => void;
	/** Connected, again perhaps: whatever was announced meanwhile was missed; fetch anew. */
	onconnect?: () => void;
	/** The server will not talk to this session any more. */
	onended?: (code: number) => void;
};

/** Listens to what the server announces, of one gallery or of all that this session may hear; answers how to stop. */
export function listen(handshake: Partial<Handshake>, hears: Hears): () => void {
	const socket: Socket<ServerEvents> = io({
		transports: ['websocket'],
		auth: handshake,
		reconnectionDelay: 1_000,
		reconnectionDelayMax: 30_000,
		randomizationFactor: 0.5
	});
	socket.on('connect', () => hears.onconnect?.());
	socket.on('connect_error', (error) => isFinal(error) && socket.close());
	socket.on(
		'file.added',
		withId((file) => hears.onfile?.(file, 'file.added'))
	);
	socket.on(
		'file.changed',
		withId((file) => hears.onfile?.(file, 'file.changed'))
	);
	socket.on(
		'file.removed',
		withId(({ id }) => hears.onfileremoved?.(id))
	);
	socket.on(
		'order.placed',
		withId((order) => hears.onorder?.(order, 'order.placed'))
	);
	socket.on(
		'order.changed',
		withId((order) => hears.onorder?.(order, 'order.changed'))
	);
	socket.on(
		'delivery.sent',
		withId((order) => hears.ondelivery?.(order))
	);
	socket.on('selection.changed', (payload) => {
		const whole = v.safeParse(
			v.union([
				SelectionSchema,
				v.pipe(
					Changed,
					v.transform(({ selection }) => selection)
				),
				WithId
			]),
			payload
		);
		if (whole.success) hears.onselection?.(whole.output);
	});
	socket.on('person.joined', (payload) => {
		const joined = v.safeParse(Joined, payload);
		if (joined.success) hears.onperson?.(joined.output.person);
	});
	socket.on('access.changed', () => hears.onaccess?.());
	socket.on('gallery.changed', () => hears.ongallery?.());
	socket.on('closed', ({ code }) => {
		socket.close();
		hears.onended?.(code);
	});
	return () => void socket.close();
}

function withId(hear: (fields: Fields) => void) {
	return (payload: unknown) => {
		const read = v.safeParse(WithId, payload);
		if (read.success) hear(read.output);
	};
}

/** No session, or a gallery that this session does not see: asking again changes nothing. */
function isFinal(error: Error): boolean {
	const refused = v.safeParse(v.object({ data: v.object({ code: v.number() }) }), error);
	return refused.success && refused.output.data.code !== CLOSE.tooFast;
}
