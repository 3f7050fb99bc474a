import * as Y from 'yjs';
import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { formatBook } from '#lib/domain/marks/keys.ts';
import type { Ack } from '#lib/realtime/ack.ts';
import { CLOSE, isFinalClose, needsNewSeat } from '#lib/realtime/close-codes.ts';
import type { Says } from '#lib/realtime/presence.ts';
import type { Seat, SeatFacts } from '#lib/contract/seat.ts';
import { watchBooks } from './watch-books.ts';
import type { LinkEvents, LinkPlace } from './connection-options.ts';
import { makeRetry, type Retry } from '#lib/client/live/retry.ts';
import { openSocket } from './socket.ts';
import { dismantle, judgeHere, makeStage, NO_CLIENT, type Stage } from './session.ts';
import { WaitingMarks, type WaitingMark } from './waiting-marks.ts';
import { planReplay, type Conflict, type RefusedWaiting } from './replay.ts';

/** The browser's side of a room, without a screen: seats, sockets, waiting marks. */
export class RoomLink {
	private readonly place: LinkPlace;
	private readonly events: LinkEvents;
	private readonly retry: Retry;
	private seat: Seat | undefined;
	/** Taken, but not sat on yet: the device is being asked what it remembers. */
	private arriving: Seat | undefined;
	private waiting: WaitingMarks | undefined;
	private stage: Stage | undefined;
	private fresh: WaitingMark[] = [];
	/** Made on a seat whose document is still on its way. */
	private early: { key: string; value: unknown; studioOnly: boolean }[] = [];
	private readonly conflicts = new Map<string, Conflict>();
	private says: Partial<Says> = {};
	private generation = 0;
	/** For good: a mark made now would go nowhere. */
	private isOver = false;

	constructor(place: LinkPlace, events: LinkEvents) {
		this.place = place;
		this.events = events;
		this.retry = makeRetry(place.delayMs);
	}

	/** Takes a seat and joins; without network shows what this device remembers, and tries again. */
	async sit() {
		const generation = ++this.generation;
		try {
			const seat = await this.place.takeSeat();
			if (generation !== this.generation) return;
			if (seat.clientId === undefined) return this.events.onseat(seat);
			await this.begin(seat, seat.clientId, generation);
		} catch (fault) {
			if (generation === this.generation) await this.stayAway(statusOf(fault));
		}
	}

	/** The network says that it is back, or the page came to the front. */
	hurry = () => this.retry.now();

	/** The network says that it is gone: a socket into nothing would notice half a minute later. */
	cutOff = () => this.stage?.socket?.drop();

	close() {
		this.generation++;
		this.retry.stop();
		this.leaveStage();
	}

	/** Keeps a mark on this device at once, and on the server as soon as it can; answers why it may not be made. */
	set(key: string, value: unknown, { studioOnly = false } = {}): MarkRefusal | null {
		const { seat, waiting, stage } = this;
		if (!seat || !waiting || this.isOver) return 'no-right';
		const refusal = this.judge(key, value);
		if (refusal) return refusal;
		if (!stage) {
			this.early.push({ key, value, studioOnly });
			return null;
		}
		const book = formatBook({ kind: studioOnly ? 'studio' : 'own', participantId: seat.participantId });
		this.conflicts.delete(key);
		const mark = waiting.put(book, key, value, stage.copy.doc.getMap(book).get(key), this.place.now());
		this.show(book, key);
		this.events.onwaiting(waiting.size);
		if (stage.isSynced) this.send(mark);
		return null;
	}

	/** What this page shows of itself to the others. */
	say(says: Partial<Says>) {
		this.says = { ...this.says, ...says };
		this.stage?.socket?.say(this.says);
	}

	/** After a conflict: theirs stands, or what the server has. */
	choose({ mark }: Conflict, mine: boolean) {
		this.conflicts.delete(mark.key);
		this.waiting?.remove(mark);
		this.events.onconflicts([...this.conflicts.values()]);
		if (mine) this.set(mark.key, mark.value, { studioOnly: mark.book.startsWith('studio:') });
		else this.show(mark.book, mark.key);
		this.events.onwaiting(this.waiting?.size ?? 0);
	}

