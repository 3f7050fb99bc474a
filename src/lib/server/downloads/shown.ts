import { and, eq } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canRead } from '#lib/domain/access/read.ts';
import { stateShown } from '#lib/domain/galleries/watermark.ts';
import { AccessJudge, notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, gallery, version } from '../db/schema.ts';
import type { Exchange } from '../http/raw.ts';
import { lookIn, renditionsOf } from '../renditions/index.ts';
import { clientHere } from './asker.ts';
import { canReadPreview, readerIn } from './can-read.ts';
import { factColumns, NO_PINS, toFacts } from './facts.ts';
import type { Shown, Asker } from './cached.ts';
import { cachesOf } from './caches.ts';

/** What may be shown of a version, and to whom it was decided. */
/** The picture at an address, for whoever asks; whoever may not see it hears that it does not exist. */
export function findShown(exchange: Exchange, galleryId: string, fileId: string, n: number): Promise<Shown> {
	const { ctx, member, sessionId } = exchange;
	const { shown, askers } = cachesOf(ctx);
	const who = `${member?.memberId ?? ''} ${sessionId ?? ''} ${galleryId}`;
	return shown.of(`${who} ${fileId} ${n}`, async () => {
		const asker = await askers.of(who, () => askerOf(exchange, galleryId));
		return decide(ctx, asker, { galleryId, fileId, n });
	});
}

/** Their own studio's member, or else a client here. */
async function askerOf(exchange: Exchange, galleryId: string): Promise<Asker> {
	const { ctx, member } = exchange;
	const judge = new AccessJudge(ctx.db.read, ctx.clock.now());
	const as = async (actor: Actor) => ({ actor, reader: await readerIn(judge, actor, galleryId) });
	const asker = member && (await as(member));
	return asker?.reader.kind === 'member' ? asker : await as(await clientHere(exchange, galleryId));
}

/** Deliveries are looked through only for what the gallery itself does not show. */
async function decide(ctx: Context, { actor, reader }: Asker, at: Address): Promise<Shown> {
	const now = ctx.clock.now();
	const found = Number.isSafeInteger(at.n) ? await versionAt(ctx.db.read).get(at) : undefined;
	const facts = found && toFacts(found, NO_PINS, [], now);
	const isShown =
		facts && (canRead(reader, facts, 'preview') || (await canReadPreview(ctx.db.read, actor, found.id, now)));
	if (!isShown) throw notFound();
	const look = lookIn(found, stateShown(found));
	return { actor, version: found, renditions: await renditionsOf(ctx.db.read, found.id), look };
}

type Address = { galleryId: string; fileId: string; n: number };

const sizeColumns = { kind: version.kind, width: version.width, height: version.height };

const versionAt = statement((db: Database) =>
	db
		.select({ ...factColumns, ...sizeColumns, watermark: gallery.watermark, proofEdge: gallery.proofEdge })
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.innerJoin(gallery, eq(gallery.id, version.galleryId))
		.where(
			and(
				eq(version.fileId, param('fileId')),
				eq(version.n, param('n')),
				eq(version.galleryId, param('galleryId'))
			)
		)
		.prepare()
);
