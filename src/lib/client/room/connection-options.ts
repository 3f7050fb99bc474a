import type { MarkFacts } from '#lib/domain/marks/can-mark.ts';
import type { Presence } from '#lib/realtime/presence.ts';
import type { Seat } from '#lib/contract/seat.ts';
import type { Copy, CopyOf } from '#lib/client/offline/local-replica.ts';
import type { Conflict, RefusedWaiting } from './replay.ts';
import type { Shelf } from '#lib/client/offline/offline-store.ts';

/** opening: nothing to show yet · live · away: no connection, marks wait on this device · ended: and why. */
export type LinkState = 'opening' | 'live' | 'away' | 'ended';

export type LinkEvents = {
	onstate: (state: LinkState, code: number | null) => void;
	onseat: (seat: Seat) => void;
	/** Another document begins: whatever was told before is forgotten. */
	onreset: () => void;
	onentry: (book: string, key: string, value: unknown) => void;
	onpresence: (others: Presence[]) => void;
	onwaiting: (count: number) => void;
	/** Could not be kept; never again than here. */
	onrefused: (refused: RefusedWaiting[]) => void;
	onconflicts: (conflicts: Conflict[]) => void;
};

export type LinkPlace = {
	origin: string;
	galleryId: string;
	as: 'client' | 'studio';
	/** A new seat; throws an error with the HTTP `status` (none: no network). */
	takeSeat: () => Promise<Seat>;
	/** The body of `GET /g/<id>/marks`. */
	firstSync: () => Promise<Uint8Array>;
	facts: () => Pick<MarkFacts, 'file' | 'selection'>;
	shelf: Shelf;
	copyOf: (of: CopyOf) => Copy;
	now: () => number;
	delayMs?: (attempt: number) => number;
	WebSocketPolyfill?: typeof WebSocket;
};