	/** Selections or people changed: what is judged by them is another thing now. */
	changeSeat(change: (facts: SeatFacts) => SeatFacts) {
		if (this.arriving) this.arriving = { ...this.arriving, ...change(this.arriving) };
		if (this.seat) this.remember({ ...this.seat, ...change(this.seat) });
	}

	private async begin(seat: Seat, clientId: number, generation: number) {
		this.isOver = false;
		await this.enter(seat);
		const stage = await this.raise(seat, clientId, generation);
		if (!stage) return;
		const { galleryId, origin, as, WebSocketPolyfill } = this.place;
		const address = { origin, galleryId, as, clientId, epoch: seat.epoch };
		stage.socket = openSocket(
			address,
			stage.doc,
			{
				onopen: () => stage.outbox.connected(),
				onsync: () => this.synced(stage),
				onack: (ack) => this.acknowledged(stage, ack),
				onserver: (update) => {
					Y.applyUpdate(stage.copy.doc, update);
					if (stage.outbox.isSpoilt) void this.sit();
				},
				onpresence: this.events.onpresence,
				onclose: (code) => stage === this.stage && this.lost(stage, code)
			},
			WebSocketPolyfill
		);
		stage.socket.say(this.says);
		stage.socket.connect();
	}

	/** Whose marks are meant from here on; what this device remembers of another epoch or person goes. */
	private async enter(seat: Seat) {
		const { galleryId, shelf, copyOf } = this.place;
		this.arriving = seat;
		const last = await shelf.lastSeat(galleryId).catch(() => undefined);
		if (last && (last.epoch !== seat.epoch || last.participantId !== seat.participantId)) {
			const old = copyOf({ galleryId, participantId: last.participantId, epoch: last.epoch });
			await old.erase().catch(() => undefined);
			old.close();
		}
		if (!this.waiting || this.seat?.participantId !== seat.participantId) {
			this.waiting = new WaitingMarks(
				shelf.waitingOf({ galleryId, participantId: seat.participantId }),
				() => undefined
			);
			await this.waiting.load().catch(() => undefined);
			this.events.onwaiting(this.waiting.size);
		}
		this.remember(this.arriving ?? seat);
		this.arriving = undefined;
	}

	/** Undefined where another seat was asked for meanwhile: that one's stage stays. */
	private async raise(seat: Seat, clientId: number, generation: number): Promise<Stage | undefined> {
		if (generation !== this.generation) return undefined;
		this.leaveStage();
		const { galleryId, copyOf, firstSync } = this.place;
		const copy = copyOf({ galleryId, participantId: seat.participantId, epoch: seat.epoch });
		const stage = await makeStage(copy, seat, clientId, firstSync);
		if (generation !== this.generation) return void dismantle(stage);
		this.stage = stage;
		this.events.onreset();
		watchBooks(stage.doc, (book, key) => this.show(book, key));
		for (const { book, key } of this.waiting?.list() ?? []) this.show(book, key);
		for (const { key, value, studioOnly } of this.early.splice(0)) this.set(key, value, { studioOnly });
		return stage;
	}

	private synced(stage: Stage) {
		if (stage !== this.stage) return;
		stage.isSynced = true;
		this.retry.succeeded();
		this.events.onstate('live', null);
		const unsent = this.waiting?.list().filter((mark) => !stage.outbox.isSent(mark)) ?? [];
		const plan = planReplay(
			unsent,
			({ book, key }) => stage.copy.doc.getMap(book).get(key),
			({ key, value }) => this.judge(key, value)
		);
		for (const mark of plan.done) this.waiting?.remove(mark);
		this.giveUp(plan.refused);
		this.conflicts.clear();
		for (const conflict of plan.conflicts) this.conflicts.set(conflict.mark.key, conflict);
		this.events.onconflicts(plan.conflicts);
		this.write(stage, plan.write);
		for (const { book, key } of unsent) this.show(book, key);
	}

