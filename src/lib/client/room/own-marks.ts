import { canMark, type MarkFacts, type MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { commentAuthor, formatBook } from '#lib/domain/marks/keys.ts';
import type { Ack } from '#lib/realtime/ack.ts';
import type { Seat } from '#lib/contract/seat.ts';
import { planReplay, type Conflict, type RefusedWaiting } from './replay.ts';
import type { RoomSession } from './session.ts';
import { WaitingMarks, type WaitingMark, type WaitingStore } from './waiting-marks.ts';

export type OwnMarksEvents = {
	onentry: (book: string, key: string, value: unknown) => void;
	onwaiting: (count: number) => void;
	/** Could not be kept; never again than here. */
	onrefused: (refused: RefusedWaiting[]) => void;
	onconflicts: (conflicts: Conflict[]) => void;
};

export type OwnMarksOptions = {
	facts: () => Pick<MarkFacts, 'file' | 'selection' | 'film'>;
	now: () => number;
};

type Early = { key: string; value: unknown; studioOnly: boolean };

/** The marks of whoever holds the seat: judged, kept on the device, sent when there is a session, replayed after an absence. */
export class OwnMarks {
	seat: Seat | undefined;
	readonly #options: OwnMarksOptions;
	readonly #events: OwnMarksEvents;
	#session: RoomSession | undefined;
	#waiting: WaitingMarks | undefined;
	/** Of this turn: they travel together. */
	#fresh: WaitingMark[] = [];
	/** Made on a seat whose document is still on its way. */
	#early: Early[] = [];
	readonly #conflicts = new Map<string, Conflict>();

	constructor(options: OwnMarksOptions, events: OwnMarksEvents) {
		this.#options = options;
		this.#events = events;
	}

	/** Reads what waits on this device, where another person's marks, or none, were read before. */
	async load(participantId: string, store: WaitingStore) {
		if (this.#waiting && this.seat?.participantId === participantId) return;
		this.#waiting = new WaitingMarks(store, () => undefined);
		await this.#waiting.load().catch(() => undefined);
		this.#told();
	}

	attach(session: RoomSession) {
		this.#session = session;
		session.watch((book, key) => this.#show(book, key));
		for (const { book, key } of this.#waiting?.list() ?? []) this.#show(book, key);
		for (const { key, value, studioOnly } of this.#early.splice(0)) this.set(key, value, studioOnly);
	}

	detach() {
		this.#session = undefined;
	}

	/** Keeps a mark on this device at once, and on the server as soon as it can; returns why it may not be made. */
	set(key: string, value: unknown, studioOnly: boolean): MarkRefusal | null {
		const [seat, waiting, session] = [this.seat, this.#waiting, this.#session];
		if (!seat || !waiting) return 'no-right';
		const refusal = this.#judge(key, value);
		if (refusal) return refusal;
		if (!session) {
			this.#early.push({ key, value, studioOnly });
			return null;
		}
		const book = formatBook({ kind: studioOnly ? 'studio' : 'own', participantId: seat.participantId });
		this.#conflicts.delete(key);
		const mark = waiting.put(book, key, value, session.serverValue(book, key), this.#options.now());
		this.#show(book, key);
		this.#told();
		if (session.isSynced) this.#send(mark);
		return null;
	}

	/** After a conflict: theirs stands, or what the server has. */
	choose({ mark }: Conflict, mine: boolean) {
		this.#conflicts.delete(mark.key);
		this.#waiting?.remove(mark);
		this.#events.onconflicts([...this.#conflicts.values()]);
		if (mine) this.set(mark.key, mark.value, mark.book.startsWith('studio:'));
		else this.#show(mark.book, mark.key);
		this.#told();
	}

	/** The server's state is here: what waits is sent, settled, refused, or asked about. */
	replay(session: RoomSession) {
		const unsent = this.#waiting?.list().filter((mark) => !session.pending.isSent(mark)) ?? [];
		const plan = planReplay(
			unsent,
			({ book, key }) => session.serverValue(book, key),
			({ key, value }) => this.#judge(key, value)
		);
		for (const mark of plan.done) this.#waiting?.remove(mark);
		this.#giveUp(plan.refused);
		this.#conflicts.clear();
		for (const conflict of plan.conflicts) this.#conflicts.set(conflict.mark.key, conflict);
		this.#events.onconflicts(plan.conflicts);
		this.#write(session, plan.write);
		for (const { book, key } of unsent) this.#show(book, key);
	}

	acknowledged(session: RoomSession, ack: Ack) {
		if ('refused' in ack) return this.#refused(ack.refused);
		for (const mark of session.acknowledged()) this.#waiting?.settle(mark, mark.value);
		this.#told();
	}

	#send(mark: WaitingMark) {
		this.#fresh.push(mark);
		if (this.#fresh.length > 1) return;
		queueMicrotask(() => {
			const marks = this.#fresh.splice(0);
			if (this.#session?.isSynced) this.#write(this.#session, marks);
		});
	}

	#write(session: RoomSession, marks: readonly WaitingMark[]) {
		for (const mark of session.pending.write(marks)) this.#waiting?.settle(mark, mark.value);
		this.#told();
	}

	/** The server closes next; the document, in which the refused marks stand, is discarded then. */
	#refused(refused: readonly { key: string; reason: MarkRefusal }[]) {
		const reasons = new Map(refused.map(({ key, reason }) => [key, reason]));
		const marks = this.#waiting?.list() ?? [];
		this.#giveUp(
			marks.flatMap((mark) => {
				const reason = reasons.get(mark.key);
				return reason ? [{ mark, reason }] : [];
			})
		);
	}

	#giveUp(refused: RefusedWaiting[]) {
		for (const { mark } of refused) this.#waiting?.remove(mark);
		if (refused.length) this.#events.onrefused(refused);
		this.#told();
	}

	/** A waiting mark lies over what the server says, unless both wait for a choice. */
	#show(book: string, key: string) {
		const mark = this.#conflicts.has(key) ? undefined : this.#waiting?.get(book, key);
		this.#events.onentry(book, key, mark ? mark.value : this.#session?.value(book, key));
	}

	#told() {
		this.#events.onwaiting(this.#waiting?.size ?? 0);
	}

	/** The gate's own rule, on what this page knows: what it would refuse is never sent. */
	#judge(key: string, value: unknown): MarkRefusal | null {
		if (!this.seat) return 'no-right';
		const { participantId, isMember, rights } = this.seat;
		const hasComment = (id: string) => this.#hasComment(id);
		return canMark({ ...this.#options.facts(), hasComment }, { participantId, isMember, rights }, key, value);
	}

	#hasComment(id: string): boolean {
		const author = commentAuthor(id);
		const key = `comment:${id}`;
		return [author, `studio:${author}`].some(
			(book) => this.#waiting?.get(book, key)?.value !== undefined || this.#session?.has(book, key)
		);
	}
}
