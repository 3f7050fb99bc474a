import { parseBook, parseMarkKey } from '#lib/domain/marks/keys.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import type { RefusedMark } from '#lib/realtime/ack.ts';
import { isMalformed } from '#lib/realtime/refusals.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { PendingUpdate } from './book.ts';
import { serverClientId } from './client-ids.ts';
import { CommitFacts, type BookKind } from './facts.ts';
import { Refusal } from './gate/refusal.ts';
import { refusedAmong } from './judge.ts';
import { announceArrival } from './people.ts';
import { projectChanges } from './project.ts';
import type { GalleryRoom } from './room.ts';
import { AccessChecks } from './access-checks.ts';
import { statementsOf, type Statements } from './statements.ts';
import type { Connection } from './connection.ts';

/** One received update: its pieces stand or fall together. */
export type Submission = {
	connection: Connection;
	room: GalleryRoom;
	pieces: PendingUpdate[];
	/** The gate would not even try it. */
	refusal: Refusal | null;
	/** Set by the commit: why it was dropped. */
	outcome: Refusal | null;
	/** The server's own entries that go with it. */
	stamps: PendingUpdate[];
};

/**
 * Writes the updates of one turn in one transaction. Each is judged once more, on what is true inside it; one that
 * fails is dropped without touching the others. May be run again: everything but the database is undone first.
 */
export async function commitBatch(
	tx: Transaction,
	ctx: Context,
	batch: readonly Submission[]
): Promise<number> {
	const commit = new Commit(tx, ctx);
	const refused = new Set<Connection>();
	let seq = 0;
	for (const submission of batch) {
		const { connection } = submission;
		undo(submission);
		const isAfter = connection.isRejected || refused.has(connection);
		submission.outcome = isAfter
			? new Refusal(CLOSE.stale, 'after a refusal')
			: await commit.refusalOf(submission);
		if (submission.outcome) {
			refused.add(connection);
			discard(submission);
		} else seq = (await commit.write(submission)) || seq;
	}
	return seq;
}

/** Takes an update that will not be kept off the drafts, so that what follows is judged without it. */
export function discard({ pieces }: Submission) {
	for (const piece of pieces) piece.book.rollback(piece);
}

/** Takes back the server's own entries of an attempt that was not committed. */
export function undo(submission: Submission) {
	for (const piece of submission.stamps.splice(0)) piece.book.rollback(piece);
}

class Commit {
	private readonly tx: Transaction;
	private readonly ctx: Context;
	private readonly statements: Statements;
	private readonly now: number;
	private readonly standings: AccessChecks;
	private readonly facts = new Map<string, CommitFacts>();

	constructor(tx: Transaction, ctx: Context) {
		this.tx = tx;
		this.ctx = ctx;
		this.statements = statementsOf(tx);
		this.now = ctx.clock.now();
		this.standings = new AccessChecks(tx, this.now);
	}

	async refusalOf({ connection, pieces, refusal }: Submission): Promise<Refusal | null> {
		if (refusal || !pieces.length) return refusal;
		const standing = await this.standings.of(connection);
		if (standing.code !== null) return new Refusal(standing.code, 'may no longer write');
		const { participantId, galleryId } = connection;
		const actor = { participantId, isMember: connection.memberId !== null, rights: standing.rights };
		const facts = this.factsOf(galleryId);
		const marks: RefusedMark[] = [];
		for (const { book, changes } of pieces) {
			const kind = kindOf(book.name);
			marks.push(...refusedAmong(changes, kind, await facts.load(kind, changes), actor));
		}
		if (!marks.length) return null;
		const code = marks.some(({ reason }) => isMalformed(reason)) ? CLOSE.malformed : CLOSE.stale;
		return new Refusal(code, 'marks refused', marks);
	}

	async write(submission: Submission): Promise<number> {
		const { connection, room, pieces } = submission;
		let seq = 0;
		for (const piece of pieces) {
			const book = piece.book.name;
			if (connection.memberId && kindOf(book) === 'own') await this.greet(connection, book);
			seq = await this.log(connection.galleryId, piece, connection.clientId);
			const stamp = await this.stamp(room, connection, piece);
			await projectChanges(
				this.statements,
				{ galleryId: connection.galleryId, book, now: this.now },
				piece.changes
			);
			if (stamp) {
				stamp.piece.isGuest = piece.isGuest;
				submission.stamps.push(stamp.piece);
				seq = await this.log(connection.galleryId, stamp.piece, stamp.clientId);
			}
		}
		return seq;
	}

	/** The server's word on when a comment was made, in a book that whoever reads the comment can read. */
	private async stamp(room: GalleryRoom, connection: Connection, { book, changes }: PendingUpdate) {
		const entries = changes.flatMap(({ key, value }) => {
			const parsed = value === undefined ? null : parseMarkKey(key);
			return parsed?.kind === 'comment' ? [{ key: `at:${parsed.commentId}`, value: this.now }] : [];
		});
		if (!entries.length) return null;
		const { galleryId, participantId } = connection;
		const name = `${kindOf(book.name) === 'own' ? 'server' : 'server-studio'}:${participantId}`;
		const clientId = await serverClientId(this.tx, this.ctx, { galleryId, participantId, book: name });
		const piece = room.book(name).write(clientId, entries);
		return piece && { piece, clientId };
	}

	/** A member's first public mark: from here on the clients know that they are here. */
	private async greet({ galleryId, participantId }: Connection, book: string) {
		if (await this.statements.anyMark.get({ galleryId, book })) return;
		await announceArrival(this.tx, this.ctx, galleryId, participantId);
	}

	private async log(galleryId: string, { book, bytes }: PendingUpdate, clientId: number): Promise<number> {
		const logged = await this.statements.log.get({
			galleryId,
			book: book.name,
			clientId,
			clock: book.clockAfter(clientId),
			update: Buffer.from(bytes),
			createdAt: this.now
		});
		return logged.seq;
	}

	private factsOf(galleryId: string) {
		const known = this.facts.get(galleryId);
		if (known) return known;
		const fresh = new CommitFacts(this.statements, galleryId);
		this.facts.set(galleryId, fresh);
		return fresh;
	}
}

const kindOf = (book: string): BookKind => (parseBook(book)?.kind === 'studio' ? 'studio' : 'own');
