import { asc, gt, lt, max } from 'drizzle-orm';
import type { AnnouncementEvent } from '#lib/realtime/announcements.ts';
import type { Clock } from './ids.ts';
import { given } from './expressions.ts';
import type { Db, Reader, Transaction } from './open.ts';
import { prepared } from './prepared.ts';
import { announcement } from './schema.ts';

export type Announced = { seq: number; room: string; event: string; payload: unknown };

/**
 * Announcements are rows of the commit that made them true, so none is lost or early, whichever process wrote it.
 * Web processes tail them (`since`), woken by commits of their own and by pokes from their neighbours.
 */
export type Hub = {
	announce: (tx: Transaction, room: string, event: AnnouncementEvent, payload: unknown) => void;
	since: (seq: number) => Announced[];
	last: () => number;
	forget: (tx: Transaction, before: number) => void;
};

export function makeHub(db: Db, clock: Clock): Hub {
	return {
		announce: (tx, room, event, payload) => {
			add(tx).run({ room, event, payload, createdAt: clock.now() });
			db.touched('announcement');
		},
		since: (seq) => after(db.read).all({ seq }),
		last: () =>
			db.read
				.select({ seq: max(announcement.seq) })
				.from(announcement)
				.get()?.seq ?? 0,
		forget: (tx, before) => void tx.delete(announcement).where(lt(announcement.createdAt, before)).run()
	};
}

const add = prepared((tx: Transaction) =>
	tx
		.insert(announcement)
		.values({
			room: given('room'),
			event: given('event'),
			payload: given('payload'),
			createdAt: given('createdAt')
		})
		.prepare()
);

const after = prepared((db: Reader) =>
	db
		.select()
		.from(announcement)
		.where(gt(announcement.seq, given('seq')))
		.orderBy(asc(announcement.seq))
		.prepare()
);
