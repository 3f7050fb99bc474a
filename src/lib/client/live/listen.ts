import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { AnnouncementEvent } from '#lib/realtime/announcements.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import type { Handshake, ServerEvents } from '#lib/realtime/events.ts';
import { PersonSchema, SelectionSchema, type Person, type SeatSelection } from '#lib/realtime/seat.ts';
import { makeRetry } from './retry.ts';

const WithId = v.looseObject({ id: v.string() });
const Joined = v.object({ person: PersonSchema });
const Refusal = v.object({ code: v.number() });
const Unmatched = v.object({ unmatchedId: v.string() });

type Fields = v.InferOutput<typeof WithId>;

/** What a page does with what it hears; each is given what the announcement carried, already parsed. */
export type Hears = {
	/** A file is there, or another than before. Clients hear released values, members current ones. */
	onfile?: (file: Fields) => void;
	onfileremoved?: (fileId: string) => void;
	onselection?: (selection: SeatSelection) => void;
	/** Placed, changed, or something of it was delivered. */
	onorder?: (order: Fields) => void;
	/** Somebody ordered: told besides to `onorder`. */
	onplaced?: (order: Fields) => void;
	onperson?: (person: Person) => void;
	/** Rights may be others: the marks socket asks for a new seat by itself. */
	onaccess?: () => void;
	ongallery?: () => void;
	/** Members: how a mail fares. */
	onmail?: () => void;
	/** Members: an upload that nobody could place came, was processed or decided. */
	onunmatched?: () => void;
	/** Connected, at first or again: whatever was announced before was missed, and can be fetched. */
	onhere?: () => void;
	/** The server will not talk to this session any more; a code of realtime/close-codes.ts. */
	onended?: (code: number) => void;
};

/** Listens to what the server announces, of one gallery or of all that this session may hear; answers how to stop. */
export function listen(handshake: Partial<Handshake>, hears: Hears): () => void {
	const socket = connect(handshake);
	const on =
		<T>(schema: v.GenericSchema<unknown, T>, hear?: (heard: T) => void) =>
		(payload: unknown) => {
			const read = v.safeParse(schema, payload);
			if (read.success) hear?.(read.output);
		};
	for (const event of ['file.added', 'file.changed'] as const) socket.on(event, on(WithId, hears.onfile));
	for (const event of ['order.placed', 'order.changed', 'delivery.sent'] as const)
		socket.on(event, on(WithId, hears.onorder));
	socket.on('order.placed', on(WithId, hears.onplaced));
	socket.on(
		'file.removed',
		on(WithId, ({ id }) => hears.onfileremoved?.(id))
	);
	socket.on('selection.changed', on(SelectionSchema, hears.onselection));
	socket.on(
		'person.joined',
		on(Joined, ({ person }) => hears.onperson?.(person))
	);
	socket.on(
		'upload.changed',
		on(Unmatched, () => hears.onunmatched?.())
	);
	socket.on('access.changed', () => hears.onaccess?.());
	socket.on('gallery.changed', () => hears.ongallery?.());
	socket.on('mail.changed', () => hears.onmail?.());
	// also where it does not say why: the server will not go on
	socket.on('closed', (payload: unknown) => {
		socket.close();
		hears.onended?.(codeOf(payload) ?? CLOSE.tryLater);
	});
	socket.on('connect_error', (fault) => {
		// refused by the server, and not tried again; without its word it was the network
		if (!socket.active) hears.onended?.(codeOf('data' in fault ? fault.data : undefined) ?? CLOSE.notAllowed);
	});
	socket.on('connect', () => hears.onhere?.());
	return () => void socket.close();
}

/** Fetches anew whenever one of these is announced, and when connected; answers how to stop. */
export function listenAnew(
	handshake: Partial<Handshake>,
	events: readonly AnnouncementEvent[],
	fetchAnew: () => Promise<unknown>
): () => void {
	const socket = connect(handshake);
	const again = inTurn(fetchAnew, SOON_MS);
	for (const event of events) socket.on(event, again.ask);
	socket.on('connect', again.ask);
	return () => {
		again.stop();
		socket.close();
	};
}

/**
 * One run at a time, `afterMs` after it was first asked for; what is asked meanwhile is one more run. One that fails is
 * tried again, later each time.
 */
export function inTurn(run: () => Promise<unknown>, afterMs: number) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isRunning = false;
	let isAsked = false;
	let isStopped = false;
	const retry = makeRetry();
	const begin = async () => {
		timer = undefined;
		isRunning = true;
		isAsked = false;
		retry.stop();
		await run().then(retry.succeeded, () => retry.later(ask));
		isRunning = false;
		if (isAsked) ask();
	};
	const ask = () => {
		isAsked = true;
		if (!isRunning && !isStopped) timer ??= setTimeout(() => void begin(), afterMs);
	};
	return {
		ask,
		stop: () => {
			clearTimeout(timer);
			isStopped = true;
			retry.stop();
		}
	};
}

function codeOf(payload: unknown): number | undefined {
	const read = v.safeParse(Refusal, payload);
	return read.success ? read.output.code : undefined;
}

const SOON_MS = 120;

function connect(handshake: Partial<Handshake>): Socket<ServerEvents> {
	return io({
		transports: ['websocket'],
		auth: handshake,
		reconnectionDelay: 1_000,
		reconnectionDelayMax: 30_000,
		randomizationFactor: 0.5
	});
}