	/** The marks of one turn travel together. */
	private send(mark: WaitingMark) {
		this.fresh.push(mark);
		if (this.fresh.length > 1) return;
		queueMicrotask(() => {
			const marks = this.fresh.splice(0);
			if (this.stage?.isSynced) this.write(this.stage, marks);
		});
	}

	private write(stage: Stage, marks: readonly WaitingMark[]) {
		for (const mark of stage.outbox.write(marks)) this.waiting?.settle(mark, mark.value);
		this.events.onwaiting(this.waiting?.size ?? 0);
	}

	private acknowledged(stage: Stage, ack: Ack) {
		if (stage !== this.stage) return;
		if ('refused' in ack) return this.refused(ack.refused);
		for (const { update, marks } of stage.outbox.acknowledged()) {
			Y.applyUpdate(stage.copy.doc, update);
			for (const mark of marks) this.waiting?.settle(mark, mark.value);
		}
		this.events.onwaiting(this.waiting?.size ?? 0);
	}

	/** The server closes next; the document, in which the refused marks stand, is discarded then. */
	private refused(refused: readonly { key: string; reason: MarkRefusal }[]) {
		const reasons = new Map(refused.map(({ key, reason }) => [key, reason]));
		const marks = this.waiting?.list() ?? [];
		this.giveUp(
			marks.flatMap((mark) => {
				const reason = reasons.get(mark.key);
				return reason ? [{ mark, reason }] : [];
			})
		);
	}

	private giveUp(refused: RefusedWaiting[]) {
		for (const { mark } of refused) this.waiting?.remove(mark);
		if (refused.length) this.events.onrefused(refused);
		this.events.onwaiting(this.waiting?.size ?? 0);
	}

	private lost(stage: Stage, code: number) {
		stage.isSynced = false;
		this.events.onpresence([]);
		if (isFinalClose(code)) return this.end(code);
		this.events.onstate('away', code);
		this.retry.later(() => (needsNewSeat(code) ? void this.sit() : stage.socket?.connect()));
	}

	private async stayAway(status: number) {
		if (status === 401) return this.end(CLOSE.noSession);
		if (status === 403 || status === 404) return this.end(CLOSE.notAllowed);
		if (!this.stage) await this.recall(this.generation);
		this.events.onstate('away', null);
		this.retry.later(() => void this.sit());
	}

	/** No network: what this device remembers of the gallery, and a list for what they do meanwhile. */
	private async recall(generation: number) {
		const seat = await this.place.shelf.lastSeat(this.place.galleryId).catch(() => undefined);
		if (!seat) return;
		await this.enter(seat);
		await this.raise(seat, NO_CLIENT, generation);
	}

	/** For good: nothing of the gallery stays on this device, except what they have not been able to send. */
	private end(code: number) {
		this.generation++;
		this.isOver = true;
		this.retry.stop();
		if (code === CLOSE.noSession || code === CLOSE.notAllowed) {
			void this.stage?.copy.erase().catch(() => undefined);
			void this.place.shelf.forgetSeat(this.place.galleryId).catch(() => undefined);
		}
		this.stage?.socket?.close();
		this.events.onstate('ended', code);
	}

	private remember(seat: Seat) {
		this.seat = seat;
		this.events.onseat(seat);
		void this.place.shelf.keepSeat(this.place.galleryId, seat).catch(() => undefined);
	}

	private leaveStage() {
		const { stage } = this;
		this.stage = undefined;
		if (stage) dismantle(stage);
	}

	/** A waiting mark lies over what the server says, unless both wait for them to choose. */
	private show(book: string, key: string) {
		const mark = this.conflicts.has(key) ? undefined : this.waiting?.get(book, key);
		this.events.onentry(book, key, mark ? mark.value : this.stage?.doc.getMap(book).get(key));
	}

	private judge(key: string, value: unknown): MarkRefusal | null {
		return this.seat
			? judgeHere(this.place.facts(), this.seat, key, value, this.stage?.doc, this.waiting)
			: 'no-right';
	}
}

function statusOf(fault: unknown): number {
	const status: unknown = typeof fault === 'object' && fault !== null && 'status' in fault ? fault.status : 0;
	return typeof status === 'number' ? status : 0;
}
