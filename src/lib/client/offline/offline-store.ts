import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Seat } from '#lib/contract/seat.ts';
import type { WaitingMark, WaitingStore } from '#lib/client/room/waiting-marks.ts';
import { OPEN_MS, within } from './within.ts';

type Owner = { galleryId: string; participantId: string };
type Kept = WaitingMark & Owner;

interface Schema extends DBSchema {
	waiting: { key: [string, string, string, string]; value: Kept; indexes: { owner: [string, string] } };
	/** The last seat of a gallery on this device, without its client id: who somebody is while there is no network. */
	seats: { key: string; value: { galleryId: string; seat: Seat } };
}

/** One small database for the whole app; never emptied by signing out: unsent marks are the person's own. */
const open = async (): Promise<IDBPDatabase<Schema>> =>
	openDB<Schema>('proofsheet', 1, {
		upgrade: (db) => {
			const waiting = db.createObjectStore('waiting', {
				keyPath: ['galleryId', 'participantId', 'book', 'key']
			});
			waiting.createIndex('owner', ['galleryId', 'participantId']);
			db.createObjectStore('seats', { keyPath: 'galleryId' });
		}
	});

export type OfflineStore = {
	waitingOf: (owner: Owner) => WaitingStore;
	lastSeat: (galleryId: string) => Promise<Seat | undefined>;
	keepSeat: (galleryId: string, seat: Seat) => Promise<void>;
	forgetSeat: (galleryId: string) => Promise<void>;
};

export function deviceStore(): OfflineStore {
	const db = within(open(), OPEN_MS);
	db.catch(() => undefined);
	return {
		waitingOf: ({ galleryId, participantId }) => ({
			all: async () => (await db).getAllFromIndex('waiting', 'owner', [galleryId, participantId]),
			put: async (mark) => void (await (await db).put('waiting', { ...mark, galleryId, participantId })),
			drop: async ({ book, key }) => (await db).delete('waiting', [galleryId, participantId, book, key])
		}),
		lastSeat: async (galleryId) => (await (await db).get('seats', galleryId))?.seat,
		keepSeat: async (galleryId, { clientId: _, studioClientId: __, ...seat }) =>
			void (await (await db).put('seats', { galleryId, seat })),
		forgetSeat: async (galleryId) => (await db).delete('seats', galleryId)
	};
}

/** Where IndexedDB is not to be had: everything holds as long as the page does. */
export function memoryStore(): OfflineStore {
	const waiting = new Map<string, Map<string, WaitingMark>>();
	const seats = new Map<string, Seat>();
	return {
		waitingOf: ({ galleryId, participantId }) => {
			const owner = `${galleryId} ${participantId}`;
			const marks = waiting.get(owner) ?? new Map<string, WaitingMark>();
			waiting.set(owner, marks);
			return {
				all: async () => [...marks.values()],
				put: async (mark) => void marks.set(`${mark.book} ${mark.key}`, mark),
				drop: async ({ book, key }) => void marks.delete(`${book} ${key}`)
			};
		},
		lastSeat: async (galleryId) => seats.get(galleryId),
		keepSeat: async (galleryId, seat) => void seats.set(galleryId, seat),
		forgetSeat: async (galleryId) => void seats.delete(galleryId)
	};
}
