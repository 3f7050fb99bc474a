import { LANGUAGES } from '#lib/messages/languages.ts';
import { boolean, id, index, int, primaryKey, string, table, timestampMs, uniqueIndex } from '../columns.ts';
import { gallery } from './galleries.ts';

// The people of a gallery: who they are, and how they came in.

/** A person in a gallery. `email` null: a guest under Anybody; `memberId` set: somebody of the studio. */
export const participant = table(
	'participant',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		email: string(),
		memberId: id(),
		name: string().notNull(),
		/** Index of the pencil, given out in order, kept for the gallery. */
		colour: int().notNull(),
		/** Address confirmed by a mailed code (guests) or by an invitation. */
		confirmedAt: timestampMs(),
		firstSeatAt: timestampMs(),
		lastSeenAt: timestampMs(),
		/** What they chose on their page. */
		language: string({ enum: LANGUAGES }),
		/** What they were shown last, whoever said so: mails go by it. */
		lastLanguage: string({ enum: LANGUAGES }),
		hidesLooking: boolean().notNull().default(false),
		setAsideAt: timestampMs(),
		/** Hash of the Anybody passphrase that they gave; a changed one asks again. */
		passphrase: string(),
		createdAt: timestampMs().notNull()
	},
	(t) => [
		uniqueIndex('participant_email').on(t.galleryId, t.email),
		uniqueIndex('participant_member').on(t.galleryId, t.memberId)
	]
);

/** One page load of one participant: the client id that its Yjs document writes with. Never issued twice. */
export const seat = table(
	'seat',
	{
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		clientId: int().notNull(),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		/** Root type that this client id writes: a participant id, 'studio:<participantId>' or 'server:<participantId>'. */
		book: string().notNull(),
		createdAt: timestampMs().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.clientId] }), index('seat_participant').on(t.participantId)]
);

/** A client's open marks socket, in whichever web process: a lease that is renewed while it is open. */
export const attendance = table(
	'attendance',
	{
		galleryId: id().notNull(),
		clientId: int().notNull(),
		participantId: id().notNull(),
		/** The web process that holds the socket. */
		process: id().notNull(),
		until: timestampMs().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.clientId] }), index('attendance_process').on(t.process)]
);

/** A client's browser; `id` is the SHA-256 of the cookie's value. */
export const clientSession = table('client_session', {
	id: id().primaryKey(),
	createdAt: timestampMs().notNull(),
	lastSeenAt: timestampMs().notNull(),
	expiresAt: timestampMs().notNull()
});

/** Who this browser is in which gallery. */
export const sessionParticipant = table(
	'session_participant',
	{
		sessionId: id()
			.notNull()
			.references(() => clientSession.id),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		invitationId: id(),
		createdAt: timestampMs().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.sessionId, t.galleryId] }),
		index('session_participant_by').on(t.participantId)
	]
);

export const invitation = table(
	'invitation',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		counter: int().notNull(),
		tokenHash: string().notNull().unique(),
		message: string(),
		sentBy: id(),
		openedAt: timestampMs(),
		expiresAt: timestampMs(),
		revokedAt: timestampMs(),
		createdAt: timestampMs().notNull()
	},
	(t) => [index('invitation_participant').on(t.participantId)]
);

/** Six mailed digits: a further browser, or a guest's address. */
export const mailedCode = table('mailed_code', {
	id: id().primaryKey(),
	purpose: string({ enum: ['device', 'address'] }).notNull(),
	sessionId: id().notNull(),
	galleryId: id().notNull(),
	participantId: id().notNull(),
	invitationId: id(),
	email: string().notNull(),
	codeHash: string().notNull(),
	attempts: int().notNull().default(0),
	expiresAt: timestampMs().notNull(),
	usedAt: timestampMs(),
	createdAt: timestampMs().notNull()
});
