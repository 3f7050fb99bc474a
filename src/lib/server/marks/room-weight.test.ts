import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { PendingUpdate } from './book.ts';
import { Inflow } from './inflow.ts';
import { GalleryRoom } from './room.ts';
import { partsOf } from './gate/parts.ts';
import { Refusal } from './gate/refusal.ts';
import type { Seats } from './seats.ts';
import type { Connection } from './connection.ts';

const MIB = 1024 * 1024;
const noSeats: Pick<Seats, 'bookOf' | 'learn'> = { bookOf: () => undefined, learn: async () => undefined };
const aRoom = () => new GalleryRoom('g', noSeats, async (book) => book.includes('guest'));
const FIRST_SYNC_LIMIT = 8 * MIB;

/** A page of one person: says things through the room's own limits until it is refused. */
function aWriter(room: GalleryRoom, name: string, clientId: number) {
	const doc = new Y.Doc();
	doc.clientID = clientId;
	const sender = { participantId: name } as unknown as Connection;
	return async (change: (map: Y.Map<unknown>) => void): Promise<Refusal | null> => {
		const before = Y.decodeStateVector(Y.encodeStateVector(doc));
		doc.transact(() => change(doc.getMap(name)));
		const piece: PendingUpdate[] = [];
		try {
			const all = partsOf([doc], before);
			const taken = room.book(name).stage(all, sender);
			piece.push(taken);
			await room.weight.require(taken);
			room.book(name).commit(taken);
			return null;
		} catch (error) {
			for (const each of piece) each.book.rollback(each);
			if (error instanceof Refusal) return error;
			throw error;
		}
	};
}

const long = (n: number) => `${n} ${'📷'.repeat(2_000)}`;
const put = (n: number, value: unknown) => (map: Y.Map<unknown>) => void map.set(`comment:a.${n}`, value);

/** Hostile ways to fill a room; `n` counts the updates of one writer. */
const WAYS: [string, (n: number) => (map: Y.Map<unknown>) => void][] = [
	['long comments', (n) => put(n, { file: 'f', version: 1, text: long(n) })],
	['large drawings', (n) => put(n, { drawing: Array.from({ length: 900 }, (_, i) => (i * 7919 + n) / 1e6) })],
	[
		'many short keys',
		(n) => (map) => {
			for (let i = 0; i < 400; i++) map.set(`stars:f${n}x${i}`, 1 + (i % 5));
		}
	],
	[
		'the longest keys',
		(n) => (map) => {
			for (let i = 0; i < 200; i++) map.set(`pick:${'s'.repeat(40)}:${'f'.repeat(30)}${n}x${i}`, 'yes');
		}
	],
	[
		'keys set and taken back',
		(n) => (map) => {
			for (let i = 0; i < 300; i++) map.set(`label:f${n}x${i}`, 'red');
			for (let i = 0; i < 300; i++) map.delete(`label:f${n}x${i}`);
		}
	],
	[
		'text that no encoding shortens',
		(n) =>
			put(n, {
				text: Array.from({ length: 2_000 }, (_, i) =>
					String.fromCodePoint(0x4e00 + ((i * 7919 + n * 31) % 20_000))
				).join('')
			})
	]
];

describe('a room of marks', () => {
	it.each(WAYS)('filled by guests with %s stays a first sync of at most 8 MiB', async (_, way) => {
		const room = aRoom();
		for (let guest = 1; guest <= 10; guest++) {
			const write = aWriter(room, `guest${guest}`, guest);
			let refused: Refusal | null = null;
			for (let n = 0; n < 400 && !refused; n++) refused = await write(way(n));
			if (refused) expect(refused.code).toBe(4413);
		}
		expect(room.snapshot('studio').length).toBeLessThanOrEqual(LIMITS.guestBytesPerRoom);
	});

	it('filled by everybody stays a first sync of at most 8 MiB, and refuses with 4413', async () => {
		const room = aRoom();
		const codes = new Set<number>();
		for (let who = 1; who <= 12; who++) {
			const write = aWriter(room, `client${who}`, who);
			let refused: Refusal | null = null;
			for (let n = 0; n < 150 && !refused; n++) refused = await write(put(n, { text: long(n) }));
			if (refused) codes.add(refused.code);
		}
		expect([...codes]).toEqual([4413]);
		expect(room.snapshot('studio').length).toBeLessThanOrEqual(FIRST_SYNC_LIMIT);
		expect(room.snapshot('studio').length).toBeGreaterThan(6 * MIB);
	});

	it('full of guests’ marks still takes those of clients, and lets a guest take marks back', async () => {
		const room = aRoom();
		const guests = Array.from({ length: 20 }, (_, i) => aWriter(room, `guest${i + 1}`, i + 1));
		for (const write of guests)
			for (let n = 0; n < 80; n++) if (await write(put(n, { text: long(n) }))) break;
		expect((await aWriter(room, 'guest99', 99)(put(1, { text: long(1) })))?.code).toBe(4413);
		expect(await aWriter(room, 'client1', 100)(put(1, { text: long(1) }))).toBeNull();
		const taker = guests[0];
		expect(await taker?.((map) => map.delete('comment:a.0'))).toBeNull();
	});

	it('counts what is on its way to the database', async () => {
		const room = aRoom();
		const doc = new Y.Doc();
		doc.clientID = 1;
		const pieces: PendingUpdate[] = [];
		const fill = async () => {
			for (let n = 0; n < 200; n++) {
				const before = Y.decodeStateVector(Y.encodeStateVector(doc));
				doc.getMap('guest1').set(`comment:a.${n}`, { text: long(n) });
				const piece = room.book('guest1').stage(partsOf([doc], before), {} as unknown as Connection);
				pieces.push(piece);
				await room.weight.require(piece);
			}
		};
		await expect(fill).rejects.toThrow(Refusal);
		const bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
		expect(bytes).toBeLessThanOrEqual(LIMITS.bytesPerGuest + LIMITS.frameBytes);
	});

	it('lets a person rewrite a mark without end: that is not growth', async () => {
		const room = aRoom();
		const write = aWriter(room, 'guest1', 1);
		for (let n = 0; n < 400; n++) expect(await write(put(1, { text: long(n) }))).toBeNull();
	});

	it('takes so many page loads that its state vector fits a frame, and no more', async () => {
		const room = aRoom();
		let refused = 0;
		for (let id = 1; id <= LIMITS.guestClientIdsPerRoom + 3; id++)
			if (await aWriter(room, `guest${id % 500}`, id)((map) => map.set(`stars:f${id}`, 1))) refused++;
		expect(refused).toBe(3);
		expect(room.stateVector('studio').length).toBeLessThan(LIMITS.frameBytes);
	});
});

describe('what one book may add to the log', () => {
	it('is a burst, then so many bytes a second, whatever the clock does', () => {
		const inflow = new Inflow();
		expect(inflow.take(LIMITS.personBytesBurst, 1_000_000)).toBe(true);
		expect(inflow.take(1, 1_000_000)).toBe(false);
		expect(inflow.take(LIMITS.personBytesPerSecond, 1_001_000)).toBe(true);
		expect(inflow.take(1, 500_000)).toBe(false);
		expect(inflow.take(LIMITS.personBytesPerSecond, 501_000)).toBe(true);
	});
});
