import type { RoomKind } from './room-kind.ts';

/** Whose seat a socket was opened with: read once at the handshake, judged again at every write and whenever access may have changed. */
export type SeatHolder = {
	galleryId: string;
	participantId: string;
	/** The client id of this page load, and of a member's studio book. */
	clientId: number;
	studioClientId: number | null;
	kind: RoomKind;
	/** Hash of the cookie: a client's browser session, or a member's. */
	sessionId: string;
	memberId: string | null;
	epoch: string;
	name: string;
	initials: string;
	colour: number;
	/** Does not want to be seen looking. */
	hidesLooking: boolean;
};

/** One open socket in a room. */
export type Connection = SeatHolder & {
	wantsAcks: boolean;
	/** Books that this person may write through this socket. */
	books: ReadonlySet<string>;
	send: (frame: Uint8Array) => void;
	close: (code: number, reason: string) => void;
	/** Nothing more is read from it. */
	isClosing: boolean;
	/** Something that it sent was refused: whatever came after builds on that. */
	isRejected: boolean;
};
