import * as Y from 'yjs';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { ackFrame, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import type { Context } from '../context.ts';
import { inCommitOrder } from '../db/commit-order.ts';
import { markUpdate } from '../db/schema.ts';
import type { PendingUpdate } from './book.ts';
import { commitBatch, discard, undo, type Submission } from './commit.ts';
import { clientsIn, decodeUpdate, type Decoded } from './gate/decode.ts';
import { Refusal } from './gate/refusal.ts';
import { filterUpdate } from './gate/filter-update.ts';
import { canRead, type GalleryRoom } from './room.ts';
import type { RoomKind } from './room-kind.ts';
import type { Foreign, Rooms } from './rooms.ts';
import type { Connection } from './connection.ts';

/** Most updates in one transaction: a longer one would keep everybody waiting. */
const BATCH = 400;

/** An update as it came, or what its socket is refused with. */
type Received = { connection: Connection; room: GalleryRoom } & (
	{ update: Uint8Array; refusal?: undefined } | { refusal: Refusal; update?: undefined }
);

/** Where marks come in: those of one turn are judged, committed together, then shown and acknowledged. */
export class MarkPipeline {
	/** Told after each commit of a person's own entries. */
	onKept: (connection: Connection, books: string[]) => void = () => undefined;
	private readonly ctx: Context;
	private readonly rooms: Rooms;
	private queue: Received[] = [];
	private working: Promise<void> | null = null;

	constructor(ctx: Context, rooms: Rooms) {
		this.ctx = ctx;
		this.rooms = rooms;
	}

	/** Every update is answered in the order of its coming: kept and acknowledged, or refused. */
	submit(connection: Connection, room: GalleryRoom, update: Uint8Array) {
		this.enqueue({ connection, room, update });
	}

	/** Closes a socket once everything that it sent before is answered. */
	refuse(connection: Connection, room: GalleryRoom, refusal: Refusal) {
		if (connection.isClosing) return;
		connection.isClosing = true;
		this.enqueue({ connection, room, refusal });
	}

	private enqueue(received: Received) {
		this.queue.push(received);
		this.working ??= this.work();
	}

	/** Resolves when everything submitted so far is answered. */
	async settled() {
		while (this.working) await this.working;
	}

	/** One after another: each is judged on the drafts that those before it left. */
	private async judge(received: Received): Promise<Submission> {
		const { connection, room } = received;
		try {
			return submission(connection, room, await this.stage(received), null);
		} catch (error) {
			if (!(error instanceof Refusal)) this.ctx.log.error({ err: error }, 'an update could not be judged');
			const refusal = error instanceof Refusal ? error : new Refusal(CLOSE.tryLater, 'a fault of ours');
			return submission(connection, room, [], refusal);
		}
	}

	private async stage({ connection, room, update, refusal }: Received): Promise<PendingUpdate[]> {
		if (refusal) throw refusal;
		if (connection.isRejected) throw new Refusal(CLOSE.stale, 'after a refusal');
		const byBook = await this.filter(connection, room, decodeUpdate(update));
		const pieces: PendingUpdate[] = [];
		try {
			for (const [book, parts] of byBook) {
				const piece = room.book(book).stage(parts, connection);
				pieces.push(piece);
				if (!piece.book.inflow.take(piece.bytes.length, this.ctx.clock.now()))
					throw new Refusal(CLOSE.tooFast, 'writes too much at once');
				await room.weight.require(piece);
			}
		} catch (refusal) {
			for (const piece of pieces) piece.book.rollback(piece);
			throw refusal;
		}
		return pieces;
	}

	private async filter(connection: Connection, room: GalleryRoom, update: Decoded) {
		const once = async () => {
			await room.seats.learn(ownClientIds(connection));
			await room.seats.learn(clientsIn(update));
			return filterUpdate(update, room.stateFor(connection), connection.books);
		};
		try {
			return await once();
		} catch (refusal) {
			// what looks unknown here may have come through another process
			if (!(await this.catchUp())) throw refusal;
			return once();
		}
	}

	private async work() {
		try {
			// the updates of this turn: every socket that has something to say is read before the immediate runs
			await nextTurn();
			while (this.queue.length) {
				const batch: Submission[] = [];
				for (const received of this.queue.splice(0, BATCH)) batch.push(await this.judge(received));
				await this.commit(batch);
				if (this.queue.length) await nextTurn();
			}
		} finally {
			this.working = null;
		}
	}

	private async commit(batch: Submission[]) {
		for (const submission of batch)
			if (!this.rooms.holds(submission.room))
				submission.refusal ??= new Refusal(CLOSE.restart, 'left behind');
		try {
			if (batch.some(({ pieces }) => pieces.length)) await this.write(batch);
		} catch (error) {
			this.ctx.log.error({ err: error }, 'marks were not kept');
			for (const submission of batch) this.orLeave(submission.room, () => notKept(submission));
			return;
		}
		this.answer(batch);
	}

	private async write(batch: Submission[]) {
		const { ctx, rooms } = this;
		const foreign: Foreign[] = [];
		let release = () => undefined as void;
		const long = rooms.longLogs();
		try {
			const seq = await ctx.db.transaction(async (tx) => {
				// of an attempt before this one
				release();
				await inCommitOrder(tx, markUpdate);
				release = await rooms.hold();
				foreign.push(...(await rooms.readLog(tx)));
				const last = await commitBatch(tx, ctx, batch);
				for (const galleryId of long)
					await ctx.jobs.enqueue(tx, 'compact', { galleryId }, { key: `compact:${galleryId}` });
				return last;
			});
			rooms.advance(seq);
		} finally {
			// the rooms hold it by now, whatever became of ours
			this.passOn(foreign);
			release();
		}
	}

	/** Takes in and shows what other processes committed since; answers whether there was anything. */
	async catchUp(): Promise<boolean> {
		const release = await this.rooms.hold();
		try {
			return this.passOn(await this.rooms.readLog());
		} finally {
			release();
		}
	}

	/** After the commit, and only then: into the room, to the others, to the sender. Nothing here can unmake a mark. */
	private answer(batch: Submission[]) {
		const news = new Map<GalleryRoom, Kept[]>();
		for (const submission of batch)
			if (!submission.outcome) this.orLeave(submission.room, () => this.keep(submission, news));
		this.tell(news);
		for (const submission of batch) this.orLeave(submission.room, () => acknowledge(submission));
	}

	private keep({ connection, room, pieces, stamps }: Submission, news: Map<GalleryRoom, Kept[]>) {
		this.rooms.count(room.galleryId, pieces.length + stamps.length);
		for (const stamp of stamps) room.weight.count(stamp);
		for (const piece of [...pieces, ...stamps]) {
			piece.book.commit(piece);
			room.raise(piece.book.name);
			push(news, room, { book: piece.book.name, bytes: piece.bytes, sender: piece.sender });
		}
		if (pieces.length)
			this.onKept(
				connection,
				pieces.map(({ book }) => book.name)
			);
	}

	private tell(news: ReadonlyMap<GalleryRoom, Kept[]>) {
		for (const [room, kept] of news) this.orLeave(room, () => broadcast(room, kept));
	}

	private passOn(foreign: readonly Foreign[]): boolean {
		const news = new Map<GalleryRoom, Kept[]>();
		for (const { room, row } of foreign)
			push(news, room, { book: row.book, bytes: row.update, sender: null });
		this.tell(news);
		return foreign.length > 0;
	}

	/**
	 * A fault of ours behind a commit: somebody may not have heard what stands. The room is left to the log, from
	 * which it is read anew, and everybody in it comes back.
	 */
	private orLeave(room: GalleryRoom, work: () => void) {
		try {
			work();
		} catch (error) {
			this.ctx.log.error({ err: error }, 'a room was left behind by its log; it is read anew');
			this.rooms.leave(room);
			for (const connection of room.connections) disconnect(connection);
		}
	}
}

const submission = (
	connection: Connection,
	room: GalleryRoom,
	pieces: PendingUpdate[],
	refusal: Refusal | null
): Submission => ({ connection, room, pieces, refusal, outcome: refusal, stamps: [] });

const ownClientIds = ({ clientId, studioClientId }: Connection) =>
	studioClientId === null ? [clientId] : [clientId, studioClientId];

type Kept = { book: string; bytes: Uint8Array; sender: Connection | null };

const KINDS: readonly RoomKind[] = ['client', 'studio'];

/** One frame for each kind of room, whatever the turn brought. */
function broadcast(room: GalleryRoom, kept: readonly Kept[]) {
	for (const kind of KINDS) {
		const seen = kept.filter(({ book }) => canRead(kind, book));
		const [first] = seen;
		if (!first) continue;
		const only = seen.length === 1 ? first.sender : null;
		const frame = syncFrame(
			SYNC.update,
			seen.length === 1 ? first.bytes : Y.mergeUpdates(seen.map(({ bytes }) => bytes))
		);
		for (const connection of room.connections)
			if (connection.kind === kind && connection !== only) connection.send(frame);
	}
}

function acknowledge({ connection, room, outcome }: Submission) {
	if (outcome) return close(connection, outcome);
	if (!connection.wantsAcks) return;
	const { clientId, studioClientId } = connection;
	const studio = studioClientId === null ? {} : { studioClock: room.clockOf(studioClientId) };
	connection.send(ackFrame({ clock: room.clockOf(clientId), ...studio }));
}

/** What was not committed is taken off the drafts; its sender may try again. */
function notKept(submission: Submission) {
	undo(submission);
	discard(submission);
	submission.outcome ??= new Refusal(CLOSE.tryLater, 'not kept');
	acknowledge(submission);
}

/** One whose socket cannot even be closed hears nothing more. */
function disconnect(connection: Connection) {
	try {
		close(connection, new Refusal(CLOSE.restart, 'read anew'));
	} catch {
		connection.isClosing = true;
	}
}

/** Says what was refused, where it is a matter of keys, and closes; only the first refusal of a socket counts. */
function close(connection: Connection, { code, message, marks }: Refusal) {
	if (connection.isRejected) return;
	connection.isRejected = true;
	connection.isClosing = true;
	if (marks.length && connection.wantsAcks) connection.send(ackFrame({ refused: marks }));
	connection.close(code, message);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V) {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
