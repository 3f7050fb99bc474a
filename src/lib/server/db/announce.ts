import { asc, gt, lt, max } from 'drizzle-orm';
import type { AnnouncementEvent } from '#lib/realtime/announcements.ts';
import type { Clock } from './ids.ts';
import type { Db, Transaction } from './open.ts';
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
			tx.insert(announcement).values({ room, event, payload, createdAt: clock.now() }).run();
			db.touched('announcement');
		},
		since: (seq) =>
			db.read
				.select()
				.from(announcement)
				.where(gt(announcement.seq, seq))
				.orderBy(asc(announcement.seq))
				.all(),
		last: () =>
			db.read
				.select({ seq: max(announcement.seq) })
				.from(announcement)
				.get()?.seq ?? 0,
		forget: (tx, before) => void tx.delete(announcement).where(lt(announcement.createdAt, before)).run()
	};
}
