import { and, desc, eq, gt, isNull, or, type SQL } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { bytesIn, withSpan, type Span } from '#lib/domain/downloads/spans.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { deliveryLink, downloadLog } from '../db/schema.ts';

type Row = typeof downloadLog.$inferSelect;
type Thing = Pick<Row, 'fileId' | 'versionId' | 'archiveId' | 'deliveryId'>;
export type Fetched = { actor: Actor; what: string; galleryId: string } & Partial<Thing>;

/** One answer's bytes, of a whole of so many; `startedAt` is when it was asked for. */
export type Piece = { span: Span; sizeBytes: number; startedAt: number };

/** An archive's address lives so long, and whoever was cut goes on with it the next morning. */
const RESUMED_WITHIN_MS = 86_400_000;
/** What comes in more pieces that do not touch is no download but a program that looks here and there. */
const MOST_SPANS = 200;

/**
 * Who or which link fetched what, when and how much: one row a download, in however many pieces it was fetched.
 * Written after the bytes are gone.
 */
export async function logDownload(ctx: Context, fetched: Fetched, piece: Piece) {
	await ctx.db.transaction(async (tx) => {
		const begun = await begunRow(tx, fetched, piece, ctx.clock.now());
		if (begun) await goOn(tx, ctx, begun, piece);
		else await begin(tx, ctx, fetched, piece);
		if (fetched.actor.kind === 'link') await opened(tx, ctx, fetched.actor.linkId);
	});
}

/** The download that the piece belongs to: one that is not whole yet, or that became so while the piece was under way. */
async function begunRow(
	tx: Transaction,
	{ actor, ...what }: Fetched,
	piece: Piece,
	now: number
): Promise<Row | undefined> {
	const { who, whoId } = whoOf(actor);
	const same = and(
		...[eq(downloadLog.whoId, whoId), eq(downloadLog.who, who), eq(downloadLog.galleryId, what.galleryId)],
		...(['fileId', 'versionId', 'archiveId', 'deliveryId'] as const).map((key) => isOrNot(key, what[key])),
		eq(downloadLog.sizeBytes, piece.sizeBytes),
		gt(downloadLog.lastAt, now - RESUMED_WITHIN_MS)
	);
	const isWhole = bytesIn([piece.span]) === piece.sizeBytes;
	const isOpen = isWhole
		? eq(downloadLog.complete, false)
		: or(eq(downloadLog.complete, false), gt(downloadLog.lastAt, piece.startedAt));
	const rows = await tx
		.select()
		.from(downloadLog)
		.where(and(same, isOpen))
		.orderBy(downloadLog.complete, desc(downloadLog.lastAt))
		.limit(10)
		.all();
	return rows.find(({ spans }) => (spans?.length ?? 0) < MOST_SPANS);
}

const isOrNot = (key: keyof Thing, value: string | null | undefined): SQL =>
	value == null ? isNull(downloadLog[key]) : eq(downloadLog[key], value);

async function begin(tx: Transaction, ctx: Context, { actor, ...what }: Fetched, { span, sizeBytes }: Piece) {
	const at = ctx.clock.now();
	const id = ctx.ids.next();
	const row = { id, ...what, ...whoOf(actor), ...taken([span], sizeBytes), sizeBytes, at, lastAt: at };
	await tx.insert(downloadLog).values(row).run();
}

async function goOn(tx: Transaction, ctx: Context, { id, spans }: Row, { span, sizeBytes }: Piece) {
	await tx
		.update(downloadLog)
		.set({ ...taken(withSpan(spans ?? [], span), sizeBytes), lastAt: ctx.clock.now() })
		.where(eq(downloadLog.id, id))
		.run();
}

function taken(spans: Span[], sizeBytes: number) {
	const bytes = bytesIn(spans);
	return { spans, bytes, complete: bytes === sizeBytes };
}

async function opened(tx: Transaction, ctx: Context, linkId: string) {
	const unopened = and(eq(deliveryLink.id, linkId), isNull(deliveryLink.openedAt));
	await tx.update(deliveryLink).set({ openedAt: ctx.clock.now() }).where(unopened).run();
}

function whoOf(actor: Actor): Pick<Row, 'who' | 'whoId' | 'whoName'> {
	switch (actor.kind) {
		case 'member':
			return { who: actor.via === 'token' ? 'token' : 'member', whoId: actor.memberId, whoName: actor.name };
		case 'client':
			return { who: 'participant', whoId: actor.participantId, whoName: actor.name };
		case 'link':
			return { who: 'link', whoId: actor.linkId, whoName: actor.email };
	}
}
