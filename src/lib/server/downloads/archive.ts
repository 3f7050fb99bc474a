import { and, eq, gt } from 'drizzle-orm';
import * as v from 'valibot';
import type { ArchiveMade, ArchiveProgress } from '#lib/contract/delivery.ts';
import { ArchiveWanted } from '#lib/contract/order-inputs.ts';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { contentDisposition } from '#lib/domain/naming/content-disposition.ts';
import { countAttempt } from '../auth/attempts.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import type { Context } from '../context.ts';
import { archive, gallery } from '../db/schema.ts';
import { inLine } from '../http/in-line.ts';
import { requireMember } from '../http/locals.ts';
import { originalHeaders } from '../http/media-headers.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { readJson } from '../http/read-json.ts';
import { clientHere, isStillHere } from './asker.ts';
import { readableOfMany } from './can-read.ts';
import { productLayout, progressOf } from './archive-products.ts';
import { makeArchive } from './make-archive.ts';
import { makeProductArchive } from './make-product-archive.ts';
import { stampOf } from './access-cache.ts';
import { cachesOf } from './caches.ts';
import { transfer } from './transfer.ts';
import { etagOf, layOut, packedVersions, zipSource } from './zip.ts';

type ArchiveRow = typeof archive.$inferSelect;
const MAX_BODY_BYTES = 1 << 20;
const HOUR_MS = 3_600_000;
export const STREAMS_AT_ONCE = 2;
export const ZIP = 'application/zip';

/** `POST /g/<gallery>/archives`: a client's, or with `?as=studio` a member's. Each is a row for a day: not without end. */
export const postArchive: RawHandler = async (exchange) => {
	const { ctx, req, params, url } = exchange;
	const galleryId = params['gallery'] ?? '';
	const isStudio = url.searchParams.get('as') === 'studio';
	const actor = isStudio ? requireMember(exchange) : await clientHere(exchange, galleryId);
	const { product, ...wanted } = v.parse(ArchiveWanted, await readJson(req, MAX_BODY_BYTES));
	const network = networkOf(addressOf(req, ctx.env.TRUST_PROXY));
	await countAttempt(ctx, [
		{ key: `archive:${groupOf(actor)}`, max: 100, perMs: HOUR_MS },
		{ key: `archive:${network}`, max: 500, perMs: HOUR_MS }
	]);
	const make = (): Promise<ArchiveMade | ArchiveProgress> =>
		product === undefined
			? makeArchive(ctx, actor, galleryId, wanted)
			: makeProductArchive(ctx, actor, galleryId, { ...wanted, product });
	answer(exchange, product === undefined ? 201 : 202, await inLine(ctx, groupOf(actor), make));
};

function answer({ req, res }: Exchange, status: number, what: object) {
	const body = Buffer.from(JSON.stringify(what));
	res.writeHead(status, {
		'content-type': 'application/json',
		'cache-control': 'private, no-store',
		'content-length': body.length
	});
	res.end(req.method === 'HEAD' ? undefined : body);
}

/** `GET /g/<gallery>/archives/<archive>`: how far one of products is, for whoever asked for it. */
export const readArchiveProgress: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const row = await findArchive(ctx, params['gallery'] ?? '', params['archive'] ?? '');
	const actor = await ownerOf(exchange, row);
	if (!row.product || !(await judge(exchange, actor, row)())) throw ended();
	answer(exchange, 200, await progressOf(ctx, row));
};

/** `GET /g/<gallery>/archives/<archive>.zip`: by whoever asked for it, as long as every right in it lasts. */
export const readArchive: RawHandler = async (exchange) => {
	const { ctx, params } = exchange;
	const row = await findArchive(ctx, params['gallery'] ?? '', params['archive'] ?? '');
	const actor = await ownerOf(exchange, row);
	const stillMay = judge(exchange, actor, row);
	if (!(await stillMay())) throw ended();
	const layout = await layoutOf(ctx, row);
	await transfer(exchange, {
		source: zipSource(ctx.storage, layout, row.etag || etagOf(layout)),
		headers: originalHeaders(ZIP, contentDisposition(`${await titleOf(ctx, row)}.zip`)),
		ticket: { counted: `archive:${groupOf(actor)}`, stillMay },
		fetched: { actor, what: `${await titleOf(ctx, row)}.zip`, galleryId: row.galleryId, archiveId: row.id },
		atOnce: STREAMS_AT_ONCE
	});
};

async function findArchive({ db, clock }: Context, galleryId: string, id: string): Promise<ArchiveRow> {
	const mine = and(eq(archive.id, id), eq(archive.galleryId, galleryId), gt(archive.expiresAt, clock.now()));
	const row = await db.read.select().from(archive).where(mine).get();
	if (!row) throw ended();
	return row;
}

/** One answer for over, taken away, another's and never there: the address of an archive tells nothing. */
const ended = () => new AppError('not-found', 'faults:downloads.archive-ended');

async function ownerOf(exchange: Exchange, row: ArchiveRow): Promise<ClientActor | MemberActor> {
	if (row.memberId !== null) {
		if (exchange.member?.memberId !== row.memberId) throw ended();
		return exchange.member;
	}
	const actor = await clientHere(exchange, row.galleryId, ended);
	if (actor.participantId !== row.participantId) throw ended();
	return actor;
}

const groupOf = (actor: ClientActor | MemberActor) =>
	actor.kind === 'client' ? actor.sessionId : actor.memberId;

async function mayRead(
	{ db, clock }: Context,
	actor: ClientActor | MemberActor,
	row: ArchiveRow
): Promise<boolean> {
	const held =
		actor.kind === 'client' ? { participantId: actor.participantId, until: row.expiresAt } : undefined;
	const tier = row.product ? { product: row.product.id } : 'original';
	const allowed = await readableOfMany(db.read, actor, row.versionIds, clock.now(), { held, tier });
	return allowed.size === new Set(row.versionIds).size;
}

/** Who they are and what they may is asked each time; every file of it again when the gallery has changed, or after a while. */
function judge(exchange: Exchange, actor: ClientActor | MemberActor, row: ArchiveRow) {
	const { ctx } = exchange;
	const { judged } = cachesOf(ctx);
	return async () => {
		if (!(await isStillHere(exchange, actor))) return false;
		const stamp = await stampOf(ctx, actor, row.galleryId);
		if (judged.holds(row.id, stamp)) return true;
		if (!(await mayRead(ctx, actor, row))) return false;
		judged.note(row.id, stamp);
		return true;
	};
}

async function layoutOf(ctx: Context, row: ArchiveRow) {
	const { layouts } = cachesOf(ctx);
	const lay = async () =>
		row.product
			? productLayout(ctx, row)
			: layOut(await packedVersions(ctx, row.versionIds), row.names, row.takenAt);
	return layouts.get(row.id) ?? layouts.put(row.id, await lay());
}

const titleOf = async ({ db }: Context, { galleryId }: ArchiveRow): Promise<string> =>
	(await db.read.select({ title: gallery.title }).from(gallery).where(eq(gallery.id, galleryId)).get())
		?.title ?? 'archive';
