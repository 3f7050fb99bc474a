import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { heardAs, type AnnouncementEvent } from '#lib/contract/announcements.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import type { StudioOrderNews } from '#lib/contract/order.ts';
import type { Person, SeatSelection } from '#lib/contract/seat.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { Closed, type Handshake, type ServerEvents } from '#lib/realtime/events.ts';
import { coalesce } from './coalesce.ts';

/** What a page does about announcements; each is given what was announced, already parsed. */
type Handlers = {
	onfileremoved?: (fileId: string) => void;
	onselection?: (selection: SeatSelection) => void;
	onperson?: (person: Person) => void;
	/** Rights may be others: the marks socket asks for a new seat by itself. */
	onaccess?: () => void;
	ongallery?: () => void;
	/** Connected, at first or again: whatever was announced before was missed, and can be fetched. */
	onhere?: () => void;
	/** The server will not talk to this session any more; a code of realtime/close-codes.ts. */
	onended?: (code: number) => void;
};
export type ClientHandlers = Handlers & {
	/** A file is there, or another than before: released values. */
	onfile?: () => void;
	/** Placed, changed, or something of it was delivered. */
	onorder?: () => void;
};
export type StudioHandlers = Handlers & {
	/** A file is there, or another than before: current values. */
	onfile?: (file: StudioFile) => void;
	/** Placed, changed, or something of it was delivered. */
	onorder?: (order: StudioOrderNews) => void;
	/** Somebody ordered: told besides to `onorder`. */
	onplaced?: (order: StudioOrderNews) => void;
	/** How a mail fares. */
	onmail?: () => void;
	/** An upload that nobody could place came, was processed or decided. */
	onunmatched?: () => void;
};

const FILE_EVENTS = ['file.added', 'file.changed'] as const;
const ORDER_EVENTS = ['order.placed', 'order.changed', 'delivery.sent'] as const;

/** Listens to what clients are told of one gallery, or of all in which they took a seat; returns how to stop. */
export function listenAsClient(gallery: string | null, handlers: ClientHandlers): () => void {
	const socket = connect({ gallery, as: 'client' });
	const on = handlerOn(socket, handlers);
	const told = heardAs.client;
	for (const event of FILE_EVENTS) on(event, told[event], () => handlers.onfile?.());
	for (const event of ORDER_EVENTS) on(event, told[event], () => handlers.onorder?.());
	return listenTo(socket, handlers);
}

/** Listens to what members are told of one gallery, or of all that their role sees; returns how to stop. */
export function listenAsStudio(gallery: string | null, handlers: StudioHandlers): () => void {
	const socket = connect({ gallery, as: 'studio' });
	const on = handlerOn(socket, handlers);
	const told = heardAs.studio;
	for (const event of FILE_EVENTS) on(event, told[event], (file) => handlers.onfile?.(file));
	// a delivery may belong to no order
	for (const event of ORDER_EVENTS)
		on(event, told[event], (news) => 'id' in news && handlers.onorder?.(news));
	on('order.placed', told['order.placed'], (order) => handlers.onplaced?.(order));
	on('mail.changed', told['mail.changed'], () => handlers.onmail?.());
	on('upload.changed', told['upload.changed'], (news) => 'unmatchedId' in news && handlers.onunmatched?.());
	return listenTo(socket, handlers);
}

/** What both are told in the same way, and how a connection begins and ends. */
function listenTo(socket: Socket<ServerEvents>, handlers: Handlers): () => void {
	const on = handlerOn(socket, handlers);
	const told = heardAs.client;
	on('file.removed', told['file.removed'], ({ id }) => handlers.onfileremoved?.(id));
	on('selection.changed', told['selection.changed'], (selection) => handlers.onselection?.(selection));
	on('person.joined', told['person.joined'], ({ person }) => handlers.onperson?.(person));
	socket.on('access.changed', () => handlers.onaccess?.());
	socket.on('gallery.changed', () => handlers.ongallery?.());
	// also where it does not say why: the server will not go on
	socket.on('closed', (payload: unknown) => {
		socket.close();
		handlers.onended?.(codeOf(payload) ?? CLOSE.tryLater);
	});
	socket.on('connect_error', (fault) => {
		// refused by the server, and not tried again; without its word it was the network
		if (!socket.active)
			handlers.onended?.(codeOf('data' in fault ? fault.data : undefined) ?? CLOSE.notAllowed);
	});
	socket.on('connect', () => handlers.onhere?.());
	return () => void socket.close();
}

/** Payloads are parsed as the contract says; one that is not so, of another version of ours, counts as missed. */
const handlerOn =
	(socket: Socket<ServerEvents>, { onhere }: Handlers) =>
	<T>(event: AnnouncementEvent, schema: v.GenericSchema<unknown, T>, handle: (told: T) => unknown) =>
		void socket.on(event, (payload: unknown) => {
			const read = v.safeParse(schema, payload);
			if (read.success) handle(read.output);
			else onhere?.();
		});

/** Fetches again whenever one of these is announced, and when connected; returns how to stop. */
export function refetchOn(
	handshake: Partial<Handshake>,
	events: readonly AnnouncementEvent[],
	refetch: () => Promise<unknown>
): () => void {
	const socket = connect(handshake);
	const again = coalesce(refetch, SOON_MS);
	for (const event of events) socket.on(event, again.ask);
	socket.on('connect', again.ask);
	return () => {
		again.stop();
		socket.close();
	};
}

function codeOf(payload: unknown): number | undefined {
	const read = v.safeParse(Closed, payload);
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
