import { and, asc, gt, inArray, lt, max } from 'drizzle-orm';
import type { EventIn, Room, Told } from '#lib/contract/announcements.ts';
import type { Clock } from './ids.ts';
import { inCommitOrder } from './commit-order.ts';
import { param } from './expressions.ts';
import type { Database, Db, Transaction } from './open.ts';
import { statement } from './statement.ts';
import { announcement } from './schema.ts';

export type Announced = { seq: number; room: string; event: string; payload: unknown };

/**
 * Announcements are rows of the commit that made them true, so none is lost or early, whichever process wrote it.
 * Web processes tail them (`since`), woken by commits of their own and by pokes from their neighbours.
 */
export type Hub = {
	announce: <R extends Room, E extends EventIn<R>>(
		tx: Transaction,
		room: R,
		event: E,
		payload: Told<R, E>
	) => Promise<void>;
	/** In the order of their commits; at most so many, or all. */
	since: (seq: number, most?: number) => Promise<Announced[]>;
	/** Of those, what may take something away from somebody. */
	accessSince: (seq: number) => Promise<Announced[]>;
	last: () => Promise<number>;
	forget: (tx: Transaction, before: number) => Promise<void>;
};

export function makeHub(db: Db, clock: Clock): Hub {
	return {
		announce: async (tx, room, event, payload) => {
			await inCommitOrder(tx, announcement);
			await add(tx).run({ room, event, payload, createdAt: clock.now() });
			db.touched('announcement');
		},
		since: async (seq, most = ALL) => after(db.read).all({ seq, most }),
		accessSince: async (seq) => takingAway(db.read).all({ seq }),
		last: async () =>
			(
				await db.read
					.select({ seq: max(announcement.seq) })
					.from(announcement)
					.get()
			)?.seq ?? 0,
		forget: async (tx, before) =>
			void (await tx.delete(announcement).where(lt(announcement.createdAt, before)).run())
	};
}

/** More than there can be: the databases have different words for no limit. */
const ALL = Number.MAX_SAFE_INTEGER;

const add = statement((tx: Transaction) =>
	tx
		.insert(announcement)
		.values({
			room: param('room'),
			event: param('event'),
			payload: param('payload'),
			createdAt: param('createdAt')
		})
		.prepare()
);

const after = statement((db: Database) =>
	db
		.select()
		.from(announcement)
		.where(gt(announcement.seq, param('seq')))
		.orderBy(asc(announcement.seq))
		.limit(param('most'))
		.prepare()
);

const takingAway = statement((db: Database) =>
	db
		.select()
		.from(announcement)
		.where(
			and(
				gt(announcement.seq, param('seq')),
				inArray(announcement.event, ['access.changed', 'gallery.changed'])
			)
		)
		.orderBy(asc(announcement.seq))
		.prepare()
);
